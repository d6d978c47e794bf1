"""Drafts as frozen values: what a clerk has typed so far for one form and period, and each change to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec import Struct

from forms.report import Attachment, Cover, Explanation

CellKey = tuple[str, str]


class StoredEntry(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,  # holds texts only; a hundred thousand of them would keep the collector busy
    rename={"text": "t", "typed": "x", "reason": "r"},
):
    """What stands in a cell: canonical `text`, or `typed` as it was with the `reason` it was not understood."""

    text: str | None = None
    typed: str | None = None
    reason: str | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands there; blank entries are not stored."""
        return self.text is None and self.typed is None


Entries = Mapping[CellKey, StoredEntry]
Fields = Mapping[str, StoredEntry]
FieldEdits = Mapping[str, StoredEntry | None]


class DraftLine(Struct, frozen=True, kw_only=True):
    """One roster line; `line` names it for the life of the draft, whatever moves around it."""

    line: int
    values: Fields


class DraftContent(Struct, frozen=True, kw_only=True):
    """What a draft may start from: last month's roster, or the revision to be corrected."""

    entries: Entries = {}
    lines: tuple[Fields, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    cover: Cover = Cover()
    attachments: tuple[Attachment, ...] = ()
    note: str = ""


class Draft(Struct, frozen=True, kw_only=True):
    """One draft, whole. `base` are the revisions it corrects; blank cells and fields are absent."""

    form: str
    period: str
    pack: str
    base: tuple[str, ...] = ()
    entries: Entries = {}
    lines: tuple[DraftLine, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    cover: Cover = Cover()
    attachments: tuple[Attachment, ...] = ()
    note: str = ""
    opened_at: str
    changed_at: str


class DraftInfo(Struct, frozen=True, kw_only=True):
    """A draft in a list."""

    form: str
    period: str
    pack: str
    base: tuple[str, ...]
    note: str
    opened_at: str
    changed_at: str


class _Change(Struct, frozen=True, array_like=True, tag_field="kind"):
    """One change to a draft; `before` and `after` make it work in both directions."""


class CellChanged(_Change, frozen=True, array_like=True, tag="cell"):
    """A cell of a table form."""

    row: str
    column: str
    before: StoredEntry | None
    after: StoredEntry | None


class LineEdited(_Change, frozen=True, array_like=True, tag="edit"):
    """Fields of a roster line; only those that differ."""

    line: int
    before: dict[str, StoredEntry | None]
    after: dict[str, StoredEntry | None]


class LinePlaced(_Change, frozen=True, array_like=True, tag="line"):
    """A roster line put in (`present`) or taken out, standing after `previous` (0: first)."""

    line: int
    previous: int
    values: dict[str, StoredEntry]
    present: bool


class ExplanationChanged(_Change, frozen=True, array_like=True, tag="explanation"):
    """The explanation of one finding; `row` and `column` are empty where it names no cell."""

    check: str
    row: str
    column: str
    before: str | None
    after: str | None


class Part(StrEnum):
    """What a draft has once."""

    COVER = "cover"
    ATTACHMENTS = "attachments"
    NOTE = "note"
    PACK = "pack"
    BASE = "base"


class PartChanged(_Change, frozen=True, array_like=True, tag="part"):
    """Cover, attachments, note, pack or base, as the text in their column."""

    part: Part
    before: str
    after: str


Change = CellChanged | LineEdited | LinePlaced | ExplanationChanged | PartChanged


def inverse(change: Change) -> Change:
    """The change that takes this one back."""
    if isinstance(change, LinePlaced):
        return LinePlaced(change.line, change.previous, change.values, present=not change.present)
    return msgspec.structs.replace(change, before=change.after, after=change.before)


class JournalState(StrEnum):
    """Whether a journal line counts: done, undone (may be redone), cut off by a later edit, or closed."""

    DONE = "done"
    UNDONE = "undone"
    CUT = "cut"
    CLOSED = "closed"


class JournalLine(Struct, frozen=True, kw_only=True):
    """One committed call: what was done when; lines of one `group` are undone together."""

    id: int
    at: str
    action: str
    group: str | None
    state: JournalState
    changes: tuple[Change, ...]

"""A report as a screen or `show` presents it: every cell with its state and why, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from forms.definition import FormDef
from forms.findings import Finding
from forms.index import Position
from forms.report import Attachment, Cover, Explanation, Status


class CellState(StrEnum):
    """Who fills a cell, and whether that worked."""

    ENTERED = "entered"
    COMPUTED = "computed"
    DERIVED = "derived"
    NOT_ASKED = "not-asked"
    INVALID = "invalid"


class CellView(Struct, frozen=True, kw_only=True):
    """One cell: canonical `text` (`None` blank, — not applicable) and what to say about it.

    `reason` is a text of the catalogue: why it is not asked, or why it was not understood. `source` says
    whether a derived figure came from an accepted, submitted or draft report; `formula` is the
    calculation in statisticians' notation.
    """

    text: str | None
    state: CellState
    reason: str | None = None
    typed: str | None = None
    source: str | None = None
    formula: str | None = None


class LineView(Struct, frozen=True, kw_only=True):
    """One roster line; `id` is stable while the draft lives."""

    id: int
    values: Mapping[str, CellView]


class Sheet(Struct, frozen=True, kw_only=True):
    """All that a grid needs to show one report; `pack_outdated`: its draft was begun under another version.

    The `row` of an attachment is the id of a line.
    """

    form: FormDef
    unit: str
    period: str
    status: Status
    cells: Mapping[Position, CellView]
    lines: tuple[LineView, ...]
    findings: tuple[Finding, ...]
    explanations: tuple[Explanation, ...]
    cover: Cover
    filled: int
    asked: int
    can_undo: bool
    can_redo: bool
    read_only: bool
    remarks: Mapping[tuple[str, str], str] = {}
    pack_outdated: bool = False
    attachments: tuple[Attachment, ...] = ()

    @property
    def errors(self) -> int:
        """Findings that must be corrected."""
        return sum(f.level == "error" for f in self.findings)

    @property
    def warnings_open(self) -> int:
        """Warnings that still lack an explanation."""
        return sum(f.level == "warning" and not f.explained for f in self.findings)

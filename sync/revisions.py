"""A revision: the complete state of one report, immutable, named by the hash of its canonical bytes.

Revisions name their parents, so that causality, not a clock, says which figure replaces which
(bundles.md §6). `saved_at` is shown and never decides anything.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Struct

from forms import canonical
from forms.canonical import Count, Sha256
from forms.errors import YuebaoError
from forms.report import Attachment, Cells, Content, Cover, Explanation, Line, ReportKey
from sync import merge_messages
from sync.manifest import Origin, PackRef

MAX_PARENTS = 64

Parents = Annotated[tuple[Sha256, ...], msgspec.Meta(max_length=MAX_PARENTS)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class RevisionKind(StrEnum):
    """What the author did: a first report, a correction, taking it back, or settling a conflict."""

    SUBMIT = "submit"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    RESOLVE = "resolve"


class Revision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One state of the report (unit, form, period); fields as in bundles.md §6.

    `n` counts the revisions of its origin. `extensions` holds what a newer minor version added; it is
    kept and passed on, and not written while empty.
    """

    type: Literal["revision"]
    unit: Short
    form: Short
    pack: PackRef
    period: Short
    origin: Origin
    n: Count
    parents: Parents
    kind: RevisionKind
    cells: Cells
    rows: tuple[Line, ...]
    explanations: tuple[Explanation, ...]
    cover: Cover
    attachments: tuple[Attachment, ...]
    author: Short
    saved_at: Short
    app: Short
    extensions: dict[str, Any] = {}

    @property
    def key(self) -> ReportKey:
        """Which report this is a state of."""
        return ReportKey(self.unit, self.form, self.period)

    @property
    def content(self) -> Content:
        """What was filled in."""
        return Content(
            cells=self.cells,
            rows=self.rows,
            explanations=self.explanations,
            cover=self.cover,
            attachments=self.attachments,
        )


class Authorship(Struct, frozen=True, kw_only=True):
    """Who saves a revision and with what; `saved_at` is ISO time, for people only."""

    origin: str
    n: int
    author: str
    saved_at: str
    app: str


def make(
    key: ReportKey,
    content: Content,
    *,
    kind: RevisionKind,
    parents: tuple[str, ...],
    pack: PackRef,
    by: Authorship,
) -> Revision:
    """A revision of these facts; a withdrawal carries no figures."""
    kept = Content(cover=content.cover) if kind is RevisionKind.WITHDRAW else content
    return Revision(
        type="revision",
        unit=key.unit,
        form=key.form,
        period=key.period,
        pack=pack,
        origin=by.origin,
        n=by.n,
        parents=tuple(sorted(set(parents))),
        kind=kind,
        cells=kept.cells,
        rows=kept.rows,
        explanations=kept.explanations,
        cover=kept.cover,
        attachments=kept.attachments,
        author=by.author,
        saved_at=by.saved_at,
        app=by.app,
    )


def encode(revision: Revision) -> bytes:
    """The canonical bytes, which name it."""
    return canonical.encode(revision)


def revision_id(data: bytes) -> str:
    """The id of a revision: the SHA-256 of its canonical bytes."""
    return canonical.sha256(data)


def decode(data: bytes) -> Revision:
    """A revision from canonical bytes; anything that is not exactly one is `E-SCHEMA`."""
    revision = canonical.decode(data, Revision)
    _require_order(revision)
    return revision


def _require_order(revision: Revision) -> None:
    """Parents are sorted and distinct, so that one set of parents has one spelling."""
    parents = revision.parents
    if any(a >= b for a, b in pairwise(parents)):
        raise YuebaoError("E-SCHEMA", detail=merge_messages.UNSORTED, where=str(revision.key))
    if revision.kind is RevisionKind.RESOLVE and not parents:
        raise YuebaoError("E-SCHEMA", detail=merge_messages.NO_PARENTS, where=str(revision.key))

"""Settling a conflict: by one side or by a new content, signed, with all heads as parents; never by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from forms.errors import YuebaoError
from forms.period import Period
from forms.report import Content, ReportKey, Status
from sync import conflicts, merge, merge_messages, status
from sync.conflicts import Difference
from sync.events import EventType
from sync.projection import Projection, key_fields
from sync.recording import Recorded, Said, authorship, next_number
from sync.review import record_here
from sync.revisions import Revision, RevisionKind, make
from sync.signers import Signer
from sync.submission import build_submission
from sync.taking_in import TakingIn
from sync.workspace import Workspace

_EVER = (Period(0, 1), Period(9999 * 12 + 11, 1))


class Conflict(Struct, frozen=True, kw_only=True):
    """One report with rival heads. `base` is the nearest common ancestor, `None` if none or several.

    `returned` tells that it went back to the office, with that reason, and nothing came since.
    """

    unit: str
    form: str
    period: str
    heads: tuple[str, ...]
    base: str | None
    cells: tuple[Difference, ...]
    returned: str | None = None


def conflicts_of(ws: Workspace) -> tuple[Conflict, ...]:
    """Every report whose heads differ, by unit, form and period."""
    projection = TakingIn(ws).projection
    rivals = ws.store.reports.matrix(*_EVER, state=Status.CONFLICT)
    keys = sorted(ReportKey(row.unit, row.form, row.period) for row in rivals)
    return tuple(conflict(projection, key) for key in keys)


def conflict(projection: Projection, key: ReportKey) -> Conflict:
    """The rivals of one report against their nearest common base."""
    found = projection.outcome(key)
    graph = {name: node.parents for name, node in projection.history(key).nodes.items()}
    bases = merge.common_bases(graph, found.heads)
    sides = {head: projection.revision(head) for head in found.heads}
    fields = key_fields(projection.packs(next(iter(sides.values())).pack.hash), key.form) if sides else ()
    return Conflict(
        unit=key.unit,
        form=key.form,
        period=key.period,
        heads=found.heads,
        base=bases[0] if len(bases) == 1 else None,
        cells=conflicts.differences(
            {head: revision.content for head, revision in sides.items()},
            [projection.revision(base).content for base in bases],
            fields,
        ),
        returned=_returned(projection, key, found.heads),
    )


def _returned(projection: Projection, key: ReportKey, heads: Sequence[str]) -> str | None:
    reviews = status.reviews_in_force(projection.events_of(key), key, heads).values()
    return next((said.reason for said in reviews if said.type is EventType.RETURN), None)


def resolve(
    ws: Workspace,
    signers: Sequence[Signer],
    key: ReportKey,
    *,
    keep: str | None = None,
    content: Content | None = None,
    reason: str,
) -> Recorded:
    """End a conflict by keeping one head, or by `content`.

    At the collecting office `content` may only choose among what the rivals say: it never writes a figure for
    a reporter (product.md, rule 1). At the office itself the result is a bundle to hand in.

    Raises YuebaoError `E-USAGE` where there is no conflict, no such head or no reason, `E-CELL` for a figure of
    nobody's, `E-LOCKED`, `E-UNIT`.
    """
    if ws.unit != key.unit and key.unit not in ws.collects:
        raise YuebaoError("E-UNIT", text=key.unit)
    if not reason.strip():
        raise YuebaoError("E-USAGE", detail=merge_messages.NO_REASON)
    if (keep is None) == (content is None):
        raise YuebaoError("E-USAGE", detail=merge_messages.ONE_WAY)
    projection = TakingIn(ws).projection
    found = projection.outcome(key)
    if found.locked:
        raise YuebaoError("E-LOCKED", period=key.period, form=key.form, where=key.form)
    if found.state is not Status.CONFLICT:
        raise YuebaoError("E-USAGE", detail=merge_messages.NO_CONFLICT, where=" ".join(key))
    sides = {head: projection.revision(head) for head in found.heads}
    made = _settlement(ws, key, sides, keep, content, reason)
    if ws.unit == key.unit:
        return build_submission(ws, (made,), signers, label=key.period)
    _require_said(projection, made, sides)
    return record_here(ws, signers, Said(revisions=(made,)))


def _settlement(
    ws: Workspace,
    key: ReportKey,
    sides: Mapping[str, Revision],
    keep: str | None,
    content: Content | None,
    reason: str,
) -> Revision:
    if keep is not None and keep not in sides:
        raise YuebaoError("E-USAGE", detail=merge_messages.NO_SUCH_HEAD, where=keep)
    kept = sides[keep] if keep is not None else None
    made = make(
        key,
        content if content is not None else (kept.content if kept else Content()),
        kind=RevisionKind.RESOLVE,
        parents=tuple(sides),
        pack=kept.pack if kept else ws.pack_ref,
        by=authorship(ws, next_number(ws)),
    )
    return replace(made, extensions={"reason": reason})


def _require_said(projection: Projection, made: Revision, sides: Mapping[str, Revision]) -> None:
    """Every text of the settlement stands in one of the rivals at the same place."""
    fields = key_fields(projection.packs(made.pack.hash), made.form)
    flat = [conflicts.flatten(side.content, fields) for side in sides.values()]
    for place, text in conflicts.flatten(made.content, fields).items():
        if place.part in ("cell", "line") and all(side.get(place) != text for side in flat):
            where = f"{made.form}[{place.row}, {place.column}]"
            raise YuebaoError("E-CELL", text=text or "", cell=where, reason=merge_messages.NOT_THEIRS)

"""Taking one import back, with its effect shown first: the bundle stays, its revisions stop counting.

The withdrawal names the revisions that came by that import alone; another bundle that carries them again does
not revive them, only a new revision does.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from msgspec import Struct

from forms.errors import YuebaoError
from forms.period import Period, parse_period
from forms.report import ReportKey, Status
from forms.store import BundleRow
from forms.values import NotApplicable
from sync import events, merge_messages
from sync.contents import ReadEvent
from sync.events import Event, EventType
from sync.manifest import Kind
from sync.recording import Recorded, Said, event, next_number
from sync.review import record_here
from sync.signers import Signer
from sync.status import Outcome
from sync.taking_in import MERGED, TAKEN, TakingIn, stored_event
from sync.workspace import Workspace

Total = Decimal | NotApplicable | None


class ReportEffect(Struct, frozen=True, kw_only=True):
    """One report before and after: its state, and the revision that counts."""

    key: ReportKey
    state_before: str
    state_after: str
    before: str | None
    after: str | None


class TotalEffect(Struct, frozen=True, kw_only=True):
    """One cell of this office's totals before and after."""

    form: str
    period: str
    cell: tuple[str, str]
    before: Total
    after: Total


class WithdrawalEffect(Struct, frozen=True, kw_only=True):
    """What withdrawing an import would change."""

    bundle: str
    reports: tuple[ReportEffect, ...]
    totals: tuple[TotalEffect, ...]


class _Undo(Exception):  # noqa: N818 - the way out of a rehearsal
    """Rolls the rehearsal back."""


def preview(ws: Workspace, bundle: str) -> WithdrawalEffect:
    """The effect of a withdrawal, which is tried and undone. Raises as `withdraw` does."""
    said = _said(ws, bundle, "preview")
    taking = TakingIn(ws)
    keys = taking.projection.reached(said)
    before = {key: taking.projection.outcome(key) for key in keys}
    totals_before = _totals(ws, keys)
    effects: list[WithdrawalEffect] = []
    with suppress(_Undo), ws.store.transaction():
        blob = events.encode(said)
        read = ReadEvent(id=events.event_id(blob), blob=blob, event=said)
        ws.store.events.add(stored_event(read, None))
        taking.projection.forget_dead()
        after = {key: taking.refresh(key) for key in keys}
        effects.append(
            WithdrawalEffect(
                bundle=bundle,
                reports=tuple(_effect(key, before[key], after[key]) for key in sorted(keys)),
                totals=_changes(totals_before, _totals(ws, keys)),
            )
        )
        raise _Undo
    _require_unlocked(effects[0])
    return effects[0]


def _require_unlocked(effect: WithdrawalEffect) -> None:
    for report in effect.reports:
        if report.state_before == Status.LOCKED and report.before != report.after:
            key = report.key
            raise YuebaoError("E-LOCKED", period=key.period, form=key.form, where=str(key))


def withdraw(
    ws: Workspace,
    signers: Sequence[Signer],
    bundle: str,
    reason: str,
    *,
    seen: WithdrawalEffect | None = None,
) -> Recorded:
    """Take an import back; `seen` is its effect, where it was worked out just before.

    Raises YuebaoError `E-USAGE` for an unknown, own or withdrawn bundle, one that brought no reports from a unit
    below, or no reason; `E-LOCKED` where a figure of a
    locked report would go: what is sealed is unlocked first.
    """
    if not reason.strip():
        raise YuebaoError("E-USAGE", detail=merge_messages.NO_REASON)
    if seen is None or seen.bundle != bundle:
        preview(ws, bundle)
    return record_here(ws, signers, Said(events=(_said(ws, bundle, reason),)))


def _said(ws: Workspace, bundle: str, reason: str) -> Event:
    row = ws.store.bundles.get(bundle)
    if row is None or row.outcome != MERGED or row.parent is not None:
        raise YuebaoError("E-USAGE", detail=merge_messages.NOT_IMPORT, where=bundle)
    if row.kind not in (Kind.SUBMISSION, Kind.RELAY) or row.unit not in ws.collects:
        raise YuebaoError("E-USAGE", detail=merge_messages.NOT_FROM_BELOW, where=bundle)
    family = {each.hash for each in _with_leaves(ws, bundle)}
    covers = {name for each in family for name, _ in ws.store.revisions.carried(each)}
    alone = tuple(sorted(name for name in covers if not _also_elsewhere(ws, name, family)))
    return event(
        ws, EventType.WITHDRAW, next_number(ws), unit=row.unit, bundle=bundle, reason=reason, covers=alone
    )


def _with_leaves(ws: Workspace, bundle: str) -> tuple[BundleRow, ...]:
    row = ws.store.bundles.get(bundle)
    leaves = ws.store.bundles.list(parent=bundle)
    return (*((row,) if row else ()), *(each for leaf in leaves for each in _with_leaves(ws, leaf.hash)))


def _also_elsewhere(ws: Workspace, revision: str, family: set[str]) -> bool:
    """Whether another import that stands carries the revision too."""
    others = (
        ws.store.bundles.get(name) for name in ws.store.revisions.carriers(revision) if name not in family
    )
    return any(row is not None and row.outcome in TAKEN - {"withdrawn"} for row in others)


# --- totals ------------------------------------------------------------------------------------------


def _totals(ws: Workspace, keys: Sequence[ReportKey]) -> dict[tuple[str, str, tuple[str, str]], Total]:
    """This office's totals of every form and period concerned."""
    found: dict[tuple[str, str, tuple[str, str]], Total] = {}
    for form, text in {(key.form, key.period) for key in keys}:
        period: Period = parse_period(text)
        for row in ws.store.figures.sums(form, (period,), (ws.unit,)):
            if not row.inside:
                found |= {(form, text, cell): value for cell, value in row.values.items()}
    return found


def _changes(
    before: dict[tuple[str, str, tuple[str, str]], Total],
    after: dict[tuple[str, str, tuple[str, str]], Total],
) -> tuple[TotalEffect, ...]:
    return tuple(
        TotalEffect(
            form=place[0], period=place[1], cell=place[2], before=before.get(place), after=after.get(place)
        )
        for place in sorted(before.keys() | after.keys())
        if before.get(place) != after.get(place)
    )


def _effect(key: ReportKey, before: Outcome, after: Outcome) -> ReportEffect:
    return ReportEffect(
        key=key,
        state_before=before.state.value,
        state_after=after.state.value,
        before=before.current,
        after=after.current,
    )

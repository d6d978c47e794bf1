"""What a person should know before figures of a period go out: who is missing, what is open, what may still change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from forms.aggregate import subtree
from forms.period import Frequency, Period, parse_period
from forms.report import Status
from sync import events
from sync.desk.collected import Collected
from sync.desk.matrix import MISSING, Matrix, matrix
from sync.desk.scope import EVERYTHING, Scope, of_kinds
from sync.events import EventType
from sync.workspace import Workspace


class Readiness(Struct, frozen=True, kw_only=True):
    """Unit codes under what holds for them in any month of the period; `locked` when every month of it is.

    `states` counts reports by status over all months.
    """

    period: str
    expected: int
    reported: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]
    conflicts: tuple[str, ...]
    returned: tuple[str, ...]
    locked: bool
    states: dict[str, int]

    @property
    def calm(self) -> bool:
        """Whether nothing is missing or open."""
        return not (self.missing or self.incomplete or self.conflicts or self.returned) and self.locked


def readiness(collected: Collected, period_text: str, scope: Scope = EVERYTHING) -> Readiness:
    """Look at every month of the period, as far as the scope goes."""
    months = months_of(collected, parse_period(period_text))
    within = _units(collected, scope)
    found = [_narrowed(matrix(collected.ws, str(month)), within, scope) for month in months]
    owing = {unit for one in found for unit in one}
    silent = {u for u in owing if any(u in one and not one[u][0] for one in found)}
    states = Counter(state for one in found for _, forms in one.values() for state in forms)

    def having(state: str) -> tuple[str, ...]:
        return tuple(u for u in within if any(state in one[u][1] for one in found if u in one))

    return Readiness(
        period=period_text,
        expected=len(owing),
        reported=len(owing) - len(silent),
        missing=tuple(u for u in within if u in silent),
        incomplete=tuple(u for u in having(MISSING) if u not in silent),
        conflicts=having(Status.CONFLICT),
        returned=having(Status.RETURNED),
        locked=bool(months) and all(is_locked(collected.ws, str(month)) for month in months),
        states=dict(states),
    )


def months_of(collected: Collected, period: Period) -> tuple[Period, ...]:
    """The months of a period that can have been reported: not before the pack's first, not after the present one."""
    now = collected.ws.clock()
    present = now.year * 12 + now.month - 1
    first = parse_period(collected.index.pack.first_period).covering(Frequency.MONTH).end
    ends = range(period.end - period.months + 1, period.end + 1)
    return tuple(Period(end, 1) for end in ends if first <= end <= present)


def _units(collected: Collected, scope: Scope) -> tuple[str, ...]:
    units = subtree(collected.index, scope.node or collected.ws.unit)
    return tuple(unit.code for unit in of_kinds(units, scope.kinds))


def _narrowed(
    found: Matrix, within: tuple[str, ...], scope: Scope
) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Each unit that owes something in scope: whether anything came, and the states of its reports."""
    asked = set(within)
    narrowed = {}
    for row in found.units:
        states = tuple(state for form, state in row.forms.items() if scope.has_form(form))
        if row.unit in asked and states:
            narrowed[row.unit] = (any(state != MISSING for state in states), states)
    return narrowed


def is_locked(ws: Workspace, month: str) -> bool:
    """Whether a lock of the whole month is in force."""
    lifted = {parent for unlock in _of_type(ws, EventType.UNLOCK) for parent in unlock[1].parents}
    return any(
        name not in lifted and lock.unit is None and lock.form is None and lock.period == month
        for name, lock in _of_type(ws, EventType.LOCK)
    )


def _of_type(ws: Workspace, type_: EventType) -> Iterator[tuple[str, events.Event]]:
    for row in ws.store.events.all(type_):
        yield row.id, events.decode(row.blob)

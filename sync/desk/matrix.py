"""Who reported: every unit that owes a report here, form by form, with delays and gaps (报送情况)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct

from forms.calendar import due_date, expected, own_period
from forms.definition import FormDef, UnitDef
from forms.period import Period, parse_period
from forms.report import ReportKey, Status
from forms.store import ReportRow
from sync import events, revisions
from sync.desk.exempted import Exempted
from sync.events import EventType
from sync.revisions import RevisionKind
from sync.sequence import absent
from sync.status import reviews_in_force
from sync.workspace import Workspace

MISSING = "missing"
_ABSENT = frozenset({Status.EMPTY, Status.WITHDRAWN})


class UnitRow(Struct, frozen=True, kw_only=True):
    """One unit. `forms` gives a status by form (`missing` where nothing came); `late_days` is the worst delay.

    `received` is when the latest of its reports arrived; `gaps` are numbers of bundles that never did.
    `sent_back` are forms in conflict that went back to the office, which has not answered yet.
    """

    unit: str
    name: str
    forms: Mapping[str, str]
    received: str | None
    late_days: int
    gaps: tuple[int, ...]
    sent_back: tuple[str, ...] = ()

    @property
    def reported(self) -> bool:
        """Whether anything came from it."""
        return any(status != MISSING for status in self.forms.values())

    @property
    def complete(self) -> bool:
        """Whether everything it owes came."""
        return all(status != MISSING for status in self.forms.values())


class Matrix(Struct, frozen=True, kw_only=True):
    """A period's reporting. Units that sent some but not all forms are in `incomplete`, and count as reported."""

    period: str
    units: tuple[UnitRow, ...]
    expected: int
    reported: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]


def matrix(ws: Workspace, period_text: str) -> Matrix:
    """The reporting of one period at this office; what a unit need not file (免报) and did not is not owed."""
    period = parse_period(period_text)
    exempted = Exempted(ws)
    owed: dict[str, list[FormDef]] = {}
    names: dict[str, UnitDef] = {}
    for unit, form in expected(ws.pack, ws.unit, period):
        key = _key(unit, form, period)
        if key in exempted and _report(ws, key) is None:
            continue
        owed.setdefault(unit.code, []).append(form)
        names[unit.code] = unit
    today = ws.clock().date()
    rows = tuple(_row(ws, names[code], forms, period, today) for code, forms in owed.items())
    return Matrix(
        period=period_text,
        units=rows,
        expected=len(rows),
        reported=sum(row.reported for row in rows),
        missing=tuple(row.unit for row in rows if not row.reported),
        incomplete=tuple(row.unit for row in rows if row.reported and not row.complete),
    )


def _row(ws: Workspace, unit: UnitDef, forms: list[FormDef], period: Period, today: dt.date) -> UnitRow:
    found = {form.id: _report(ws, _key(unit, form, period)) for form in forms}
    came = {name: _came(ws, row) if row else None for name, row in found.items()}
    received = [at for at in came.values() if at]
    late = [_late(ws, form, period, came[form.id], today) for form in forms]
    return UnitRow(
        unit=unit.code,
        name=unit.name,
        forms={name: row.state if row else MISSING for name, row in found.items()},
        received=max(received, default=None),
        late_days=max(late, default=0),
        gaps=gaps_of(ws, unit.code),
        sent_back=tuple(name for name, row in found.items() if row and is_sent_back(ws, row)),
    )


def is_sent_back(ws: Workspace, row: ReportRow) -> bool:
    """Whether a report in conflict was returned to its office and nothing came since."""
    if row.state != Status.CONFLICT:
        return False
    key = ReportKey(row.unit, row.form, row.period)
    known = {stored.id: events.decode(stored.blob) for stored in ws.store.events.of(key)}
    return any(e.type is EventType.RETURN for e in reviews_in_force(known, key, row.heads).values())


def _key(unit: UnitDef, form: FormDef, period: Period) -> ReportKey:
    return ReportKey(unit.code, form.id, str(own_period(form, period) or period))


def _report(ws: Workspace, key: ReportKey) -> ReportRow | None:
    row = ws.store.reports.get(key)
    return None if row is None or Status(row.state) in _ABSENT else row


def _came(ws: Workspace, row: ReportRow) -> str | None:
    """When a report arrived. What was settled among rivals had come with them: that this office took its time makes nobody late."""
    stored = (
        ws.store.revisions.get(row.revision) if row.revision and row.kind == RevisionKind.RESOLVE else None
    )
    if stored is None:
        return row.received_at
    arrivals = [_arrived(ws, parent) for parent in revisions.decode(stored.blob).parents]
    return max((at for at in arrivals if at), default=row.received_at)


def _arrived(ws: Workspace, revision: str) -> str | None:
    """When the first bundle with a revision came."""
    bundles = (ws.store.bundles.get(name) for name in ws.store.revisions.carriers(revision))
    return min((row.received_at for row in bundles if row and row.received_at), default=None)


def _late(ws: Workspace, form: FormDef, period: Period, came: str | None, today: dt.date) -> int:
    """Days after the deadline at which it came, or by which it is overdue today."""
    due = due_date(ws.pack, form, own_period(form, period) or period)
    return max(((dt.date.fromisoformat(came[:10]) if came else today) - due).days, 0)


def gaps_of(ws: Workspace, unit: str) -> tuple[int, ...]:
    """Numbers of bundles of this unit that are known to exist and never came, over its laptops."""
    seen: dict[str, set[int]] = {}
    for row in ws.store.bundles.list(unit=unit):
        if row.origin and row.sequence and row.kind in ("submission", "relay"):
            seen.setdefault(row.origin, set()).add(row.sequence)
    return tuple(number for origin in sorted(seen) for number in absent(seen[origin]))

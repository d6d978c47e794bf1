"""审定 in one step: whatever came for a period and nobody has ruled on, of all units."""

from __future__ import annotations

from collections.abc import Iterator

from forms.calendar import own_period
from forms.period import parse_period
from forms.report import Status
from sync.desk.matrix import UnitRow, matrix
from sync.recording import Recorded
from sync.review import Desk
from sync.workspace import Workspace

_OPEN = {Status.RETURNED, Status.CONFLICT}


def accept_received(desk: Desk, period: str, *, form: str | None = None) -> Iterator[Recorded]:
    """What was recorded, unit by unit; returned reports and rivals stay as they are.

    A unit of whose forms none is open is accepted by one event, else form by form. Raises as `Desk.accept` does.
    """
    for row in matrix(desk.ws, period).units:
        for one in _waiting(row, form):
            made = desk.accept(row.unit, _own(desk.ws, one, period), one)
            if made is not None:
                yield made


def _waiting(row: UnitRow, form: str | None) -> list[str] | list[None]:
    """The forms to accept; `None` for all of the unit at once."""
    waiting = [one for one, state in row.forms.items() if state == Status.RECEIVED]
    if form is not None:
        return [form] if form in waiting else []
    return waiting if _OPEN & set(row.forms.values()) else [None] if waiting else []


def _own(ws: Workspace, form: str | None, period: str) -> str:
    """The period of a form's own frequency: a quarterly one is ruled on for its quarter."""
    found = next((one for one in ws.pack.forms if one.id == form), None)
    own = own_period(found, parse_period(period)) if found else None
    return str(own or period)

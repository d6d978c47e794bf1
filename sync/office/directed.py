"""A reporting office's side of supervision and decisions: what it was told, and what it still has to answer."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from forms.errors import YuebaoError
from forms.report import Line
from sync import events, matters
from sync.events import Event, EventType
from sync.matters import Standing, State
from sync.office.office import Office
from sync.workspace import Workspace


class Directed(Struct, frozen=True, kw_only=True):
    """A notice to this office, its own answer as far as it is written and in which month, and what holds."""

    standing: Standing
    answer: Line | None
    state: State
    month: str = ""


def received(ws: Workspace, type_: EventType) -> tuple[Standing, ...]:
    """What the collecting office told this one."""
    if ws.collector == ws.unit:
        return ()
    known: dict[str, Event] = {row.id: events.decode(row.blob) for row in ws.store.events.all(type_)}
    return tuple(one for one in matters.standing(known, type_, ws.collector) if one.unit == ws.unit)


def notices(office: Office, period: str) -> tuple[Directed, ...]:
    """Notices to this office with the answers in its feedback form of a period or a later one, open ones first."""
    given = received(office.workspace, EventType.NOTICE)
    lines = _answers(office, period) if given else {}
    today = office.workspace.clock().date()
    found = []
    for one in given:
        month, answer = lines.get(one.matter.number, ("", None))
        state = matters.state_of(one.matter, answer, today)
        found.append(Directed(standing=one, answer=answer, state=state, month=month))
    return tuple(
        sorted(found, key=lambda one: (one.state is State.CLOSED, one.standing.matter.deadline or ""))
    )


def _answers(office: Office, period: str) -> dict[str, tuple[str, Line]]:
    """By number, the month and the line of the feedback form; a later month stands before an earlier one."""
    form = matters.answer_form(office.index.pack)
    found: dict[str, tuple[str, Line]] = {}
    for month in _from(office, period) if form is not None else ():
        for view in office.sheet(form.id, month).lines if form is not None else ():
            line = {name: cell.text for name, cell in view.values.items()}
            found[line.get("number") or ""] = (month, line)
    return found


def _from(office: Office, period: str) -> tuple[str, ...]:
    """The period and the later months that can be reported, in order."""
    return (period, *sorted(month for month in office.periods() if month > period))


def unanswered(found: tuple[Directed, ...]) -> tuple[Directed, ...]:
    """Notices that stand open and have no line in the feedback form yet."""
    return tuple(one for one in found if one.state is not State.CLOSED and one.answer is None)


def take_notices(office: Office, period: str) -> int:
    """Put a line for every open notice into the feedback form, to be answered there; how many were new.

    It goes into the form of this period, or of the next that was not handed over yet. Raises YuebaoError `E-SUBMITTED` where
    there is none.
    """
    form = matters.answer_form(office.index.pack)
    new = unanswered(notices(office, period))
    if form is None or not new:
        return 0
    lines = [
        {
            "number": one.standing.matter.number,
            "matter": one.standing.matter.text,
            "unit": one.standing.matter.responsible or office.unit.name,
            "deadline": one.standing.matter.deadline,
        }
        for one in new
    ]
    _put(office, form.id, _from(office, period), lines)
    return len(lines)


def _put(office: Office, form: str, months: Sequence[str], lines: Sequence[Line]) -> None:
    from sync.office import roster

    for place, month in enumerate(months, 1):
        try:
            roster.add_lines(office, form, month, lines)
        except YuebaoError as refused:
            if refused.code not in ("E-SUBMITTED", "E-LOCKED") or place == len(months):
                raise
        else:
            return

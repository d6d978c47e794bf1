"""A reporting office's side of supervision and decisions: what it was told, and what it still has to answer."""

from __future__ import annotations

from msgspec import Struct

from forms.report import Line
from sync import events, matters
from sync.events import Event, EventType
from sync.matters import Standing, State
from sync.office.office import Office
from sync.workspace import Workspace


class Directed(Struct, frozen=True, kw_only=True):
    """A notice to this office, its own answer as far as it is written, and what holds."""

    standing: Standing
    answer: Line | None
    state: State


def received(ws: Workspace, type_: EventType) -> tuple[Standing, ...]:
    """What the collecting office told this one."""
    if ws.collector == ws.unit:
        return ()
    known: dict[str, Event] = {row.id: events.decode(row.blob) for row in ws.store.events.all(type_)}
    return tuple(one for one in matters.standing(known, type_, ws.collector) if one.unit == ws.unit)


def notices(office: Office, period: str) -> tuple[Directed, ...]:
    """Notices to this office with the answers in its feedback form of a period, open ones first."""
    form = matters.answer_form(office.index.pack)
    ws = office.workspace
    given = received(ws, EventType.NOTICE)
    lines: dict[str, Line] = {}
    if given and form is not None:
        sheet = office.sheet(form.id, period)
        for view in sheet.lines:
            line = {name: cell.text for name, cell in view.values.items()}
            lines[line.get("number") or ""] = line
    today = ws.clock().date()
    found = [
        Directed(
            standing=one,
            answer=lines.get(one.matter.number),
            state=matters.state_of(one.matter, lines.get(one.matter.number), today),
        )
        for one in given
    ]
    return tuple(
        sorted(found, key=lambda one: (one.state is State.CLOSED, one.standing.matter.deadline or ""))
    )


def unanswered(found: tuple[Directed, ...]) -> tuple[Directed, ...]:
    """Notices that stand open and have no line in the feedback form yet."""
    return tuple(one for one in found if one.state is not State.CLOSED and one.answer is None)


def take_notices(office: Office, period: str) -> int:
    """Put a line for every open notice into the feedback form of a period, to be answered there; how many were new."""
    from sync.office import roster

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
    roster.add_lines(office, form.id, period, lines)
    return len(lines)

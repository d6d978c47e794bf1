"""Matters between an office and those who report to it: supervision notices (督办) and decisions (审定), as they stand.

Pure: events in, standing matters out. Like every event they only accumulate; one that names others as parents stands in
their place. Of two that do not know each other (two laptops) the open one stands before the closed one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from forms.definition import FormDef, PackDef
from forms.report import Line
from sync.events import Event, EventType, Matter

_PROBLEMS = frozenset({"number", "problem"})
_ANSWERS = frozenset({"number", "matter", "deadline", "progress", "done"})
_MATTERS = frozenset({"number", "result", "meeting", "subject"})


class State(StrEnum):
    """How far a notice has come."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    SETTLED = "settled"
    CLOSED = "closed"


class Standing(Struct, frozen=True, kw_only=True):
    """A matter in force: the event that says it, of which unit it speaks, when it was said first."""

    event: str
    unit: str
    matter: Matter
    at: str
    reason: str = ""
    rivals: tuple[str, ...] = ()


def standing(events: Mapping[str, Event], type_: EventType, by: str) -> tuple[Standing, ...]:
    """The matters of one kind that an office has said and not replaced, by unit and number."""
    mine = {i: e for i, e in events.items() if e.type is type_ and e.by == by and e.matter is not None}
    replaced = {parent for event in mine.values() for parent in event.parents}
    heads: dict[tuple[str, str], dict[str, Event]] = {}
    first: dict[tuple[str, str], str] = {}
    for name, event in sorted(mine.items()):
        key = (event.unit or "", event.matter.number if event.matter else "")
        first[key] = min(first.get(key, event.at), event.at)
        if name not in replaced:
            heads.setdefault(key, {})[name] = event
    return tuple(_standing(key, its, first[key]) for key, its in sorted(heads.items()))


def _standing(key: tuple[str, str], its: Mapping[str, Event], at: str) -> Standing:
    def caution(name: str) -> tuple[bool, str]:
        matter = its[name].matter
        return (matter is not None and matter.closed, name)

    chosen = min(its, key=caution)
    matter = its[chosen].matter
    if matter is None:
        raise LookupError(chosen)
    return Standing(
        event=chosen,
        unit=key[0],
        matter=matter,
        at=at,
        reason=its[chosen].reason,
        rivals=tuple(name for name in its if name != chosen),
    )


def state_of(matter: Matter, answer: Line | None, today: dt.date) -> State:
    """What holds of a notice, its unit's answer (a line of the feedback form) considered; `today` is only shown."""
    if matter.closed:
        return State.CLOSED
    if answer is not None and answer.get("done"):
        return State.SETTLED
    if matter.deadline is not None and today.isoformat() > matter.deadline:
        return State.OVERDUE
    return State.ANSWERED if answer is not None and answer.get("progress") else State.OPEN


# --- the forms of a pack that carry them ----------------------------------------------------------------


def problem_form(pack: PackDef) -> FormDef | None:
    """The roster in which offices report problems: it has the fields `number` and `problem`."""
    return _with(pack, _PROBLEMS)


def answer_form(pack: PackDef) -> FormDef | None:
    """The roster in which offices answer notices: `number`, `matter`, `deadline`, `progress`, `done`."""
    return _with(pack, _ANSWERS)


def matter_form(pack: PackDef) -> FormDef | None:
    """The roster in which offices submit matters for decision: `number`, `subject`, `result`, `meeting`."""
    return _with(pack, _MATTERS)


def _with(pack: PackDef, names: Iterable[str]) -> FormDef | None:
    wanted = set(names)
    return next((form for form in pack.forms if wanted <= {field.id for field in form.fields}), None)

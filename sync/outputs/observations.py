"""Reports as single observations: one cell of one unit and period, in one of its four states.

Every open format is made from these, so that value, zero, blank and not applicable stay apart in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from forms.aggregate import subtree
from forms.definition import UnitDef
from forms.index import CellDef, FormIndex
from forms.period import parse_period
from forms.report import Content, ReportKey
from forms.values import NA, Invalid, Value, from_text
from sync.desk.collected import Collected, is_due, parts_of
from sync.desk.scope import EVERYTHING, Scope, of_kinds


class State(StrEnum):
    """The four states of a cell (product.md, rule 2)."""

    VALUE = "value"
    ZERO = "zero"
    BLANK = "blank"
    NOT_APPLICABLE = "not-applicable"


class Held(Struct, frozen=True, kw_only=True):
    """A unit's current report of one form and period, with the revision it is."""

    form: FormIndex
    unit: UnitDef
    period: str
    content: Content
    state: str
    revision: str


class Observation(Struct, frozen=True, kw_only=True):
    """One cell; `text` is canonical and `None` unless its state is value or zero."""

    held: Held
    cell: CellDef
    state: State
    text: str | None


def held_reports(collected: Collected, period_text: str, scope: Scope = EVERYTHING) -> Iterator[Held]:
    """Every current report of the period here, this office's own and those of all below, by form and unit."""
    period = parse_period(period_text)
    units = of_kinds(subtree(collected.index, scope.node or collected.ws.unit), scope.kinds)
    for form in collected.index.forms.values():
        if not (is_due(form.form, period) and scope.has_form(form.form.id)):
            continue
        for part in parts_of(form.form, period):
            for unit in units:
                held = _held(collected, form, unit, str(part))
                if held is not None:
                    yield held


def _held(collected: Collected, form: FormIndex, unit: UnitDef, period: str) -> Held | None:
    key = ReportKey(unit.code, form.form.id, period)
    content = collected.content(key)
    row = collected.ws.store.reports.get(key)
    if content is None or row is None or row.revision is None:
        return None
    return Held(form=form, unit=unit, period=period, content=content, state=row.state, revision=row.revision)


def observations(held: Held) -> Iterator[Observation]:
    """Every cell of a table report, in the form's order."""
    for cell in held.form.cells.values():
        text = held.content.cell(*cell.position)
        state = state_of(cell, text)
        kept = text if state in (State.VALUE, State.ZERO) else None
        yield Observation(held=held, cell=cell, state=state, text=kept)


def state_of(cell: CellDef, text: str | None) -> State:
    """Which of the four a canonical text is in its cell; what the form never asks is not applicable."""
    return state_of_value(from_text(text, cell.spec), applies=cell.applies)


def state_of_value(value: Value | Invalid, *, applies: bool = True) -> State:
    """Which of the four a value is."""
    if value is NA or (value is None and not applies):
        return State.NOT_APPLICABLE
    if value is None or isinstance(value, Invalid):
        return State.BLANK
    return State.ZERO if isinstance(value, Decimal) and not value else State.VALUE

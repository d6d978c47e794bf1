"""What a total cannot add: ratios, averages and growth rates recomputed by their formula, targets and progress.

Sums of ratios mean nothing (forms.md §4); a calculated one is computed again from the totals of what it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from forms.aggregate import is_added, is_listed
from forms.definition import Derive
from forms.evaluation import rounded, target_of
from forms.formula.arithmetic import exact
from forms.formula.compiler import compile_tally
from forms.formula.tree import Time, Ytd
from forms.index import Position
from forms.lines import figures_of
from forms.past import Figure, Past, Timeline
from forms.period import Period
from forms.program import Calculation, Derivation, Program
from forms.report import Line
from forms.values import NA, NotApplicable, Value, round_half_up

_PERCENT = Decimal(100)
Tables = Mapping[str, dict[Position, Value]]


class TotalValues:
    """Totals of all forms as compiled rules see them (`compiler.Values`); `past` gives earlier totals."""

    def __init__(
        self,
        program: Program,
        period: Period,
        unit_kind: str,
        tables: Tables,
        lines: Mapping[str, Sequence[Line]],
        past: Past,
    ) -> None:
        self._program = program
        self._timeline = Timeline(program.index, period, past)
        self._lines = lines
        self.period = str(period)
        self.year = Decimal(period.year)
        self.month = Decimal(period.month)
        self.unit_kind = unit_kind
        found = [tables.get(cell.form, {}).get(cell.position) for cell in program.cells]
        self.values: list[Figure] = [_figure(value) for value in found]
        self._dashes = frozenset(slot for slot, value in enumerate(found) if value is NA)

    def past(self, time: Time, slot: int) -> Figure:
        """The total of another time; year-to-date of this period is the total of the cumulative column."""
        column = self._program.cumulative.get(slot) if time == (Ytd(),) else None
        if column is not None and self.values[column] is not None:
            return self.values[column]
        return self._timeline.figure(self._program.cells[slot], time, self.values[slot])

    def na(self, slot: int) -> bool:
        """A total is — only where every unit's figure is."""
        return slot in self._dashes

    def aggregate(self, number: int) -> Figure:
        """A roster aggregate over the lines of all units."""
        tally = self._program.tallies[number]
        form = self._program.index.forms[tally.form]
        found = (
            self._timeline.lines(tally.form, tally.time) if tally.time else self._lines.get(tally.form, ())
        )
        return compile_tally(tally)([figures_of(form, line) for line in found], self)

    def target(self, name: str) -> Decimal | None:
        """A target's value."""
        return next((t.target for t in self._program.index.pack.targets if t.id == name), None)

    def divided_by_zero(self) -> None:
        """A total that divides by zero is blank."""


def recompute(values: TotalValues, program: Program, tables: Tables, unit: str) -> None:
    """Fill in what could not be added: calculated cells that do not add up, targets and progress."""
    with exact():
        for step in program.steps:
            cell = program.cells[step.slot]
            table = tables.get(cell.form)
            if table is None or is_listed(cell):
                continue
            match step:
                case Calculation() if not is_added(cell):
                    found = rounded(step.compute(values.values, values), cell.spec.decimals)
                    figure = found if isinstance(found, Decimal) else None
                case Derivation(kind=Derive.TARGET | Derive.PROGRESS):
                    figure = _against_target(values, program, step, unit)
                case _:
                    continue
            values.values[step.slot] = figure
            table[cell.position] = figure


def _against_target(values: TotalValues, program: Program, step: Derivation, unit: str) -> Decimal | None:
    cell = program.cells[step.slot]
    target = target_of(program.index.pack.targets, cell, unit)
    if target is None or target.target is None:
        return None
    if step.kind is Derive.TARGET:
        return target.target
    reached = values.values[step.of] if step.of is not None else None
    if not isinstance(reached, Decimal) or not target.target:
        return None
    return round_half_up(reached * _PERCENT / target.target, 2)


def _figure(value: Value) -> Figure:
    return None if isinstance(value, NotApplicable) else value

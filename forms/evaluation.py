"""A program run over one unit's figures of one period: everything at once, or only what an edit touches.

Both give the same values and verdicts (forms.md §3, last point); the property test is the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush

from forms.calendar import NotAsked, own_period, why_not_asked
from forms.definition import Derive, Nature, TargetDef, UnitDef
from forms.formula.arithmetic import duplicates, exact
from forms.formula.compiler import compile_tally
from forms.formula.tree import LastYear, Prev, Time, Ytd
from forms.ids import CellRef
from forms.index import CellDef, Position
from forms.lines import figure_of, figures_of
from forms.past import Figure, Past, Timeline
from forms.period import Period
from forms.program import Calculation, Derivation, LineRule, Program, Rule, Step, UniqueRule
from forms.values import MAX_DECIMALS, MAX_DIGITS, NA, Invalid, Value, is_too_long, round_half_up

_PERCENT = Decimal(100)
RosterLine = Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was entered for one form: cells by position, or roster lines with values in field order."""

    cells: Mapping[Position, Value | Invalid]
    lines: Sequence[RosterLine] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit touched: slots whose value changed, and rules that were decided anew."""

    slots: frozenset[int]
    rules: frozenset[int]


class _Wave:
    """What an edit reaches, step by step in dependency order."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._waiting: list[int] = []
        self._queued: set[int] = set()
        self.touched: set[int] = set()
        self.rules: set[int] = set()

    def queue(self, ranks: Iterable[int]) -> None:
        """Steps to be computed anew."""
        for rank in ranks:
            if rank not in self._queued:
                self._queued.add(rank)
                heappush(self._waiting, rank)

    def touch(self, slot: int) -> None:
        """A value that changed: its readers follow."""
        self.touched.add(slot)
        self.rules.update(self._program.rules_reading.get(slot, ()))
        self.queue(self._program.steps_reading.get(slot, ()))

    def __iter__(self) -> Iterator[Step]:
        while self._waiting:
            yield self._program.steps[heappop(self._waiting)]


class Evaluation:
    """Values and verdicts of one unit and period; also the surroundings compiled rules ask (`Values`)."""

    def __init__(
        self, program: Program, unit: UnitDef, period: Period, inputs: Mapping[str, Inputs], past: Past
    ) -> None:
        self.program = program
        self.unit_def = unit
        self.report_period = period
        self.timeline = Timeline(program.index, period, past)
        self.period = str(period)
        self.year = Decimal(period.year)
        self.month = Decimal(period.month)
        self.unit_kind = unit.kind
        self.not_asked: dict[int, NotAsked] = self._asked()
        self.entered: dict[int, Value | Invalid] = {}
        self.lines: dict[str, list[RosterLine]] = {}
        self.values: list[Figure] = [None] * len(program.cells)
        self.verdicts: list[Figure] = [None] * len(program.rules)
        self.divisions: set[int] = set()
        self.divided_slots: set[int] = set()
        self._divided = False
        self._totals: dict[int, Figure] = {}
        self._failed_rows: dict[str, Mapping[int, list[int]]] = {}
        self._tally_runs = [compile_tally(tally) for tally in program.tallies]
        self._targets = {target.id: target for target in program.index.pack.targets}
        self._rank = {step.slot: rank for rank, step in enumerate(program.steps)}
        self._load(inputs)
        self._run_all()

    # -- what compiled rules ask -------------------------------------------------------------------------

    def past(self, time: Time, slot: int) -> Figure:
        """A cell at another time; year-to-date of this period is the cumulative column's own figure."""
        column = self.program.cumulative.get(slot) if time == (Ytd(),) else None
        if column is not None and column not in self.not_asked:
            return self.values[column]
        return self.timeline.figure(self.program.cells[slot], time, self.values[slot])

    def na(self, slot: int) -> bool:
        """Whether a cell is —: not asked here, or entered so."""
        return slot in self.not_asked or self.entered.get(slot) is NA

    def aggregate(self, number: int) -> Figure:
        """A roster total, computed once until its lines change."""
        if number not in self._totals:
            tally = self.program.tallies[number]
            lines = self.roster(tally.form) if not tally.time else self._earlier_lines(tally.form, tally.time)
            self._totals[number] = self._tally_runs[number](lines, self)
        return self._totals[number]

    def target(self, name: str) -> Decimal | None:
        """A target's value."""
        found = self._targets.get(name)
        return found.target if found else None

    def divided_by_zero(self) -> None:
        """Remember it for the rule that is running."""
        self._divided = True

    # -- input -------------------------------------------------------------------------------------------

    def roster(self, form: str) -> list[RosterLine]:
        """The present lines of a roster, computed fields filled in."""
        return self.lines.get(form, [])

    def change(self, form: str, cells: Mapping[Position, Value | Invalid]) -> Changed:
        """Enter cells and bring everything that depends on them up to date."""
        seeds = []
        for (row, column), value in cells.items():
            slot = self._slot(form, row, column)
            self._enter(slot, value)
            seeds.append(slot)
        with exact():
            return self._propagate(seeds, ())

    def replace_lines(self, form: str, lines: Sequence[RosterLine]) -> Changed:
        """Take a roster's new lines and bring everything that depends on them up to date."""
        with exact():
            self._set_lines(form, lines)
            counting = [n for n, tally in enumerate(self.program.tallies) if tally.form == form]
            for number in counting:
                self._totals.pop(number, None)
            return self._propagate((), counting)

    def _asked(self) -> dict[int, NotAsked]:
        reasons: dict[int, NotAsked] = {}
        forms = self.program.index.forms
        month = Period(self.report_period.end, 1)
        for slot, cell in enumerate(self.program.cells):
            form = forms[cell.form].form
            own = own_period(form, month) or month.covering(form.frequency)
            reason = why_not_asked(form, cell.row, cell.column, self.unit_def, own)
            if reason is not None:
                reasons[slot] = reason
        return reasons

    def _load(self, inputs: Mapping[str, Inputs]) -> None:
        for form, given in inputs.items():
            for (row, column), value in given.cells.items():
                self._enter(self._slot(form, row, column), value)
            if given.lines:
                self.lines[form] = list(given.lines)

    def _slot(self, form: str, row: str, column: str) -> int:
        return self.program.slots[CellRef(form, row, column)]

    def _enter(self, slot: int, value: Value | Invalid) -> None:
        if slot in self.not_asked:
            return
        if value is None:
            self.entered.pop(slot, None)
        else:
            self.entered[slot] = value
        if slot not in self._rank:
            self.values[slot] = self._figure(slot, value)

    def _figure(self, slot: int, value: Value | Invalid) -> Figure:
        return figure_of(value, self.program.cells[slot].spec.type)

    def _set_lines(self, form: str, lines: Sequence[RosterLine]) -> None:
        self.lines[form] = list(lines)
        self._failed_rows.pop(form, None)
        self._fill_lines(form)

    def _fill_lines(self, form: str) -> None:
        calculations = [c for c in self.program.line_calculations if c.form == form]
        if not calculations or form not in self.lines:
            return
        filled: list[RosterLine] = []
        for line in self.lines[form]:
            values = list(line)
            for calculation in calculations:
                spec = self.program.index.forms[form].field_specs[calculation.field]
                values[calculation.place] = rounded(calculation.compute(values, self), spec.decimals)
            filled.append(tuple(values))
        self.lines[form] = filled

    def _earlier_lines(self, form: str, time: Time) -> list[RosterLine]:
        index = self.program.index.forms[form]
        return [figures_of(index, line) for line in self.timeline.lines(form, time)]

    # -- running -----------------------------------------------------------------------------------------

    def _run_all(self) -> None:
        with exact():
            for form in list(self.lines):
                self._fill_lines(form)
            for step in self.program.steps:
                self.values[step.slot] = self._step(step)
            for rule in self.program.rules:
                self._decide(rule)

    def _propagate(self, slots: Iterable[int], tallies: Iterable[int]) -> Changed:
        wave = _Wave(self.program)
        for slot in slots:
            if slot in self._rank:
                wave.queue((self._rank[slot],))
            wave.touch(slot)
        for number in tallies:
            wave.rules.update(self.program.rules_counting.get(number, ()))
            wave.queue(self.program.steps_counting.get(number, ()))
        for step in wave:
            before = self.values[step.slot]
            self.values[step.slot] = self._step(step)
            if self.values[step.slot] != before:
                wave.touch(step.slot)
        for number in wave.rules:
            self._decide(self.program.rules[number])
        return Changed(frozenset(wave.touched), frozenset(wave.rules))

    def _step(self, step: Step) -> Figure:
        if step.slot in self.not_asked:
            return None
        self._divided = False
        if isinstance(step, Calculation):
            value = step.compute(self.values, self)
            if self._divided:
                self.divided_slots.add(step.slot)
            elif self.divided_slots:
                self.divided_slots.discard(step.slot)
            return rounded(value, step.decimals)
        value = self._derived(step)
        spec = self.program.cells[step.slot].spec
        return None if isinstance(value, Decimal) and is_too_long(value, spec) else value

    def _decide(self, rule: Rule) -> None:
        self._divided = False
        self.verdicts[rule.number] = rule.test(self.values, self)
        if self._divided:
            self.divisions.add(rule.number)
        elif self.divisions:
            self.divisions.discard(rule.number)

    def failed_lines(self, rule: LineRule) -> tuple[list[int], list[int]]:
        """The numbers (from 0) of the lines on which a line check fails, and of those where it divides by zero."""
        at_once = self._failed_at_once(rule.form)
        if rule.number in at_once:
            return at_once[rule.number], []
        failed, divided = [], []
        self._divided = False
        with exact():
            test = rule.test
            for number, line in enumerate(self.roster(rule.form)):
                verdict = test(line, self)
                if verdict is False:
                    failed.append(number)
                elif verdict is None and self._divided:
                    divided.append(number)
                    self._divided = False
        return failed, divided

    def _failed_at_once(self, form: str) -> Mapping[int, list[int]]:
        """By number, where the checks fail that look at nothing but their line; decided once until lines change."""
        found = self._failed_rows.get(form)
        if found is None:
            with exact():
                found = self._failed_rows[form] = self.program.row_checks(form).run(self.roster(form))
        return found

    def repeated_lines(self, rule: UniqueRule) -> list[tuple[int, ...]]:
        """Groups of lines that agree where they must not."""
        return duplicates(self.roster(rule.form), rule.places)

    # -- derived columns ---------------------------------------------------------------------------------

    def _derived(self, step: Derivation) -> Figure:
        cell = self.program.cells[step.slot]
        typed = self.entered.get(step.slot)
        if step.kind is Derive.YEAR_TO_DATE and isinstance(typed, Decimal):
            return typed
        if step.kind is Derive.TARGET:
            return self._cell_target(cell)
        if step.of is None:
            return None
        present = self.values[step.of]
        base = self.program.cells[step.of]
        match step.kind:
            case Derive.YEAR_TO_DATE:
                return self._year_to_date(base, present)
            case Derive.LAST_YEAR:
                return self.timeline.figure(base, (LastYear(),), present)
            case Derive.PREVIOUS:
                return self.timeline.figure(base, (Prev(),), present)
            case _:
                return self._progress(cell, present)

    def _year_to_date(self, base: CellDef, present: Figure) -> Figure:
        """Flows add up, figures to date carry themselves; ratios and averages are never summed."""
        if base.nature in (Nature.FLOW, None) and base.spec.type.numeric:
            return self.timeline.figure(base, (Ytd(),), present)
        if base.nature in (Nature.TO_DATE, Nature.MILESTONE, Nature.TEXT):
            return present
        return None

    def _progress(self, cell: CellDef, present: Figure) -> Figure:
        target = self._cell_target(cell)
        if not target or not isinstance(present, Decimal):
            return None
        return round_half_up(present * _PERCENT / target, 2)

    def _cell_target(self, cell: CellDef) -> Decimal | None:
        found = target_of(self.program.index.pack.targets, cell, self.unit_def.code)
        return found.target if found else None


def target_of(targets: Iterable[TargetDef], cell: CellDef, unit: str) -> TargetDef | None:
    """The target a derived column shows: same form, row, base column and unit, and its document if it names one."""
    for target in targets:
        if (
            target.form == cell.form
            and target.row == cell.row.id
            and target.column in (None, "", cell.of)
            and target.unit == unit
            and cell.column.document in (None, target.document)
        ):
            return target
    return None


def rounded(value: Figure, decimals: int | None) -> Figure:
    """A calculated figure rounded half up once, at the end; one too large to be stored is left blank."""
    if not isinstance(value, Decimal):
        return value
    places = MAX_DECIMALS if decimals is None else decimals
    if value and value.adjusted() + places >= MAX_DIGITS:
        return None
    result = round_half_up(value, places)
    if decimals is not None:
        return result
    trimmed = result.normalize()
    return trimmed.quantize(Decimal(1)) if trimmed.as_tuple().exponent > 0 else trimmed  # type: ignore[operator]  # finite

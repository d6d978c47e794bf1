"""A program run over one unit's figures of one period: everything at once, form by form, or only what an edit touches.

All give the same values and verdicts (forms.md §3, last point); the property test is the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from forms.calendar import NotAsked, own_period
from forms.definition import Derive, Nature, TargetDef, UnitDef
from forms.evaluation_wave import Wave
from forms.formula.arithmetic import duplicates, exact
from forms.formula.tree import LastYear, Prev, Time, Ytd
from forms.ids import CellRef
from forms.index import CellDef, Position
from forms.lines import figure_of, figures_of
from forms.past import Figure, Past, Timeline
from forms.period import Period
from forms.program import Calculation, Derivation, LineRule, Program, Rule, Step, UniqueRule
from forms.remembered import Remembered
from forms.values import MAX_DECIMALS, MAX_DIGITS, NA, Invalid, Value, is_too_long, round_half_up

_PERCENT = Decimal(100)
RosterLine = Sequence[Figure]


class Inputs(Struct, frozen=True):
    """What was entered for one form: cells by position, or roster lines with values in field order."""

    cells: Mapping[Position, Value | Invalid]
    lines: Sequence[RosterLine] = ()


class Changed(Struct, frozen=True):
    """What an edit touched: slots whose value changed, and rules that were decided anew."""

    slots: frozenset[int]
    rules: frozenset[int]


class Evaluation:
    """Values and verdicts of one unit and period; also the surroundings compiled rules ask (`Values`)."""

    def __init__(
        self,
        program: Program,
        unit: UnitDef,
        period: Period,
        inputs: Mapping[str, Inputs],
        past: Past,
        *,
        at_once: bool = True,
    ) -> None:
        """`inputs` by form. Unless `at_once`, a form's are taken when `reach` or `judge` first needs them."""
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
        self.verdicts: list[Figure] = []
        self.divisions: set[int] = set()
        self.divided_slots: set[int] = set()
        self.remembered = Remembered()
        self._divided = False
        self._totals: dict[int, Figure] = {}
        self._failed_rows: dict[str, Mapping[int, list[int]]] = {}
        self._targets = {target.id: target for target in program.index.pack.targets}
        self._rank = {step.slot: rank for rank, step in enumerate(program.steps)}
        self._ready = bytearray(len(program.steps))
        self._reached: set[str] = set()
        self._judged: dict[str, None] = {}
        self._inputs = inputs
        if at_once:
            self.reach(program.index.forms)
            for form in program.index.forms:
                self.judge(form)

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
            self._totals[number] = self.program.tally_run(number)(lines, self)
        return self._totals[number]

    def target(self, name: str) -> Decimal | None:
        """A target's value."""
        found = self._targets.get(name)
        return found.target if found else None

    def divided_by_zero(self) -> None:
        """Remember it for the rule that is running."""
        self._divided = True

    # -- form by form ------------------------------------------------------------------------------------

    def reach(self, forms: Iterable[str]) -> tuple[str, ...]:
        """Have the figures of forms computed, with those they come from; the forms this was new for, in order."""
        wanted = {source for form in forms for source in self.program.sources(form)} - self._reached
        if not wanted:
            return ()
        new = tuple(form for form in self.program.index.forms if form in wanted)
        for form in new:
            self._load(form)
        self._reached |= wanted
        ranks = sorted(rank for form in new for rank in self.program.steps_of[form])
        with exact():
            for form in new:
                self._fill_lines(form)
            for rank in ranks:
                self._ready[rank] = 1
                step = self.program.steps[rank]
                self.values[step.slot] = self._step(step)
        return new

    def judge(self, form: str) -> None:
        """Have the checks of a form decided; their figures must have been reached (`Program.looked_at`)."""
        if form in self._judged:
            return
        self._judged[form] = None
        rules = self.program.rules_of(form)
        self.verdicts += [None] * (len(self.program.compiled) - len(self.verdicts))
        with exact():
            for rule in rules:
                self._decide(rule)

    def is_reached(self, form: str) -> bool:
        """Whether the figures of a form have been computed."""
        return form in self._reached

    # -- input -------------------------------------------------------------------------------------------

    def roster(self, form: str) -> list[RosterLine]:
        """The present lines of a roster, computed fields filled in."""
        return self.lines.get(form, [])

    def change(self, form: str, cells: Mapping[Position, Value | Invalid]) -> Changed:
        """Enter cells and bring everything that depends on them up to date."""
        self.reach((form,))
        seeds = []
        for (row, column), value in cells.items():
            slot = self._slot(form, row, column)
            self._enter(slot, value)
            seeds.append(slot)
        with exact():
            return self._propagate(seeds, ())

    def replace_lines(self, form: str, lines: Sequence[RosterLine]) -> Changed:
        """Take a roster's new lines and bring everything that depends on them up to date."""
        self.reach((form,))
        with exact():
            self._set_lines(form, lines)
            counting = [n for n, tally in enumerate(self.program.tallies) if tally.form == form]
            for number in counting:
                self._totals.pop(number, None)
            return self._propagate((), counting)

    def _asked(self) -> dict[int, NotAsked]:
        reasons: dict[int, NotAsked] = {}
        month = Period(self.report_period.end, 1)
        for form_id, slots in self.program.form_slots.items():
            form = self.program.index.forms[form_id].form
            own = own_period(form, month) or month.covering(form.frequency)
            for slot in slots:
                asking = self.program.asking[slot]
                reason = asking.withheld(self.unit_def, own) if asking else NotAsked.APPLIES
                if reason is not None:
                    reasons[slot] = reason
        return reasons

    def _load(self, form: str) -> None:
        given = self._inputs.get(form)
        if given is None:
            return
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

    def run_all(self) -> None:
        """Compute and decide everything again that was reached and judged."""
        with exact():
            for form in list(self.lines):
                self._fill_lines(form)
            for rank, step in enumerate(self.program.steps):
                if self._ready[rank]:
                    self.values[step.slot] = self._step(step)
            for form in self._judged:
                for rule in self.program.rules_of(form):
                    self._decide(rule)

    def _propagate(self, slots: Iterable[int], tallies: Iterable[int]) -> Changed:
        wave = Wave(self.program, self._ready)
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
        compiled = self.program.compiled
        decided = [n for n in wave.rules if compiled[n].form in self._judged]
        for number in decided:
            self._decide(compiled[number])
        return Changed(frozenset(wave.touched), frozenset(decided))

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
        if self.remembered.rules:
            self.remembered.rules.pop(rule.number, None)
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

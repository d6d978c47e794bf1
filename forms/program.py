"""A pack's rules compiled once: a number for every cell, calculations in order, checks, and what depends on what.

Nothing here knows a unit or a period; `forms.evaluation` runs a program over one unit's figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import count

from msgspec import Struct

from forms.calendar import Asking, asking
from forms.definition import CalculationDef, CheckDef, Derive, Missing, Nature
from forms.errors import PackError, Problem
from forms.formula.check import Checked, Result, check_calculation, check_rule
from forms.formula.compiler import Rule as Compiled
from forms.formula.compiler import TallyRun, compile_row, compile_rule, compile_tally, unique_fields
from forms.formula.printer import print_formula
from forms.formula.rows import RowChecks
from forms.formula.scope import PackScope
from forms.formula.tree import LineField, Node, Operand, Tally, Total, Ytd, walk
from forms.ids import CellRef
from forms.index import CellDef, PackIndex, Position
from forms.program_graph import ordered, reached, readers


class Calculation(Struct, frozen=True, kw_only=True):
    """A cell filled by a formula; `reads` are slots of this period, `tallies` numbers of roster totals."""

    slot: int
    node: Node
    missing: Missing
    decimals: int | None
    written: str
    compute: Compiled
    reads: frozenset[int]
    tallies: frozenset[int]


class Derivation(Struct, frozen=True, kw_only=True):
    """A cell filled from other periods or from a target; `of` is the slot it derives from."""

    slot: int
    kind: Derive
    of: int | None
    reads: frozenset[int]
    tallies: frozenset[int] = frozenset()


class Rule(Struct, frozen=True, kw_only=True):
    """One ground instance of a check of a table form. `cells` are its own form's cells, the first to be explained."""

    number: int
    form: str
    check: CheckDef
    node: Node
    test: Compiled
    cells: tuple[Position, ...]
    reads: frozenset[int]
    tallies: frozenset[int]


class LineRule(Struct, frozen=True, kw_only=True):
    """A check of a roster form, evaluated on each line; `number` is its place among them."""

    number: int
    form: str
    check: CheckDef
    node: Node
    test: Compiled
    fields: tuple[str, ...]
    reads: frozenset[int]
    tallies: frozenset[int]


class UniqueRule(Struct, frozen=True, kw_only=True):
    """`unique(f, …)`: evaluated over the whole roster."""

    form: str
    check: CheckDef
    fields: tuple[str, ...]
    places: tuple[int, ...]


class LineCalculation(Struct, frozen=True, kw_only=True):
    """A roster field filled by a formula on each line."""

    form: str
    field: str
    place: int
    compute: Compiled


Step = Calculation | Derivation


class Program:
    """Slots, steps in dependency order, and rules of a whole pack."""

    def __init__(self, index: PackIndex) -> None:
        self.index = index
        self.cells: tuple[CellDef, ...] = tuple(
            cell for form in index.forms.values() for cell in form.cells.values()
        )
        self.slots: dict[CellRef, int] = {
            CellRef(cell.form, *cell.position): slot for slot, cell in enumerate(self.cells)
        }
        self.tallies: list[Tally] = []
        self._tally_numbers: dict[Tally, int] = {}
        self._tally_runs: dict[int, TallyRun] = {}
        self.line_calculations: list[LineCalculation] = []
        self._line_rules: dict[str, tuple[LineRule | UniqueRule, ...]] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self.compiled: list[Rule] = []
        """The checks of table forms compiled so far; a rule's number is its place."""
        self.rules_reading: dict[int, list[int]] = {}
        """For a slot, the numbers of the rules compiled so far that look at it."""
        self.rules_counting: dict[int, list[int]] = {}
        """For a roster total, the numbers of the rules compiled so far that use it."""
        self._row_checks: dict[str, RowChecks] = {}
        self._sources: dict[str, frozenset[str]] = {}
        self._looked_at: dict[str, frozenset[str]] = {}
        self._scopes = {form: PackScope(index, form) for form in index.forms}
        steps = dict(self._derivations())
        for form in index.forms.values():
            for calculation in form.form.calculations:
                steps.update(self._calculations(form.form.id, calculation))
        self.steps: tuple[Step, ...] = ordered(steps)

    def slot(self, ref: CellRef) -> int:
        """The number of a cell in the flat list of values."""
        return self.slots[ref]

    def tally(self, tally: Tally) -> int:
        """The number of a roster total; equal ones share it."""
        number = self._tally_numbers.setdefault(tally, len(self.tallies))
        if number == len(self.tallies):
            self.tallies.append(tally)
        return number

    def tally_run(self, number: int) -> TallyRun:
        """A roster total as a function of the roster's lines."""
        if number not in self._tally_runs:
            self._tally_runs[number] = compile_tally(self.tallies[number])
        return self._tally_runs[number]

    @property
    def rules(self) -> Sequence[Rule]:
        """The checks of all table forms, by their numbers."""
        for form in self.index.forms:
            self.rules_of(form)
        return self.compiled

    def rules_of(self, form: str) -> tuple[Rule, ...]:
        """The checks of a table form, compiled when first asked for: a window shows one form, a pack has many rules."""
        found = self._rules.get(form)
        if found is None:
            found = self._rules[form] = tuple(self._compiled(form)) if self.index.forms[form].is_table else ()
            self.compiled += found
            for rule in found:
                for slot in rule.reads:
                    self.rules_reading.setdefault(slot, []).append(rule.number)
                for number in rule.tallies:
                    self.rules_counting.setdefault(number, []).append(rule.number)
        return found

    @property
    def line_rules(self) -> tuple[LineRule | UniqueRule, ...]:
        """The checks of all rosters."""
        return tuple(rule for form in self.index.forms for rule in self.line_rules_of(form))

    def line_rules_of(self, form: str) -> tuple[LineRule | UniqueRule, ...]:
        """The checks of a roster, compiled when first asked for."""
        found = self._line_rules.get(form)
        if found is None:
            checks = () if self.index.forms[form].is_table else self.index.forms[form].form.checks
            found = tuple(self._line_rule(form, number, check) for number, check in enumerate(checks))
            self._line_rules[form] = found
        return found

    def sources(self, form: str) -> frozenset[str]:
        """The forms that the figures of a form come from within its period, itself included."""
        found = self._sources.get(form)
        if found is None:
            found = self._sources[form] = frozenset(reached(form, self._links))
        return found

    def looked_at(self, form: str) -> frozenset[str]:
        """The forms that the figures of a form and its checks come from, itself included."""
        found = self._looked_at.get(form)
        if found is None:
            rules: Sequence[Rule | LineRule | UniqueRule] = self.rules_of(form) or self.line_rules_of(form)
            read = {n for rule in rules if not isinstance(rule, UniqueRule) for n in self._forms_of(rule)}
            found = self._looked_at[form] = self.sources(form).union(*map(self.sources, read))
        return found

    def row_checks(self, form: str) -> RowChecks:
        """The plain checks of a roster compiled together at first use, numbered as `line_rules_of` it are."""
        found = self._row_checks.get(form)
        if found is None:
            rules = [rule for rule in self.line_rules_of(form) if isinstance(rule, LineRule)]
            places = [spec.places for spec in self.index.forms[form].field_specs.values()]
            checks = {rule.number: (rule.node, rule.check.missing) for rule in rules}
            found = self._row_checks[form] = RowChecks(checks, places)
        return found

    @cached_property
    def cumulative(self) -> dict[int, int]:
        """For a flow's slot, the slot of the derived column that carries its year-to-date figure."""
        return {
            self.slots[CellRef(cell.form, cell.row.id, cell.of)]: slot
            for slot, cell in enumerate(self.cells)
            if cell.derive is Derive.YEAR_TO_DATE and cell.of and cell.nature in (Nature.FLOW, None)
        }

    @cached_property
    def asking(self) -> tuple[Asking | None, ...]:
        """For each slot, of whom and when it is asked."""
        return tuple(asking(self.index.forms[cell.form].form, cell.row, cell.column) for cell in self.cells)

    @cached_property
    def computed(self) -> frozenset[int]:
        """Slots that a formula fills."""
        return frozenset(step.slot for step in self.steps if isinstance(step, Calculation))

    @cached_property
    def step_of(self) -> dict[int, Step]:
        """The step that fills a slot."""
        return {step.slot: step for step in self.steps}

    @cached_property
    def form_slots(self) -> dict[str, range]:
        """The slots of each table form, which lie side by side."""
        found: dict[str, range] = {}
        start = 0
        for form_id, form in self.index.forms.items():
            found[form_id] = range(start, start + len(form.cells))
            start += len(form.cells)
        return found

    @cached_property
    def steps_reading(self) -> dict[int, tuple[int, ...]]:
        """For a slot, the positions in `steps` of what is computed from it directly."""
        return readers(step.reads for step in self.steps)

    @cached_property
    def steps_counting(self) -> dict[int, tuple[int, ...]]:
        """For a roster total, the positions in `steps` that use it."""
        return readers(step.tallies for step in self.steps)

    @cached_property
    def steps_of(self) -> dict[str, tuple[int, ...]]:
        """For a form, the positions in `steps` of what fills its cells."""
        found: dict[str, list[int]] = {form: [] for form in self.index.forms}
        for rank, step in enumerate(self.steps):
            found[self.cells[step.slot].form].append(rank)
        return {form: tuple(ranks) for form, ranks in found.items()}

    @cached_property
    def _links(self) -> dict[str, frozenset[str]]:
        """For a form, the forms that its calculations read."""
        return {
            form: frozenset(name for rank in ranks for name in self._forms_of(self.steps[rank]))
            for form, ranks in self.steps_of.items()
        }

    def _forms_of(self, reader: Step | Rule | LineRule) -> Iterator[str]:
        for slot in reader.reads:
            yield self.cells[slot].form
        for number in reader.tallies:
            yield self.tallies[number].form

    def _derivations(self) -> Iterator[tuple[int, Step]]:
        for slot, cell in enumerate(self.cells):
            if cell.derive is None or not cell.applies:
                continue
            of = self.slots.get(CellRef(cell.form, cell.row.id, cell.of)) if cell.of else None
            reads = frozenset() if of is None or not _reads_present(cell.derive) else frozenset({of})
            yield slot, Derivation(slot=slot, kind=cell.derive, of=of, reads=reads)

    def _calculations(self, form: str, calculation: CalculationDef) -> Iterator[tuple[int, Step]]:
        checked = _sound(
            check_calculation(
                calculation.target, calculation.formula, self._scopes[form], calculation.missing
            )
        )
        written = print_formula(checked.node)
        for instance in checked.instances:
            match instance.target:
                case Operand(ref=ref):
                    reads, tallies = self._reads(instance.node)
                    yield (
                        self.slots[ref],
                        Calculation(
                            slot=self.slots[ref],
                            node=instance.node,
                            missing=calculation.missing,
                            decimals=self.cells[self.slots[ref]].spec.decimals,
                            written=written,
                            compute=compile_rule(instance.node, calculation.missing, self.slot, self.tally),
                            reads=reads,
                            tallies=tallies,
                        ),
                    )
                case LineField(name=name, index=place):
                    if any(self._reads(instance.node)):
                        raise PackError([_line_only(form, calculation)])
                    compute = compile_row(instance.node, calculation.missing, self.slot, self.tally)
                    self.line_calculations.append(
                        LineCalculation(form=form, field=name, place=place, compute=compute)
                    )
                case _:
                    raise AssertionError(instance)

    def _compiled(self, form: str) -> Iterator[Rule]:
        """The ground instances of a form's checks, numbered after those of forms compiled before."""
        numbers = count(len(self.compiled))
        for check in self.index.forms[form].form.checks:
            checked = _sound(check_rule(check.formula, self._scopes[form], check.missing))
            for instance in checked.instances:
                reads, tallies = self._reads(instance.node)
                yield Rule(
                    number=next(numbers),
                    form=form,
                    check=check,
                    node=instance.node,
                    test=compile_rule(instance.node, check.missing, self.slot, self.tally),
                    cells=_own_cells(form, instance.node),
                    reads=reads,
                    tallies=tallies,
                )

    def _line_rule(self, form: str, number: int, check: CheckDef) -> LineRule | UniqueRule:
        checked = _sound(check_rule(check.formula, self._scopes[form], check.missing))
        node = checked.instances[0].node
        fields = tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, LineField)))
        places = unique_fields(node)
        if places is not None:
            return UniqueRule(form=form, check=check, fields=fields, places=places)
        reads, tallies = self._reads(node)
        return LineRule(
            number=number,
            form=form,
            check=check,
            node=node,
            test=compile_row(node, check.missing, self.slot, self.tally),
            fields=fields,
            reads=reads,
            tallies=tallies,
        )

    def _reads(self, node: Node) -> tuple[frozenset[int], frozenset[int]]:
        """Slots and roster totals of this period that a formula's value can change with."""
        slots: set[int] = set()
        tallies: set[int] = set()
        for part in walk(node):
            match part:
                case Operand(ref=ref, time=time):
                    if all(isinstance(step, Ytd | Total) for step in time):
                        slots.add(self.slots[ref])
                    if time == (Ytd(),) and self.slots[ref] in self.cumulative:
                        slots.add(self.cumulative[self.slots[ref]])
                case Tally(time=time):
                    tallies.add(self.tally(part))
                case _:
                    pass
        return frozenset(slots), frozenset(tallies)


def _sound(result: Result) -> Checked:
    if result.checked is None:
        raise PackError(result.problems)
    return result.checked


def _line_only(form: str, calculation: CalculationDef) -> Problem:
    """A computed roster field reads only its own line, so that rosters and tables cannot chase each other."""
    params = {"text": calculation.formula, "expected": "jobs - graduates", "found": f"{form}: [01, m]"}
    return Problem(code="E-PACK-TYPE", params=params)


def _reads_present(kind: Derive) -> bool:
    return kind in (Derive.YEAR_TO_DATE, Derive.PROGRESS)


def _own_cells(form: str, node: Node) -> tuple[Position, ...]:
    """The rule's cells in its own form: those of this period, or else those of other periods."""
    operands = [part for part in walk(node) if isinstance(part, Operand) and part.ref.form == form]
    present = [part for part in operands if not part.time] or operands
    return tuple(dict.fromkeys(Position(part.ref.row, part.ref.column) for part in present))

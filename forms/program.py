"""A pack's rules compiled once: a number for every cell, calculations in order, checks, and what depends on what.

Nothing here knows a unit or a period; `forms.evaluation` runs a program over one unit's figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from forms.definition import CalculationDef, CheckDef, Derive, Missing, Nature
from forms.errors import PackError, Problem
from forms.formula.check import Checked, Result, check_calculation, check_rule
from forms.formula.compiler import Rule as Compiled
from forms.formula.compiler import compile_row, compile_rule, unique_fields
from forms.formula.printer import print_formula
from forms.formula.rows import RowChecks
from forms.formula.scope import PackScope
from forms.formula.tree import LineField, Node, Operand, Tally, Total, Ytd, walk
from forms.ids import CellRef
from forms.index import CellDef, PackIndex, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A cell filled by a formula; `reads` are slots of this period, `tallies` numbers of roster totals."""

    slot: int
    node: Node
    missing: Missing
    decimals: int | None
    written: str
    compute: Compiled
    reads: frozenset[int]
    tallies: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A cell filled from other periods or from a target; `of` is the slot it derives from."""

    slot: int
    kind: Derive
    of: int | None
    reads: frozenset[int]
    tallies: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One ground instance of a check of a table form. `cells` are its own form's cells, the first to be explained."""

    number: int
    form: str
    check: CheckDef
    node: Node
    test: Compiled
    cells: tuple[Position, ...]
    reads: frozenset[int]
    tallies: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """A check of a roster form, evaluated on each line; `number` is its place in `Program.line_rules`."""

    number: int
    form: str
    check: CheckDef
    node: Node
    test: Compiled
    fields: tuple[str, ...]
    reads: frozenset[int]
    tallies: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueRule:
    """`unique(f, …)`: evaluated over the whole roster."""

    form: str
    check: CheckDef
    fields: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCalculation:
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
        self.line_calculations: list[LineCalculation] = []
        self.line_rules: list[LineRule | UniqueRule] = []
        self.rules: list[Rule] = []
        self._row_checks: dict[str, RowChecks] = {}
        steps = dict(self._derivations())
        for form in index.forms.values():
            scope = PackScope(index, form.form.id)
            for calculation in form.form.calculations:
                steps.update(self._calculations(form.form.id, calculation, scope))
            for check in form.form.checks:
                self._add_check(form.form.id, check, scope)
        self.steps: tuple[Step, ...] = _ordered(steps)

    def slot(self, ref: CellRef) -> int:
        """The number of a cell in the flat list of values."""
        return self.slots[ref]

    def tally(self, tally: Tally) -> int:
        """The number of a roster total; equal ones share it."""
        number = self._tally_numbers.setdefault(tally, len(self.tallies))
        if number == len(self.tallies):
            self.tallies.append(tally)
        return number

    def row_checks(self, form: str) -> RowChecks:
        """The plain checks of a roster compiled together at first use, numbered as `line_rules` are."""
        found = self._row_checks.get(form)
        if found is None:
            rules = [rule for rule in self.line_rules if isinstance(rule, LineRule) and rule.form == form]
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
        return _readers(step.reads for step in self.steps)

    @cached_property
    def rules_reading(self) -> dict[int, tuple[int, ...]]:
        """For a slot, the numbers of the rules that look at it."""
        return _readers(rule.reads for rule in self.rules)

    @cached_property
    def steps_counting(self) -> dict[int, tuple[int, ...]]:
        """For a roster total, the positions in `steps` that use it."""
        return _readers(step.tallies for step in self.steps)

    @cached_property
    def rules_counting(self) -> dict[int, tuple[int, ...]]:
        """For a roster total, the numbers of the rules that use it."""
        return _readers(rule.tallies for rule in self.rules)

    def _derivations(self) -> Iterator[tuple[int, Step]]:
        for slot, cell in enumerate(self.cells):
            if cell.derive is None or not cell.applies:
                continue
            of = self.slots.get(CellRef(cell.form, cell.row.id, cell.of)) if cell.of else None
            reads = frozenset() if of is None or not _reads_present(cell.derive) else frozenset({of})
            yield slot, Derivation(slot=slot, kind=cell.derive, of=of, reads=reads)

    def _calculations(
        self, form: str, calculation: CalculationDef, scope: PackScope
    ) -> Iterator[tuple[int, Step]]:
        checked = _sound(
            check_calculation(calculation.target, calculation.formula, scope, calculation.missing)
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

    def _add_check(self, form: str, check: CheckDef, scope: PackScope) -> None:
        checked = _sound(check_rule(check.formula, scope, check.missing))
        if not self.index.forms[form].is_table:
            self.line_rules.append(self._line_rule(form, check, checked))
            return
        for instance in checked.instances:
            reads, tallies = self._reads(instance.node)
            self.rules.append(
                Rule(
                    number=len(self.rules),
                    form=form,
                    check=check,
                    node=instance.node,
                    test=compile_rule(instance.node, check.missing, self.slot, self.tally),
                    cells=_own_cells(form, instance.node),
                    reads=reads,
                    tallies=tallies,
                )
            )

    def _line_rule(self, form: str, check: CheckDef, checked: Checked) -> LineRule | UniqueRule:
        node = checked.instances[0].node
        fields = tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, LineField)))
        places = unique_fields(node)
        if places is not None:
            return UniqueRule(form=form, check=check, fields=fields, places=places)
        reads, tallies = self._reads(node)
        return LineRule(
            number=len(self.line_rules),
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


def _ordered(steps: dict[int, Step]) -> tuple[Step, ...]:
    """Steps so that everything is computed after what it reads; the loader has refused cycles."""
    graph = {slot: [read for read in step.reads if read in steps] for slot, step in steps.items()}
    try:
        return tuple(steps[slot] for slot in TopologicalSorter(graph).static_order())
    except CycleError as cycle:
        raise AssertionError("the loader refuses cyclic calculations") from cycle


def _readers(reads: Iterable[frozenset[int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for reader, slots in enumerate(reads):
        for slot in slots:
            found.setdefault(slot, []).append(reader)
    return {slot: tuple(readers) for slot, readers in found.items()}

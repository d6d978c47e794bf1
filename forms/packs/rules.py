"""Checks on rules: syntax, references and types through `forms.formula`, and how calculations hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forms.definition import CalculationDef, Derive, FormDef, PackDef
from forms.errors import Problem
from forms.formula.check import Checked, Result, check_calculation, check_rule
from forms.formula.expand import Instance
from forms.formula.printer import print_formula
from forms.formula.scope import PackScope
from forms.formula.tree import LastYear, LineField, Node, Operand, Prev, Tally, Time, walk
from forms.ids import CellRef
from forms.index import PackIndex
from forms.packs.build import Path
from forms.packs.sites import Site

Links = dict[CellRef, tuple[CellRef, ...]]


def check_rules(site: Site, pack: PackDef) -> None:
    """Every rule by itself, then all calculations of the pack together."""
    flow = _Flow(site, PackIndex(pack))
    for form in pack.forms:
        scope = PackScope(flow.index, form.id)
        path: Path = ("forms", form.id)
        for place, check in enumerate(form.checks):
            if check.formula:
                result = check_rule(check.formula, scope, check.missing)
                _relay(site, result, (*path, "checks", place, "formula"))
        for place, calculation in enumerate(form.calculations):
            here = (*path, "calculations", place)
            checked = _calculation(site, calculation, scope, here)
            for instance in checked.instances if checked else ():
                flow.add(form, instance, (*here, "target"))
    flow.check_cycles()


def _calculation(site: Site, calculation: CalculationDef, scope: PackScope, path: Path) -> Checked | None:
    if not calculation.target or not calculation.formula:
        return None
    result = check_calculation(calculation.target, calculation.formula, scope, calculation.missing)
    _relay(site, result, (*path, "formula"))
    return result.checked


def _relay(site: Site, result: Result, path: Path) -> None:
    """The formula's own problems at the place of the rule."""
    for found in result.problems:
        params = {"key": str(path[-1]), **found.params}
        site.problems.append(Problem(code=found.code, params=params, where=site.where(path)))


class _Flow:
    """Which cell is calculated where, and from which cells of the same period, over all forms."""

    def __init__(self, site: Site, index: PackIndex) -> None:
        self.index = index
        self._site = site
        self._filled: dict[CellRef, Path] = {}
        self._links = _derived_links(index)

    def add(self, form: FormDef, instance: Instance, path: Path) -> None:
        """One cell that a calculation fills, and nothing else may fill."""
        target = _target(form, instance)
        if target is None:
            return
        if isinstance(instance.target, LineField) and _leaves_line(instance):
            found = print_formula(instance.node)
            self._site.note("E-PACK-TYPE", path, found, expected="jobs - graduates", found=form.id)
            return
        cell = self.index.forms[target.form].cell(target.row, target.column)
        if cell is not None and cell.derive is not None:
            expected = f"derive: — ({cell.column.id})"
            self._site.note("E-PACK-VALUE", path, _shown(target), expected=expected)
        elif target in self._filled:
            first = self._site.where(self._filled[target])
            self._site.note("E-PACK-DUPLICATE", path, _shown(target), first=first)
        else:
            self._filled[target] = path
            self._links[target] = tuple(dict.fromkeys(_read(form, instance)))

    def check_cycles(self) -> None:
        """Circles of calculations, each told once with its cells in order."""
        for cycle in cycles(self._links):
            first = next((cell for cell in cycle if cell in self._filled), None)
            if first is not None:
                text = " → ".join(map(_shown, (*cycle, cycle[0])))
                self._site.note("E-PACK-CYCLE", self._filled[first], text)


def _leaves_line(instance: Instance) -> bool:
    """A computed roster field reads only its own line, so that rosters and tables cannot chase each other."""
    return bool(instance.known) or any(isinstance(node, Tally) for node in walk(instance.node))


def _target(form: FormDef, instance: Instance) -> CellRef | None:
    match instance.target:
        case Operand(ref=ref):
            return ref
        case LineField(name=name):
            return CellRef(form.id, "", name)
        case _:
            return None


def _read(form: FormDef, instance: Instance) -> Iterator[CellRef]:
    """The cells of this period that an instance reads; a roster's fields stand under an empty row."""
    yield from (operand.ref for operand in instance.known if _is_present(operand.time))
    for node in walk(instance.node):
        match node:
            case LineField(name=name):
                yield CellRef(form.id, "", name)
            case Tally(form=roster, field=field, where=where, time=time) if _is_present(time):
                parts: list[Node] = [part for part in (field, where) if part is not None]
                fields = (f for part in parts for f in walk(part) if isinstance(f, LineField))
                yield from (CellRef(roster, "", f.name) for f in fields)
            case _:
                pass


def _is_present(time: Time) -> bool:
    """Whether the figures of this period take part: a sum of the year so far includes them."""
    return not any(isinstance(step, Prev | LastYear) for step in time)


def _derived_links(index: PackIndex) -> Links:
    """Year-to-date and progress columns follow their entered column within the same period."""
    present = (Derive.YEAR_TO_DATE, Derive.PROGRESS)
    return {
        CellRef(cell.form, *cell.position): (CellRef(cell.form, cell.row.id, cell.of),)
        for form in index.forms.values()
        for cell in form.cells.values()
        if cell.derive in present and cell.of and cell.of != cell.column.id
    }


def _shown(cell: CellRef) -> str:
    return str(cell) if cell.row else f"{cell.form}.{cell.column}"


def cycles(links: Links) -> Iterator[tuple[CellRef, ...]]:
    """Circles among the links, each in order; every cell is told at most once."""
    left = _in_circles(links)
    while left:
        trail: dict[CellRef, None] = {}
        cell = next(iter(left))
        while cell not in trail:
            trail[cell] = None
            cell = next(after for after in links[cell] if after in left)
        steps = list(trail)
        circle = tuple(steps[steps.index(cell) :])
        yield circle
        left = _in_circles({c: links[c] for c in left if c not in circle})


def _in_circles(links: Links) -> dict[CellRef, None]:
    """The cells from which every way can go on for ever, in the order of the links."""
    left = dict.fromkeys(links)
    ready = [cell for cell in left if not _onward(links[cell], left)]
    before: dict[CellRef, list[CellRef]] = {}
    for cell, reads in links.items():
        for read in reads:
            before.setdefault(read, []).append(cell)
    while ready:
        cell = ready.pop()
        if cell not in left:
            continue
        del left[cell]
        ready.extend(c for c in before.get(cell, ()) if c in left and not _onward(links[c], left))
    return left


def _onward(reads: Iterable[CellRef], left: dict[CellRef, None]) -> bool:
    return any(read in left for read in reads)

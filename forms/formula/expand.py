"""One written rule, many cells: `[r]` visits the numeric columns, `[, c]` the rows (docs/formats/pack.md, decision 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from forms.errors import Problem
from forms.formula.ground import At, Grounder, Missing
from forms.formula.printer import print_formula
from forms.formula.scope import Known, Scope
from forms.formula.tree import Cell, LineField, Node, Operand, Range, Type, walk
from forms.formula.typer import Typer

Loop: TypeAlias = Literal["columns", "rows"]


class Instance(Struct, frozen=True, kw_only=True):
    """A formula for one place: `at` names the column or row of the loop, `target` is what a calculation fills."""

    node: Node
    at: At
    type: Type
    target: Operand | LineField | None = None
    known: dict[Operand, Known]


class Expansion(Struct, frozen=True, kw_only=True):
    """All instances, or what is wrong."""

    loop: Loop | None
    instances: tuple[Instance, ...]
    problems: tuple[Problem, ...]


def expand(node: Node, scope: Scope, target: Node | None = None) -> Expansion:
    """Every ground instance. References must exist (`references.unknown`).

    A loop leaves out what it cannot decide or fill: derived columns of the rule's own form, rows and columns
    the other form lacks, places where every looped cell is — by design, and texts where figures are looped.
    """
    written = [node] if target is None else [target, node]
    loops = {kind for part in written for kind in _loops(part)}
    if len(loops) > 1:
        params = {"text": print_formula(node), "expected": "[r]  /  [, c]", "found": "[r] + [, c]"}
        return Expansion(loop=None, instances=(), problems=(Problem(code="E-PACK-TYPE", params=params),))
    loop = next(iter(loops), None)
    tried = [found for at in _places(loop, written, scope) if (found := _instance(node, scope, at, target))]
    fine = [instance for instance, problems in tried if not problems]
    if loop is not None:
        looped = [_looped(instance, written, scope) for instance in fine]
        figures = [
            i for i, cells in zip(fine, looped, strict=True) if all(c.type is Type.NUMBER for c in cells)
        ]
        kept = figures or fine
        fine = [i for i in kept if any(cell.asked for cell in _looped(i, written, scope))]
    first = next((problems for _, problems in tried if problems), ())
    literal = [p for _, problems in tried for p in problems if p.code == "E-PACK-NEVER"]
    problems = tuple(literal or (first if not fine else ()))
    if not fine and not problems:
        params = {"text": print_formula(node), "detail": "∅"}
        problems = (Problem(code="E-PACK-NEVER", params=params),)
    return Expansion(loop=loop, instances=tuple(fine), problems=problems)


def _loops(node: Node) -> Iterator[Loop]:
    for part in walk(node):
        match part:
            case Cell(row=row, column=column) | Range(row=row, column=column):
                if column is None:
                    yield "columns"
                elif row is None:
                    yield "rows"
            case _:
                pass


def _places(loop: Loop | None, written: list[Node], scope: Scope) -> Iterator[At]:
    if loop is None:
        yield At()
        return
    forms = [
        part.form or scope.form
        for node in written
        for part in walk(node)
        if isinstance(part, Cell | Range) and (part.column if loop == "columns" else part.row) is None
    ]
    form = scope.form if scope.form in forms else forms[0]
    if loop == "rows":
        yield from (At(row=row) for row in scope.rows(form))
        return
    for column in scope.columns(form):
        cells = (scope.cell(form, row, column) for row in scope.rows(form))
        if any(cell is not None and cell.entered for cell in cells):
            yield At(column=column)


def _instance(
    node: Node, scope: Scope, at: At, target: Node | None
) -> tuple[Instance, tuple[Problem, ...]] | None:
    grounder, typer = Grounder(scope, at), Typer()
    try:
        filled = None if target is None else grounder.ground(target)
        if isinstance(filled, Operand) and not grounder.known.pop(filled).asked:
            return None
        ground = grounder.ground(node)
    except Missing:
        return None
    found = typer.type(ground)
    place = filled if isinstance(filled, Operand | LineField) else None
    if place is not None and place.type is not found:
        params = {"text": print_formula(node), "expected": str(place.type), "found": str(found)}
        typer.problems.append(Problem(code="E-PACK-TYPE", params=params))
    instance = Instance(node=ground, at=at, type=found, target=place, known=grounder.known)
    return instance, (*grounder.problems, *typer.problems)


def _looped(instance: Instance, written: list[Node], scope: Scope) -> list[Known]:
    """What stands at the loop's cells of this instance."""
    found = []
    for node in written:
        for part in walk(node):
            match part:
                case Cell(form=form, row=row, column=column) if row is None or column is None:
                    place = (row or instance.at.row or "", column or instance.at.column or "")
                    known = scope.cell(form or scope.form, *place)
                    found.extend([known] if known else [])
                case _:
                    pass
    return found or [Known(type=instance.type)]

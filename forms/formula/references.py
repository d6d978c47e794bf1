"""Does everything a formula names exist? All problems at once, with the nearest name that does."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from forms.errors import Problem
from forms.formula.functions import FUNCTIONS, Takes
from forms.formula.printer import print_formula
from forms.formula.scope import Scope
from forms.formula.tree import Aggregate, Call, Cell, Field, Node, Range, Target, children, walk


def unknown(node: Node, scope: Scope) -> tuple[Problem, ...]:
    """`E-PACK-REF` for each name that does not exist or cannot stand where it does."""
    return tuple(_all(node, scope))


def _all(node: Node, scope: Scope) -> Iterator[Problem]:
    yield from _placed(node)
    for part in walk(node):
        match part:
            case Cell(form=form, row=row, column=column) if _stands(scope, form or scope.form, row, column):
                pass
            case Cell(form=form, row=row, column=column):
                yield from _cell(part, scope, form or scope.form, (row,), (column,))
            case Range(form=form, row=row, row_to=row_to, column=column, column_to=column_to):
                yield from _cell(part, scope, form or scope.form, (row, row_to), (column, column_to))
            case Field(name=name):
                known = () if scope.is_table(scope.form) else tuple(scope.fields(scope.form))
                yield from _known(part, "field", name, known)
            case Aggregate():
                yield from _aggregate(part, scope)
            case Target(id=name):
                yield from _known(part, "target", name, scope.targets())
            case _:
                pass


def _stands(scope: Scope, form: str, row: str | None, column: str | None) -> bool:
    """Whether a cell is simply there, as nearly every one is."""
    if row is None or column is None or form not in scope.forms() or not scope.is_table(form):
        return False
    return scope.cell(form, row, column) is not None


def _cell(
    node: Node, scope: Scope, form: str, rows: tuple[str | None, ...], columns: tuple[str | None, ...]
) -> Iterator[Problem]:
    problems = list(_known(node, "form", form, scope.forms()))
    if not problems and not scope.is_table(form):
        problems = [_problem(node, "form", form, [name for name in scope.forms() if scope.is_table(name)])]
    if problems:
        yield from problems
        return
    for row in rows:
        if row is not None:
            yield from _known(node, "row", row, scope.rows(form))
    for column in columns:
        if column is not None:
            yield from _known(node, "column", column, scope.columns(form))
    if isinstance(node, Range):
        yield from _order(node, rows, scope.rows(form))
        yield from _order(node, columns, scope.columns(form))


def _order(node: Node, ends: tuple[str | None, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    first, last = ends
    if first in known and last in known and known.index(first) > known.index(last):
        yield _problem(node, "range", f"{first}:{last}", [f"{last}:{first}"])


def _aggregate(node: Aggregate, scope: Scope) -> Iterator[Problem]:
    problems = list(_known(node, "form", node.form, scope.forms()))
    if not problems and scope.is_table(node.form):
        problems = [
            _problem(node, "form", node.form, [name for name in scope.forms() if not scope.is_table(name)])
        ]
    if problems:
        yield from problems
        return
    fields = tuple(scope.fields(node.form))
    if node.field is not None:
        yield from _known(node, "field", node.field, fields)
    if node.where is None:
        return
    yield from _placed(node.where)
    for part in walk(node.where):
        match part:
            case Field(name=name):
                yield from _known(node, "field", name, fields)
            case Cell() | Range() | Aggregate() | Target() | Call(function="unique"):
                yield _problem(part, "field", print_formula(part), fields)
            case _:
                pass


def _placed(node: Node) -> Iterator[Problem]:
    """Ranges stand only inside the functions that take many; `unique` stands alone."""
    for part in walk(node):
        takes = FUNCTIONS[part.function].takes if isinstance(part, Call) else None
        for child in children(part):
            if isinstance(child, Range) and takes not in (Takes.MANY, Takes.REFERENCES):
                yield _problem(part, "range", print_formula(child), [f"sum({print_formula(child)})"])
            if isinstance(child, Call) and child.function == "unique":
                yield _problem(part, "function", "unique()", [print_formula(child)])
    if isinstance(node, Range):
        yield _problem(node, "range", print_formula(node), [f"sum({print_formula(node)})"])


def _known(node: Node, what: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    if name not in known:
        import difflib  # for mistakes only

        yield _problem(node, what, name, difflib.get_close_matches(name, known, n=3, cutoff=0.5))


def _problem(node: Node, what: str, name: str, near: Collection[str]) -> Problem:
    shown = ", ".join(list(near)[:3])
    params = {"text": print_formula(node), "what": what, "name": name, "near": shown or "—"}
    return Problem(code="E-PACK-REF", params=params)

"""A formula checked against its pack: references, types, and whether it can ever say anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from forms.definition import Missing
from forms.errors import Problem, YuebaoError
from forms.formula.expand import Instance, Loop, expand
from forms.formula.functions import FUNCTIONS
from forms.formula.parser import parse
from forms.formula.printer import print_formula
from forms.formula.references import unknown
from forms.formula.relation import column_codes, names_cells, names_codes, read_relation
from forms.formula.scope import Known, Scope
from forms.formula.tree import (
    Aggregate,
    Call,
    Cell,
    Compare,
    Facts,
    Field,
    If,
    Logic,
    Node,
    Not,
    Operand,
    Range,
    Target,
    Type,
    children,
    walk,
)

_TWO_FIGURES: Final = re.compile(r"\s*[0-9]+\s*(=|<>|<=|>=|<|>)\s*[0-9]+\s*")
"""`1 = 2` stays the mistake it is; only signs of paper (`1 ≤ 2`) or more than two codes are read as 审核关系."""


class Checked(Struct, frozen=True, kw_only=True):
    """A sound formula: as written, its type, the cells it reads, its loop, and its ground instances."""

    node: Node
    type: Type
    operands: tuple[Operand, ...]
    loops: Loop | None
    instances: tuple[Instance, ...]


class Result(Struct, frozen=True, kw_only=True):
    """`checked` is there exactly when there are no problems."""

    checked: Checked | None
    problems: tuple[Problem, ...]


def check_rule(text: str, scope: Scope, missing: Missing = Missing.SKIP_ANY) -> Result:
    """A check relation: must be a condition (`E-PACK-SYNTAX`, `-REF`, `-TYPE`, `-NEVER`)."""
    return _read(text, scope, lambda node: _rule(node, scope, missing))


def _rule(node: Node, scope: Scope, missing: Missing) -> Result:
    result = _checked(node, scope, None, missing)
    if result.checked is not None and result.checked.type is not Type.BOOL:
        params = {"text": print_formula(node), "expected": str(Type.BOOL), "found": str(result.checked.type)}
        return Result(checked=None, problems=(Problem(code="E-PACK-TYPE", params=params),))
    return result


def check_calculation(target: str, text: str, scope: Scope, missing: Missing = Missing.SKIP_ALL) -> Result:
    """A calculation: the target is a cell, a loop or a roster field, and the formula has its type."""
    try:
        place = parse(target)
    except YuebaoError as refused:
        return Result(checked=None, problems=refused.problems)
    own = isinstance(place, Field) or (isinstance(place, Cell) and not place.time)
    if not own or (isinstance(place, Cell) and place.form not in (None, scope.form)):
        params = {"text": target, "expected": "[01, m]", "found": target}
        return Result(checked=None, problems=(Problem(code="E-PACK-TYPE", params=params),))
    return _read(text, scope, lambda node: _checked(node, scope, place, missing))


def _read(text: str, scope: Scope, judge: Callable[[Node], Result]) -> Result:
    """A text judged as a formula; where it makes no sense as one, or names rows as `02`, as 审核关系 of a table form."""
    plain = _judged(lambda: parse(text), judge)
    if not scope.is_table(scope.form):
        return plain
    rows = scope.rows(scope.form)
    named = names_codes(text, rows)
    if not named and (plain.checked is not None or _TWO_FIGURES.fullmatch(text) or names_cells(text)):
        return plain
    columns = column_codes(rows, scope.columns(scope.form))
    coded = _judged(lambda: read_relation(text, rows, columns), judge)
    return coded if coded.checked is not None or named else plain


def _judged(read: Callable[[], Node], judge: Callable[[Node], Result]) -> Result:
    try:
        node = read()
    except YuebaoError as refused:
        return Result(checked=None, problems=refused.problems)
    return judge(node)


def _checked(node: Node, scope: Scope, target: Node | None, missing: Missing) -> Result:
    wrong = (*(unknown(target, scope) if target is not None else ()), *unknown(node, scope))
    if wrong:
        return Result(checked=None, problems=_unlike(wrong))
    expansion = expand(node, scope, target)
    if expansion.problems:
        return Result(checked=None, problems=_unlike(expansion.problems))
    idle = tuple(_constant(node)) if target is None else ()
    deciding = tuple(i for i in expansion.instances if _can_decide(i, missing))
    if not deciding:
        cells = ", ".join(dict.fromkeys(str(cell.ref) for i in expansion.instances[:1] for cell in i.known))
        idle = (*idle, _never(node, f"— {cells}"))
    if idle:
        return Result(checked=None, problems=_unlike(idle))
    operands = tuple(dict.fromkeys(cell for instance in deciding for cell in instance.known))
    checked = Checked(
        node=node, type=deciding[0].type, operands=operands, loops=expansion.loop, instances=deciding
    )
    return Result(checked=checked, problems=())


def _unlike(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Each problem once: a loop meets the same one at every place."""
    return tuple({(p.code, tuple(p.params.items())): p for p in problems}.values())


def _never(node: Node, detail: str) -> Problem:
    return Problem(code="E-PACK-NEVER", params={"text": print_formula(node), "detail": detail})


def _constant(node: Node) -> Iterator[Problem]:
    """Conditions that are the same in every report: no operand in them, or both sides the same."""
    for part in walk(node):
        match part:
            case If(condition=condition):
                conditions: tuple[Node, ...] = (condition,)
            case Logic(parts=parts):
                conditions = parts
            case Not(operand=operand):
                conditions = (operand,)
            case Compare(left=left, right=right) if left == right:
                yield _never(part, f"{print_formula(left)} = {print_formula(right)}")
                continue
            case _:
                conditions = ()
        yield from (_never(condition, "true / false") for condition in conditions if not _varies(condition))
    if not _varies(node):
        yield _never(node, "true / false")


def _varies(node: Node) -> bool:
    moving = (Cell, Range, Field, Aggregate, Target, Facts)
    return any(isinstance(part, moving) for part in walk(node))


def _can_decide(instance: Instance, missing: Missing) -> bool:
    """Whether some unit in some period can have values where the strategy needs them."""
    if missing is Missing.ZERO:
        return True
    needed = [instance.known[cell] for cell in _needed(instance.node) if not cell.time]
    if missing is Missing.SKIP_ALL:
        everything = [known for cell, known in instance.known.items() if not cell.time]
        earlier = len(everything) < len(instance.known)
        return earlier or not everything or any(known.asked for known in everything)
    return all(known.asked for known in needed) and _together(needed)


def _needed(node: Node) -> Iterator[Operand]:
    """Cells whose blank leaves a skip-any rule undecided whatever else is in the report."""
    match node:
        case Operand():
            yield node
        case If(condition=condition):
            yield from _needed(condition)
        case Call(function=function) if FUNCTIONS[function].opaque:
            return
        case _:
            for part in children(node):
                yield from _needed(part)


def _together(needed: list[Known]) -> bool:
    for asked in ([k.kinds for k in needed], [k.units for k in needed]):
        limited = [names for names in asked if names is not None]
        if limited and not frozenset.intersection(*limited):
            return False
    return True

"""The tree-walking twin of the compiler: slow, plain, the oracle of its tests, and the one that explains findings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol, TypeAlias

from msgspec import Struct

from forms.definition import Missing
from forms.formula.arithmetic import ZERO, average, divide, exact, half_up
from forms.formula.arithmetic import Operand as Value
from forms.formula.codegen import strict_operands
from forms.formula.functions import FUNCTIONS
from forms.formula.tree import (
    Arithmetic,
    Bool,
    Call,
    Compare,
    Facts,
    If,
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Tally,
    Target,
    Text,
    Time,
    Type,
    Unary,
    walk,
)
from forms.formula.typer import Typer
from forms.ids import CellRef

Reference: TypeAlias = Operand | LineField | Tally | Target


class Context(Protocol):
    """What the interpreter asks; like `compiler.Values`, by reference instead of by slot."""

    period: str
    year: Decimal
    month: Decimal
    unit_kind: str

    def value(self, ref: CellRef, time: Time) -> Value:
        """The cell's value."""

    def na(self, ref: CellRef) -> bool:
        """Whether the cell is —."""

    def field(self, index: int) -> Value:
        """The field of the roster line at hand."""

    def tally(self, tally: Tally) -> Value:
        """The roster aggregate."""

    def target(self, name: str) -> Decimal | None:
        """The target's value."""

    def divided_by_zero(self) -> None:
        """Take note."""


class _Undecided(Exception):  # noqa: N818 - how a blank leaves the tree, no error
    """A blank under skip-any."""


def raw(node: Node, context: Context) -> Value:
    """A reference's value, blank or not."""
    match node:
        case Operand(ref, _, time):
            return context.value(ref, time)
        case LineField(index=index):
            return context.field(index)
        case Tally():
            return context.tally(node)
        case Target(name):
            return context.target(name)
        case _:
            raise TypeError(type(node))


class _Run:
    """One evaluation: the strategy and what was met."""

    def __init__(self, context: Context, missing: Missing) -> None:
        self.context = context
        self.missing = missing
        self.read = False
        self.present = False

    def counted(self, value: Value, type_: Type) -> Value:
        """What the strategy makes of an operand."""
        self.read = True
        if value is not None:
            self.present = True
            return value
        if self.missing is Missing.SKIP_ANY:
            raise _Undecided
        filled: dict[Type, Value] = {Type.NUMBER: ZERO, Type.BOOL: False}
        return filled.get(type_, "")

    def value(self, node: Node) -> Value:  # noqa: C901, PLR0911, PLR0912 - one per kind of node
        """The value of any node; raises `_Undecided` and arithmetic errors."""
        match node:
            case Number(value):
                return value
            case Text(value=value) | Bool(value=value):
                return value
            case Facts(name):
                fact: Value = getattr(self.context, name)
                return fact
            case Operand(type=found) | LineField(type=found):
                return self.counted(raw(node, self.context), found)
            case Tally() | Target():
                return self.counted(raw(node, self.context), Type.NUMBER)
            case Unary(operator, operand):
                return -self.figure(operand) if operator == "-" else self.figure(operand)
            case Arithmetic(first, rest):
                return self._chain(first, rest)
            case Compare(operator, left, right):
                return compared(operator, self.value(left), self.value(right))
            case Logic(operator, parts):
                truths = [bool(self.value(part)) for part in parts]
                return all(truths) if operator == "and" else any(truths)
            case Not(operand):
                return not self.value(operand)
            case If(condition, then, otherwise):
                if self.value(condition):
                    return self.value(then)
                return True if otherwise is None else self.value(otherwise)
            case Call():
                return self._call(node)
            case _:
                raise TypeError(type(node))

    def figure(self, node: Node) -> Decimal:
        """The value of a node that the type check found to be a number."""
        value = self.value(node)
        if not isinstance(value, Decimal):
            raise TypeError(type(value))
        return value

    def _chain(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> Decimal:
        figures = [self.figure(part) for part in (first, *(part for _, part in rest))]
        result = figures[0]
        for (sign, _), figure in zip(rest, figures[1:], strict=True):
            result = _APPLY[sign](result, figure)
        return result

    def _call(self, node: Call) -> Value:
        if FUNCTIONS[node.function].opaque:
            return self._opaque(node)
        if node.function == "month_of":
            return str(self.value(node.arguments[0]))[:7]
        figures = [self.figure(part) for part in node.arguments]
        match node.function:
            case "sum":
                return sum(figures, ZERO)
            case "avg":
                return average(figures)
            case "min":
                return min(figures)
            case "max":
                return max(figures)
            case "abs":
                return abs(figures[0])
            case _:
                return half_up(figures[0], Decimal(1).scaleb(-int(figures[1])))

    def _opaque(self, node: Call) -> Value:
        first = node.arguments[0]
        match node.function:
            case "na":
                return isinstance(first, Operand) and self.context.na(first.ref)
            case "blank":
                return raw(first, self.context) is None
            case "count":
                return Decimal(sum(raw(part, self.context) is not None for part in node.arguments))
            case _:
                return self._coalesce(node)

    def blank(self, operand: Node) -> bool:
        """Whether an operand is blank; a `coalesce` is where each of its arguments has a blank."""
        if isinstance(operand, Call):
            return all(self._has_blank(part) for part in operand.arguments)
        return raw(operand, self.context) is None

    def _has_blank(self, node: Node) -> bool:
        return any(self.blank(operand) for operand in strict_operands(node))

    def _coalesce(self, node: Call) -> Value:
        """A blank wins over a division by zero in the same argument, whichever is met first."""
        for part in node.arguments:
            try:
                value = _Run(self.context, Missing.SKIP_ANY).value(part)
            except _Undecided:
                continue
            except ArithmeticError:
                if self._has_blank(part):
                    continue
                raise
            if value is not None:
                return self.counted(value, Type.TEXT)
        return self.counted(None, Typer().type(node))


def compared(operator: str, left: Value, right: Value) -> bool:
    """A comparison of two values of one type."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _COMPARE[operator](left, right)
    return _COMPARE[operator](str(left), str(right))


_APPLY: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
}
_COMPARE: dict[str, Callable[[Decimal | str, Decimal | str], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def evaluate(node: Node, context: Context, missing: Missing) -> Value:
    """The value of a ground tree, `None` for undecided; exactly what the compiled rule gives."""
    run = _Run(context, missing)
    with exact():
        try:
            value = run.value(node)
        except _Undecided:
            return None
        except ZeroDivisionError:
            if _decidable(run, node):
                context.divided_by_zero()
            return None
        except ArithmeticError:
            return None
    if missing is Missing.SKIP_ALL and run.read and not run.present:
        return None
    return value


def _decidable(run: _Run, node: Node) -> bool:
    """Whether blanks alone would not have left the rule undecided."""
    blanks = [run.blank(operand) for operand in strict_operands(node)]
    if run.missing is Missing.ZERO or not blanks:
        return True
    return not any(blanks) if run.missing is Missing.SKIP_ANY else not all(blanks)


class Explained(Struct, frozen=True, kw_only=True):
    """What a finding shows: the part that failed, both sides, their difference, the operands with values.

    `conditions` are those of the 若 passed on the way, each with whether it held; of an `or` the part that did.
    """

    node: Node
    conditions: tuple[tuple[Node, bool], ...]
    left: Value
    right: Value
    difference: Decimal | None
    operands: tuple[tuple[Reference, Value], ...]


def explain(node: Node, context: Context, missing: Missing) -> Explained:
    """Why a check failed: of 若…则 the consequent, of `and` the part that failed, down to one comparison."""
    conditions: list[tuple[Node, bool]] = []
    part = _failing(node, context, missing, conditions)
    values = tuple((operand, raw(operand, context)) for operand in dict.fromkeys(references(node)))
    left = right = None
    if isinstance(part, Compare):
        left, right = evaluate(part.left, context, missing), evaluate(part.right, context, missing)
    difference = None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        with exact():
            difference = left - right
    return Explained(
        node=part,
        conditions=tuple(conditions),
        left=left,
        right=right,
        difference=difference,
        operands=values,
    )


def _failing(node: Node, context: Context, missing: Missing, conditions: list[tuple[Node, bool]]) -> Node:
    """An `or` failed in all its parts, so none of them is told alone."""
    match node:
        case If(condition, then, otherwise):
            held = bool(evaluate(condition, context, missing))
            conditions.append((_deciding(condition, context, missing) if held else condition, held))
            chosen = then if held or otherwise is None else otherwise
            return _failing(chosen, context, missing, conditions)
        case Logic(operator="and", parts=parts):
            failed = next((p for p in parts if evaluate(p, context, missing) is False), parts[0])
            return _failing(failed, context, missing, conditions)
        case _:
            return node


def _deciding(condition: Node, context: Context, missing: Missing) -> Node:
    match condition:
        case Logic(operator="or", parts=parts):
            return next((p for p in parts if evaluate(p, context, missing) is True), condition)
        case _:
            return condition


def references(node: Node) -> list[Reference]:
    """Every reference of a rule in the order it is written."""
    return [part for part in walk(node) if isinstance(part, Operand | LineField | Tally | Target)]

"""Ground trees to Python functions, built from whitelisted `ast` nodes; no text is ever executed.

A function does what the strategy for missing values says on the way, so that a simple rule costs little more than its
arithmetic. It returns the value, or `None` for undecided, and lets no exception out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from forms.definition import Missing
from forms.formula.arithmetic import ZERO, average, divide, gathered, half_up
from forms.formula.arithmetic import Operand as Value
from forms.formula.codegen import Writer
from forms.formula.tree import Call, LineField, Node, Operand, Tally, Time
from forms.formula.within import rebuilt
from forms.ids import CellRef


class Values(Protocol):
    """What a compiled rule asks besides the values of this period."""

    period: str
    year: Decimal
    month: Decimal
    unit_kind: str

    def past(self, time: Time, slot: int) -> Value:
        """The cell's value at another time; steps work from the outside in (`forms.past`)."""

    def na(self, slot: int) -> bool:
        """Whether the cell is —."""

    def aggregate(self, number: int) -> Value:
        """The roster aggregate that was registered under that number."""

    def target(self, name: str) -> Decimal | None:
        """The target's value."""

    def divided_by_zero(self) -> None:
        """Take note: the rule is undecided because a divisor was zero."""


Rule: TypeAlias = Callable[[Sequence[Value], Values], Value]
"""Called inside `arithmetic.exact()`: values by slot (or of a roster line by field) and the rest."""

TallyRun: TypeAlias = Callable[[Sequence[Sequence[Value]], Values], Value]
"""A roster aggregate of the roster's lines."""

FIRST_NUMBER: Final = 1 << 40
_GLOBALS: Final[dict[str, object]] = {
    "__builtins__": {},
    "Z": ZERO,
    "D": Decimal,
    "ArithmeticError": ArithmeticError,
    "ZeroDivisionError": ZeroDivisionError,
    "abs": abs,
    "sum": sum,
    "min": min,
    "max": max,
    "divide": divide,
    "average": average,
    "half_up": half_up,
}


def compile_rule(
    node: Node, missing: Missing, slot: Callable[[CellRef], int], tally: Callable[[Tally], int]
) -> Rule:
    """A table rule as one code object, `fn(v, c)`. `slot` and `tally` number cells and roster aggregates."""
    return _function(node, missing, slot, tally, line=False)


def compile_row(
    node: Node, missing: Missing, slot: Callable[[CellRef], int], tally: Callable[[Tally], int]
) -> Rule:
    """A roster rule as one code object, `fn(line, c)`; cells of table forms are read by `c.past((), slot)`."""
    return _function(node, missing, slot, tally, line=True)


class RowRule(Struct, frozen=True, kw_only=True):
    """A check of a roster: `line` is run on each line, `unique` once over the roster by these field positions."""

    kind: Literal["line", "unique"]
    function: Rule | None = None
    fields: tuple[int, ...] = ()


def compile_row_rule(
    node: Node, missing: Missing, slot: Callable[[CellRef], int], tally: Callable[[Tally], int]
) -> RowRule:
    """A roster check of either kind; see `arithmetic.duplicates` for `unique`."""
    fields = unique_fields(node)
    if fields is not None:
        return RowRule(kind="unique", fields=fields)
    return RowRule(kind="line", function=compile_row(node, missing, slot, tally))


def compile_tally(tally: Tally) -> TallyRun:
    """A roster aggregate over lines; a line counts when its condition is decided and true."""

    def no_slot(ref: CellRef) -> int:
        raise ValueError(ref)

    def no_tally(inner: Tally) -> int:
        raise ValueError(inner)

    where = None if tally.where is None else compile_row(tally.where, Missing.SKIP_ANY, no_slot, no_tally)
    index = None if tally.field is None else tally.field.index

    def run(lines: Sequence[Sequence[Value]], values: Values) -> Value:
        kept = lines if where is None else [line for line in lines if where(line, values) is True]
        return gathered(tally.function, (True if index is None else line[index] for line in kept))

    return run


def unique_fields(node: Node) -> tuple[int, ...] | None:
    """The field positions of a `unique(…)` rule, `None` for any other."""
    match node:
        case Call(function="unique", arguments=arguments):
            return tuple(part.index for part in arguments if isinstance(part, LineField))
        case _:
            return None


class _Template(Struct, frozen=True):
    """The code of all rules of one shape; its numbers from `FIRST_NUMBER` on stand for slots and tallies."""

    code: CodeType
    names: dict[str, object]


class _Shape:
    """Takes a rule's cells and roster aggregates out, numbered in the order they are met."""

    def __init__(self) -> None:
        self.refs: dict[CellRef, int] = {}
        self.tallies: dict[Tally, int] = {}

    def of(self, node: Node) -> Node:
        """The rule without its places: equal for rules that differ only in them."""
        match node:
            case Operand(ref, type_, time):
                number = self.refs.setdefault(ref, len(self.refs))
                return Operand(CellRef("", "", str(number)), type_, time)
            case Tally():
                number = self.tallies.setdefault(node, len(self.tallies))
                return Tally("count", str(number), None, None)
            case _:
                return rebuilt(node, self.of)


def _function(
    node: Node,
    missing: Missing,
    slot: Callable[[CellRef], int],
    tally: Callable[[Tally], int],
    *,
    line: bool,
) -> Rule:
    """Rules of one shape share their code; each has its own numbers among the constants."""
    shape = _Shape()
    template = _template(shape.of(node), missing, line)
    numbers = {2 * number + FIRST_NUMBER: slot(ref) for ref, number in shape.refs.items()}
    numbers |= {2 * number + FIRST_NUMBER + 1: tally(found) for found, number in shape.tallies.items()}
    constants = tuple(numbers.get(c, c) if type(c) is int else c for c in template.code.co_consts)
    return FunctionType(template.code.replace(co_consts=constants), template.names)


@lru_cache(maxsize=4096)
def _template(node: Node, missing: Missing, line: bool) -> _Template:
    writer = Writer(
        missing,
        lambda ref: 2 * int(ref.column) + FIRST_NUMBER,
        lambda tally: 2 * int(tally.form) + FIRST_NUMBER + 1,
        line=line,
    )
    module = writer.module(node)
    names: dict[str, Any] = {**_GLOBALS, **writer.constants}
    exec(compile(module, "<rule>", "exec"), names)  # noqa: S102 - a tree of whitelisted nodes, never a text
    return _Template(names["rule"].__code__, names)

"""Ground trees to Python functions, built from whitelisted `ast` nodes; no text is ever executed.

A function does what the strategy for missing values says on the way, so that a simple rule costs little more than its
arithmetic. It returns the value, or `None` for undecided, and lets no exception out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from forms.definition import Missing
from forms.formula.arithmetic import ZERO, Operand, average, divide, gathered, half_up
from forms.formula.codegen import Writer
from forms.formula.tree import Call, LineField, Node, Tally, Time
from forms.ids import CellRef


class Values(Protocol):
    """What a compiled rule asks besides the values of this period."""

    period: str
    year: Decimal
    month: Decimal
    unit_kind: str

    def past(self, time: Time, slot: int) -> Operand:
        """The cell's value at another time (`moments.moments`)."""

    def na(self, slot: int) -> bool:
        """Whether the cell is —."""

    def aggregate(self, number: int) -> Operand:
        """The roster aggregate that was registered under that number."""

    def target(self, name: str) -> Decimal | None:
        """The target's value."""

    def divided_by_zero(self) -> None:
        """Take note: the rule is undecided because a divisor was zero."""


Rule: TypeAlias = Callable[[Sequence[Operand], Values], Operand]
"""Called inside `arithmetic.exact()`: values by slot (or of a roster line by field) and the rest."""

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
    return _function(Writer(missing, slot, tally, line=False), node)


def compile_row(
    node: Node, missing: Missing, slot: Callable[[CellRef], int], tally: Callable[[Tally], int]
) -> Rule:
    """A roster rule as one code object, `fn(line, c)`; cells of table forms are read by `c.past((), slot)`."""
    return _function(Writer(missing, slot, tally, line=True), node)


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


def compile_tally(tally: Tally) -> Callable[[Sequence[Sequence[Operand]], Values], Operand]:
    """A roster aggregate over lines; a line counts when its condition is decided and true."""

    def no_slot(ref: CellRef) -> int:
        raise ValueError(ref)

    def no_tally(inner: Tally) -> int:
        raise ValueError(inner)

    where = None if tally.where is None else compile_row(tally.where, Missing.SKIP_ANY, no_slot, no_tally)
    index = None if tally.field is None else tally.field.index

    def run(lines: Sequence[Sequence[Operand]], values: Values) -> Operand:
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


def _function(writer: Writer, node: Node) -> Rule:
    module = writer.module(node)
    names: dict[str, Any] = {**_GLOBALS, **writer.constants}
    exec(compile(module, "<rule>", "exec"), names)  # noqa: S102 - a tree of whitelisted nodes, never a text
    rule: Rule = names["rule"]
    return rule

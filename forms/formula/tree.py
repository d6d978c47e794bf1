"""The rule language as frozen values.

`parser.parse` makes the first group, as written. `ground.Grounder` turns every reference into the second group:
concrete cells, fields and roster totals with their types. Compiler and interpreter read only ground trees.

A chain of equal precedence (`a + b - c`) is one node, so that a sum of many rows is wide, not deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from forms.ids import CellRef


class Type(StrEnum):
    """What a value can be used for. A choice is text, a yes/no is a truth value."""

    NUMBER = "number"
    TEXT = "text"
    BOOL = "bool"
    DATE = "date"
    MONTH = "month"


class _Value(Struct, frozen=True):
    """Immutable and compared by content."""


class Prev(_Value, frozen=True):
    """One period earlier."""


class LastYear(_Value, frozen=True):
    """The same period of last year."""


class Ytd(_Value, frozen=True):
    """Summed over the year so far, this period included."""


class Total(_Value, frozen=True):
    """Summed since a period, this one included."""

    since: str


Step: TypeAlias = Prev | LastYear | Ytd | Total
Time: TypeAlias = tuple[Step, ...]
"""Steps from the outside in: `prev(ytd(x))` is `(Prev(), Ytd())`; empty is the period itself."""


class Number(_Value, frozen=True):
    """An exact decimal."""

    value: Decimal


class Text(_Value, frozen=True):
    """A text literal. Ground: one that is compared with a date or month has that type."""

    value: str
    type: Type = Type.TEXT


class Bool(_Value, frozen=True):
    """`true` or `false`."""

    value: bool


class Cell(_Value, frozen=True):
    """`[r, c]`; a missing row or column means each in turn, a missing form the rule's own."""

    form: str | None
    row: str | None
    column: str | None
    time: Time = ()


class Range(_Value, frozen=True):
    """`[r1:r2, c]` or `[r, c1:c2]`: cells in the form's order, both ends included."""

    form: str | None
    row: str | None
    row_to: str | None
    column: str | None
    column_to: str | None
    time: Time = ()


class Field(_Value, frozen=True):
    """A field of the roster line at hand."""

    name: str


class Unary(_Value, frozen=True):
    """A sign."""

    operator: Literal["+", "-"]
    operand: Node


class Arithmetic(_Value, frozen=True):
    """A chain of `+ -` or of `* /`, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


Comparison: TypeAlias = Literal["=", "<>", "<", "<=", ">", ">="]


class Compare(_Value, frozen=True):
    """One comparison; they do not chain."""

    operator: Comparison
    left: Node
    right: Node


class Logic(_Value, frozen=True):
    """A chain of one of `and`, `or`."""

    operator: Literal["and", "or"]
    parts: tuple[Node, ...]


class Not(_Value, frozen=True):
    """Negation."""

    operand: Node


class If(_Value, frozen=True):
    """`若 a 则 b 否则 c`; without `否则` it is true where the condition is false."""

    condition: Node
    then: Node
    otherwise: Node | None


class Call(_Value, frozen=True):
    """A function of `functions.FUNCTIONS`."""

    function: str
    arguments: tuple[Node, ...]


class Aggregate(_Value, frozen=True):
    """A roster aggregate: `sum(SC-03.jobs where kind = "…")`."""

    function: str
    form: str
    field: str | None
    where: Node | None
    time: Time = ()


class Target(_Value, frozen=True):
    """`target("TR-06")`: a sourced target's value."""

    id: str


class Facts(_Value, frozen=True):
    """`period()`, `year()`, `month()`, `unit_kind()`: what is known about the report itself."""

    name: Literal["period", "year", "month", "unit_kind"]


class Operand(_Value, frozen=True):
    """Ground: one cell at one time."""

    ref: CellRef
    type: Type
    time: Time = ()


class LineField(_Value, frozen=True):
    """Ground: a field of the roster line, by its position in the form's fields."""

    name: str
    index: int
    type: Type


class Tally(_Value, frozen=True):
    """Ground: a roster aggregate whose field and condition are ground too."""

    function: str
    form: str
    field: LineField | None
    where: Node | None
    time: Time = ()


Node: TypeAlias = (
    Number
    | Text
    | Bool
    | Cell
    | Range
    | Field
    | Unary
    | Arithmetic
    | Compare
    | Logic
    | Not
    | If
    | Call
    | Aggregate
    | Target
    | Facts
    | Operand
    | LineField
    | Tally
)


def _branches(node: If) -> tuple[Node, ...]:
    chosen = (node.condition, node.then)
    return chosen if node.otherwise is None else (*chosen, node.otherwise)


_PARTS: Final[dict[type, Callable[[Any], tuple[Node, ...]]]] = {
    Unary: lambda node: (node.operand,),
    Not: lambda node: (node.operand,),
    Arithmetic: lambda node: (node.first, *[part for _, part in node.rest]),
    Compare: lambda node: (node.left, node.right),
    Logic: lambda node: node.parts,
    If: _branches,
    Call: lambda node: node.arguments,
}
"""The nodes that have parts; by type, for every rule is walked many times before it runs."""


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node that belong to the same rule; a roster condition is a world of its own."""
    parts = _PARTS.get(type(node))
    return () if parts is None else parts(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it, left to right, roster conditions left out; never recursive."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        parts = _PARTS.get(type(node))
        if parts is not None:
            waiting.extend(parts(node)[::-1])


def measure(node: Node) -> int:
    """The depth of the tree, roster conditions included; never recursive."""
    deepest = 0
    waiting = [(node, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        parts = children(node)
        if isinstance(node, Aggregate) and node.where is not None:
            parts = (node.where,)
        waiting.extend((part, depth + 1) for part in parts)
    return deepest

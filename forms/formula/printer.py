"""Trees back to text: `parse(print_formula(node)) == node` for everything the parser makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from forms.formula.tree import (
    Aggregate,
    Arithmetic,
    Bool,
    Call,
    Cell,
    Compare,
    Facts,
    Field,
    If,
    LastYear,
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Prev,
    Range,
    Step,
    Tally,
    Target,
    Text,
    Time,
    Total,
    Unary,
    Ytd,
)

IF, OR, AND, NOT, COMPARE, CHAIN, PRODUCT, SIGNED, ATOM = range(9)
SIGNS: Final = {"<=": "≤", ">=": "≥", "<>": "≠"}
_BARE: Final = re.compile(r"(?!(?i:and|or|not|where|true|false)$)[A-Za-z][A-Za-z0-9_]*")


def print_formula(node: Node) -> str:
    """The formula as text, with no more brackets than it needs."""
    return Printer().text(node)


class Printer:
    """Formula notation; `relation` prints statisticians' notation by overriding what differs."""

    chain_gap = " "

    def text(self, node: Node, least: int = IF) -> str:
        """The node, in brackets where its operator binds weaker than the place demands."""
        body = self.body(node)
        return f"({body})" if _level(node) < least else body

    def body(self, node: Node) -> str:  # noqa: PLR0911 - one per kind of node
        """The node without brackets."""
        gap = self.chain_gap
        match node:
            case If(condition, then, otherwise):
                return self.choice(condition, then, otherwise)
            case Logic(operator, parts):
                word, least = ("或", AND) if operator == "or" else ("且", NOT)
                return f"{gap}{word}{gap}".join(self.text(part, least) for part in parts)
            case Not(operand):
                return f"非{gap}{self.text(operand, NOT)}"
            case Compare(operator, left, right):
                sign = SIGNS.get(operator, operator)
                return f"{self.text(left, CHAIN)}{gap}{sign}{gap}{self.text(right, CHAIN)}"
            case Arithmetic(first, rest):
                least = PRODUCT if rest[0][0] in "+-" else SIGNED
                tail = (f"{gap}{self.sign(sign)}{gap}{self.text(part, least)}" for sign, part in rest)
                return self.text(first, least) + "".join(tail)
            case Unary(operator, operand):
                return f"{self.sign(operator)}{self.text(operand, SIGNED)}"
            case Call(function, arguments):
                return self.call(function, arguments)
            case Aggregate() | Tally():
                return self.tally(node)
            case _:
                return self.leaf(node)

    def sign(self, operator: str) -> str:
        """An arithmetic sign."""
        return operator

    def choice(self, condition: Node, then: Node, otherwise: Node | None) -> str:
        """As in 若 a 则 b 否则 c."""
        tail = "" if otherwise is None else f" 否则 {self.text(otherwise)}"
        return f"若 {self.text(condition, OR)} 则 {self.text(then, OR)}{tail}"

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        """A function with its arguments."""
        return f"{function}({', '.join(self.text(part) for part in arguments)})"

    def tally(self, node: Aggregate | Tally) -> str:
        """A roster aggregate."""
        field = node.field.name if isinstance(node.field, LineField) else node.field
        subject = node.form if field is None else f"{node.form}.{name_text(field)}"
        where = "" if node.where is None else f" where {self.text(node.where)}"
        return _timed(node.time, f"{node.function}({subject}{where})")

    def leaf(self, node: Node) -> str:  # noqa: PLR0911 - one per kind of node
        """What has no parts."""
        match node:
            case Number(value):
                return format(value, "f")
            case Text(value=value):
                return f'"{value.replace(chr(34), chr(34) * 2)}"'
            case Bool(value):
                return "true" if value else "false"
            case Cell(form, row, column, time):
                return _timed(time, f"{form or ''}[{_pair(row, column)}]")
            case Range(form, row, row_to, column, column_to, time):
                return _timed(time, f"{form or ''}[{_pair(_span(row, row_to), _span(column, column_to))}]")
            case Operand(ref, _, time):
                return _timed(time, str(ref))
            case Field(name) | LineField(name):
                return name_text(name)
            case Target(name):
                return f'target("{name}")'
            case Facts(name):
                return f"{name}()"
            case _:
                raise TypeError(type(node))


def _level(node: Node) -> int:
    match node:
        case If():
            return IF
        case Logic(operator=operator):
            return OR if operator == "or" else AND
        case Not():
            return NOT
        case Compare():
            return COMPARE
        case Arithmetic(rest=rest):
            return CHAIN if rest[0][0] in "+-" else PRODUCT
        case Unary():
            return SIGNED
        case _:
            return ATOM


def name_text(name: str) -> str:
    """A field's id as a rule writes it: quoted where it would read as something else."""
    return name if _BARE.fullmatch(name) else f"`{name}`"


def _pair(row: str | None, column: str | None) -> str:
    return (row or "") if column is None else f"{row or ''}, {column}"


def _span(first: str | None, last: str | None) -> str | None:
    return first if last is None else f"{first}:{last}"


def _timed(time: Time, body: str) -> str:
    for step in reversed(time):
        body = _step(step)(body)
    return body


def _step(step: Step) -> Callable[[str], str]:
    match step:
        case Prev():
            return "prev({})".format
        case LastYear():
            return "last_year({})".format
        case Ytd():
            return "ytd({})".format
        case Total(since):
            return lambda body: f'total({body}, "{since}")'

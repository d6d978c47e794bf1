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

_IF, _OR, _AND, _NOT, _COMPARE, _CHAIN, _PRODUCT, _SIGNED, _ATOM = range(9)
_SIGNS: Final = {"<=": "≤", ">=": "≥", "<>": "≠"}
_BARE: Final = re.compile(r"(?!(?i:and|or|not|where|true|false)$)[A-Za-z][A-Za-z0-9_]*")


def print_formula(node: Node) -> str:
    """The formula as text, with no more brackets than it needs."""
    return _text(node, _IF)


def _text(node: Node, least: int) -> str:
    level = _level(node)
    body = _body(node)
    return f"({body})" if level < least else body


def _level(node: Node) -> int:
    match node:
        case If():
            return _IF
        case Logic(operator=operator):
            return _OR if operator == "or" else _AND
        case Not():
            return _NOT
        case Compare():
            return _COMPARE
        case Arithmetic(rest=rest):
            return _CHAIN if rest[0][0] in "+-" else _PRODUCT
        case Unary():
            return _SIGNED
        case _:
            return _ATOM


def _body(node: Node) -> str:
    match node:
        case If(condition, then, otherwise):
            tail = "" if otherwise is None else f" 否则 {_text(otherwise, _IF)}"
            return f"若 {_text(condition, _OR)} 则 {_text(then, _OR)}{tail}"
        case Logic(operator, parts):
            word, least = (" 或 ", _AND) if operator == "or" else (" 且 ", _NOT)
            return word.join(_text(part, least) for part in parts)
        case Not(operand):
            return f"非 {_text(operand, _NOT)}"
        case Compare(operator, left, right):
            return f"{_text(left, _CHAIN)} {_SIGNS.get(operator, operator)} {_text(right, _CHAIN)}"
        case Arithmetic(first, rest):
            least = _PRODUCT if rest[0][0] in "+-" else _SIGNED
            return _text(first, least) + "".join(f" {sign} {_text(part, least)}" for sign, part in rest)
        case Unary(operator, operand):
            return f"{operator}{_text(operand, _SIGNED)}"
        case Call(function, arguments):
            return f"{function}({', '.join(_text(part, _IF) for part in arguments)})"
        case _:
            return _leaf(node)


def _leaf(node: Node) -> str:  # noqa: C901, PLR0911 - one per kind of node
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
        case Aggregate(function, form, field, where, time):
            return _timed(time, _tally(function, form, field, where))
        case Tally(function, form, line, where, time):
            return _timed(time, _tally(function, form, None if line is None else line.name, where))
        case Target(name):
            return f'target("{name}")'
        case Facts(name):
            return f"{name}()"
        case _:
            raise TypeError(type(node))


def name_text(name: str) -> str:
    """A field's id as a rule writes it: quoted where it would read as something else."""
    return name if _BARE.fullmatch(name) else f"`{name}`"


def _tally(function: str, form: str, field: str | None, where: Node | None) -> str:
    subject = form if field is None else f"{form}.{name_text(field)}"
    return f"{function}({subject}{'' if where is None else f' where {_text(where, _IF)}'})"


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

"""All plain checks of a roster in one generated function, over whole numbers instead of decimals.

A figure of n decimals is held as an integer of 10**-n; sums, products and comparisons of such are exact, so the verdicts
are those of `compiler.compile_row`. Checks that divide, round or look beyond the line are left to that one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import starmap
from types import FunctionType
from typing import Any, Final, NamedTuple, TypeAlias

from forms.definition import Missing
from forms.formula.arithmetic import Operand as Value
from forms.formula.codegen import located, strict_operands
from forms.formula.tree import (
    Arithmetic,
    Bool,
    Call,
    Compare,
    If,
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Text,
    Type,
    Unary,
    walk,
)

Column: TypeAlias = Sequence[int | str | bool | None]
Run: TypeAlias = Callable[[Sequence[Column], Sequence[list[int]]], None]

_FIGURE: Final = 10**18
"""Beyond what any figure can hold (`values.MAX_DIGITS`), as an integer of its last decimal."""
_EXACT: Final = 10**50
"""Beyond what `arithmetic.exact` computes without rounding."""
_TRIED: Final = 20  # figures looked at first
_LARGEST: Final = 60  # nodes of one check; longer ones nest too deeply for one expression
_COMPARISONS: Final[dict[str, ast.cmpop]] = {
    "=": ast.Eq(),
    "<>": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
_LOAD: Final = ast.Load()


class _Unfit(Exception):  # noqa: N818 - nothing is wrong
    """The check needs decimals, or more than its line."""


class Columns(NamedTuple):
    """What checks read: columns in the order of the fields, and the decimals of every field of the form."""

    places: tuple[int, ...]
    values: list[Column]


class _Part(NamedTuple):
    """An expression; a figure has `places` decimals and stays below `limit`, anything else has no `places`."""

    code: ast.expr
    places: int | None = None
    limit: int = 0


class RowChecks:
    """The checks of one roster that fit, by the numbers they are given with."""

    def __init__(self, checks: Mapping[int, tuple[Node, Missing]], places: Sequence[int]) -> None:
        """`places` are the decimals of the fields; those of texts do not matter."""
        self._places = tuple(places)
        written = _written(checks, self._places)
        self._checks = {number: checks[number] for number in written}
        self._fields = _fields(node for node, _ in self._checks.values())
        self._variants: dict[tuple[int, ...], Run] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The checks that are decided here."""
        return tuple(self._checks)

    def run(self, lines: Sequence[Sequence[Value]]) -> dict[int, list[int]]:
        """For each check, the numbers (from 0) of the lines on which it fails; nothing where decimals are needed."""
        columns = self.columns(lines)
        return {} if columns is None else self.failed(columns)

    def columns(self, lines: Sequence[Sequence[Value]]) -> Columns | None:
        """What the checks read, field by field; `None` where a figure has more decimals than its field."""
        places = list(self._places)
        found: list[Column] = []
        for index, numeric in self._fields.items():
            column: list[Any] = [line[index] for line in lines]
            if numeric:
                places[index], whole = _whole(column, places[index])
                if whole is None:
                    return None
                column = whole
            found.append(column)
        return Columns(tuple(places), found)

    def failed(self, columns: Columns) -> dict[int, list[int]]:
        """The same over what `columns` gave."""
        found: dict[int, list[int]] = {number: [] for number in self._checks}
        if found:
            run = self._variants.get(columns.places)
            if run is None:
                tests = _written(self._checks, columns.places)
                run = self._variants[columns.places] = _compiled(list(self._fields), list(tests.values()))
            run(columns.values, list(found.values()))
        return found


def _written(checks: Mapping[int, tuple[Node, Missing]], places: Sequence[int]) -> dict[int, ast.expr]:
    """The condition under which each check fails, for those that fit; with fewer decimals they fit as well."""
    found = {}
    for number, (node, missing) in checks.items():
        parts = list(walk(node))
        if len(parts) <= _LARGEST and any(isinstance(part, LineField) for part in parts):
            with suppress(_Unfit):
                found[number] = _Tests(missing, places).fails(node)
    return found


def _fields(nodes: Iterable[Node]) -> dict[int, bool]:
    """The fields that are read, and whether they are figures."""
    parts = (part for node in nodes for part in walk(node) if isinstance(part, LineField))
    return dict(sorted({part.index: part.type is Type.NUMBER for part in parts}.items()))


def _whole(column: Sequence[Decimal | None], most: int) -> tuple[int, list[Any] | None]:
    """Figures as integers of their last decimal, and how many decimals that is: none if whole, else `most`.

    Nothing where a figure has more decimals, or is larger than a figure may be.
    """
    known = [value for value in column if value is not None]
    for places in (0, most) if most else (0,):
        scale = Decimal(10) ** places
        if any(value * scale % 1 for value in known[:_TRIED]):
            continue
        whole = _integers([value * scale for value in known] if places else known)
        if whole is not None:
            fits = not whole or -_FIGURE < min(whole) <= max(whole) < _FIGURE
            return places, _put_back(column, whole) if fits else None
    return most, None


def _integers(figures: Sequence[object]) -> list[int] | None:
    """Whole figures as integers; `None` where one is not whole.

    A whole number below 2**61 - 1 other than -1 is its own hash, and asking for that is four times as quick.
    """
    readings: tuple[Callable[[Any], int], ...] = (hash, int)
    for read in readings:
        whole: list[int] = [*map(read, figures)]
        if whole == figures:
            return whole
    return None


def _put_back(column: Sequence[object], whole: list[int]) -> list[Any]:
    """Blanks where they were."""
    if len(whole) == len(column):
        return whole
    following = iter(whole)
    return [None if value is None else next(following) for value in column]


def _compiled(fields: Sequence[int], tests: Sequence[ast.expr]) -> Run:
    """`def run(columns, failed)`: one pass over the lines, each field unpacked once."""
    body: list[ast.stmt] = [
        ast.If(
            test,
            [ast.Expr(ast.Call(ast.Attribute(_item("failed", n), "append", _LOAD), [_name("n")], []))],
            [],
        )
        for n, test in enumerate(tests)
    ]
    each = ast.Tuple([ast.Name(f"f{index}", ast.Store()) for index in fields], ast.Store())
    target = ast.Tuple([ast.Name("n", ast.Store()), each], ast.Store())
    lines = ast.Call(_name("zip"), [ast.Starred(_name("columns"), _LOAD)], [])
    loop = ast.For(target, ast.Call(_name("enumerate"), [lines], []), body, [])
    arguments = ast.arguments([], [ast.arg("columns"), ast.arg("failed")], None, [], [], None, [])
    module = located(ast.Module([ast.FunctionDef("run", arguments, [loop], [])], []))
    allowed = {"__builtins__": {}, "enumerate": enumerate, "zip": zip, "abs": abs, "min": min, "max": max}
    space: dict[str, Any] = dict(allowed)
    exec(compile(module, "<rows>", "exec"), space)  # noqa: S102 - a tree of whitelisted nodes, never a text
    run: FunctionType = space["run"]
    return run


class _Tests:
    """Writes the condition under which one check fails."""

    def __init__(self, missing: Missing, places: Sequence[int]) -> None:
        self._missing = missing
        self._places = places

    def fails(self, node: Node) -> ast.expr:
        """Decided and false; a choice is decided by its condition and the branch taken."""
        if not isinstance(node, If):
            return _all([*self._decided(node), _not(self._part(node).code)])
        if self._missing is Missing.SKIP_ALL:
            raise _Unfit
        condition = self._part(node.condition).code
        otherwise = ast.Constant(False) if node.otherwise is None else self.fails(node.otherwise)
        chosen = ast.IfExp(condition, self.fails(node.then), otherwise)
        return _all([*self._decided(node.condition), chosen])

    def _decided(self, node: Node) -> list[ast.expr]:
        """What the strategy asks of the operands before the check counts."""
        held = [
            ast.Compare(self._field(part), [ast.IsNot()], [ast.Constant(None)])
            for part in dict.fromkeys(strict_operands(node))
        ]
        if self._missing is Missing.ZERO or not held:
            return []
        return list(held) if self._missing is Missing.SKIP_ANY else [_any(list(held))]

    def _field(self, part: Node) -> ast.expr:
        if not isinstance(part, LineField):
            raise _Unfit
        return _name(f"f{part.index}")

    def _read(self, field: LineField) -> _Part:
        code = self._field(field)
        blank: dict[Type, int | str] = {Type.NUMBER: 0, Type.BOOL: False}
        if self._missing is not Missing.SKIP_ANY:
            code = ast.BoolOp(ast.Or(), [code, ast.Constant(blank.get(field.type, ""))])
        return _Part(code, self._places[field.index], _FIGURE) if field.type is Type.NUMBER else _Part(code)

    def _part(self, node: Node) -> _Part:  # noqa: PLR0911 - one per kind of node
        match node:
            case Number(value):
                return _constant(value)
            case Text(value=value) | Bool(value=value):
                return _Part(ast.Constant(value))
            case LineField():
                return self._read(node)
            case Unary(operator, operand):
                part = self._part(operand)
                return part._replace(code=ast.UnaryOp(ast.USub(), part.code)) if operator == "-" else part
            case Arithmetic(first, rest):
                return self._chain(first, rest)
            case Compare(operator, left, right):
                one, other = _aligned([self._part(left), self._part(right)])
                return _Part(ast.Compare(one.code, [_COMPARISONS[operator]], [other.code]))
            case Logic(operator, parts):
                codes = [self._part(part).code for part in parts]
                return _Part(_all(codes) if operator == "and" else _any(codes))
            case Not(operand):
                return _Part(_not(self._part(operand).code))
            case Call():
                return self._function(node)
            case _:
                raise _Unfit

    def _chain(self, first: Node, rest: Sequence[tuple[str, Node]]) -> _Part:
        result = self._part(first)
        for sign, node in rest:
            part = self._part(node)
            match sign:
                case "*":
                    result = _product(result, part)
                case "+" | "-":
                    result = _sum(result, part, ast.Add() if sign == "+" else ast.Sub())
                case _:
                    raise _Unfit
        return result

    def _function(self, node: Call) -> _Part:
        match node.function, node.arguments:
            case "blank", (LineField() as field,):
                return _Part(ast.Compare(self._field(field), [ast.Is()], [ast.Constant(None)]))
            case "abs", (only,):
                part = self._part(only)
                return part._replace(code=ast.Call(_name("abs"), [part.code], []))
            case "min" | "max" as name, (_, _, *_) as given:
                parts = _aligned([self._part(part) for part in given])
                limit = max(part.limit for part in parts)
                return _Part(ast.Call(_name(name), [part.code for part in parts], []), parts[0].places, limit)
            case "sum", (first, *rest):
                return self._chain(first, [("+", part) for part in rest])
            case _:
                raise _Unfit


def _constant(value: Decimal) -> _Part:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise _Unfit
    places = max(-exponent, 0)
    whole = int(value.scaleb(places))
    return _Part(ast.Constant(whole), places, abs(whole) + 1)


def _moved(part: _Part, places: int) -> _Part:
    """The same figure with more decimals."""
    factor = 10 ** (places - (part.places or 0))
    if factor == 1:
        return part
    if isinstance(part.code, ast.Constant) and isinstance(part.code.value, int):
        return _Part(ast.Constant(part.code.value * factor), places, part.limit * factor)
    return _Part(ast.BinOp(part.code, ast.Mult(), ast.Constant(factor)), places, part.limit * factor)


def _aligned(parts: Sequence[_Part]) -> list[_Part]:
    """Figures with the same number of decimals; texts and truth values as they are."""
    known = [part.places for part in parts if part.places is not None]
    if not known:
        return list(parts)
    return list(map(_bounded, starmap(_moved, ((part, max(known)) for part in parts))))


def _sum(one: _Part, other: _Part, sign: ast.operator) -> _Part:
    left, right = _aligned([one, other])
    return _bounded(_Part(ast.BinOp(left.code, sign, right.code), left.places, left.limit + right.limit))


def _product(one: _Part, other: _Part) -> _Part:
    if one.places is None or other.places is None:
        raise _Unfit
    code = ast.BinOp(one.code, ast.Mult(), other.code)
    return _bounded(_Part(code, one.places + other.places, one.limit * other.limit))


def _bounded(part: _Part) -> _Part:
    """Decimals would be rounded beyond this size, so the check is left to them."""
    if part.limit > _EXACT:
        raise _Unfit
    return part


def _name(name: str) -> ast.expr:
    return ast.Name(name, _LOAD)


def _item(name: str, number: int) -> ast.expr:
    return ast.Subscript(_name(name), ast.Constant(number), _LOAD)


def _not(code: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), code)


def _all(codes: list[ast.expr]) -> ast.expr:
    return codes[0] if len(codes) == 1 else ast.BoolOp(ast.And(), codes)


def _any(codes: list[ast.expr]) -> ast.expr:
    return codes[0] if len(codes) == 1 else ast.BoolOp(ast.Or(), codes)

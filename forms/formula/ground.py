"""References made concrete: cells of one form, row, column and time, with their types; literals as they are stored."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from forms.errors import Problem
from forms.formula.printer import print_formula
from forms.formula.scope import Known, Scope
from forms.formula.tree import (
    Aggregate,
    Bool,
    Call,
    Cell,
    Compare,
    Facts,
    Field,
    LineField,
    Node,
    Operand,
    Range,
    Tally,
    Text,
    Time,
    Type,
)
from forms.formula.within import rebuilt
from forms.ids import CellRef

_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_TRUTH: Final = {"是": True, "有": True, "yes": True, "否": False, "无": False, "no": False}


class At(Struct, frozen=True):
    """Where a loop stands: the column for `[r]`, the row for `[, c]`."""

    row: str | None = None
    column: str | None = None


class Missing(Exception):  # noqa: N818 - no error: the loop goes on
    """The other form has no such row or column: the loop does not visit it."""


class Grounder:
    """One instance of a formula; `problems` are about literals, `operands` are the cells met, in order."""

    def __init__(self, scope: Scope, at: At) -> None:
        self.scope = scope
        self.at = at
        self.problems: list[Problem] = []
        self.known: dict[Operand, Known] = {}
        self._roster = scope.form

    def ground(self, node: Node) -> Node:
        """The ground tree; raises `Missing` where the loop's row or column is not in a form."""
        match node:
            case Cell(form, row, column, time):
                return self._operand(form, row or self.at.row, column or self.at.column, time)
            case Call(function, arguments):
                return Call(function, tuple(g for part in arguments for g in self._argument(part)))
            case Field(name):
                field = self.scope.fields(self._roster)[name]
                return LineField(name, field.index, field.type)
            case Aggregate():
                return self._tally(node)
            case Compare():
                return self._compare(node)
            case _:
                return rebuilt(node, self.ground)

    def _operand(self, form: str | None, row: str | None, column: str | None, time: Time) -> Operand:
        place = CellRef(form or self.scope.form, row or "", column or "")
        known = self.scope.cell(*place)
        if known is None:
            raise Missing
        operand = Operand(place, known.type, time)
        self.known[operand] = known
        return operand

    def _argument(self, node: Node) -> tuple[Node, ...]:
        """A range is all of its cells that are ever asked; the rest are — by design and would only disturb."""
        if not isinstance(node, Range):
            return (self.ground(node),)
        form = node.form or self.scope.form
        rows = _between(self.scope.rows(form), node.row or self.at.row, node.row_to)
        columns = _between(self.scope.columns(form), node.column or self.at.column, node.column_to)
        cells = [(row, column, self.scope.cell(form, row, column)) for row in rows for column in columns]
        found = [(row, column) for row, column, known in cells if known and known.asked]
        if not found:
            raise Missing
        numeric = [place for place in found if self._type(form, place) is Type.NUMBER]
        return tuple(self._operand(form, row, column, node.time) for row, column in numeric or found)

    def _type(self, form: str, place: tuple[str, str]) -> Type | None:
        known = self.scope.cell(form, *place)
        return known.type if known else None

    def _tally(self, node: Aggregate) -> Tally:
        outer, self._roster = self._roster, node.form
        try:
            field = None if node.field is None else self.ground(Field(node.field))
            where = None if node.where is None else self.ground(node.where)
        finally:
            self._roster = outer
        line = field if isinstance(field, LineField) else None
        return Tally(node.function, node.form, line, where, node.time)

    def _compare(self, node: Compare) -> Compare:
        left, right = self.ground(node.left), self.ground(node.right)
        if isinstance(right, Text):
            left, right = self._literal(node, node.left, left, right)
        elif isinstance(left, Text):
            right, left = self._literal(node, node.right, right, left)
        types = {_dated(left), _dated(right)}
        if types == {Type.DATE, Type.MONTH}:
            left, right = _by_month(left), _by_month(right)
        return Compare(node.operator, left, right)

    def _literal(self, node: Compare, source: Node, side: Node, text: Text) -> tuple[Node, Node]:
        """A literal next to a choice, a yes/no, a date: as it is stored, or a problem if it never can be."""
        kind = _dated(side)
        if kind in (Type.DATE, Type.MONTH):
            for shape, literal in ((_DATE, Type.DATE), (_MONTH, Type.MONTH)):
                if shape.fullmatch(text.value):
                    return side, Text(text.value, literal)
            self._never(node, text.value, "2026-10" if kind is Type.MONTH else "2026-10-31")
            return side, Text(text.value, kind)
        known = self._source(source)
        if known is None:
            return side, text
        if known.type is Type.BOOL:
            if text.value in _TRUTH:
                return side, Bool(_TRUTH[text.value])
            self._never(node, text.value, "是, 否")
        if known.choices is not None:
            stored = known.choices.stored.get(text.value)
            if stored is not None:
                return side, Text(stored)
            self._never(node, text.value, ", ".join(known.choices.stored))
        return side, text

    def _source(self, node: Node) -> Known | None:
        match node:
            case Field(name=name):
                return self.scope.fields(self._roster)[name]
            case Cell(form=form, row=row, column=column):
                place = (row or self.at.row or "", column or self.at.column or "")
                return self.scope.cell(form or self.scope.form, *place)
            case _:
                return None

    def _never(self, node: Node, found: str, expected: str) -> None:
        shown = expected if len(expected) <= 200 else f"{expected[:199]}…"  # noqa: PLR2004 - fits a line
        params = {"text": print_formula(node), "detail": f"“{found}” ∉ {shown}"}
        self.problems.append(Problem(code="E-PACK-NEVER", params=params))


def _between(known: tuple[str, ...], first: str | None, last: str | None) -> tuple[str, ...]:
    if first is None or first not in known:
        raise Missing
    start = known.index(first)
    return known[start : start + 1] if last is None else known[start : known.index(last) + 1]


def _dated(node: Node) -> Type | None:
    match node:
        case Operand(type=found) | LineField(type=found) | Text(type=found):
            return found
        case Facts(name="period") | Call(function="month_of"):
            return Type.MONTH
        case _:
            return None


def _by_month(node: Node) -> Node:
    """A date beside a month counts by its month."""
    if _dated(node) is not Type.DATE:
        return node
    return Text(node.value[:7], Type.MONTH) if isinstance(node, Text) else Call("month_of", (node,))

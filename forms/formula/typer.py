"""Types of ground trees. Every operator and function says what it takes; the rest is a problem with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from forms.errors import Problem
from forms.formula.functions import FUNCTIONS, MAX_ROUND, Function, Takes
from forms.formula.printer import print_formula
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
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Range,
    Tally,
    Target,
    Text,
    Type,
    Unary,
    Ytd,
)
from forms.formula.tree import Total as TotalStep

_FACTS: Final = {"period": Type.MONTH, "year": Type.NUMBER, "month": Type.NUMBER, "unit_kind": Type.TEXT}
_ORDERED: Final = frozenset({Type.NUMBER, Type.DATE, Type.MONTH})
_REFERENCES: Final = (Operand, LineField, Target, Tally)


class Typer:
    """Infers types and collects `E-PACK-TYPE` problems; goes on after each with the type that was wanted."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def type(self, node: Node) -> Type:  # noqa: C901, PLR0911, PLR0912 - one per kind of node
        """The type of a ground node."""
        match node:
            case Number() | Target():
                return Type.NUMBER
            case Text(type=found):
                return found
            case Bool():
                return Type.BOOL
            case Operand(type=found, time=time):
                if any(isinstance(step, Ytd | TotalStep) for step in time):
                    self._numeric(found, node)
                return found
            case LineField(type=found):
                return found
            case Tally():
                return self._tally(node)
            case Facts(name=name):
                return _FACTS[name]
            case Unary(operand=operand):
                return self._want(operand, Type.NUMBER)
            case Arithmetic(first=first, rest=rest):
                for part in (first, *(part for _, part in rest)):
                    self._want(part, Type.NUMBER)
                return Type.NUMBER
            case Compare():
                return self._compare(node)
            case Logic(parts=parts):
                for part in parts:
                    self._want(part, Type.BOOL)
                return Type.BOOL
            case Not(operand=operand):
                return self._want(operand, Type.BOOL)
            case If():
                return self._if(node)
            case Call():
                return self._call(node)
            case Cell() | Range() | Field() | Aggregate():
                raise TypeError(type(node))

    def _compare(self, node: Compare) -> Type:
        left, right = self.type(node.left), self.type(node.right)
        if left is not right:
            self._problem(node, f"{left} = {left}", f"{left} {node.operator} {right}")
        elif node.operator not in ("=", "<>") and left not in _ORDERED:
            self._problem(node, "= ≠", f"{left} {node.operator} {right}")
        return Type.BOOL

    def _if(self, node: If) -> Type:
        self._want(node.condition, Type.BOOL)
        then = self.type(node.then)
        if node.otherwise is None:
            if then is not Type.BOOL:
                self._problem(node, "若 … 则 … 否则 …", f"若 … 则 {then}")
            return Type.BOOL
        otherwise = self.type(node.otherwise)
        if then is not otherwise:
            self._problem(node, f"{then}, {then}", f"{then}, {otherwise}")
        return then

    def _call(self, node: Call) -> Type:
        function = FUNCTIONS[node.function]
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            self._problem(node, str(function.least), str(count))
            return function.gives or Type.NUMBER
        types = [self.type(part) for part in node.arguments]
        if function.takes in (Takes.NUMBERS, Takes.MANY):
            for part, found in zip(node.arguments, types, strict=True):
                self._numeric(found, part)
        else:
            self._shape(function, node, types)
        if function.name == "round":
            self._places(node)
        return function.gives or types[0]

    def _shape(self, function: Function, node: Call, types: list[Type]) -> None:
        match function.takes:
            case Takes.SAME:
                self._require(len(set(types)) == 1, node, ", ".join([types[0]] * len(types)))
            case Takes.DATE:
                self._require(types[0] in (Type.DATE, Type.MONTH), node, "date")
            case takes:
                for part in node.arguments:
                    self._require(_suits(takes, part), part, "name" if takes is Takes.FIELDS else "[01, m]")

    def _places(self, node: Call) -> None:
        places = node.arguments[1]
        whole = isinstance(places, Number) and places.value == int(places.value)
        fine = whole and isinstance(places, Number) and Decimal(0) <= places.value <= MAX_ROUND
        self._require(fine, places, f"0 … {MAX_ROUND}")

    def _tally(self, node: Tally) -> Type:
        if node.field is None:
            self._require(node.function == "count", node, "SC-03.jobs")
        elif node.function != "count":
            self._numeric(node.field.type, node.field)
        if node.where is not None:
            self._want(node.where, Type.BOOL)
        return Type.NUMBER

    def _want(self, node: Node, wanted: Type) -> Type:
        found = self.type(node)
        if found is not wanted:
            self._problem(node, wanted, found)
        return wanted

    def _numeric(self, found: Type, node: Node) -> None:
        if found is not Type.NUMBER:
            self._problem(node, Type.NUMBER, found)

    def _require(self, fine: bool, node: Node, expected: str) -> None:
        if not fine:
            self._problem(node, expected, print_formula(node))

    def _problem(self, node: Node, expected: str, found: str) -> None:
        params = {"text": print_formula(node), "expected": str(expected), "found": str(found)}
        self.problems.append(Problem(code="E-PACK-TYPE", params=params))


def _suits(takes: Takes, part: Node) -> bool:
    match takes:
        case Takes.CELL:
            return isinstance(part, Operand) and not part.time
        case Takes.FIELDS:
            return isinstance(part, LineField)
        case _:
            return isinstance(part, _REFERENCES)

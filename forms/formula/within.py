"""Steps in time are distributed over what they enclose: `prev(a + b)` is `prev(a) + prev(b)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from forms.formula.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Cell,
    Compare,
    Facts,
    Field,
    If,
    Logic,
    Node,
    Not,
    Range,
    Step,
    Time,
    Total,
    Unary,
    Ytd,
    walk,
)

MAX_STEPS: Final = 4
Changer: TypeAlias = Callable[[Node], Node]


class NotMovableError(Exception):
    """What is enclosed has no other period, or would be summed over time twice."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def at_time(step: Step, node: Node) -> Node:
    """The expression with every cell and roster aggregate in it moved by the step.

    Raises `NotMovableError` where nothing moves, where a field or fact of this period stands inside, and
    for more than four steps or a sum over time of a sum over time (its size would be unbounded).
    """
    moves = False
    for part in walk(node):
        match part:
            case Cell() | Range() | Aggregate():
                moves = True
            case Field(name=name):
                raise NotMovableError(name)
            case Facts(name=name):
                raise NotMovableError(f"{name}()")
            case Call(function="na" | "unique" as name):
                raise NotMovableError(f"{name}()")
            case _:
                pass
    if not moves:
        raise NotMovableError("…")
    return _move(step, node)


def _later(step: Step, time: Time) -> Time:
    summed = isinstance(step, Ytd | Total) and any(isinstance(t, Ytd | Total) for t in time)
    if summed or len(time) >= MAX_STEPS:
        raise NotMovableError("ytd(ytd(…" if summed else "prev(prev(prev(prev(…")
    return (step, *time)


def _move(step: Step, node: Node) -> Node:
    def inside(part: Node) -> Node:
        return _move(step, part)

    match node:
        case Cell(form, row, column, time):
            return Cell(form, row, column, _later(step, time))
        case Range(form, row, row_to, column, column_to, time):
            return Range(form, row, row_to, column, column_to, _later(step, time))
        case Aggregate(function, form, field, where, time):
            return Aggregate(function, form, field, where, _later(step, time))
        case _:
            return rebuilt(node, inside)


def rebuilt(node: Node, change: Changer) -> Node:
    """The node with every part changed; leaves come back as they are."""
    match node:
        case Unary(operator, operand):
            return Unary(operator, change(operand))
        case Arithmetic(first, rest):
            return Arithmetic(change(first), tuple((sign, change(part)) for sign, part in rest))
        case Compare(operator, left, right):
            return Compare(operator, change(left), change(right))
        case Logic(operator, parts):
            return Logic(operator, tuple(change(part) for part in parts))
        case Not(operand):
            return Not(change(operand))
        case If(condition, then, otherwise):
            return If(change(condition), change(then), None if otherwise is None else change(otherwise))
        case Call(function, arguments):
            return Call(function, tuple(change(part) for part in arguments))
        case _:
            return node

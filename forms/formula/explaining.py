"""What a finding shows of a failed check: the part that failed, its sides, and every operand with its value."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from forms.definition import Missing
from forms.formula.arithmetic import Operand as Value
from forms.formula.arithmetic import exact
from forms.formula.interpret import Context, Reference, evaluate, raw
from forms.formula.tree import Compare, If, LineField, Logic, Node, Operand, Tally, Target, walk


class Explained(Struct, frozen=True, kw_only=True):
    """What a finding shows: the comparison that failed, both sides, their difference, the operands with values."""

    node: Node
    left: Value
    right: Value
    difference: Decimal | None
    operands: tuple[tuple[Reference, Value], ...]


def explain(node: Node, context: Context, missing: Missing) -> Explained:
    """Why a check failed: of 若…则 the consequent, of and/or the part that failed, down to one comparison."""
    part = _failing(node, context, missing)
    values = tuple((operand, raw(operand, context)) for operand in dict.fromkeys(references(node)))
    left = right = None
    if isinstance(part, Compare):
        left, right = evaluate(part.left, context, missing), evaluate(part.right, context, missing)
    difference = None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        with exact():
            difference = left - right
    return Explained(node=part, left=left, right=right, difference=difference, operands=values)


def _failing(node: Node, context: Context, missing: Missing) -> Node:
    match node:
        case If(condition, then, otherwise):
            held = evaluate(condition, context, missing)
            chosen = then if held or otherwise is None else otherwise
            return _failing(chosen, context, missing)
        case Logic(operator="and", parts=parts):
            failed = next((p for p in parts if evaluate(p, context, missing) is False), parts[0])
            return _failing(failed, context, missing)
        case Logic(parts=parts):
            return _failing(parts[-1], context, missing)
        case _:
            return node


def references(node: Node) -> list[Reference]:
    """Every reference of a rule in the order it is written."""
    return [part for part in walk(node) if isinstance(part, Operand | LineField | Tally | Target)]

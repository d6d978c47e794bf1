"""A calculation of the pack as a spreadsheet formula, where it looks at nothing but its own form and period."""

from __future__ import annotations

from collections.abc import Callable

from forms.definition import Missing
from forms.formula.tree import Arithmetic, Call, Node, Number, Operand, Unary
from forms.ids import CellRef
from forms.index import Position

Address = Callable[[Position], str]


def excel_formula(node: Node, form: str, address: Address, *, missing: Missing, places: int) -> str | None:
    """The formula with the pack's meaning of blank cells; `None` where a sheet alone cannot know the answer."""
    refs: list[str] = []
    body = _text(node, form, address, refs)
    if body is None or not refs:
        return None
    found = f"COUNT({','.join(dict.fromkeys(refs))})"
    value = f"ROUND({body},{places})"
    if "/" in body:
        value = f'IFERROR({value},"")'
    match missing:
        case Missing.SKIP_ANY:
            return f'=IF({found}<{len(set(refs))},"",{value})'
        case Missing.SKIP_ALL:
            return f'=IF({found}=0,"",{value})'
        case Missing.ZERO:
            return f"={value}"


def _text(node: Node, form: str, address: Address, refs: list[str]) -> str | None:
    match node:
        case Number(value):
            return format(value, "f")
        case Operand(CellRef() as ref, _, ()) if ref.form == form:
            found = address(Position(ref.row, ref.column))
            refs.append(found)
            return f"N({found})"
        case Unary(operator, operand):
            inner = _text(operand, form, address, refs)
            return None if inner is None else f"({operator}{inner})"
        case Arithmetic(first, rest):
            return _chain(first, rest, form, address, refs)
        case Call("sum", arguments):
            parts = [_text(argument, form, address, refs) for argument in arguments]
            known = [part for part in parts if part is not None]
            return f"({'+'.join(known)})" if len(known) == len(parts) else None
        case _:
            return None


def _chain(
    first: Node, rest: tuple[tuple[str, Node], ...], form: str, address: Address, refs: list[str]
) -> str | None:
    text = _text(first, form, address, refs)
    for operator, node in rest:
        part = _text(node, form, address, refs)
        if text is None or part is None:
            return None
        text += operator + part
    return None if text is None else f"({text})"

"""Exact decimal arithmetic of the rules, one place for compiler and interpreter.

`+ - *` are exact up to 50 digits, `/` and averages are rounded half up at 34. Whoever evaluates rules does so inside
`exact()`: the operators of `Decimal` take their precision from the thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Final, TypeAlias

Operand: TypeAlias = Decimal | str | bool | None
"""What a cell holds for a rule: a figure, a text, a truth value, or nothing (blank and —)."""

ZERO: Final = Decimal(0)
_TRAPS: Final = [InvalidOperation, Overflow, DivisionByZero]
_EXACT: Final = Context(prec=50, rounding=ROUND_HALF_UP, traps=_TRAPS, Emax=9_999, Emin=-9_999)
_QUOTIENT: Final = Context(prec=34, rounding=ROUND_HALF_UP, traps=_TRAPS, Emax=9_999, Emin=-9_999)


def exact() -> AbstractContextManager[Context]:
    """The decimal context of rules; one `with` around any number of evaluations."""
    return localcontext(_EXACT)


def divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The quotient at 34 digits; `ZeroDivisionError` by zero, also of zero."""
    if not divisor:
        raise ZeroDivisionError
    return _QUOTIENT.divide(dividend, divisor)


def average(values: Sequence[Decimal]) -> Decimal:
    """The mean at 34 digits."""
    return divide(sum(values, ZERO), Decimal(len(values)))


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """四舍五入 to the decimals of `step`, away from zero at the half; never a negative zero."""
    rounded = value.quantize(step, ROUND_HALF_UP)
    return rounded or abs(rounded)


def duplicates(lines: Sequence[Sequence[Operand]], indices: Sequence[int]) -> list[tuple[int, ...]]:
    """Groups of lines (numbers from 0) that agree in all those fields; lines where all are blank are no group."""
    groups: dict[tuple[Operand, ...], list[int]] = {}
    for number, line in enumerate(lines):
        key = tuple(line[index] for index in indices)
        if any(part not in (None, "") for part in key):
            groups.setdefault(key, []).append(number)
    return [tuple(numbers) for numbers in groups.values() if len(numbers) > 1]


def gathered(function: str, values: Iterable[Operand]) -> Operand:
    """A roster aggregate over the lines that met its condition; blanks are left out.

    No lines: `sum` and `count` are 0, `avg`, `min` and `max` are blank (docs/formats/pack.md, decision 9).
    """
    held = [value for value in values if value is not None]
    if function == "count":
        return Decimal(len(held))
    figures = [value for value in held if isinstance(value, Decimal)]
    match function:
        case "sum":
            return sum(figures, ZERO)
        case "avg":
            return average(figures) if figures else None
        case "min":
            return min(figures, default=None)
        case _:
            return max(figures, default=None)

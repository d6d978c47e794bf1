"""Units of measure as clerks write them behind a figure, and exact conversion to the row's measure.

"1.88亿元" in a row measured in 万元 is 18800; the conversion is reported so that it can be shown.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from msgspec import Struct

_SCALES: Final = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "亿": 10**8,
}
_TAIL = re.compile(r"^(?P<amount>.*?[0-9)])\s*(?P<unit>[^0-9.,()\s-][^0-9]*)?$")
_SCALED = re.compile("[十百千万亿]")


class Understood(Struct, frozen=True, kw_only=True):
    """A figure's text apart from its measure, and the factor to the row's measure."""

    amount: str
    unit: str = ""
    factor: Decimal = Decimal(1)
    ambiguous: bool = False


def take_measure(text: str, measure: str | None) -> Understood | None:
    """Split a trailing measure off and find the factor to `measure`; `None` if they do not match.

    "3万" in a row of 万元 could mean 3 or 30000 and is reported as ambiguous.
    """
    found = _TAIL.match(text)
    if not found or not found["unit"]:
        return Understood(amount=text)
    unit = found["unit"].strip()
    row = measure or ""
    if unit == row:
        return Understood(amount=found["amount"], unit=unit)
    scale, base = _split(unit)
    row_scale, row_base = _split(row)
    if not base and scale != 1:
        return Understood(amount=found["amount"], unit=unit, factor=Decimal(scale), ambiguous=row_scale != 1)
    if base != row_base:
        return None
    return Understood(amount=found["amount"], unit=unit, factor=Decimal(scale) / Decimal(row_scale))


def _split(unit: str) -> tuple[int, str]:
    """Scale words and what they scale: 万元 is (10000, 元), 万千瓦时 is (10000000, 瓦时)."""
    scale, base = 1, unit
    while (found := _SCALED.match(base)) is not None:
        scale, base = scale * _SCALES[found[0]], base[found.end() :]
    return scale, base


def factor_between(source: str, target: str) -> Decimal | None:
    """What a figure in `source` is multiplied with to stand in `target`; `None` if they differ in kind."""
    if source == target:
        return Decimal(1)
    scale, base = _split(source)
    target_scale, target_base = _split(target)
    return Decimal(scale) / Decimal(target_scale) if base == target_base and base else None

"""Slips of the unit: a figure ten to ten thousand times its usual size, or that part of it (万元 typed as 元).

Judged against the unit's own earlier figures only, by the median and the median deviation of their magnitudes, so that
one earlier slip spoils nothing. It is soft: a hint that shows the history, never an obstacle. Magnitudes are floats;
figures stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import log10
from typing import Final, NamedTuple

MIN_HISTORY: Final = 4
"""Earlier figures below which nothing is usual yet."""
PERIODS: Final = 12
"""Earlier periods looked at: with a year of months every season has been seen."""
NEAR: Final = 5
"""A figure within this factor of the last one is no slip; then the history is not even looked up."""

_POWERS: Final = 4
_DEVIATION: Final = 1.4826  # makes the median deviation a standard deviation where figures scatter normally
_FAR: Final = 0.7
_SPREADS: Final = 3.5
_CLOSE: Final = 0.3
_BEYOND: Final = 3
_SMALL: Final = 10


class Slip(NamedTuple):
    """The figure is about 10^`power` times `usual`, a figure of the history in the middle of it."""

    power: int
    usual: Decimal


def near(value: Decimal, last: Decimal) -> bool:
    """Whether a figure is of the size of the last one."""
    return abs(last) < NEAR * abs(value) and abs(value) < NEAR * abs(last)


def slip(value: Decimal, history: Sequence[Decimal]) -> Slip | None:
    """What the figure looks like against earlier ones (zeros do not count); `None` where it is nothing unusual."""
    sizes = sorted(abs(figure) for figure in history if figure)
    if not value or len(sizes) < MIN_HISTORY:
        return None
    magnitudes = [log10(size) for size in sizes]
    from statistics import median  # with fractions and random: not for every start

    middle = median(magnitudes)
    spread = _DEVIATION * median(abs(m - middle) for m in magnitudes)
    offset = log10(abs(value)) - middle
    power = round(offset)
    if not 1 <= abs(power) <= _POWERS or abs(offset) <= max(_FAR, _SPREADS * spread):
        return None
    usual = sizes[len(sizes) // 2]
    if abs(power) == 1 and min(usual, abs(value)) < _SMALL:
        return None  # from 1 to 10 is news, not a slip
    corrected = abs(value).scaleb(-power)
    fits = abs(offset - power) <= max(_CLOSE, 2 * spread)
    beyond = abs(value) > _BEYOND * sizes[-1] or abs(value) * _BEYOND < sizes[0]
    return Slip(power, usual) if fits and beyond and sizes[0] <= 2 * corrected <= 4 * sizes[-1] else None


def times(power: int) -> str:
    """`100`, or `1/100`."""
    return f"1{'0' * power}" if power > 0 else f"1/1{'0' * -power}"

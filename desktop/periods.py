"""Periods that a page offers: every month, and the quarters, halves and years beside it."""

from __future__ import annotations

from collections.abc import Sequence

from forms.period import Frequency, parse_period

LONGER = (Frequency.QUARTER, Frequency.HALF, Frequency.YEAR)


def with_longer(months: Sequence[str]) -> tuple[str, ...]:
    """Each month (the latest first), followed by the longer periods that end with it.

    The latest month is followed by those that are still running, too.
    """
    found: list[str] = []
    for place, text in enumerate(months):
        month = parse_period(text)
        longer = (f for f in LONGER if place == 0 or month.ends(f))
        found += [text, *(str(month.covering(f)) for f in longer)]
    return tuple(dict.fromkeys(found))

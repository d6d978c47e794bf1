"""Report periods: months, quarters, halves and years, with order and arithmetic. No clock here."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum
from functools import cache

from msgspec import Struct

from forms.errors import YuebaoError


class Frequency(StrEnum):
    """How often a form, row or column is asked."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length of one period in months."""
        return _MONTHS[self]


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.YEAR: 12}
_TEXT = re.compile(r"([0-9]{4})(?:-([0-9]{2})|Q([1-4])|H([12]))?")
_FIRST_YEAR = 1949
_LAST_YEAR = 2999


class Period(Struct, frozen=True, order=True):
    """One report period. Ordered by its last month, then by length (a month before its quarter).

    `end` counts months since year 0 (`year * 12 + month - 1`) and names the period's last month.
    """

    end: int
    months: int

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.end // 12

    @property
    def month(self) -> int:
        """The last month of the period, 1 to 12."""
        return self.end % 12 + 1

    @property
    def frequency(self) -> Frequency:
        """The frequency this period belongs to."""
        return next(f for f, n in _MONTHS.items() if n == self.months)

    @property
    def last_day(self) -> dt.date:
        """The last day covered."""
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def due(self, days: int) -> dt.date:
        """The last day on which a report is on time, `days` after the period's end."""
        return self.last_day + dt.timedelta(days=days)

    def shift(self, periods: int) -> Period:
        """That many periods later (negative: earlier)."""
        return Period(self.end + periods * self.months, self.months)

    @property
    def previous(self) -> Period:
        """One period earlier: the month before, the quarter before."""
        return self.shift(-1)

    @property
    def last_year(self) -> Period:
        """The same period of last year (上年同期)."""
        return Period(self.end - 12, self.months)

    def year_to_date(self) -> tuple[Period, ...]:
        """The periods of this year up to and including this one, in order."""
        first = self.year * 12 + self.months - 1
        return tuple(Period(end, self.months) for end in range(first, self.end + 1, self.months))

    def since(self, first: Period) -> tuple[Period, ...]:
        """The periods of this length from the one that contains `first` up to this one, in order."""
        start = first.covering(self.frequency)
        return tuple(Period(end, self.months) for end in range(start.end, self.end + 1, self.months))

    def covering(self, frequency: Frequency) -> Period:
        """The period of that frequency which contains this one's last month."""
        length = frequency.months
        return Period(self.end + (length - 1 - self.end % length), length)

    def ends(self, frequency: Frequency) -> bool:
        """Whether this period's last month ends a period of that frequency (a March ends a quarter)."""
        return (self.end + 1) % frequency.months == 0

    def __str__(self) -> str:
        match self.frequency:
            case Frequency.MONTH:
                return f"{self.year}-{self.month:02d}"
            case Frequency.QUARTER:
                return f"{self.year}Q{self.month // 3}"
            case Frequency.HALF:
                return f"{self.year}H{self.month // 6}"
            case Frequency.YEAR:
                return f"{self.year}"


@cache
def parse_period(text: str) -> Period:
    """Read `2026-10`, `2026Q4`, `2026H2` or `2026`; anything else is `E-PERIOD`."""
    found = _TEXT.fullmatch(text)
    if not found or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise YuebaoError("E-PERIOD", text=text)
    first = int(found[1]) * 12
    if found[2]:
        month = int(found[2])
        if month not in range(1, 13):
            raise YuebaoError("E-PERIOD", text=text)
        return Period(first + month - 1, 1)
    if found[3]:
        return Period(first + int(found[3]) * 3 - 1, 3)
    if found[4]:
        return Period(first + int(found[4]) * 6 - 1, 6)
    return Period(first + 11, 12)

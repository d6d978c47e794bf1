"""Figures that stand in a table without a roster behind them: how much a region has or does in a month.

Only the ones marked with a B- number are published; all others are plausible inventions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forms.calendar import asked
from forms.definition import Nature
from forms.period import Frequency, Period
from sync.demo.allot import dice, spread
from sync.demo.places import Places

Figures = Mapping[tuple[str, str], Mapping[str, Decimal]]

AMOUNTS: Mapping[tuple[str, str], int] = {
    ("SC-06", "06.06.1"): 42_000,
    ("SC-06", "06.07.1"): 9,
    ("SC-06", "06.08"): 60,
    ("SC-06", "06.09.1"): 12,
    ("SC-06", "06.09.2"): 3,
    ("SC-06", "06.10"): 0,
    ("SC-06", "06.14.1"): 4,
    ("SC-06", "06.14.2"): 3,
    ("SC-06", "06.14.3"): 12,
    ("SC-07", "07.04.1"): 14,
    ("SC-07", "07.04.2"): 9,
    ("SC-07", "07.05.1"): 18,
    ("SC-07", "07.05.2"): 22,
    ("SC-07", "07.06"): 40,
    ("SC-07", "07.07.1"): 4,
    ("SC-07", "07.07.2"): 6,
    ("SC-07", "07.08.1"): 30,
    ("SC-07", "07.08.3"): 120,
    ("SC-07", "07.08.5"): 14,
    ("SC-07", "07.09.1"): 3,
    ("SC-07", "07.09.3"): 2,
    ("SC-07", "07.09.5"): 5,
    ("SC-07", "07.10.1"): 2,
    ("SC-07", "07.10.3"): 3,
    ("SC-07", "07.11.1"): 0,
    ("SC-07", "07.12.1"): 35,
    ("SC-08", "08.01.1"): 430,
    ("SC-08", "08.02"): 10_519,  # B-18
    ("SC-08", "08.03"): 90,
    ("SC-08", "08.04.1"): 2_600,
    ("SC-08", "08.04.2"): 420,
    ("SC-08", "08.05"): 26,
    ("SC-08", "08.08.1"): 46,
    ("SC-08", "08.08.2"): 60,
    ("SC-08", "08.09.1"): 4,
    ("SC-08", "08.09.2"): 3,
    ("SC-08", "08.10.1"): 900,
    ("SC-08", "08.11"): 210,
    ("SC-08", "08.12"): 880,
    ("SC-08", "08.13"): 1_751,  # B-56, of 2019
    ("SC-01", "01.15"): 48_400,  # 0.0001亿元; B-52 is 4.4 for 2020
}
"""Region's total, in whole units of the row; stocks as they stand, flows for one month or quarter."""

_FIXED: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("SC-07", "07.03"): {"540100": 1, "540200": 1, "540300": 1},  # B-40; where, is an example
    ("SC-06", "06.16.1"): {"540100Z01": 1, "540300Z01": 1},  # B-33
    ("SC-06", "06.16.2"): {},
    ("SC-06", "06.07.4"): {},
}
_PARTS: Mapping[tuple[str, str], tuple[str, int]] = {
    ("SC-06", "06.06.2"): ("06.06.1", 60),
    ("SC-08", "08.10.2"): ("08.10.1", 40),
    ("SC-08", "08.11.1"): ("08.11", 25),
    ("SC-08", "08.11.2"): ("08.11", 30),
    ("SC-08", "08.11.3"): ("08.11", 10),
    ("SC-08", "08.12.1"): ("08.12", 30),
    ("SC-08", "08.12.2"): ("08.12", 15),
}
"""其中 rows: the whole and the per cent of it, rounded down."""

_PRICES: Mapping[tuple[str, str], tuple[str, int]] = {
    ("SC-06", "06.07.2"): ("06.07.1", 24),
    ("SC-06", "06.07.3"): ("06.07.1", 10),
    ("SC-07", "07.08.2"): ("07.08.1", 85),
    ("SC-07", "07.08.4"): ("07.08.3", 15),
    ("SC-07", "07.08.6"): ("07.08.5", 30),
    ("SC-07", "07.09.2"): ("07.09.1", 8_000),
    ("SC-07", "07.09.4"): ("07.09.3", 3_000),
    ("SC-07", "07.09.6"): ("07.09.5", 5_000),
    ("SC-07", "07.10.2"): ("07.10.1", 400),
    ("SC-07", "07.10.4"): ("07.10.3", 300),
    ("SC-07", "07.11.2"): ("07.11.1", 1_000),
    ("SC-07", "07.12.2"): ("07.12.1", 45),
}
"""Rows of money or area: the row that counts, and about how much each is (万元, 亩)."""

_VISITS, _VISITORS, _VISITORS_SHARE = ("SC-08", "08.01.1"), ("SC-08", "08.01.2"), 60
_SCALE = {("SC-01", "01.15"): Decimal("0.0001")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    form: str
    row: str
    stock: bool
    frequency: Frequency
    places: Mapping[str, int]


def plain_figures(places: Places, seed: int, periods: Sequence[Period]) -> list[Figures]:
    """For every month the figures by form, row and place; quarterly and yearly rows when they are asked."""
    rows = {key: _row(places, *key) for key in (*AMOUNTS, _VISITORS, *_PARTS, *_PRICES)}
    found: list[Figures] = []
    visits: dict[str, int] = {}
    for number, period in enumerate(periods):
        if period.month == 1:
            visits = {}
        month = _month(rows, seed, number, period)
        for place, count in month[_VISITS].items():
            visits[place] = visits.get(place, 0) + int(count)
        month[_VISITORS] = {
            place: Decimal(-(-visits.get(place, 0) * _VISITORS_SHARE // 100))
            for place in rows[_VISITORS].places
        }
        found.append(month)
    return found


def entered_column(form: str) -> str:
    """The column that takes the figures of these rows."""
    return "end" if form == "SC-01" else "m"


def _row(places: Places, form: str, row: str) -> _Row:
    index = places.index.form(form)
    definition = next(r for r in index.form.rows if r.id == row)
    column = next(c for c in index.form.columns if c.id == entered_column(form))
    year_end = Period(2021 * 12 + 11, 1)
    weights = {
        code: place.weight
        for code, place in places.all.items()
        if asked(index.form, definition, column, places.index.unit(code), year_end)
        and code in places.reporting(form)
    }
    return _Row(
        form=form,
        row=row,
        stock=(column.nature or definition.nature) is Nature.STOCK,
        frequency=definition.frequency or index.form.frequency,
        places=weights,
    )


def _month(
    rows: Mapping[tuple[str, str], _Row], seed: int, number: int, period: Period
) -> dict[tuple[str, str], Mapping[str, Decimal]]:
    found: dict[tuple[str, str], Mapping[str, Decimal]] = {}
    for key, amount in AMOUNTS.items():
        row = rows[key]
        if period.ends(row.frequency):
            found[key] = _shared(seed, number, row, amount, _SCALE.get(key, Decimal(1)))
    for key, fixed in _FIXED.items():
        found[key] = {place: Decimal(count) for place, count in fixed.items()}
    for key, (whole, share) in _PARTS.items():
        base = found.get((key[0], whole), {})
        found[key] = {p: n * share // 100 for p, n in base.items() if p in rows[key].places}
    for key, (counted, price) in _PRICES.items():
        chance = dice(seed, "price", number, *key)
        base = found.get((key[0], counted), {})
        found[key] = {p: n * price * chance.randint(80, 120) / 100 for p, n in base.items()}
    return found


def _shared(seed: int, number: int, row: _Row, amount: int, scale: Decimal) -> Mapping[str, Decimal]:
    """Stocks keep their places from month to month; flows are drawn anew."""
    chance = dice(seed, row.form, row.row, 0 if row.stock else number)
    total = amount if row.stock else amount * chance.randint(85, 118) // 100
    parts = spread(chance, total, row.places)
    return {place: part * scale for place, part in parts.items()}

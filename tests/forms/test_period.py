"""Periods: how they are written, which follows which, and what belongs to which year."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import YuebaoError
from forms.period import Frequency, Period, parse_period

periods = st.builds(
    lambda f, n: Period((n + 1) * f.months - 1 + 2000 * 12, f.months),
    st.sampled_from(Frequency),
    st.integers(0, 99),
)


# period | previous | last year | of its year so far | last day
TABLE = [
    ("2026-01", "2025-12", "2025-01", "2026-01", "2026-01-31"),
    ("2026-03", "2026-02", "2025-03", "2026-01 2026-02 2026-03", "2026-03-31"),
    ("2024-02", "2024-01", "2023-02", "2024-01 2024-02", "2024-02-29"),
    ("2026Q1", "2025Q4", "2025Q1", "2026Q1", "2026-03-31"),
    ("2026Q3", "2026Q2", "2025Q3", "2026Q1 2026Q2 2026Q3", "2026-09-30"),
    ("2026H2", "2026H1", "2025H2", "2026H1 2026H2", "2026-12-31"),
    ("2026", "2025", "2025", "2026", "2026-12-31"),
]


@pytest.mark.parametrize(("text", "previous", "last_year", "so_far", "day"), TABLE)
def test_neighbours(text, previous, last_year, so_far, day):
    period = parse_period(text)
    assert str(period) == text
    assert str(period.previous) == previous
    assert str(period.last_year) == last_year
    assert " ".join(map(str, period.year_to_date())) == so_far
    assert period.last_day == dt.date.fromisoformat(day)
    assert period.due(5) == period.last_day + dt.timedelta(days=5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026Q5",
        "2026H3",
        "26",
        "1948-12",
        "3000",
        "2026-10 ",
        "2026-10\n",
        "２０２６",
        "2026q1",
        "x",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(YuebaoError) as refused:
        parse_period(text)
    assert refused.value.code == "E-PERIOD"


@pytest.mark.parametrize(
    ("text", "frequency", "covering", "ends"),
    [
        ("2026-02", Frequency.QUARTER, "2026Q1", False),
        ("2026-03", Frequency.QUARTER, "2026Q1", True),
        ("2026-06", Frequency.HALF, "2026H1", True),
        ("2026Q3", Frequency.YEAR, "2026", False),
        ("2026-12", Frequency.YEAR, "2026", True),
        ("2026H1", Frequency.MONTH, "2026-06", True),
    ],
)
def test_covering(text, frequency, covering, ends):
    assert str(parse_period(text).covering(frequency)) == covering
    assert parse_period(text).ends(frequency) is ends


def test_order_is_by_last_month_then_length():
    written = [
        "2026-03",
        "2026Q1",
        "2026-04",
        "2026-06",
        "2026Q2",
        "2026H1",
        "2026-12",
        "2026Q4",
        "2026H2",
        "2026",
    ]
    assert [str(p) for p in sorted(map(parse_period, reversed(written)))] == written


def test_since_a_month_in_another_frequency():
    since = parse_period("2026Q2").since(parse_period("2025-11"))
    assert [str(p) for p in since] == ["2025Q4", "2026Q1", "2026Q2"]


@given(periods, st.integers(-50, 50))
def test_writing_and_shifting_have_inverses(period, count):
    assert parse_period(str(period)) == period
    assert period.shift(count).shift(-count) == period
    assert period.shift(1).previous == period
    assert period.frequency.months == period.months


@given(periods)
def test_the_year_so_far_ends_here_and_stays_in_the_year(period):
    found = period.year_to_date()
    assert found[-1] == period
    assert {p.year for p in found} == {period.year}
    assert len(found) == period.month // period.months

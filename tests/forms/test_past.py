"""Figures of other times: reference | what it sees. History is written as months of one flow and its cumulative column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from forms.formula.tree import LastYear, Prev, Total, Ytd
from forms.index import PackIndex, Position
from forms.past import NoPast, PastReport, Timeline, operand_value
from forms.period import Frequency, parse_period
from tests.forms.engine_pack import INDEX, PACK, History, content, evaluate
from tests.forms.engine_pack import cell as shown

MONTHS = History(
    {
        ("A", "2025-02"): content("01 m 20; 05 m 8"),
        ("A", "2025-03"): content("01 m 30; 01 ytd 90; 05 m 9"),
        ("A", "2025-12"): content("01 m 7; 05 m 12; 07 m 3.50"),
        ("A", "2026-01"): content("01 m 10; 05 m 15; 09 m N; 10 m yes"),
        ("A", "2026-02"): content("01 m 100; 05 m 20"),
    }
)


def timeline(period="2026-03", past=MONTHS):
    return Timeline(INDEX, parse_period(period), past)


def cell_def(row, column="m"):
    return INDEX.forms["A"].cells[Position(row, column)]


# row | steps, outermost first | present figure | what is seen
SEEN = [
    ("01", (), 5, 5),
    ("01", (Prev(),), 5, 100),
    ("01", (Prev(), Prev()), 5, 10),
    ("01", (LastYear(),), 5, 30),
    ("01", (Ytd(),), 5, 115),
    ("01", (Ytd(),), None, 110),
    ("01", (Prev(), Ytd()), 5, 110),
    ("01", (LastYear(), Ytd()), 5, 90),
    ("01", (LastYear(), Prev()), 5, 20),
    ("01", (Total("2025-12"),), 5, 122),
    ("01", (Total("2025-01"),), 5, 172),
    ("05", (Prev(),), 5, 20),
    ("05", (Ytd(),), 5, 40),
    ("05", (Prev(), Prev(), Prev()), 5, 12),
    ("07", (Prev(),), 5, "3.50"),
    ("06", (Prev(),), 5, None),
    ("06", (Ytd(),), None, None),
]


@pytest.mark.parametrize(("row", "steps", "present", "seen"), SEEN)
def test_what_a_reference_sees(row, steps, present, seen):
    given = None if present is None else Decimal(present)
    found = timeline().figure(cell_def(row), steps, given)
    assert found == (None if seen is None else Decimal(seen))


def test_a_year_starts_anew():
    history = History({("A", "2025-12"): content("01 m 7; 01 ytd 700"), ("A", "2026-01"): content("01 m 1")})
    assert timeline("2026-01", history).figure(cell_def("01"), (Ytd(),), Decimal(2)) == 2
    assert timeline("2026-02", history).figure(cell_def("01"), (Ytd(),), Decimal(2)) == 3
    assert timeline("2026-01", history).figure(cell_def("01"), (Prev(), Ytd()), Decimal(2)) == 700


@pytest.mark.parametrize(
    ("history", "total"),
    [
        ({}, "5"),
        ({"2026-02": "01 m 3; 01 ytd 80"}, "85"),  # began in February, the year before it typed
        ({"2026-01": "01 m 1; 01 ytd 1", "2026-02": "01 m 3"}, "9"),
        ({"2026-01": "01 ytd 40"}, "45"),
        ({"2026-01": "01 ytd 40", "2026-02": "01 m 2; 01 ytd 41"}, "46"),  # the last typed one counts
    ],
)
def test_opening_cumulative_figures(history, total):
    past = History({("A", month): content(text) for month, text in history.items()})
    assert shown(evaluate("01 m 5", past=past), "01 ytd") == total


def test_an_earlier_cumulative_figure_and_its_absence():
    assert timeline().until(cell_def("01"), parse_period("2025-03")) == 90
    assert timeline().until(cell_def("01"), parse_period("2025-02")) == 20
    assert timeline().until(cell_def("05"), parse_period("2025-02")) is None


def test_each_report_is_asked_for_once():
    asked = []

    class Counting:
        def report(self, form, period):
            asked.append((form, str(period)))

    line = timeline(past=Counting())
    for _ in range(3):
        line.figure(cell_def("01"), (Ytd(),), None)
    assert sorted(asked) == [("A", "2026-01"), ("A", "2026-02")]


@pytest.mark.parametrize(
    ("steps", "source"),
    [
        ((Prev(),), "draft"),
        ((LastYear(),), "accepted"),
        ((Ytd(),), "draft"),
        ((Prev(), Prev()), None),
        ((Total("2025-03"),), "draft"),
        ((LastYear(), Ytd()), "accepted"),
        ((), None),
    ],
)
def test_a_figure_tells_where_it_came_from(steps, source):
    past = History(
        {
            ("A", "2026-02"): PastReport(content("01 m 1"), "draft"),
            ("A", "2025-03"): PastReport(content("01 m 1"), "accepted"),
        }
    )
    assert timeline(past=past).source(cell_def("01"), steps) == source


def test_rosters_of_other_periods():
    past = History(
        {("R", "2026-02"): content("", [{"name": "甲"}]), ("R", "2026-01"): content("", [{"name": "乙"}])}
    )
    line = timeline(past=past)
    assert list(line.lines("R", (Prev(),))) == [{"name": "甲"}]
    assert list(line.lines("R", (Ytd(),))) == [{"name": "乙"}, {"name": "甲"}]
    assert list(line.lines("R", (LastYear(),))) == []


def test_what_is_no_value_is_blank():
    assert operand_value("—", cell_def("01")) is None
    assert operand_value("x", cell_def("01")) is None
    assert operand_value(None, cell_def("01")) is None
    assert operand_value("yes", cell_def("10")) is True
    assert operand_value("no", cell_def("10")) is False
    assert operand_value("N", cell_def("09")) == "N"
    assert NoPast().report("A", parse_period("2026-01")) is None


# form, row, column | month at hand | steps | periods that are reached
REACHED = [
    (("Q", "1", "q"), "2026-03", (Prev(),), ["2025Q4"]),
    (("Q", "1", "q"), "2026-06", (Prev(),), ["2026Q1"]),
    (("Q", "1", "q"), "2026-06", (LastYear(),), ["2025Q2"]),
    (("Q", "1", "q"), "2026-09", (Ytd(),), ["2026Q1", "2026Q2", "2026Q3"]),
    (("Q", "1", "q"), "2026-03", (Prev(), Ytd()), ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]),
    (("A", "01", "m"), "2026-01", (Prev(),), ["2025-12"]),
    (("A", "01", "m"), "2026-01", (Ytd(),), ["2026-01"]),
    (("A", "01", "m"), "2026-01", (LastYear(), Prev()), ["2024-12"]),
    (("A", "07", "m"), "2026-03", (Prev(),), ["2025-12"]),
    (("A", "07", "m"), "2026-03", (Prev(), Prev()), ["2025-09"]),
]


@pytest.mark.parametrize(("place", "month", "steps", "periods"), REACHED)
def test_which_periods_a_reference_reaches(place, month, steps, periods):
    form, row, column = place
    cell = INDEX.forms[form].cells[Position(row, column)]
    assert [str(period) for period in timeline(month, NoPast()).reached(cell, steps)] == periods


@pytest.mark.parametrize("steps", [(Prev(),), (LastYear(),), (Prev(), Ytd()), (LastYear(), Ytd())])
def test_the_first_period_of_a_unit_has_nothing_before_it(steps):
    assert timeline("2026-03", NoPast()).figure(cell_def("01"), steps, Decimal(5)) is None
    assert timeline("2026-03", NoPast()).figure(cell_def("01"), (Ytd(),), Decimal(5)) == 5


def half_yearly():
    """The pack with its quarterly form a second time as H by half years, and row 07 asked twice a year."""
    monthly, roster, quarterly = PACK.forms
    rows = tuple(replace(r, frequency=Frequency.HALF) if r.id == "07" else r for r in monthly.rows)
    half = replace(quarterly, id="H", frequency=Frequency.HALF, calculations=(), checks=())
    return PackIndex(replace(PACK, forms=(replace(monthly, rows=rows), roster, quarterly, half)))


HALVES = half_yearly()
H1 = {"2024H1": 3, "2024H2": 4, "2025H1": 10, "2025H2": 20, "2026H1": 7, "2026H2": 9}
Q1 = {"2025Q1": 1, "2025Q2": 2, "2025Q3": 3, "2025Q4": 4, "2026Q1": 50}
LONGER = History(
    {(name[4], name): content(f"1 q {figure}") for name, figure in (H1 | Q1).items()}
    | {("A", "2025-06"): content("07 m 6"), ("A", "2025-12"): content("07 m 12")}
    | {("A", "2026-03"): content("07 m 99")}  # no month in which row 07 is asked
)

# form, row, column | period at hand | steps | periods that are reached | what is seen; 1000 stands at present
ACROSS = [
    (("H", "1", "q"), "2026H1", (Prev(),), "2025H2", 20),
    (("H", "1", "q"), "2026H1", (Prev(), Prev()), "2025H1", 10),
    (("H", "1", "q"), "2026H1", (LastYear(),), "2025H1", 10),
    (("H", "1", "q"), "2026H2", (LastYear(),), "2025H2", 20),
    (("H", "1", "q"), "2026H1", (Ytd(),), "2026H1", 1000),
    (("H", "1", "q"), "2026H2", (Ytd(),), "2026H1 2026H2", 1007),
    (("H", "1", "q"), "2026H1", (Prev(), Ytd()), "2025H1 2025H2", 30),
    (("H", "1", "q"), "2026H1", (LastYear(), Ytd()), "2025H1", 10),
    (("H", "1", "q"), "2026H2", (LastYear(), Ytd()), "2025H1 2025H2", 30),
    (("H", "1", "q"), "2026H1", (LastYear(), Prev()), "2024H2", 4),
    (
        ("H", "1", "q"),
        "2026-06",
        (Prev(),),
        "2025H2",
        20,
    ),  # a month's check that refers to the half-yearly form
    (("H", "1", "q"), "2026-03", (Prev(),), "2025H2", 20),
    (("Q", "1", "q"), "2026Q1", (Prev(),), "2025Q4", 4),
    (("Q", "1", "q"), "2026Q1", (Ytd(),), "2026Q1", 1000),
    (("Q", "1", "q"), "2026Q1", (LastYear(),), "2025Q1", 1),
    (("Q", "1", "q"), "2026Q1", (Prev(), Ytd()), "2025Q1 2025Q2 2025Q3 2025Q4", 10),
    (("Q", "1", "q"), "2026Q2", (LastYear(), Ytd()), "2025Q1 2025Q2", 3),
    (("Q", "1", "q"), "2026Q2", (Ytd(),), "2026Q1 2026Q2", 1050),
    (("A", "07", "m"), "2026-06", (Prev(),), "2025-12", 12),
    (("A", "07", "m"), "2026-06", (Prev(), Prev()), "2025-06", 6),
    (("A", "07", "m"), "2026-06", (LastYear(),), "2025-06", 6),
]


@pytest.mark.parametrize(("place", "period", "steps", "periods", "seen"), ACROSS)
def test_halves_and_quarters_across_the_turn_of_the_year(place, period, steps, periods, seen):
    form, row, column = place
    cell = HALVES.forms[form].cells[Position(row, column)]
    line = Timeline(HALVES, parse_period(period), LONGER)
    assert " ".join(str(reached) for reached in line.reached(cell, steps)) == periods
    assert line.figure(cell, steps, Decimal(1000)) == seen

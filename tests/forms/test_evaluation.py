"""One unit's figures run through the pack: entered cells | what the program makes of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.calendar import NotAsked
from forms.definition import TargetDef
from forms.evaluation import rounded, target_of
from forms.ids import CellRef
from forms.index import Position
from forms.values import NA
from tests.forms.engine_pack import (
    INDEX,
    PROGRAM,
    History,
    cell,
    content,
    evaluate,
    figures,
    raw_lines,
    typed,
)

EMPTY = History()
LAST = History(
    {("A", "2026-02"): content("01 m 3; 05 m 7; 09 m N"), ("A", "2025-03"): content("01 m 9; 05 m 6")}
)

# entered | history | cell | value
COMPUTED = [
    ("01 m 12; 02 m 5", EMPTY, "03 m", "7"),
    ("01 m 12", EMPTY, "03 m", "12"),
    ("02 m 5", EMPTY, "03 m", "-5"),
    ("", EMPTY, "03 m", None),
    ("01 m —; 02 m —", EMPTY, "03 m", None),
    ("01 m 3; 02 m 1", EMPTY, "04 m", "33.33"),
    ("01 m 3; 02 m 2", EMPTY, "04 m", "66.67"),
    ("01 m 0; 02 m 2", EMPTY, "04 m", None),
    ("01 m 5", EMPTY, "01 ytd", "5"),
    ("01 m 5", LAST, "01 ytd", "8"),
    ("", LAST, "01 ytd", "3"),
    ("01 m 5; 01 ytd 100", LAST, "01 ytd", "100"),
    ("01 m 5; 01 ytd —", LAST, "01 ytd", "8"),
    ("01 m 5; 01 ytd x", LAST, "01 ytd", "8"),
    ("05 m 5", LAST, "05 ytd", None),
    ("06 m 5", LAST, "06 ytd", "5"),
    ("09 m R", LAST, "09 ytd", "R"),
    ("01 m 5", LAST, "01 ly", "9"),
    ("01 m 5", LAST, "01 before", "3"),
    ("01 m 5", LAST, "01 goal", "200"),
    ("01 m 5", LAST, "01 done", "2.50"),
    ("", LAST, "01 done", None),
    ("04 m 99", EMPTY, "04 m", None),  # nobody types a computed cell
    ("10 m 是", EMPTY, "10 m", True),
    ("10 m 否", EMPTY, "10 m", False),
    ("07 m 5", EMPTY, "07 ytd", "5.00"),
]


@pytest.mark.parametrize(("entered", "past", "place", "value"), COMPUTED)
def test_values(entered, past, place, value):
    assert cell(evaluate(entered, past=past), place) == value


def test_a_quarterly_row_is_asked_only_when_a_quarter_ends():
    february = evaluate("07 m 5", period="2026-02")
    slot = PROGRAM.slots[CellRef("A", "07", "m")]
    assert (february.not_asked[slot], february.values[slot], february.na(slot)) == (
        NotAsked.FREQUENCY,
        None,
        True,
    )
    assert cell(evaluate("07 m 5"), "07 m") == "5.00"


def test_a_quarterly_row_looks_back_a_quarter():
    past = History({("A", "2025-12"): content("07 m 3.50"), ("A", "2026-02"): content("07 m 9.00")})
    assert cell(evaluate("07 m 5", past=past), "07 before") == "3.50"


def test_rows_are_asked_of_kinds():
    county, zone = evaluate("08 m 5"), evaluate("08 m 5", unit="Z")
    slot = PROGRAM.slots[CellRef("A", "08", "m")]
    assert (county.not_asked[slot], cell(county, "08 m")) == (NotAsked.KIND, None)
    assert (slot in zone.not_asked, cell(zone, "08 m")) == (False, "5")


def test_forms_of_other_frequencies_sit_in_their_own_period():
    past = History({("Q", "2025Q4"): content("1 q 4.00"), ("Q", "2026Q1"): content("1 q 9.00")})
    march = evaluate("01 m 3", past=past, quarter="1 q 5")
    assert (cell(march, "1 q", "Q"), cell(march, "2 q", "Q")) == ("5.00", "4.00")
    assert march.verdicts[next(r.number for r in PROGRAM.rules if r.check.id == "Q-1")] is True
    april = evaluate("01 m 3", past=past, period="2026-04", quarter="1 q 5")
    assert cell(april, "2 q", "Q") == "9.00"


def test_rosters_are_computed_line_by_line_and_counted():
    evaluation = evaluate("", ["甲|N|30|10", "乙|R|0|1", "丙||5|"])
    assert [line[4] for line in evaluation.roster("R")] == [Decimal("33.3"), None, Decimal("0.0")]
    assert cell(evaluation, "11 m") == "35"
    assert evaluation.roster("A") == []


def test_a_fact_about_a_past_cumulative_column_that_is_not_asked_is_the_sum_of_the_months():
    past = History({("A", "2026-02"): content("12 m 60")})
    number = next(r.number for r in PROGRAM.rules if r.check.id == "A-8")
    assert evaluate("12 m 40", past=past).verdicts[number] is True
    assert evaluate("12 m 41", past=past).verdicts[number] is False


def test_dashes_are_seen_by_rules():
    number = next(r.number for r in PROGRAM.rules if r.check.id == "A-7")
    evaluation = evaluate("05 m —")
    assert evaluation.verdicts[number] is False
    evaluation.change("A", typed("A", "05 m 3"))
    assert evaluation.verdicts[number] is True


def test_an_edit_reports_what_it_touched():
    evaluation = evaluate("01 m 12; 02 m 5")
    changed = evaluation.change("A", typed("A", "02 m 6"))
    touched = {PROGRAM.cells[slot].position for slot in changed.slots}
    assert touched >= {Position("02", "m"), Position("03", "m"), Position("04", "m"), Position("02", "ytd")}
    assert Position("01", "m") not in touched
    assert {PROGRAM.rules[n].check.id for n in changed.rules} == {"A-1", "A-5"}


def test_an_edit_that_changes_nothing_further_stops_there():
    evaluation = evaluate("", ["甲||5|", "乙||6|"])
    changed = evaluation.replace_lines("R", figures(raw_lines("甲||6|", "乙||5|")))
    assert changed.slots == frozenset()


def test_entries_for_cells_nobody_is_asked_are_ignored_and_blanks_forget():
    evaluation = evaluate("08 m 5; 01 m 3")
    evaluation.change("A", typed("A", "08 m 9; 01 m ∅"))
    assert evaluation.entered == {}
    assert cell(evaluation, "01 m") is None


def test_divisions_are_remembered_until_they_are_gone():
    evaluation = evaluate("01 m 0; 02 m 1")
    slot = PROGRAM.slots[CellRef("A", "04", "m")]
    rule = next(r.number for r in PROGRAM.rules if r.check.id == "A-5")
    assert (slot in evaluation.divided_slots, rule in evaluation.divisions) == (True, True)
    evaluation.change("A", typed("A", "01 m 2"))
    assert (evaluation.divided_slots, evaluation.divisions) == (set(), set())


def test_a_sum_too_long_to_be_stored_is_left_blank():
    big = "9" * 18
    past = History({("A", "2026-02"): content(f"01 m {big}")})
    assert cell(evaluate(f"01 m {big}", past=past), "01 ytd") is None
    assert cell(evaluate("01 m 0", past=past), "01 ytd") == big


@pytest.mark.parametrize(
    ("value", "decimals", "result"),
    [
        (None, 2, None),
        ("国家级", 2, "国家级"),
        (True, 0, True),
        (Decimal("1.005"), 2, Decimal("1.01")),
        (Decimal("1E+17"), 2, None),
        (Decimal("1E+17"), 0, Decimal("1E+17")),
        (Decimal("1E+13"), None, None),
    ],
)
def test_rounding_once_at_the_end(value, decimals, result):
    assert rounded(value, decimals) == result


@pytest.mark.parametrize(
    ("value", "text"), [("1500", "1500"), ("0.1234565", "0.123457"), ("2.50", "2.5"), ("0", "0")]
)
def test_without_stated_decimals_no_superfluous_zero_is_left(value, text):
    assert str(rounded(Decimal(value), None)) == text


def test_targets_belong_to_a_cell_a_unit_and_perhaps_a_document():
    goal = INDEX.forms["A"].cells[Position("01", "goal")]

    def one(**more):
        given = {"form": "A", "row": "01", "column": "m", "unit": "P", **more}
        return TargetDef(id="T", indicator="x", document="5号", **given)

    assert target_of([one()], goal, "P") == one()
    assert target_of([one(column=None)], goal, "P") == one(column=None)
    for other in (one(form="B"), one(row="02"), one(column="x"), one(unit="B")):
        assert target_of([other], goal, "P") is None
    evaluation = evaluate("01 m 5", unit="B")
    assert (cell(evaluation, "01 goal"), cell(evaluation, "01 done")) == (None, None)
    assert (evaluation.target("T-1"), evaluation.target("none")) == (Decimal(200), None)


def test_na_is_also_what_was_typed():
    evaluation = evaluate("01 m —")
    assert evaluation.entered[PROGRAM.slots[CellRef("A", "01", "m")]] is NA
    assert cell(evaluation, "01 m") is None

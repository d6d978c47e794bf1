"""Which findings a report gets: entered | rule: cell. The rules that come by themselves, then the pack's own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.definition import Level
from forms.findings import FindingKind
from forms.index import Position
from forms.report import Explanation
from tests.forms.engine_pack import PROGRAM, History, content, evaluate, found

LAST = History({("A", "2026-02"): content("01 m 3; 05 m 7; 06 m 9")})
NONE = History()

# entered | history | findings
TABLE = [
    ("", NONE, "A-auto-required 01 m"),
    ("01 m —", NONE, "A-auto-required 01 m"),
    ("01 m 0", NONE, "A-auto-division 04 m"),
    ("01 m x", NONE, "A-auto-entry 01 m"),
    ("01 m 1.5", NONE, "A-auto-decimals 01 m"),
    ("01 m 3; 09 m 省级", NONE, "A-auto-list 09 m"),
    ("01 m -1", NONE, "A-auto-min 01 m; A-auto-min 01 ytd"),
    ("01 m 3; 05 m 1001", NONE, "A-auto-max 05 m"),
    ("01 m 3; 05 m 1000", NONE, ""),
    ("01 m 3; 02 m 4", NONE, "A-auto-part_of 02 m; A-5 02 m"),
    ("01 m 3; 02 m 3", NONE, "A-5 02 m"),
    ("02 m 4", NONE, "A-auto-required 01 m; A-auto-division 04 m"),  # a blank counts as 0 in calculations
    (
        "01 m -3; 02 m -4",
        NONE,
        "A-auto-min 01 m; A-auto-min 01 ytd; A-auto-min 02 m; A-auto-min 02 ytd; A-5 02 m",
    ),
    ("01 m 3; 01 ytd 6", LAST, ""),
    ("01 m 3; 01 ytd 7", LAST, "A-auto-ytd 01 ytd"),
    ("01 m 3; 01 ytd 7", NONE, ""),  # the year before the program: typed once
    ("01 m 3; 06 m 8", LAST, "A-auto-to_date 06 m"),
    ("01 m 3; 06 m 9", LAST, ""),
    ("01 m 3; 05 m 11", LAST, "A-2 05 m"),
    ("01 m 3; 05 m 10", LAST, ""),
    ("01 m 0; 02 m 0", NONE, "A-auto-division 04 m; A-5 02 m"),
    ("01 m 0; 10 m 是", NONE, "A-auto-division 04 m; A-6 10 m"),
    ("01 m 1; 05 m —", NONE, "A-7 05 m"),
]


@pytest.mark.parametrize(("entered", "past", "told"), TABLE)
def test_tables(entered, past, told):
    said = [f"{f.id} {' '.join(f.cells[0])}" for f in found(evaluate(entered, past=past))]
    assert "; ".join(said) == told


@pytest.mark.parametrize(
    ("history", "month"),
    [({"2026-02": "01 m 3"}, "2026-03"), ({"2025-12": "01 m 3; 01 ytd 900"}, "2026-01")],
)
def test_a_year_starts_without_last_years_figures(history, month):
    past = History({("A", m): content(text) for m, text in history.items()})
    typed = "01 m 3; 01 ytd 3" if month.endswith("01") else "01 m 3; 01 ytd 6"
    assert found(evaluate(typed, past=past, period=month)) == ()


def test_an_opening_figure_is_continued_from_the_last_typed_one():
    past = History({("A", "2026-02"): content("01 m 3; 01 ytd 80")})
    (finding,) = found(evaluate("01 m 5; 01 ytd 90", past=past))
    assert (finding.left, finding.right, finding.difference) == ("90", "85", "5")
    assert [(o.title, o.value) for o in finding.operands] == [
        ("01 新注册企业 1—本月", "90"),
        ("01 新注册企业 1—本月（上期）", "80"),
    ]


@pytest.mark.parametrize(("present", "known"), [("01 ytd 90", "80"), ("01 m 5; 01 ytd 90", "")])
def test_an_opening_figure_is_not_judged_without_both_parts(present, known):
    past = History({("A", "2026-02"): content(f"01 ytd {known}" if known else "05 m 1")})
    assert "A-auto-ytd" not in {f.id for f in found(evaluate(present, past=past))}


def test_findings_follow_a_change_of_the_other_figure_that_they_look_at():
    evaluation = evaluate("01 m 3; 02 m 4; 01 ytd 6", past=LAST)
    assert {"A-auto-part_of"} <= {f.id for f in found(evaluation)}
    evaluation.change("A", {Position("01", "m"): Decimal(9)})
    assert "A-auto-part_of" not in {f.id for f in found(evaluation)}
    assert "A-auto-ytd" in {f.id for f in found(evaluation)}
    evaluation.change("A", {Position("01", "m"): Decimal("3.00")})
    (finding,) = [f for f in found(evaluation) if f.id == "A-auto-part_of"]
    assert finding.right == "3.00"


def test_part_of_names_both_cells_and_the_difference():
    finding = next(f for f in found(evaluate("01 m 3; 02 m 4")) if f.kind is FindingKind.PART_OF)
    assert finding.cells == (("02", "m"), ("01", "m"))
    assert (finding.left, finding.operator, finding.right, finding.difference) == ("4", "≤", "3", "1")


def test_a_finding_tells_both_sides_operands_and_where_past_figures_came_from():
    (finding,) = found(evaluate("01 m 3; 05 m 11", past=LAST))
    assert (finding.left, finding.operator, finding.right, finding.difference) == ("4", "≤", "3.5", "0.5")
    assert [(o.ref, o.value, o.source) for o in finding.operands] == [
        ("[05, m]", "11", None),
        ("prev([05, m])", "7", "accepted"),
    ]
    assert (finding.message, finding.level) == ("变动超过一半", Level.WARNING)


@pytest.mark.parametrize(
    ("explained", "text"),
    [
        ([("A-2", ("05", "m"), "搬迁")], "搬迁"),
        ([("A-2", None, "全面核实")], None),
        ([("A-2", None, "全面核实"), ("A-2", ("05", "m"), "搬迁")], "搬迁"),
        ([("A-2", ("01", "m"), "别处")], None),
        ([("A-3", ("05", "m"), "别条")], None),
    ],
)
def test_explanations_stand_beside_their_rule_and_cell(explained, text):
    given = [Explanation(check=check, cell=cell, text=words) for check, cell, words in explained]
    (finding,) = found(evaluate("01 m 3; 05 m 11", past=LAST), explanations=given)
    assert finding.explanation == text
    assert finding.blocks is (text is None)


def test_errors_come_first():
    levels = [f.level for f in found(evaluate("01 m 3; 02 m 4; 05 m 11; 06 m 1", past=LAST))]
    assert levels == [Level.ERROR, Level.ERROR, Level.WARNING, Level.HINT]


def test_nothing_is_asked_of_cells_that_are_not_asked():
    assert found(evaluate("01 m 3; 07 m x", period="2026-02")) == ()


# lines (name|level|jobs|grads) | findings with their lines
ROSTER = [
    (["甲|N|5|1"], ""),
    (["|N|5|1"], "R-auto-required 1"),
    (["—|N|5|1"], "R-auto-required 1"),
    (["甲|N|x|1", "乙|N|1.5|1", "丙|省级|5|1"], "R-auto-entry 1; R-auto-decimals 2; R-auto-list 3"),
    (["甲||-1|"], "R-auto-min 1"),
    (["甲||501|"], "R-auto-max 1"),
    (["甲||5|", "乙||5|", "甲||6|"], "R-auto-key 1; R-2 1"),
    (["甲|N|5|", "甲|R|5|"], "R-auto-key 1"),
    (["甲||5|6"], "R-1 1; R-3 1"),
    (["甲||0|0", "乙||0|0"], "R-3 1; R-3 2"),
]


@pytest.mark.parametrize(("lines", "told"), ROSTER)
def test_rosters(lines, told):
    said = [f"{f.id} {f.line}" for f in found(evaluate("", lines), "R", (), lines)]
    assert "; ".join(said) == told


def test_repeated_lines_are_one_finding_with_all_of_them():
    lines = ["甲|N|5|", "乙|N|5|", "甲|N|6|", "甲|N|7|"]
    key, rule = found(evaluate("", lines), "R", (), lines)
    assert key.cells == (("#1", "name"), ("#3", "name"), ("#4", "name"))
    assert (key.left, key.right, rule.left, rule.message) == ("甲", "1, 3, 4", "甲 / N", "重复")


def test_a_division_on_a_line_is_a_hint_and_names_the_fields():
    (finding,) = found(evaluate("", ["甲||0|0"]), "R", (), ["甲||0|0"])
    assert (finding.kind, finding.level, finding.cells) == (
        FindingKind.DIVISION,
        Level.HINT,
        (("#1", "grads"), ("#1", "jobs")),
    )


def test_another_forms_figures_are_named_with_their_form():
    finding = next(f for f in found(evaluate("01 m 30", quarter="1 q 5"), "Q") if f.id == "Q-1")
    assert finding.right_text == "A 01 新注册企业 本月 30"
    assert (finding.left, finding.right, finding.difference) == ("5", "30", "-25")


def test_long_quotients_are_cut_and_huge_ones_survive():
    big = "9" * 18
    evaluation = evaluate(f"01 m 7; 02 m {big}")
    finding = next(f for f in found(evaluation) if f.id == "A-5")
    assert finding.left == "142857142857142857"
    short = next(f for f in found(evaluate("01 m 3; 02 m 4")) if f.id == "A-5")
    assert (short.left, short.difference) == ("1.333333", "0.333333")


def test_every_check_of_the_bench_can_fail():
    failing = History(
        {
            ("A", "2025-03"): content("01 ytd 999"),
            ("A", "2026-02"): content("01 m 600; 05 m 1; 06 m 9; 12 m 99"),
        }
    )
    lines = ["甲|N|9|", "乙|N|9|"]
    evaluation = evaluate("01 m 3; 02 m 4; 05 m 5; 12 m 9; 10 m 是", lines, failing)
    ids = {f.id for f in found(evaluation)}
    assert {"A-2", "A-3", "A-4", "A-5", "A-8", "A-9", "A-10"} <= ids
    assert {rule.check.id for rule in PROGRAM.rules} >= ids - {f for f in ids if "-auto-" in f}

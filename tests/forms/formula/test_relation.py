"""审核关系 in statisticians' notation, printed and read."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.formula.check import check_calculation, check_rule
from forms.formula.parser import parse
from forms.formula.relation import column_codes, read_relation, relation
from forms.formula.scope import PackScope
from forms.index import PackIndex
from forms.loader import load_pack
from forms.relations import relations

ROOT = Path(__file__).parents[3]
MINIMAL = ROOT / "tests/golden/packs/minimal"
SHIPPED = ROOT / "resources/packs/shuangchuang"

ROWS = ("01", "02", "02.12", "03", "1")
COLUMNS = {"m": "5", "n": "6", "total": "total", "a-b": "a-b"}

NOTATION = [
    # formula                                        statisticians' notation
    ("[01] >= [02]",                                 "01 ≥ 02"),
    ("若 [, n] ≠ 0 则 [, m] ≤ [, n]",                "若6≠0，则5≤6"),
    ("若 [, n] = 0 则 [, m] ≤ [, n] 且 [, m] > 1 否则 [01] = 2", "若6=0，则5≤6且5>1.0，否则01=2"),
    ("[03] = [01] + [02] - [1]",                     "03 = 01+02－1"),
    ("[03] = ([01] - [02]) * 2 / [1]",               "03 = (01－02)×2÷1"),
    ("[03, m] = sum([01:02, m])",                    "03·5 = 求和([01:02, m])"),
    ("[03] = sum([01:02])",                          "03 = (01+…+02)"),
    ("[, total] = sum([, m:n])",                     "total = (5+…+6)"),
    ("[02.12, total] ≤ SC-01[01, m]",                "02.12·total ≤ SC-01·01·5"),
    ("[01] ≥ SC-01[01]",                             "01 ≥ SC-01·01"),
    ("ytd([01]) = prev(ytd([01])) + [01]",           "本年累计01 = 上期本年累计01+01"),
    ("[01] ≤ 3 * last_year([01])",                   "01 ≤ 3×上年同期01"),
    ('total([01, m], "2021-01") ≥ [02, m]',        "自2021-01累计01·5 ≥ 02·5"),
    ("[01, a-b] > 0",                                "[01, a-b] > 0"),
    ("非 blank([01]) 或 [02] > 0",                   "非blank(01)或02>0"),
    ('count(SC-03 where level = "01") = [01, m]',  'count(SC-03 where level="01") = 01·5'),
    ("-[01] < 0",                                    "－01 < 0"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "notation"), NOTATION)
def test_it_is_printed_and_read_back(formula, notation):
    node = parse(formula)
    assert relation(node, ROWS, COLUMNS) == notation
    assert read_relation(notation, ROWS, COLUMNS) == node


@pytest.mark.parametrize(
    ("written", "formula"),
    [
        ("若6≠000000，则5≤6且5≤201612", "若 [, n] ≠ 0 则 [, m] ≤ [, n] 且 [, m] ≤ 201612"),
        ("上月01＋02＝03", "prev([01]) + [02] = [03]"),
        ("03=01-02", "[03] = [01] - [02]"),
        ("02.12·total≥0", "[02.12, total] ≥ 0"),
        ("01 + ... + 03 = 1", "sum([01:03]) = [1]"),
        ("[01, m] > 04", "[01, m] > 4"),
    ],
)
def test_what_people_write_is_understood(written, formula):
    assert read_relation(written, ROWS, COLUMNS) == parse(formula)


@pytest.mark.parametrize(
    "formula", ["SC-05[total] > 0", "[m] > 0", "[01, 02] > 0", "[, 01] > 0", "SC - 2[01] > 0"]
)
def test_what_has_no_notation_stays_what_it_is(formula):
    node = parse(formula)
    assert read_relation(relation(node, ROWS, COLUMNS), ROWS, COLUMNS) == node


def test_a_row_and_a_column_of_one_name_are_kept_apart():
    rows, columns = ("01", "m"), column_codes(["01", "m"], ["m", "n"])
    for formula in ("[m] > 0", "[, m] > 0", "[m, m] > [01, n]"):
        assert read_relation(relation(parse(formula), rows, columns), rows, columns) == parse(formula)


def test_ground_rules_print_their_cells(scope):
    instance = check_rule("[02] <= [01]", scope).checked.instances[0]
    assert relation(instance.node, ("01", "02"), {"m": "1"}) == "SC-02·02·1 ≤ SC-02·01·1"


UNDERSTOOD = [
    # written in a pack                              read as
    ("02 ≤ 01",                                      "[02] <= [01]"),
    ("若04≠0，则02≤01",                              "若 [04] <> 0 则 [02] <= [01]"),
    ("03 = 01－02",                                  "[03] = [01] - [02]"),
    ("上期01 ≤ 01",                                  "prev([01]) <= [01]"),
    ("01·m ≥ 0",                                     "[01, m] >= 0"),
    ("MY-03·1·area ≥ 01·m",                          "MY-03[1, area] >= [01, m]"),
    ("01 ≥ count(MY-02)",                            "[01] >= count(MY-02)"),
    ("02 ≤ 0.5×01",                                  "[02] <= 0.5 * [01]"),
    ("[01, m] ≥ 02",                                 "[01, m] >= [02]"),
    ("[01, m] ≥ 2",                                  "[01, m] >= 2"),
    ("3 ≤ 1",                                        "[, ly] <= [, m]"),
    ("［０２，m］ ≤ 【01，m】",                      "[02, m] <= [01, m]"),
    ("ｙｔｄ（［０１］） ＞ 2",                      "ytd([01]) > 2"),
    ("０２ ≤ ０１",                                  "[02] <= [01]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def livestock():
    return PackScope(PackIndex(load_pack(MINIMAL)), "MY-01")


@pytest.mark.parametrize(("written", "formula"), UNDERSTOOD)
def test_a_rule_of_a_pack_may_be_written_in_either_notation(livestock, written, formula):
    found = check_rule(written, livestock)
    assert found.problems == ()
    assert found.checked.node == parse(formula)


def test_a_calculation_may_be_written_so_too(livestock):
    found = check_calculation("[03, m]", "01·m － 02·m", livestock)
    assert found.checked.node == parse("[01, m] - [02, m]")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5 ≤ 6", "E-PACK-NEVER"),
        ("02 ≤ 0x", "E-PACK-SYNTAX"),
        ("02 ≤ 02", "E-PACK-NEVER"),
        ("02·zz > 0", "E-PACK-REF"),
        ("count([01:02, m], 1) > 0", "E-PACK-TYPE"),  # cells in brackets: a formula, and 1 no column
    ],
)
def test_what_makes_sense_in_neither_notation_is_refused(livestock, written, code):
    assert {p.code for p in check_rule(written, livestock).problems} == {code}


def test_every_printed_rule_of_both_packs_is_read_back_as_it_was():
    for pack in (load_pack(MINIMAL), load_pack(SHIPPED)):
        index = PackIndex(pack)
        for form in pack.forms:
            scope = PackScope(index, form.id)
            printed = {r.id: r.text for r in relations(pack, form.id) if r.level}
            for check in form.checks:
                again = check_rule(printed[check.id], scope, check.missing)
                assert again.checked is not None, (check.formula, printed[check.id], again.problems)
                assert again.checked.node == check_rule(check.formula, scope, check.missing).checked.node


def test_columns_bear_their_printed_numbers_unless_a_row_does():
    assert column_codes(["01", "02"], ["m", "ytd"]) == {"m": "1", "ytd": "2"}
    assert column_codes(["1", "2"], ["m", "ytd", "ly"]) == {"m": "m", "ytd": "ytd", "ly": "3"}

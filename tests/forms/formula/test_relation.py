"""审核关系 in statisticians' notation, printed and read."""

from __future__ import annotations

import pytest

from forms.formula.check import check_rule
from forms.formula.parser import parse
from forms.formula.relation import read_relation, relation

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


def test_ground_rules_print_their_cells(scope):
    instance = check_rule("[02] <= [01]", scope).checked.instances[0]
    assert relation(instance.node, ("01", "02"), {"m": "1"}) == "SC-02·02·1 ≤ SC-02·01·1"

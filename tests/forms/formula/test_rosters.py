"""Rules of roster lines and aggregates over them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.definition import Missing
from forms.formula.arithmetic import duplicates, exact
from forms.formula.check import check_rule
from forms.formula.compiler import compile_row_rule
from forms.formula.interpret import explain

LINES = [
    # name  uscc  level jobs  graduates opened        old-name
    ("甲",  "A",  "N",  "10", "2",      "2020-05-01", None),
    ("乙",  "B",  "R",  "5",  None,     "2026-10-31", "旧"),
    ("丙",  "C",  "N",  None, "1",      None,         None),
    ("丁",  "A",  None, "0",  "0",      "2026-11-01", None),
]  # fmt: skip

AGGREGATES = [
    ("count(SC-03)", 4),
    ("count(SC-03.jobs)", 3),
    ("sum(SC-03.jobs)", 15),
    ("avg(SC-03.jobs)", 5),
    ("min(SC-03.jobs)", 0),
    ("max(SC-03.jobs)", 10),
    ('count(SC-03 where level = "国家级")', 2),
    ('sum(SC-03.jobs where level = "国家级")', 10),
    ('count(SC-03 where level <> "国家级")', 1),
    ("count(SC-03 where blank(level))", 1),
    ("count(SC-03 where opened <= period())", 2),
    ('count(SC-03 where opened >= "2026-11")', 1),
    ("sum(SC-03.jobs where jobs > 5 或 graduates > 5)", 10),
    ('count(SC-03 where name = "无")', 0),
    ('sum(SC-03.jobs where name = "无")', 0),
    ('avg(SC-03.jobs where name = "无")', None),
    ('max(SC-03.jobs where name = "丙")', None),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), AGGREGATES)
def test_aggregates_over_lines(run, formula, expected):
    assert run(formula, lines=LINES) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("formula", "zero"), [("count(SC-03)", 0), ("sum(SC-03.jobs)", 0), ("min(SC-03.jobs)", None)]
)
def test_an_empty_roster_counts_and_sums_to_zero(run, formula, zero):
    assert run(formula) == (None if zero is None else Decimal(zero))


ROWS = [
    ("jobs >= graduates", (True, None, None, True)),
    ('若 level = "国家级" 则 jobs > 10', (False, True, None, None)),
    ("opened <= period()", (True, True, None, False)),
    ("blank(`old-name`)", (True, False, True, True)),
    ("jobs <= SC-02[01, m]", (False, True, None, True)),
]


@pytest.mark.parametrize(("formula", "expected"), ROWS)
def test_rules_on_each_line(roster, world, twice, formula, expected):
    (instance,) = check_rule(formula, roster).checked.instances
    found = [
        twice(instance.node, world({("01", "m"): 7}, line), Missing.SKIP_ANY, row=True) for line in LINES
    ]
    assert tuple(found) == expected


def test_a_line_rule_compiles_to_a_function_of_the_line(roster, world):
    (instance,) = check_rule("jobs >= graduates", roster).checked.instances
    here = world(line=LINES[0])
    rule = compile_row_rule(instance.node, Missing.SKIP_ANY, here.slot, here.number)
    with exact():
        assert (rule.kind, rule.function(here.line, here)) == ("line", True)


def test_unique_is_one_question_to_the_whole_roster(roster, world):
    (instance,) = check_rule("unique(uscc, level)", roster).checked.instances
    here = world()
    rule = compile_row_rule(instance.node, Missing.SKIP_ANY, here.slot, here.number)
    assert (rule.kind, rule.fields) == ("unique", (1, 2))


def test_duplicates_are_groups_of_lines_and_blanks_are_none():
    assert duplicates(LINES, [1]) == [(0, 3)]
    assert duplicates(LINES, [1, 2]) == []
    assert duplicates([(None,), (None,), ("",), ("x",), ("x",), ("x",)], [0]) == [(3, 4, 5)]


EXPLAINED = [
    ("[01, m] = [02, m] + [03, m]", {"01": 10, "02": 4, "03": 5}, "10", "9", "1"),
    ("若 [03, m] > 0 则 [01, m] <= [02, m]", {"01": 10, "02": 4, "03": 5}, "10", "4", "6"),
    ("if([03, m] > 9, [01, m] > 0, [01, m] <= [02, m])", {"01": 10, "02": 4, "03": 5}, "10", "4", "6"),
    ("[01, m] > 0 且 [02, m] > 4", {"01": 10, "02": 4}, "4", "4", "0"),
    ("[01, m] > 11 或 [02, m] > 4", {"01": 10, "02": 4}, None, None, None),  # all parts failed, none stands for the rule
    ("非 [01, m] > 0", {"01": 10}, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "cells", "left", "right", "difference"), EXPLAINED)
def test_a_finding_shows_both_sides(scope, world, *, formula, cells, left, right, difference):
    (instance,) = check_rule(formula, scope).checked.instances
    here = world({(row, "m"): value for row, value in cells.items()})
    told = explain(instance.node, here, Missing.SKIP_ANY)
    sides = tuple(side if side is None else Decimal(side) for side in (left, right, difference))
    assert (told.left, told.right, told.difference) == sides
    assert {operand.ref.row: value for operand, value in told.operands} == {
        k: Decimal(v) for k, v in cells.items()
    }

"""What a form author's mistakes get: a code, the offending text, the nearest name."""

from __future__ import annotations

import pytest

from forms.definition import Missing
from forms.formula.check import check_calculation, check_rule
from forms.formula.messages import SENTENCES
from forms.formula.scope import PackScope
from forms.ids import CellRef
from forms.messages import Translator

WRONG = [
    # formula                                           code              in its parameters
    ("[01, m] <= ",                                     "E-PACK-SYNTAX",  "12"),
    ("[01, m] = [02, m] = [03, m]",                     "E-PACK-SYNTAX",  "19"),
    ("prev(prev(prev(prev(prev([01, m]))))) > 0",       "E-PACK-SYNTAX",  "prev(prev"),
    ("ytd(ytd([01, m])) > 0",                           "E-PACK-SYNTAX",  "ytd(ytd"),
    ("prev(5) > [01, m]",                               "E-PACK-SYNTAX",  "prev"),
    ("prev([01, m] * month()) > 0",                     "E-PACK-SYNTAX",  "month()"),
    ('total([01, m], "2021-13") > 0',                 "E-PACK-SYNTAX",  "2021-13"),
    ("summe([01:02, m]) > 0",                           "E-PACK-SYNTAX",  "sum"),
    ("sum() > 0",                                       "E-PACK-TYPE",    "sum()"),
    ("target(5) > 0",                                   "E-PACK-SYNTAX",  'target("TR-06")'),
    ("total([01, m]) > 0",                              "E-PACK-SYNTAX",  "2021-01"),
    ("period(1) > 0",                                   "E-PACK-SYNTAX",  "period()"),
    ("if([01, m]) > 0",                                 "E-PACK-SYNTAX",  "if(a, b, c)"),
    ("abs(SC-03.jobs) > 0",                             "E-PACK-SYNTAX",  "sum"),
    ("`-x` > 0",                                        "E-PACK-SYNTAX",  "-x"),
    ("1234567890123456789012345678901 > [01, m]",       "E-PACK-SYNTAX",  "…"),
    ("[01, m] > § ",                                    "E-PACK-SYNTAX",  "§"),
    ("月([01, m]) > 0",                                 "E-PACK-SYNTAX",  "月"),
    ("非 (1 = 1) 且 [01, m] > 0",                       "E-PACK-NEVER",   "1 = 1"),
    ("[09, m] > 0",                                     "E-PACK-REF",     "09"),
    ("[01, mm] > 0",                                    "E-PACK-REF",     "mm"),
    ("SC-20[01, m] > 0",                                "E-PACK-REF",     "SC-02"),
    ("SC-03[01, m] > 0",                                "E-PACK-REF",     "SC-02"),
    ("jobs > [01, m]",                                  "E-PACK-REF",     "jobs"),
    ("sum(SC-03.job) > [01, m]",                        "E-PACK-REF",     "jobs"),
    ("sum(SC-02.jobs) > [01, m]",                       "E-PACK-REF",     "SC-03"),
    ('count(SC-03 where levle = "国家级") > [01, m]', "E-PACK-REF",     "level"),
    ("count(SC-03 where jobs > [01, m]) > 1",           "E-PACK-REF",     "[01, m]"),
    ('target("TR-6") > [01, m]',                      "E-PACK-REF",     "TR-06"),
    ("[01:03, m] > 0",                                  "E-PACK-REF",     "sum([01:03, m])"),
    ("sum([03:01, m]) > 0",                             "E-PACK-REF",     "01:03"),
    ("unique(name)",                                    "E-PACK-REF",     "name"),
    ("[01, m]",                                         "E-PACK-TYPE",    "number"),
    ('[01, m] > "x"',                                 "E-PACK-TYPE",    "text"),
    ("[01, m] + [10, m] > 0",                           "E-PACK-TYPE",    "text"),
    ("[10, m] < [10, n]",                               "E-PACK-TYPE",    "text"),
    ("[01, m] 且 [11, m]",                              "E-PACK-TYPE",    "number"),
    ("若 [01, m] > 0 则 [02, m]",                       "E-PACK-TYPE",    "number"),
    ("if([01, m] > 0, [02, m], [11, m]) = 1",           "E-PACK-TYPE",    "bool"),
    ("round([01, m], 13) = 1",                          "E-PACK-TYPE",    "13"),
    ("round([01, m], [02, m]) = 1",                     "E-PACK-TYPE",    "[02, m]"),
    ("round([01, m]) = 1",                              "E-PACK-TYPE",    "round"),
    ("blank([01, m] + 1)",                              "E-PACK-TYPE",    "1"),
    ('na(target("TR-06"))',                           "E-PACK-TYPE",    "TR-06"),
    ('coalesce([01, m], "x") = 1',                    "E-PACK-TYPE",    "coalesce"),
    ("ytd([11, m])",                                    "E-PACK-TYPE",    "bool"),
    ("[01] + [, m] > 0",                                "E-PACK-TYPE",    "[r]"),
    ("sum(SC-03.level) > 1",                            "E-PACK-TYPE",    "text"),
    ("min(SC-03.jobs where jobs) > 1",                  "E-PACK-TYPE",    "number"),
    ('[10, m] = "省级"',                              "E-PACK-NEVER",   "国家级"),
    ('count(SC-03 where level = "省级") = [01, m]',   "E-PACK-NEVER",   "国家级"),
    ('[11, m] = "也许"',                              "E-PACK-NEVER",   "也许"),
    ('[12, m] > "2025年"',                            "E-PACK-NEVER",   "2025年"),
    ("1 = 2",                                           "E-PACK-NEVER",   "true"),
    ("若 1 = 1 则 [01, m] > 0",                         "E-PACK-NEVER",   "1 = 1"),
    ("[01, m] > 0 或 true",                             "E-PACK-NEVER",   "true"),
    ("[01, m] = [01, m]",                               "E-PACK-NEVER",   "[01, m]"),
    ("[06, m] <= [07, m]",                              "E-PACK-NEVER",   "SC-02[06, m]"),
    ("107-1[01, m] <= [06, m]",                         "E-PACK-NEVER",   "107-1[01, m]"),
    ("[08, m] >= [01, m]",                              "E-PACK-NEVER",   "SC-02[08, m]"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "code", "said"), WRONG)
def test_a_mistake_is_named(scope, formula, code, said):
    problem = check_rule(formula, scope).problems[0]
    assert problem.code == code
    assert said in " ".join(problem.params.values())
    for language in ("zh", "en"):
        worded = Translator(language, SENTENCES).word(problem)
        assert "{" not in worded.message + worded.advice


def test_all_mistakes_are_named_at_once(scope):
    problems = check_rule('[98, m] + [01, q] > target("X")', scope).problems
    assert [p.params["name"] for p in problems] == ["98", "q", "X"]


SOUND = [
    "[01] >= [02]",
    "[, m] >= [, n]",
    "[06, m] > 0",
    "若 [01, m] > 0 则 [06, m] > 0",
    "coalesce([06, m], [07, m]) > [01, m]",
    'count(SC-03 where level = "国家级" 且 opened <= period()) = [01, m]',
    "sum(SC-03.jobs) >= sum(SC-03.`graduates`)",
    "prev(sum(SC-03.jobs where blank(level))) <= [01, m]",
    "[01, m] - 107-1[01, m] = 0",
    "year() > 2020 且 [01, m] > 0",
]  # fmt: skip


@pytest.mark.parametrize("formula", SOUND)
def test_a_sound_rule_passes(scope, formula):
    assert check_rule(formula, scope).problems == ()


def test_skip_all_accepts_what_only_some_units_are_asked(scope):
    assert check_rule("[06, m] + [07, m] >= [01, m]", scope, Missing.SKIP_ALL).checked


def test_a_roster_rule_reads_its_own_fields(roster):
    assert check_rule("jobs >= graduates", roster).problems == ()
    assert check_rule("`old-name` <> name", roster).problems == ()
    assert check_rule("unique(uscc, name)", roster).problems == ()
    assert check_rule('若 level = "国家级" 则 jobs <= SC-02[01, m]', roster).problems == ()
    assert check_rule("若 jobs > 0 则 unique(uscc)", roster).problems[0].code == "E-PACK-REF"


def refs(result):
    return [[str(ref.ref) for ref in instance.known] for instance in result.checked.instances]


def test_a_row_loops_over_the_entered_columns(scope):
    assert refs(check_rule("[02] <= [01]", scope)) == [
        ["SC-02[02, m]", "SC-02[01, m]"],
        ["SC-02[02, n]", "SC-02[01, n]"],
    ]


def test_a_derived_column_is_visited_when_it_is_named(scope):
    assert refs(check_rule("[01, ytd] >= [01, m]", scope)) == [["SC-02[01, ytd]", "SC-02[01, m]"]]


def test_a_column_loops_over_the_numeric_rows_that_are_asked(scope):
    rows = [cells[0][6:8] for cells in refs(check_rule("[, n] <= [, m]", scope))]
    assert rows == ["01", "02", "03", "04", "05", "06", "07"]


def test_a_loop_over_texts_works_where_there_are_no_figures(scope):
    assert [instance.at.column for instance in check_rule('[14] = "无"', scope).checked.instances] == [
        "m",
        "n",
    ]


def test_a_loop_over_another_form_visits_what_both_have(scope):
    assert refs(check_rule("[01] >= 107-1[01]", scope)) == [["SC-02[01, m]", "107-1[01, m]"]]


def test_a_loop_may_compare_with_a_fixed_cell(scope):
    assert len(check_rule("[02] <= [01, m]", scope).checked.instances) == 2


def test_a_range_leaves_out_what_is_never_asked_and_texts(scope):
    result = check_rule("sum([05:14, m]) > 0", scope, Missing.SKIP_ALL)
    assert refs(result) == [["SC-02[05, m]", "SC-02[06, m]", "SC-02[07, m]"]]


def test_a_calculation_loops_with_its_target(scope):
    result = check_calculation("[05]", "[01] + [02]", scope)
    assert [instance.target.ref for instance in result.checked.instances] == [
        CellRef("SC-02", "05", "m"),
        CellRef("SC-02", "05", "n"),
    ]
    result = check_calculation("[, n]", "[, m] * 2", scope)
    assert [instance.target.ref.row for instance in result.checked.instances] == [
        f"{n:02d}" for n in range(1, 8)
    ]


@pytest.mark.parametrize(
    ("target", "formula", "code"),
    [
        ("[01, m] + 1", "[02, m]", "E-PACK-TYPE"),
        ("prev([01, m])", "[02, m]", "E-PACK-TYPE"),
        ("107-1[01, m]", "[02, m]", "E-PACK-TYPE"),
        ("[01, m]", "[02, m] > 1", "E-PACK-TYPE"),
        ("[99, m]", "[02, m]", "E-PACK-REF"),
        ("[01", "[02, m]", "E-PACK-SYNTAX"),
        ("[08, m]", "[02, m]", "E-PACK-NEVER"),
    ],
)
def test_a_calculation_must_have_a_cell_to_fill(scope, target, formula, code):
    assert check_calculation(target, formula, scope).problems[0].code == code


def test_a_roster_calculation_fills_a_field(roster):
    result = check_calculation("jobs", "graduates * 2", roster)
    assert result.checked.instances[0].target.name == "jobs"


def test_the_scope_is_asked_by_name_only(scope):
    assert isinstance(scope, PackScope)
    assert scope.cell("SC-02", "99", "m") is None

"""References of rules in the words of the form."""

from __future__ import annotations

import pytest

from forms.formula.expand import expand
from forms.formula.parser import parse
from forms.formula.scope import PackScope
from forms.formula.tree import (
    Compare,
    LastYear,
    LineField,
    Operand,
    Prev,
    Tally,
    Target,
    Text,
    Total,
    Type,
    Ytd,
)
from forms.ids import CellRef
from forms.naming import Name
from forms.rule_words import reference_name, rule_words
from forms.sheet import Sheet
from tests.forms.engine_pack import INDEX, evaluate, found

JOBS = LineField("jobs", 2, Type.NUMBER)
LEVEL = LineField("level", 1, Type.TEXT)


def cell(form="A", *time):
    return Operand(CellRef(form, "01", "m") if form == "A" else CellRef("Q", "1", "q"), Type.NUMBER, time)


NAMES = [
    (cell(), "01 新注册企业 本月", "01 New firms · 本月"),
    (cell("A", Prev()), "01 新注册企业 本月（上期）", "01 New firms · 本月 (previous period)"),
    (
        cell("A", LastYear(), Ytd()),
        "01 新注册企业 本月（上年同期 本年累计）",
        "01 New firms · 本月 (same period last year, year to date)",
    ),
    (
        cell("A", Total("2021-01")),
        "01 新注册企业 本月（2021-01 起累计）",
        "01 New firms · 本月 (since 2021-01)",
    ),
    (cell("Q"), "Q 1 产值 本季", "Q 1 产值 · 本季"),
    (Tally("count", "R", None, None), "R 名录 行数", "R Roster, number of lines"),
    (
        Tally("sum", "R", JOBS, None, (Prev(),)),
        "R 名录 就业（上期） 合计",
        "R Roster, 就业, total (previous period)",
    ),
    (
        Tally("count", "R", None, Compare("=", LEVEL, Text("N"))),
        "R 名录（级别 = “国家级”） 行数",
        "R Roster (Level = “National”), number of lines",
    ),
    (Target("T-1"), "目标 T-1 新注册企业", "target T-1 新注册企业"),
    (Target("T-9"), "目标 T-9", "target T-9"),
    (Text("甲"), "“甲”", "“甲”"),
]


@pytest.mark.parametrize(("part", "zh", "en"), NAMES)
def test_names_in_both_languages(part, zh, en):
    assert reference_name(INDEX, "A", part) == Name(zh, en)


WORDS = [
    ("abs([01, m] - [02, m])", "|01 新注册企业 本月 - 02 科技型 本月|", "|01 New firms · 本月 - 02 科技型 · 本月|"),
    ("coalesce([01, m], 0) * 2", "01 新注册企业 本月（缺数按 0） × 2", "01 New firms · 本月 (if blank, 0) × 2"),
    ("sum([01, m], [02, m])", "01 新注册企业 本月 + 02 科技型 本月", "01 New firms · 本月 + 02 科技型 · 本月"),
    ("2 * sum([01, m], 1)", "2 × (01 新注册企业 本月 + 1)", "2 × (01 New firms · 本月 + 1)"),
    ("min([01, m], 1)", "最小值（01 新注册企业 本月，1）", "the least of (01 New firms · 本月, 1)"),
    ("count([01, m])", "已填项数（01 新注册企业 本月）", "number of figures in (01 New firms · 本月)"),
    ("round([01, m] / 3, 1)", "(01 新注册企业 本月 ÷ 3)（四舍五入）", "(01 New firms · 本月 ÷ 3) (rounded)"),
    ("blank([01, m])", "01 新注册企业 本月 未填", "01 New firms · 本月 is blank"),
    ("非 blank([01, m])", "01 新注册企业 本月 已填", "01 New firms · 本月 is filled in"),
    ("na([01, m]) 或 [10, m]", "01 新注册企业 本月 为“—” 或 10 是否挂牌 本月", "01 New firms · 本月 is “—” or 10 是否挂牌 · 本月"),
    ("非 (month() = 1 且 year() > 2021)", "非 (报告月 = 1 且 报告年 > 2021)", "not (the month = 1 and the year > 2021)"),
    ("若 [10, m] 则 [01, m] > 0 否则 [02, m] = 0", "若 10 是否挂牌 本月 则 01 新注册企业 本月 > 0 否则 02 科技型 本月 = 0",
     "if 10 是否挂牌 · 本月 then 01 New firms · 本月 > 0 else 02 科技型 · 本月 = 0"),
    ('[09, m] = "国家级"', "09 进展 本月 = “国家级”", "09 进展 · 本月 = “National”"),
    ("[10, m] = true", "10 是否挂牌 本月 = 是", "10 是否挂牌 · 本月 = yes"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "zh", "en"), WORDS)
def test_rules_in_words(formula, zh, en):
    (instance,) = expand(parse(formula), PackScope(INDEX, "A")).instances
    assert rule_words(INDEX, "A", instance.node) == Name(zh, en)


def test_long_sums_are_told_by_their_ends():
    (instance,) = expand(parse("sum([01:08, m])"), PackScope(INDEX, "A")).instances
    assert rule_words(INDEX, "A", instance.node).zh == "01 新注册企业 本月 + … + 08 只问开发区 本月"


def test_a_sheet_counts_what_stands_open():
    findings = found(evaluate("01 m 3; 02 m 4", past=None))
    sheet = Sheet(
        form=INDEX.forms["A"].form, unit="P", period="2026-03", status="draft", cells={}, lines=(), findings=findings,
        explanations=(), cover=None, filled=1, asked=2, can_undo=False, can_redo=False, read_only=False,
    )  # fmt: skip
    assert (sheet.errors, sheet.warnings_open) == (1, 0)

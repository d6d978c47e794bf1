"""Findings as sentences: what a clerk reads, in Chinese and in English, and that no word is missing from the catalogue."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from forms import findings as module
from forms.calendar import NotAsked
from forms.definition import CheckDef, Level
from forms.evaluation import Evaluation, Inputs
from forms.findings import Finding, FindingKind, Operand, sentence
from forms.index import PackIndex
from forms.intake import filling
from forms.messages import Translator
from forms.period import parse_period
from forms.program import Program
from forms.validate import findings
from forms.values import Reason
from tests.forms.engine_pack import INDEX, PACK, History, content, evaluate, found, typed

ZH, EN = Translator("zh"), Translator("en")
PAST = {
    ("A", "2026-02"): content("05 m 10; 06 m 9; 01 m 600; 01 ytd 5"),
    ("A", "2025-03"): content("01 ytd 1000"),
}
TABLE = "01 m 12; 02 m 30; 05 m 30; 06 m 4; 10 m 是; 12 m 200; 09 m xx; 01 ytd 99"
LINES = ["甲|N|5|9", "甲|N|0|1", "||abc|", "丙|R|9999|1"]

# rule | Chinese
SENTENCES = [
    ("A-auto-ytd", "01 新注册企业 1—本月填 99，而上期累计加本期应为 17，相差 82"),
    ("A-auto-part_of", "02 科技型 本月 30 是其中项，不应大于 01 新注册企业 本月 12，多出 18"),
    ("A-auto-to_date", "06 累计孵化 本月填 4，小于上期的 9，累计数不应减少"),
    ("A-auto-list", "09 进展 本月填的“xx”不能识别：不在可选项中"),
    (
        "A-2",
        (
            "变动超过一半：|05 期末企业 本月 - 上期| = 20 应小于或等于 0.5 × 上期 = 5，"
            "相差 15（取自：05 期末企业 本月（上期） 10（已审定））"
        ),
    ),
    ("A-4", "名录就业大于企业数：11 名录就业 本月 10004 应小于或等于 05 期末企业 30，相差 9974"),
    ("A-5", "全为科技型：02 科技型 本月 ÷ 01 新注册企业 = 2.5 应小于 1，相差 1.5"),
    ("A-10", "国家级多于一家：R 名录（级别 = “国家级”） 行数 2 应小于或等于 1，相差 1"),
]


@pytest.mark.parametrize(("rule", "chinese"), SENTENCES)
def test_table_sentences(rule, chinese):
    evaluation = evaluate(TABLE, LINES, History(PAST))
    assert [sentence(f, ZH) for f in found(evaluation) if f.id == rule] == [chinese]


ENGLISH = [
    ("A-auto-ytd", "01 New firms · 1—本月 is 99 but last period's cumulative figure and this period's make 17; difference 82"),
    ("A-auto-part_of", "02 科技型 · 本月 is 30 and must not exceed 01 New firms · 本月, which is 12; it is 18 more"),
    ("A-auto-to_date", "06 累计孵化 · 本月 is 4 but was 9 last period; a cumulative figure cannot fall"),
    ("A-2", ("变动超过一半: |05 期末企业 · 本月 - previous period| = 20 should be at most 0.5 × previous period = 5, difference 15"
            " (taken from: 05 期末企业 · 本月 (previous period) 10 (accepted))")),
    ("A-5", "全为科技型: 02 科技型 · 本月 ÷ 01 New firms = 2.5 should be less than 1, difference 1.5"),
    ("A-10", "国家级多于一家: R Roster (Level = “National”), number of lines 2 should be at most 1, difference 1"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "english"), ENGLISH)
def test_table_sentences_in_english(rule, english):
    evaluation = evaluate(TABLE, LINES, History(PAST))
    assert [sentence(f, EN) for f in found(evaluation) if f.id == rule] == [english]


CONDITIONS = [
    # a rule | entries | why it was looked at
    ("若 [02, m] > 1 则 [01, m] > 5", "01 m 3; 02 m 2", "01 新注册企业 本月 3 应大于 5，相差 -2（因为 02 科技型 本月 2 > 1）"),
    ("若 [09, m] = “国家级” 则 [01, m] > 0", "01 m 0; 09 m 国家级", "01 新注册企业 本月 0 应大于 0（因为 09 进展 本月 = “国家级”）"),
    ("若 blank([05, m]) 则 [01, m] > 0", "01 m 0", "01 新注册企业 本月 0 应大于 0（因为 05 期末企业 本月 未填）"),
    ("若 [02, m] > 9 或 [01, m] < 5 则 [05, m] > 1", "01 m 3; 02 m 2; 05 m 1",
     "05 期末企业 本月 1 应大于 1（因为 01 新注册企业 本月 3 < 5）"),
    ("若 [02, m] > 9 则 [01, m] > 0 否则 [01, m] > 7", "01 m 3; 02 m 2",
     "01 新注册企业 本月 3 应大于 7，相差 -4（因为 非 02 科技型 本月 2 > 9）"),
    ("若 month() > 1 则 [01, m] > 5", "01 m 3", "01 新注册企业 本月 3 应大于 5，相差 -2"),
    ("[01, m] > 5 或 [02, m] > 5", "01 m 3; 02 m 2", "01 新注册企业 本月 3；02 科技型 本月 2"),
    ("blank([01, m]) = blank([05, m])", "01 m 3", "01 新注册企业 本月 3；05 期末企业 本月 未填"),
    ("[10, m] = true", "10 m 否", "10 是否挂牌 本月 否 应等于 是"),
    ("[09, m] = “国家级”", "09 m R", "09 进展 本月 自治区级 应等于 国家级"),
    ("coalesce([05, m], 0) + [01, m] = 9", "01 m 3", "05 期末企业 本月（缺数按 0） + 01 新注册企业 = 3 应等于 9，相差 -6"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "table", "said"), CONDITIONS)
def test_what_a_rule_looked_at_is_told(formula, table, said):
    check = CheckDef(id="A-X", level=Level.HINT, formula=formula, message="")
    form = replace(PACK.forms[0], checks=(check,))
    program = Program(PackIndex(replace(PACK, forms=(form, *PACK.forms[1:]))))
    evaluation = Evaluation(
        program, INDEX.units["P"], parse_period("2026-03"), {"A": Inputs(typed("A", table))}, History()
    )
    assert [sentence(f, ZH) for f in findings(evaluation, "A") if f.id == "A-X"] == [said]


ROSTER = [
    ("R-auto-required", ["第 3 行：名称未填，此项必填"], ["Line 3: 名称 is blank and must be filled"]),
    (
        "R-auto-entry",
        ["第 3 行：就业填的“abc”不能识别：不是数字"],
        ["Line 3: 就业: “abc” was not understood (not a number)"],
    ),
    (
        "R-auto-max",
        ["第 4 行：就业填 9999，不应大于 500"],
        ["Line 4: 就业 is 9999 and must not be above 500"],
    ),
    (
        "R-auto-key",
        ["第 1 行：名称“甲”重复，出现在第 1、2 行"],
        ["Line 1: 名称: “甲” stands on more than one line (1, 2)"],
    ),
    (
        "R-1",
        [
            "第 1 行：毕业生多于就业：毕业生 9 应小于或等于 就业 5，相差 4",
            "第 2 行：毕业生多于就业：毕业生 1 应小于或等于 就业 0，相差 1",
        ],
        [
            "Line 1: 毕业生多于就业: 毕业生 9 should be at most 就业 5, difference 4",
            "Line 2: 毕业生多于就业: 毕业生 1 should be at most 就业 0, difference 1",
        ],
    ),
    (
        "R-3",
        [
            "第 1 行：几乎都是毕业生：毕业生 ÷ 就业 = 1.8 应小于或等于 0.9，相差 0.9",
            "第 2 行：毕业生、就业：除数为零，本条未作判断",
        ],
        [
            "Line 1: 几乎都是毕业生: 毕业生 ÷ 就业 = 1.8 should be at most 0.9, difference 0.9",
            "Line 2: 毕业生, 就业: the rule divides by zero and was left undecided",
        ],
    ),
]


@pytest.mark.parametrize(("rule", "chinese", "english"), ROSTER)
def test_roster_sentences(rule, chinese, english):
    findings = [f for f in found(evaluate("", LINES), "R", (), LINES) if f.id == rule]
    assert [sentence(f, ZH) for f in findings] == chinese
    assert [sentence(f, EN) for f in findings] == english


def finding(**changes):
    return Finding(**{"id": "A-1", "level": Level.ERROR, "form": "A", "message": "不对", **changes})


@pytest.mark.parametrize(
    ("sign", "zh", "en"),
    [
        ("=", "应等于", "should equal"),
        ("≠", "不应等于", "should differ from"),
        ("<", "应小于", "should be less than"),
        ("≤", "应小于或等于", "should be at most"),
        (">", "应大于", "should be more than"),
        ("≥", "应大于或等于", "should be at least"),
    ],
)
def test_every_comparison(sign, zh, en):
    one = finding(operator=sign, left="1", right="2", left_text="甲 1", message_en="Wrong")
    assert sentence(one, ZH) == f"不对：甲 1 {zh} 2"
    assert sentence(one, EN) == f"Wrong: 甲 1 {en} 2"


@pytest.mark.parametrize(
    ("source", "zh"),
    [("accepted", "5（已审定）"), ("submitted", "5（已上报）"), ("draft", "5（草稿）"), (None, "5")],
)
def test_a_rule_without_two_sides_tells_its_operands(source, zh):
    one = finding(operands=(Operand(ref="x", title="甲", value="5", source=source),))
    assert sentence(one, ZH) == f"不对：甲 {zh}"


def test_blank_operands_and_rules_without_operands():
    assert sentence(finding(operands=(Operand(ref="x", title="甲", value=None),)), ZH) == "不对：甲 未填"
    assert sentence(finding(), ZH) == "不对"
    assert sentence(finding(message="", operands=(Operand(ref="x", title="甲", value="1"),)), ZH) == "甲 1"


@pytest.mark.parametrize(
    ("level", "explanation", "blocks"),
    [
        (Level.ERROR, None, True),
        (Level.ERROR, "有原因", True),
        (Level.WARNING, None, True),
        (Level.WARNING, "有原因", False),
        (Level.HINT, None, False),
    ],
)
def test_what_blocks(level, explanation, blocks):
    one = finding(level=level, explanation=explanation)
    assert one.blocks is blocks
    assert one.explained is (explanation is not None)


def texts():
    yield from module._FIXED.values()
    yield from module._OPERATORS.values()
    yield module._BLANK_FIELD
    for reasons in (Reason, NotAsked):
        yield from (reason.value for reason in reasons)
    yield from (value for name, value in vars(filling).items() if name.isupper())
    yield from (
        "a table has no roster lines",
        "a roster has no cells",
        "no such cell",
        "no such field",
        "blank",
    )
    yield from (": ", "; ", ", difference {difference}", " (taken from: {taken})", "Line {line}: ")


@pytest.mark.parametrize("text", list(texts()))
def test_every_text_is_in_the_catalogue(text):
    chinese = ZH.text(text)
    assert chinese != text
    assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", text))


def test_every_kind_has_its_sentence():
    assert set(module._FIXED) == set(FindingKind) - {FindingKind.RULE}

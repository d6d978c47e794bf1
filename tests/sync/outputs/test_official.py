"""Periods, dates and the official box as they stand on paper, in both languages."""

from __future__ import annotations

import pytest

from forms.definition import BasisDef, ColumnDef, FormDef, Kind, PackDef, RowDef
from forms.messages import Translator
from forms.period import Frequency
from sync.cli.tables import TABLES
from sync.outputs import official

ZH, EN = (Translator(language, *TABLES) for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026-10", "2026年10月", "October 2026"),
        ("2026Q4", "2026年第4季度", "Q4 2026"),
        ("2026H1", "2026年上半年", "H1 2026"),
        ("2026H2", "2026年下半年", "H2 2026"),
        ("2026", "2026年", "2026"),
    ],
)
def test_periods(period, chinese, english):
    assert official.period_text(period, ZH) == chinese
    assert official.period_text(period, EN) == english


@pytest.mark.parametrize(
    ("day", "chinese"),
    [("2026-11-03", "2026年11月3日"), ("2026/11/3", "2026/11/3"), ("", ""), ("2026-1-3", "2026-1-3")],
)
def test_days(day, chinese):
    assert official.day_text(day, ZH) == chinese
    assert official.day_text(day, EN) == day


@pytest.mark.parametrize(
    ("until", "chinese", "english"),
    [("2027-12", "2027年12月", "December 2027"), ("长期", "长期", "长期"), ("2027", "2027", "2027")],
)
def test_until_when_a_form_is_valid(until, chinese, english):
    assert (official.until_text(until, ZH), official.until_text(until, EN)) == (chinese, english)


def pack(**facts):
    form = FormDef(
        id="F1", title="一", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("x",),
        columns=(ColumnDef(id="m", title="本月"),), rows=(RowDef(id="01", title="家", measure="家"),),
    )  # fmt: skip
    return PackDef(
        id="p",
        version="1",
        title="p",
        authority="农牧局",
        first_period="2026-01",
        due={},
        forms=(form,),
        **facts,
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"approval": "国统制〔2026〕1号"}, {"批准文号": "国统制〔2026〕1号"}),
        ({}, {"依据": ""}),
        ({"basis": (BasisDef(document="农牧发〔2025〕3号", clause="第四条"),), "valid_until": "2027-12"},
         {"依据": "农牧发〔2025〕3号第四条", "有效期至": "2027年12月"}),
    ],
)  # fmt: skip
def test_the_box_invents_no_approval(facts, expected):
    made = pack(**facts)
    shown = dict(official.box(made, made.forms[0], ZH))
    assert expected.items() <= shown.items()
    assert ("批准文号" in shown) is bool(made.approval)
    assert ("工作报表" in shown.values()) is not bool(made.approval)


def test_one_measure_is_said_once():
    made = pack().forms[0]
    assert official.one_measure(made) == "家"

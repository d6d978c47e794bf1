"""References of rules in the words of the form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.formula.tree import (
    LastYear,
    LineField,
    Number,
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
from forms.naming import is_formula, named, title
from forms.sheet import Sheet
from tests.forms.engine_pack import INDEX, evaluate, found

JOBS = LineField("jobs", 2, Type.NUMBER)


def cell(form="A", *time):
    return Operand(CellRef(form, "01", "m") if form == "A" else CellRef("Q", "1", "q"), Type.NUMBER, time)


NAMES = [
    (cell(), "01 新注册企业 本月"),
    (cell("A", Prev()), "01 新注册企业 本月（上期）"),
    (cell("A", LastYear(), Ytd()), "01 新注册企业 本月（上年同期 本年累计）"),
    (cell("A", Total("2021-01")), "01 新注册企业 本月（2021-01 起累计）"),
    (cell("Q"), "Q 1 产值 本季"),
    (Tally("count", "R", None, None), "R 名录 行数"),
    (Tally("sum", "R", JOBS, None, (Prev(),)), "R 名录 就业（上期） 合计"),
    (Target("T-1"), "目标 T-1 新注册企业"),
    (Target("T-9"), "目标 T-9"),
    (Text("甲"), '"甲"'),
]


@pytest.mark.parametrize(("part", "name"), NAMES)
def test_names(part, name):
    assert title(INDEX, "A", part) == name


def test_a_field_has_its_title_and_longer_references_are_replaced_first():
    assert title(INDEX, "R", JOBS) == "就业"
    assert named(JOBS, {"job": "错", "jobs": "就业"}) == "就业"
    assert named(Number(Decimal(5)), {}) == "5"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("01 企业 本月（上期）", False),
        ("甲 - 乙", True),
        ("abs(甲)", True),
        ("1—本月", False),
        ("A-1", False),
    ],
)
def test_what_computes_something(text, formula):
    assert is_formula(text) is formula


def test_a_sheet_counts_what_stands_open():
    findings = found(evaluate("01 m 3; 02 m 4", past=None))
    sheet = Sheet(
        form=INDEX.forms["A"].form, unit="P", period="2026-03", status="draft", cells={}, lines=(), findings=findings,
        explanations=(), cover=None, filled=1, asked=2, can_undo=False, can_redo=False, read_only=False,
    )  # fmt: skip
    assert (sheet.errors, sheet.warnings_open) == (1, 0)

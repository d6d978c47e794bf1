"""Sheets of texts matched to a form: heads by id or title, measures in heads, nothing lost without a word."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.intake.filling import NO_HEADS, UNKNOWN_CELL, UNKNOWN_FIELD, UNKNOWN_ROW
from forms.intake.grid import address, match_grid
from forms.intake.readers import csv_grid
from tests.forms.engine_pack import INDEX

A, R = INDEX.forms["A"], INDEX.forms["R"]


def grid(text):
    return [line.split("|") for line in text.strip("\n").split("\n")]


def cells(text, form=A):
    found = match_grid(form, grid(text))
    return {" ".join(position): value for position, value in found.cells.items()}


TABLES = [
    ("指标|m\n01|5", {"01 m": "5"}),
    ("指标|本月|1—本月\n新注册企业|5|9", {"01 m": "5", "01 ytd": "9"}),
    ("月报表||\n单位：拉萨||\n序号|指标|本 月\n1|新注册企业|5\n2|其中：科技型|2", {"01 m": "5", "02 m": "2"}),
    ("代码|指标|本月\n01|随便|5\n02|什么|", {"01 m": "5"}),
    ("指标|本月（单位：千家）\n新注册企业|5", {"01 m": "5000"}),
    ("指标|本月(亿元)\n财政收入|1.88", {"07 m": "18800.00"}),
    ("指标|本月（元）\n财政收入|（5,000）", {"07 m": "-0.5000"}),
    ("指标|本月（元）\n财政收入|3万", {"07 m": "3.0000"}),
    ("指标|本月（元）\n财政收入|1.5亿元", {"07 m": "15000.0000"}),
    ("指标|本月（元）\n财政收入|不详", {"07 m": "不详"}),
    ("指标|本月（元）\n财政收入|—", {"07 m": "—"}),
    ("指标|本月（元）\n财政收入|1234567890123", {"07 m": "1234567890123元"}),
    ("指标|本月（人）\n新注册企业|5", {"01 m": "5人"}),
    ("指标|本月（万元）\n财政收入|5", {"07 m": "5"}),
    ("指标|本月（家）\n是否挂牌|是", {"10 m": "是"}),
    ("本月\n5", {}),
]


def normal(found):
    return {place: value.rstrip("0").rstrip(".") if "." in value else value for place, value in found.items()}


@pytest.mark.parametrize(("text", "found"), TABLES)
def test_tables(text, found):
    assert normal(cells(text)) == normal(found)


def test_what_has_no_place_is_listed_with_its_address():
    found = match_grid(A, grid("指标|本月|说明\n新注册企业|5|好\n没有的指标|6|\n|7|"))
    told = [(u.where, u.text, u.reason) for u in found.unrecognised]
    assert told == [("B3", "6", UNKNOWN_ROW), ("B4", "7", UNKNOWN_ROW)]
    # a sheet without heads says so
    (none,) = match_grid(A, grid("a|b\n1|2")).unrecognised
    assert none.reason == NO_HEADS
    assert match_grid(A, []).unrecognised[0].reason == NO_HEADS
    assert match_grid(A, [], "表1").unrecognised[0].where == "表1"
    assert UNKNOWN_CELL != UNKNOWN_ROW


def test_a_conversion_is_told():
    (converted,) = match_grid(A, grid("指标|本月(亿元)\n财政收入|1.88")).converted
    assert (converted.where, converted.typed, converted.measure) == ("B2", "1.88亿元", "万元")


def test_figures_that_look_like_row_ids_lose_to_titles():
    text = "序号|指标|本月\n01|期末企业|1\n02|新注册企业|2\n|累计孵化|3"
    assert cells(text) == {"05 m": "1", "01 m": "2", "06 m": "3"}


def test_rosters():
    found = match_grid(R, grid("名录||||\n名称|级别|就业（千人）|电话|\n甲|国家级|5||\n||||\n乙|||139|x\n丙"))
    assert found.rows == (
        {"name": "甲", "level": "国家级", "jobs": "5"},
        {"name": "乙", "level": None, "jobs": None},
        {"name": "丙"},
    )
    assert [(u.where, u.text, u.reason) for u in found.unrecognised] == [("D2", "电话", UNKNOWN_FIELD)]


def test_lines_of_blanks_under_known_heads_are_no_lines():
    assert match_grid(R, grid("名称|电话\n|139")).rows == ()


@pytest.mark.parametrize(
    ("place", "name"), [((0, 0), "A1"), ((4, 25), "Z5"), ((0, 26), "AA1"), ((9, 702), "AAA10")]
)
def test_addresses(place, name):
    assert address(*place) == name


@given(
    st.lists(
        st.lists(
            st.text(max_size=8) | st.sampled_from(["本月", "m", "01", "指标", "5", "本月（元）"]), max_size=5
        ),
        max_size=6,
    )
)
def test_any_sheet_is_survived_by_both_kinds_of_form(lines):
    for form in (A, R):
        found = match_grid(form, lines)
        assert set(found.cells) <= set(form.cells)
        assert all(set(line) <= set(form.fields) for line in found.rows)


@given(
    st.dictionaries(
        st.sampled_from([p for p in A.cells if p.column == "m"]), st.integers(0, 10**9), min_size=1
    )
)
def test_what_a_sheet_of_the_form_says_is_read(figures):
    rows = {p.row: str(v) for p, v in figures.items()}
    sheet = [
        ["指标", "本月"],
        *([A.form.rows[n].title, rows.get(r.id, "")] for n, r in enumerate(A.form.rows)),
    ]
    assert match_grid(A, sheet).cells == {p: str(v) for p, v in figures.items()}


SEPARATED = [
    ("名称,级别\n甲,N\n", [["名称", "级别"], ["甲", "N"]]),
    ("名称\t级别\n甲,乙\tN", [["名称", "级别"], ["甲,乙", "N"]]),
    ("名称;级别\r\n甲;N", [["名称", "级别"], ["甲", "N"]]),
    ("名称|级别\r甲|N", [["名称", "级别"], ["甲", "N"]]),
    ("双创月报表\n名称\t级别\n甲\tN", [["双创月报表"], ["名称", "级别"], ["甲", "N"]]),
    ('名称,级别\n"甲,一\n二",N', [["名称", "级别"], ["甲,一\n二", "N"]]),
    ("a,'=1+1\n'-5,'@x", [["a", "=1+1"], ["-5", "@x"]]),
    ("a,=1+1", [["a", "=1+1"]]),
    ("", []),
]


@pytest.mark.parametrize(("text", "lines"), SEPARATED)
def test_separators_line_ends_and_formulas_as_text(text, lines):
    assert csv_grid(text.encode()) == lines


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding):
    text = "名称,级别\n藏毯厂㑇,自治区级\n" if encoding != "gbk" else "名称,级别\n藏毯厂,自治区级\n"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert csv_grid(mark + text.encode(encoding)) == [line.split(",") for line in text.splitlines()]


def test_a_roster_of_5000_lines_takes_seconds_not_minutes():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["名称", "级别", "就业", "毕业生", *(f"其他{n}" for n in range(16))])
    writer.writerows([f"企业{n}", "国家级", n, 1, *range(16)] for n in range(5000))
    started = time.process_time()
    found = match_grid(R, csv_grid(out.getvalue().encode("gb18030")))
    assert time.process_time() - started < 10
    assert len(found.rows) == 5000
    assert found.rows[4999] == {"name": "企业4999", "level": "国家级", "jobs": "4999", "grads": "1"}

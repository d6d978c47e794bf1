"""Registers over time: what follows from the months' rosters, and what an independent reading of them says."""

from __future__ import annotations

import csv
import io
import zipfile

import pandas as pd
import pytest

import resources
from forms.errors import YuebaoError
from forms.index import PackIndex
from forms.loader import load_pack
from forms.messages import Translator
from sync.desk.registry import Snapshot, What, doubles, matching, register
from sync.outputs.registry_lines import Words, write_register


@pytest.fixture(scope="module")
def index():
    return PackIndex(load_pack(resources.path("packs", "shuangchuang")))


def carrier(number, level="市级", **more):
    return {"number": number, "name": f"载体{number}", "kind": "C-01", "level": level, "jobs": "1", **more}


def month(period, *lines, unit="540100", form="SC-02A"):
    return Snapshot(unit=unit, form=form, period=period, revision=period * 2, lines=lines)


def whats(entry):
    return [(change.period, change.what.value) for change in entry.changes]


def test_recognised_upgraded_withdrawn_and_listed_again(index):
    entries = register(
        index.form("SC-02A"),
        [
            month("2021-01", carrier("1"), carrier("2")),
            month("2021-02", carrier("1", jobs="7"), carrier("2"), carrier("3")),
            month("2021-04", carrier("1", "自治区级"), carrier("3", place="新址")),
            month("2021-05", carrier("1", "市级"), carrier("2"), carrier("3", place="新址")),
        ],
    )
    one, two, three = entries
    assert whats(one) == [("2021-01", "first"), ("2021-04", "upgraded"), ("2021-05", "downgraded")]
    assert (one.changes[1].before, one.changes[1].after) == ("市级", "自治区级")
    assert whats(two) == [("2021-01", "first"), ("2021-04", "gone"), ("2021-05", "back")]
    assert whats(three) == [("2021-02", "added"), ("2021-04", "changed")]
    assert (three.since, three.last, three.stands) == ("2021-02", "2021-05", True)
    assert three.changes[1].revision == "2021-042021-04", "every change names the report that tells it"


def test_a_line_without_a_number_is_no_entry_and_of_two_with_one_number_the_first_counts(index):
    lines = (carrier("", name="无号"), carrier("1", place="甲"), carrier("1", place="乙"))
    (one,) = register(index.form("SC-02A"), [month("2021-01", *lines)])
    assert one.line["place"] == "甲"


def test_a_month_without_a_report_says_nothing(index):
    (one,) = register(index.form("SC-02A"), [month("2021-01", carrier("1")), month("2021-06", carrier("1"))])
    assert whats(one) == [("2021-01", "first")]
    assert one.last == "2021-06"


def test_an_event_stands_with_the_entry_it_names_and_with_no_other_units(index):
    event = {"carrier": "1", "event": "升级", "before": "市级", "after": "自治区级", "date": "2021-02-03"}
    told = month("2021-02", event, form="SC-03A")
    mine, other = register(
        index.form("SC-02A"),
        [month("2021-01", carrier("1")), month("2021-01", carrier("1"), unit="540200")],
        [told],
    )
    assert [change.what for change in mine.changes] == [What.FIRST, What.EVENT]
    assert [change.what for change in other.changes] == [What.FIRST]
    words = Words(index, index.form("SC-02A"), Translator("zh"))
    assert (words.what(mine.changes[1]), words.said(mine.changes[1])) == (
        "升级",
        "市级 → 自治区级 2021-02-03",
    )


def test_two_units_with_one_credit_code_are_told_while_both_list_it(index):
    def firm(unit, *codes):
        lines = ({"number": code, "kind": "C-80", "name": code} for code in codes)
        return month("2021-01", *lines, unit=unit, form="SC-04A")

    form = index.form("SC-04A")
    assert doubles(form.form, register(form, [firm("540100", "A", "B"), firm("540200", "B")])) == {"B"}
    assert doubles(form.form, register(form, [firm("540100", "A"), firm("540200", "B")])) == frozenset()


def test_search_wants_every_word_wherever_it_stands(index):
    entries = register(index.form("SC-02A"), [month("2021-01", carrier("A1", place="柳梧"), carrier("b2"))])
    assert [entry.key for entry in matching(entries, "a1 柳梧")] == [("A1",)]
    assert len(matching(entries, "")) == 2
    assert matching(entries, "A1 b2") == ()


def test_what_is_written_reads_back_the_same(index, tmp_path):
    entries = register(
        index.form("SC-02A"), [month("2021-01", carrier("1", name="=HYPERLINK()"), carrier("2"))]
    )
    words = Words(index, index.form("SC-02A"), Translator("zh"))
    table = write_register(tmp_path / "r.csv", words, entries).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [line["载体编号†"] for line in lines] == ["1", "2"]
    assert lines[0]["载体名称"].startswith("'=")
    book = write_register(tmp_path / "r.xlsx", words, entries)
    seen = pd.read_excel(book, sheet_name=None, header=1, dtype=str, engine="openpyxl")
    assert list(seen["名录"]["载体名称"]) == ["=HYPERLINK()", "载体2"]
    assert list(seen["变动"]["变动"]) == ["首次报表即有"] * 2
    assert zipfile.is_zipfile(book)
    with pytest.raises(YuebaoError):
        write_register(tmp_path / "r.txt", words, entries)

"""An office's own headings: told once, known again by the line of headings, never in place of a mistake."""

from __future__ import annotations

import pytest

from forms.errors import YuebaoError
from forms.index import Position
from forms.intake.filling import NO_HEADS, UNKNOWN_ROW, Sighting
from forms.intake.grid import match_grid, sighted
from forms.intake.mapping import recall, require_known, signature
from tests.forms.engine_pack import INDEX

A, R = INDEX.forms["A"], INDEX.forms["R"]


def grid(text):
    return [line.split("|") for line in text.split("\n")]


OWN = "2026年3月台账\n名目|本月新增数（家）|备注\n新设|12|x\n期末企业|40|\n别的|7|"


def test_headings_and_rows_of_the_office_mean_what_was_told():
    assert match_grid(A, grid(OWN)).unrecognised[0].reason == NO_HEADS
    found = match_grid(A, grid(OWN), own={"本月新增数（家）": "m", "新设": "01"})
    assert found.cells == {Position("01", "m"): "12", Position("05", "m"): "40"}
    assert [(u.text, u.reason) for u in found.unrecognised] == [("7", UNKNOWN_ROW)]
    assert found.mapped == (("本月新增数（家）", "m"), ("新设", "01"))
    assert found.headings == signature(["名目", "本月新增数（家）", "备注"])


def test_a_file_with_the_same_headings_is_known_again_whatever_stands_below():
    told = {signature(["名目", "本月新增数(家)", " 备注 "]): {"本月新增数（家）": "m", "新设": "01"}}
    later = "2026年4月台账\n\n名目|本月新增数（家）|备注\n新设|15|"
    assert match_grid(A, grid(later), remembered=told).cells == {Position("01", "m"): "15"}
    other = later.replace("备注", "附注")
    assert match_grid(A, grid(other), remembered=told).cells == {}


def test_what_is_told_now_comes_on_top_of_what_is_remembered():
    told = {signature(["企业", "人"]): {"企业": "name", "人": "grads"}}
    found = match_grid(R, grid("企业|人\n甲|3"), own={"人": "jobs"}, remembered=told)
    assert found.rows == ({"name": "甲", "jobs": "3"},)


def test_a_measure_in_the_office_own_heading_is_still_converted():
    found = match_grid(A, grid("指标|收入（千元）\n财政收入|250"), own={"收入": "m"})
    assert found.cells == {Position("07", "m"): "25"} or found.cells == {Position("07", "m"): "25.0"}
    assert found.converted[0].typed == "250千元"


def test_ids_the_form_does_not_have_are_refused_and_nothing_is_recalled_from_nothing():
    require_known(A, {"新设": "01", "数": "m"})
    with pytest.raises(YuebaoError, match="E-USAGE"):
        require_known(A, {"数": "mm"})
    assert recall([], {"x": {"a": "m"}}) == {}
    assert recall(grid(OWN), {}) == {}


# --- what the words of a file are taken for ----------------------------------------------------------------


def words(found):
    return [(word.text, word.where, word.means) for word in found]


def test_every_word_is_shown_with_what_it_is_taken_for():
    found = sighted(A, grid(OWN), {"本月新增数（家）": "m"})
    assert words(found.headings) == [
        ("名目", "A2", None),
        ("本月新增数（家）", "B2", "m"),
        ("备注", "C2", None),
    ]
    assert words(found.titles) == [("新设", "A3", None), ("期末企业", "A4", "05"), ("别的", "A5", None)]


def test_where_no_heading_is_known_the_first_line_of_several_words_is_taken_for_it():
    found = sighted(A, grid(OWN), {})
    assert [word.text for word in found.headings] == ["名目", "本月新增数（家）", "备注"]
    assert all(word.means is None for word in found.headings)
    assert [word.text for word in found.titles] == ["新设", "期末企业", "别的"]
    assert sighted(A, grid("月报\n说明\n"), {}) == Sighting()
    assert sighted(A, [], {}) == Sighting()


def test_rows_without_figures_name_nothing_and_a_sheet_of_known_columns_alone_has_no_titles():
    found = sighted(A, grid("指标|本月\n一、企业|\n新注册企业|5\n|7\n短"), {})
    assert words(found.titles) == [("新注册企业", "A3", "01")]
    assert sighted(A, grid("本月|1—本月\n5|9"), {}).titles == ()


def test_a_roster_has_headings_and_no_titles():
    found = sighted(R, grid("名称|人数|级别\n甲|5|N"), {"人数": "jobs"})
    assert words(found.headings) == [("名称", "A1", "name"), ("人数", "B1", "jobs"), ("级别", "C1", "level")]
    assert found.titles == ()

"""What the clipboard holds, and where a block would go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.entry.paste import Fate, plan_paste
from desktop.entry.tsv import read_block, write_block
from tests.desktop.memory_office import MemoryOffice, filled_office
from tests.desktop.plain import open_presenter

CELL = st.text(alphabet='ab"\t\n，藏ཀ 1', max_size=6)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_what_is_written_is_read_back(rows):
    if rows[-1] == [""] and len(rows) > 1:
        rows[-1] = ["x"]
    assert read_block(write_block(rows)) == tuple(tuple(row) for row in rows)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\r\n3\t4\r\n", (("1", "2"), ("3", "4"))),
        ("1\n2\t3", (("1", ""), ("2", "3"))),
        ('"a\nb"\tc\n', (("a\nb", "c"),)),
        ('5" pipe\tx', (('5" pipe', "x"),)),
        ('"open\tx', (('"open', "x"),)),
        ("", (("",),)),
    ],
)
def test_blocks_of_spreadsheets(text, block):
    assert read_block(text) == block


@pytest.fixture
def grid():
    return open_presenter(filled_office()).state.grid


def fates(plan):
    return {cell.key: (cell.fate, cell.shown) for cell in plan.cells}


def test_a_block_lands_at_the_cursor(grid):
    plan = plan_paste(grid, read_block("１，２００\t1.5万家\nabc\t7"), ("02.04", "national"))
    assert not plan.matched
    assert fates(plan) == {
        ("02.04", "national"): (Fate.FILLED, "1200"),
        ("02.04", "regional"): (Fate.CONVERTED, "15000"),
        ("02.05", "national"): (Fate.REFUSED, ""),
        ("02.05", "regional"): (Fate.REFUSED, ""),
    }


def test_what_is_not_understood_is_kept_as_typed(grid):
    plan = plan_paste(grid, read_block("约30"), ("02.01", "national"))
    assert fates(plan) == {("02.01", "national"): (Fate.KEPT, "约30")}
    assert plan.changes == {("02.01", "national"): "约30"}
    assert not plan.simple


def test_a_block_with_heads_is_matched_by_them_in_any_order(grid):
    text = "备注\t指标名称\t市 级\t国家级\n好\t加速器\t7\t8\n\t星创天地\t1\t2\n\t没有的\t5\t6"
    plan = plan_paste(grid, read_block(text), ("02.16.1", "national"))
    assert plan.matched
    assert plan.changes == {
        ("02.06", "note"): "好",
        ("02.06", "city"): "7",
        ("02.06", "national"): "8",
        ("02.03", "note"): None,
        ("02.03", "city"): "1",
        ("02.03", "national"): "2",
    }
    assert [cell.typed for cell in plan.cells if cell.fate is Fate.REFUSED] == ["5", "6"]


def test_rows_are_matched_by_code_too(grid):
    plan = plan_paste(grid, read_block("代码\t国家级\n02.07\t4"), None)
    assert plan.changes == {("02.07", "national"): "4"}


def test_english_heads_match_as_well(grid):
    plan = plan_paste(grid, read_block("Indicator\tNational\nAccelerators\t4"), None)
    assert plan.changes == {("02.06", "national"): "4"}


def test_what_reaches_beyond_the_form_is_refused(grid):
    plan = plan_paste(grid, read_block("1\t2\n3\t4"), ("02.16.1", "note"))
    assert [cell.reason for cell in plan.cells if cell.fate is Fate.REFUSED] == ["outside the form"] * 3


def test_one_value_fills_a_selection(grid):
    keys = [("02.01", "national"), ("02.02", "national"), ("02.02", "total")]
    plan = plan_paste(grid, read_block("0"), keys[0], keys)
    assert plan.changes == {keys[0]: "0", keys[1]: "0"}


def test_roster_blocks_fill_lines_and_add_new_ones():
    presenter = open_presenter(filled_office(), "SC-02A")
    last = presenter.state.grid.rows[-1].key
    presenter.paste("甲园\t\t加速器\n乙园\t\t没有的类别", (last, "name"))
    plan = presenter.state.plan
    assert plan.new_lines == 1
    assert plan.changes[(last, "name")] == "甲园"
    assert plan.lines == ({"name": "乙园", "uscc": None, "kind": "没有的类别"},)
    presenter.accept_paste()
    names = [presenter.state.grid.raw(row.key, "name") for row in presenter.state.grid.rows]
    assert names == ["拉萨高新区众创空间", "雪莲创业孵化器", "甲园", "乙园"]


def test_roster_blocks_with_heads_become_new_lines():
    presenter = open_presenter(MemoryOffice(), "SC-02A")
    presenter.paste("级别\t载体名称\t就业人数\n市级\t甲园\t12\n国家级\t乙园\t1,200人", None)
    assert presenter.state.plan.matched
    presenter.accept_paste()
    grid = presenter.state.grid
    assert [[grid.raw(row.key, f) for f in ("name", "level", "jobs")] for row in grid.rows] == [
        ["甲园", "市级", "12"],
        ["乙园", "国家级", "1200"],
    ]

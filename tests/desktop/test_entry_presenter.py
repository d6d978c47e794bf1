"""The entry screen without Qt: what is shown, what is on its way, what is said."""

import subprocess
import sys

import pytest

from desktop.entry.arrange import Arrangement
from desktop.entry.display import cell_text, explain_cell
from desktop.entry.findings_list import Grouping
from desktop.entry.grid import Mark
from desktop.entry.state import Compare
from forms.errors import StoreError
from tests.desktop.memory_office import MemoryOffice, filled_office
from tests.desktop.plain import LaterTasks, PlainTexts, open_presenter

ZH = PlainTexts()


@pytest.fixture
def office():
    return filled_office()


def shown(presenter, row, column):
    return cell_text(presenter.state.grid, (row, column), ZH)


def test_opening_shows_the_printed_head(office):
    head = open_presenter(office).state.head
    assert (head.title, head.form_id, head.approval) == ("“双创”载体运行情况表", "SC-02", "")
    assert head.authority == "自治区推进“双创”领导小组办公室"
    assert head.period == "2026年10月"


def test_typing_shows_at_once_and_is_saved_a_moment_later(office):
    tasks = LaterTasks()
    presenter = open_presenter(office, tasks=tasks)
    tasks.run_one()
    presenter.enter({("02.01", "national"): "10"})
    presenter.enter({("02.02", "national"): "20"})
    assert shown(presenter, "02.01", "national") == "10"
    assert shown(presenter, "02.02", "national") == "20"
    assert presenter.state.waiting
    assert presenter.state.saved == ""
    tasks.run_one()
    assert shown(presenter, "02.01", "total") == "19"
    assert shown(presenter, "02.02", "national") == "20", "what was typed later still shows"
    tasks.run_one()
    assert not presenter.state.waiting
    assert presenter.state.saved == "10:32"


def test_an_unchanged_entry_is_no_step_of_undo(office):
    presenter = open_presenter(office)
    before = len(office.calls)
    presenter.enter({("02.13", "national"): "1260"})
    presenter.enter({("02.01", "total"): "5"})
    assert len(office.calls) == before


def test_a_failure_takes_the_entry_back_and_is_told(office, monkeypatch):
    troubles = []
    presenter = open_presenter(office, troubles=troubles)

    def full(*_):
        raise StoreError("E-DISK", detail="full")

    monkeypatch.setattr(office, "enter", full)
    presenter.enter({("02.01", "national"): "10"})
    assert [error.code for error in troubles] == ["E-DISK"]
    assert shown(presenter, "02.01", "national") == "3"


def test_marks_and_findings(office):
    state = open_presenter(office).state
    assert state.grid.marks[("02.14", "regional")] is Mark.ERROR
    assert state.grid.marks[("02.12", "total")] is Mark.WARNING
    headings = [item.text for item in state.findings if item.is_heading]
    assert headings == ["无法识别", "其中项大于总计", "CK-02-SC-02-1"]


def test_grouping_by_cell(office):
    presenter = open_presenter(office)
    presenter.group_by(Grouping.CELL)
    headings = [item.text for item in presenter.state.findings if item.is_heading]
    assert headings[0] == "02.16.1 服务次数：资源对接 · 自治区级"


def test_an_explanation_stands_beside_its_warning(office):
    told = []
    presenter = open_presenter(office, told=told)
    warning = next(i.finding for i in presenter.state.findings if i.mark is Mark.WARNING)
    presenter.choose(warning)
    presenter.explain(warning, "  有三家载体尚未招商。 ")
    assert presenter.state.chosen.explanation == "有三家载体尚未招商。"
    assert presenter.state.grid.marks[("02.12", "total")] is Mark.EXPLAINED
    assert told == [("SC-02", "2026-10")]
    presenter.undo()
    assert presenter.state.grid.marks[("02.12", "total")] is Mark.WARNING


def test_hovering_says_why(office):
    grid = open_presenter(office).state.grid
    assert explain_cell(grid, ("02.05", "national"), ZH).startswith("此处不填")
    assert "02.01+…+02.08.6" in explain_cell(grid, ("02.10", "city"), ZH)
    assert "1+2+3+4" in explain_cell(grid, ("02.01", "total"), ZH)
    assert "取自已审定的报表" in explain_cell(grid, ("02.01", "open"), ZH)


def test_beside_last_period(office):
    presenter = open_presenter(office)
    presenter.compare(Compare.PREVIOUS)
    assert presenter.state.grid.other_text("02.01", "national") == "2"
    presenter.compare(Compare.NOTHING)
    assert presenter.state.grid.other is None


def test_nothing_left_is_said_in_passing():
    presenter = open_presenter(MemoryOffice())
    presenter.next_finding(None)
    assert presenter._view.said == ["本表没有需要更正或说明的问题了。"]


def names(presenter):
    return [presenter.state.grid.raw(row.key, "name") for row in presenter.state.grid.rows]


def test_lines_are_added_duplicated_deleted_and_brought_back(office):
    presenter = open_presenter(office, "SC-02A")
    first = presenter.state.grid.rows[0].key
    presenter.duplicate([first])
    presenter.add_line()
    assert names(presenter) == [
        "拉萨高新区众创空间",
        "雪莲创业孵化器",
        "青稞星创天地",
        "拉萨高新区众创空间",
        "",
    ]
    presenter.delete_lines([first])
    assert names(presenter)[0] == "雪莲创业孵化器"
    assert [row.code for row in presenter.state.grid.rows] == ["1", "2", "3", "4"]
    presenter.undo()
    assert names(presenter)[0] == "拉萨高新区众创空间"
    presenter.carry_over()
    assert names(presenter)[-1] == "藏青创业园"


def test_sorting_and_filtering_change_the_view_and_not_the_report(office):
    presenter = open_presenter(office, "SC-02A")
    presenter.arrange(Arrangement(field="jobs"))
    assert names(presenter) == ["青稞星创天地", "雪莲创业孵化器", "拉萨高新区众创空间"]
    assert [row.code for row in presenter.state.grid.rows] == ["3", "2", "1"]
    line = presenter.state.grid.rows[0].key
    presenter.enter({(line, "jobs"): "900"})
    assert names(presenter)[0] == "青稞星创天地", "nothing jumps while one types"
    presenter.arrange(Arrangement(text="高新区"))
    assert names(presenter) == ["拉萨高新区众创空间"]
    presenter.arrange(Arrangement(marked=True))
    assert names(presenter) == ["青稞星创天地"]
    presenter.arrange(Arrangement())
    assert [row.code for row in presenter.state.grid.rows] == ["1", "2", "3"]


def test_presenters_need_no_qt():
    code = (
        "import sys, desktop.entry.presenter, desktop.home.presenter, desktop.preferences.presenter;"
        "import desktop.setup.presenter, desktop.submit.presenter, desktop.history.presenter;"
        "import desktop.safety.presenter;"
        "print([m for m in sys.modules if m.startswith('PySide6')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""What goes out: chosen and remembered, what is missing said, written beside the other work."""

import docx
import pytest

from desktop.outputs.presenter import ZONES, OutputsPresenter
from desktop.periods import with_longer
from desktop.task_port import Cancelled
from sync.desk.scope import Scope
from sync.outputs.issue import Output, Wish
from tests.desktop.plain import PlainTexts, RememberingView
from tests.sync.offices import PERIOD


@pytest.fixture
def outputs(reported):
    presenter = OutputsPresenter(reported.desk, reported.tasks, reported.says, reported.troubles.append)
    presenter.attach(RememberingView())
    presenter.open(PERIOD)
    return presenter


def test_what_is_missing_is_said_before_anything_is_written(outputs):
    state = outputs.state
    assert state.standing[0] == "2 家应报，2 家已报"
    assert any("地、市" in line for line in state.standing), "neither sent its roster"
    assert not state.calm
    assert not state.can_write, "no folder is chosen yet"


def test_the_files_wanted_are_written_and_told(outputs, tmp_path):
    for kind in ("pdf", "docx"):
        outputs.want(kind, wanted=False)
    outputs.want("csv", wanted=True)
    outputs.choose(folder=str(tmp_path / "out"))
    outputs.write()
    names = [line.file.rpartition("/")[2] for line in outputs.state.written]
    assert names[0] == "90-2026-10.xlsx"
    assert "observations.csv" in names
    assert all(line.size for line in outputs.state.written)
    assert not outputs.state.working


def test_a_kind_that_cannot_be_written_says_why_in_words(outputs, reported, tmp_path):
    (reported.region.top.ws.folder / "templates").mkdir()
    (reported.region.top.ws.folder / "templates" / "brief.zh.docx").write_bytes(b"no document")
    for kind in ("pdf", "xlsx"):
        outputs.want(kind, wanted=False)
    outputs.choose(folder=str(tmp_path))
    outputs.write()
    (line,) = outputs.state.written
    assert line.file == ""
    assert line.said.startswith("模板")
    assert reported.troubles == []


def test_what_was_chosen_is_there_again(outputs, reported, tmp_path):
    outputs.want("adx", wanted=True)
    outputs.choose(folder=str(tmp_path), form="T1")
    again = OutputsPresenter(reported.desk, reported.tasks, PlainTexts("en"), reported.troubles.append)
    again.open()
    assert (again.state.folder, again.state.form) == (str(tmp_path), "T1")
    assert again.state.kinds == ("xlsx", "pdf", "docx", "adx")


def test_the_template_is_opened_and_given_back(outputs, reported):
    opened = []
    outputs.edit_template(opened.append)
    (path,) = opened
    assert path == reported.region.top.ws.folder / "templates" / "brief.zh.docx"
    assert docx.Document(str(path)).paragraphs
    assert outputs.state.own_template
    outputs.restore_template()
    assert not outputs.state.own_template
    assert outputs.state.kept_template


def test_zones_are_offered_only_where_there_are_any(outputs):
    assert [value for value, _ in outputs.state.scopes] == ["", "92"]
    assert ZONES not in dict(outputs.state.scopes)


def test_stopping_keeps_what_was_written(reported, tmp_path):
    class Stopped:
        def step(self, done, total, text=""):
            if done:
                raise Cancelled

    wish = Wish(period=PERIOD, kinds=(Output.SDMX, Output.ADX), scope=Scope())
    done = reported.desk.outputs.write(wish, tmp_path, reported.says.translator, Stopped())
    assert done.cancelled
    assert [one.kind for one in done.issued] == [Output.SDMX]


def test_longer_periods_stand_beside_the_month_they_end_with():
    months = ("2021-08", "2021-07", "2021-06")
    assert with_longer(months) == (
        "2021-08", "2021Q3", "2021H2", "2021", "2021-07", "2021-06", "2021Q2", "2021H1",
    )  # fmt: skip

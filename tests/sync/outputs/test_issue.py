"""Everything that goes out in one go, of a part or of all; what is missing is said; trends are drawn."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import docx
import held
import pandas as pd
import pytest
from programs import convert, load, needs_office, needs_poppler, pdf_text

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli import outputs
from sync.cli.parser import build
from sync.desk.readiness import readiness
from sync.desk.scope import EVERYTHING, Scope
from sync.desk.summary import summarise
from sync.desk.trends import Point, Trend, trends
from sync.outputs import own_template
from sync.outputs.issue import Issue, Output, Wish, issue
from sync.outputs.word_chart import Plot, chart_xml

ZH = Translator("zh")
MONTH = "2021-03"
ZONES = Scope(kinds=("zone",))


def wish(*kinds, scope=EVERYTHING, period=MONTH):
    return Wish(period=period, kinds=kinds, scope=scope)


def run(office, *words):
    options = build(ZH, (outputs.register,)).parse_args(list(words))
    context = SimpleNamespace(
        folder=office.folder, clock=held.clock, translator=ZH, language="zh", progress=None
    )
    return options.run(options, context)


def test_every_kind_is_written(tmp_path, collected):
    kinds = [kind for kind in Output if kind not in (Output.PRINT, Output.UNIT_PRINT)]
    steps = []

    def progress(step):
        steps.append((step.done, step.what))
        return True

    done = issue(collected, wish(*kinds, scope=Scope(forms=("SC-02", "SC-04A"))), tmp_path, ZH, progress)
    assert [one.problem for one in done.issued if one.problem] == []
    assert {path.name for one in done.issued for path in one.files} >= {
        "540000-2021-03-SC-02-SC-04A.xlsx",
        "540000-2021-03-SC-02-SC-04A.docx",
        "540000-2021-03-SC-02-SC-04A.sdmx.csv",
        "540000-2021-03-SC-02-SC-04A.adx.xml",
        "datapackage.json",
    }
    assert all(path.is_file() for one in done.issued for path in one.files)
    assert steps[-1] == (len(kinds), "")


def test_what_cannot_be_written_is_told_beside_the_rest(tmp_path, collected, monkeypatch):
    """The clerk's edition for the stick has neither library; here they are only not found."""
    monkeypatch.setattr("sync.outputs.flat.find_spec", lambda name: None)
    scope = Scope(forms=("SC-02",))
    done = issue(collected, wish(Output.ADX, Output.PARQUET, scope=scope), tmp_path, ZH, lambda _: True)
    assert [(one.kind, one.problem and one.problem.code) for one in done.issued] == [
        (Output.ADX, None),
        (Output.PARQUET, "E-LIBRARY"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["540000-2021-03-SC-02.adx.xml"]


def test_cancelling_keeps_what_was_written(tmp_path, collected):
    scope = Scope(forms=("SC-02",))
    done = issue(
        collected, wish(Output.SDMX, Output.ADX, scope=scope), tmp_path, ZH, lambda step: step.done == 0
    )
    assert done == Issue(issued=done.issued, cancelled=True)
    assert [one.kind for one in done.issued] == [Output.SDMX]


def test_a_form_that_is_not_due_and_an_empty_period_are_values(tmp_path, collected):
    done = issue(
        collected, wish(Output.WORKBOOK, scope=Scope(forms=("SC-12",)), period="2021-02"), tmp_path, ZH
    )
    assert done.issued[0].problem.code == "E-PERIOD"
    done = issue(collected, wish(Output.WORKBOOK, Output.CSV, period="2022-05"), tmp_path, ZH)
    assert [one.problem.code for one in done.issued] == ["E-EMPTY", "E-EMPTY"]
    with pytest.raises(YuebaoError):
        issue(collected, wish(Output.CSV, period="last month"), tmp_path, ZH)


def test_the_zones_alone_add_up_to_what_they_reported(tmp_path, collected):
    """An independent sum: the observations of the three zones as pandas adds them."""
    (done,) = issue(collected, wish(Output.CSV, scope=ZONES), tmp_path, ZH).issued
    table = next(path for path in done.files if path.name == "observations.csv")
    seen = pd.read_csv(table, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert set(seen["unit"]) == {"540100Z01", "540300Z01", "540600Z01"}
    figures = seen[(seen["form"] == "SC-02") & (seen["column"] == "total") & (seen["figure"] != "")]
    wanted = figures.groupby("row")["figure"].agg(lambda texts: sum(map(Decimal, texts)))
    (total,) = summarise(collected, MONTH, forms=["SC-02"], kinds=("zone",)).forms
    assert (total.units, total.missing) == (("540100Z01", "540300Z01", "540600Z01"), ())
    assert len(wanted) > 3
    for row, figure in wanted.items():
        assert Decimal(total.cells[row]["total"]) == figure, row


def test_paper_says_that_only_the_zones_are_in_it(tmp_path, collected):
    (done,) = issue(collected, wish(Output.WORKBOOK, scope=ZONES), tmp_path, ZH).issued
    cover = load(done.files[0]).worksheets[0]
    assert "西藏自治区（高新区）" in [str(cell.value) for row in cover.iter_rows() for cell in row]


def test_who_is_missing_is_said_before_anything_is_written(collected):
    found = readiness(collected, MONTH)
    assert (found.expected, found.reported, found.missing) == (38, 37, ("540600",))
    assert not found.locked
    assert not found.calm
    assert readiness(collected, "2021Q1").missing, "two months of the quarter have no reports at all"
    assert readiness(collected, MONTH, ZONES).missing == ()


def test_the_command_line_does_the_same(tmp_path, office):
    outcome = run(office, "outputs", "--period", MONTH, "--kinds", "adx", "--zones", "--to", str(tmp_path))
    assert [one["kind"] for one in outcome.result["written"]] == ["adx"]
    assert (tmp_path / "540000-2021-03-zone.adx.xml").is_file()
    assert outcome.code == 0
    outcome = run(
        office, "outputs", "--period", MONTH, "--kinds", "docx", "--form", "SC-99", "--to", str(tmp_path)
    )
    assert (outcome.code, outcome.result["written"][0]["problem"]) == (1, "E-USAGE")


def test_the_template_is_taken_edited_and_put_aside(office):
    assert not run(office, "brief").result["own"]
    taken = run(office, "brief", "--edit").result
    assert taken["own"]
    mine = own_template.own(office.folder, "zh")
    mine.write_bytes(b"edited")
    assert own_template.take(office.folder, "zh").read_bytes() == b"edited", (
        "an edited one is never overwritten"
    )
    back = run(office, "brief", "--restore").result
    assert not back["own"]
    kept = own_template.own(office.folder, "zh").parent / back["kept"].rpartition("/")[2]
    assert kept.read_bytes() == b"edited"
    assert run(office, "brief", "--restore").result["kept"] is None
    kept.unlink()
    mine.parent.rmdir()


# --- trends -------------------------------------------------------------------------------------------


@pytest.fixture
def moving(monkeypatch):
    """A year of one indicator, as the sheet and the brief get it."""
    points = tuple(Point(period=f"2021-{month:02d}", value=Decimal(month * 3)) for month in range(1, 13))
    trend = Trend(form="SC-01", row="01.07", column="end", months=points, years=points[-1:])
    for place in ("sync.outputs.brief.trends", "sync.outputs.book_trends.trends"):
        monkeypatch.setattr(place, lambda *_a, **_k: (trend,))
    return trend


def test_one_month_is_no_trend(collected):
    assert trends(collected, MONTH) == ()


def test_the_workbook_draws_what_its_table_says(tmp_path, collected, moving):
    (done,) = issue(collected, wish(Output.WORKBOOK, scope=Scope(forms=("SC-02",))), tmp_path, ZH).issued
    sheet = load(done.files[0])["走势"]
    line = [cell.value for cell in sheet[5]][:13]
    assert line[0].startswith("01.07 ")
    assert line[1:] == [int(point.value) for point in moving.months]
    with zipfile.ZipFile(done.files[0]) as book:
        chart = book.read("xl/charts/chart1.xml").decode()
    assert "走势!$B$5:$M$5" in chart


@needs_office
@needs_poppler
def test_the_brief_holds_a_chart_that_another_program_draws(tmp_path, collected, moving):
    (done,) = issue(collected, wish(Output.BRIEF, scope=Scope(forms=("SC-02",))), tmp_path, ZH).issued
    with zipfile.ZipFile(done.files[0]) as brief:
        charts = [name for name in brief.namelist() if name.startswith("word/charts/")]
    assert charts == ["word/charts/chart1.xml"]
    document = docx.Document(str(done.files[0]))
    assert "21.12" not in "".join(p.text for p in document.paragraphs), "the axis is drawn, not written"
    text = pdf_text(convert(done.files[0], "pdf", tmp_path / "office"))
    assert "自治区级以上众创空间（家）" in text
    assert re.search(r" 36\n", text), "the last figure stands at its point"


def test_a_chart_escapes_what_it_is_called():
    xml = chart_xml(Plot(title='A & B <"', words=("21.01",), figures=(Decimal("-1.50"),)))
    assert "A &amp; B &lt;" in xml
    assert '<c:min val="0"/>' not in xml, "a negative figure needs room below zero"

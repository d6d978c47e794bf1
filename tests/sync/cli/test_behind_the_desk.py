"""What the window asks of the same services: a report as it came in, trends of totals, a file looked at before it is taken."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from forms.errors import YuebaoError
from forms.ids import CellRef
from forms.index import Position
from forms.intake.filling import UNKNOWN_ROW
from forms.messages import Translator
from forms.period import parse_period
from forms.report import Content, ReportKey, Status
from forms.sheet import CellState
from sync.cli.tables import TABLES
from sync.desk.collected import Collected
from sync.desk.received import ReceivedWorksheet, plain_sheet
from sync.desk.series import series
from sync.desk.summary import summarise
from sync.office import mappings, offering, standing
from sync.office.earlier import ReportedPast
from sync.office.office import Office
from sync.office.printing import job_of
from sync.office.sheets import build_sheet
from sync.workspace import Workspace

OCTOBER = "2026-10"
MONTHS = [parse_period(f"2026-{month:02d}") for month in range(8, 12)]


def now():
    return dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def desk(county):
    with Workspace.open(county.folder / "region", now, read_only=True) as ws:
        yield Collected(ws)


@pytest.fixture(scope="module")
def theirs(county):
    with Workspace.open(county.folder / "T1", now, read_only=True) as ws:
        yield Office(ws)


@pytest.fixture
def office(own):
    with Workspace.open(own.folder / "T1", now) as ws:
        yield Office(ws)


# --- a report as it came in --------------------------------------------------------------------------------


def received(desk, unit="T1"):
    past = ReportedPast(desk.ws.store, desk.index, unit)
    return ReceivedWorksheet(desk.ws.store, desk.program, desk.index.unit(unit), parse_period(OCTOBER), past)


def test_the_county_sees_every_cell_as_the_township_does(desk, theirs):
    seen = build_sheet(received(desk), "MY-01", status=Status.RECEIVED, remarks={}).cells
    own = theirs.sheet("MY-01", OCTOBER).cells
    assert seen == own
    assert seen[Position("04", "ytd")].text == "24"
    assert {cell.state for cell in seen.values()} == {
        CellState.ENTERED, CellState.COMPUTED, CellState.DERIVED, CellState.NOT_ASKED,
    }  # fmt: skip


def test_its_findings_are_decided_anew_and_what_did_not_come_is_blank(desk):
    worksheet = received(desk)
    assert worksheet.findings("MY-01") == (), "120 after 120 head is no jump"
    assert worksheet.part("MY-01").draft is None
    assert worksheet.part("MY-02").content is None
    late = build_sheet(received(desk, "T3"), "MY-01", status=Status.EMPTY, remarks={}).cells
    assert {cell.text for cell in late.values()} == {None, "—"}


def test_a_revision_as_a_plain_sheet_says_what_was_entered_and_what_computed(desk):
    key = ReportKey("T1", "MY-01", OCTOBER)
    form, unit = desk.index.form("MY-01"), desk.index.unit("T1")
    content = desk.content(key)
    plain = plain_sheet(desk.program, form, content, unit, parse_period(OCTOBER), Status.RECEIVED)
    assert {p: c.text for p, c in plain.cells.items() if c.state is not CellState.NOT_ASKED} == {
        p: content.cell(*p) for p, c in plain.cells.items() if c.state is not CellState.NOT_ASKED
    }
    states = {p: c.state for p, c in plain.cells.items()}
    assert states[Position("03", "m")] is CellState.COMPUTED
    assert plain.cells[Position("03", "m")].formula
    assert states[Position("04", "ytd")] is CellState.DERIVED
    assert states[Position("05", "m")] is CellState.NOT_ASKED, "income is asked at the end of a quarter"
    assert (plain.read_only, plain.findings, plain.cover) == (True, (), content.cover)


def test_a_total_shows_every_cell_the_form_has(desk):
    form, unit = desk.index.form("MY-01"), desk.index.unit("C1")
    total = Content(cells={"05": {"m": "3.50"}})
    plain = plain_sheet(
        desk.program, form, total, unit, parse_period(OCTOBER), Status.RECEIVED, everybody=True
    )
    assert plain.cells[Position("05", "m")].text == "3.50"
    not_there = {p for p, c in plain.cells.items() if c.state is CellState.NOT_ASKED}
    assert Position("01", "ytd") in not_there
    assert not {p for p in not_there if p.column == "m"}


# --- trends ------------------------------------------------------------------------------------------------


def whole(desk, form):
    def of(period):
        (total,) = summarise(desk, period, forms=[form]).forms
        return total

    return of


@pytest.mark.parametrize(
    ("row", "column"), [("01", "m"), ("04", "m"), ("03", "m"), ("04", "ytd"), ("06", "m")]
)
def test_a_trend_is_the_total_of_every_month(desk, row, column):
    found = series(desk, CellRef("MY-01", row, column), "C1", MONTHS, whole(desk, "MY-01"))
    by_month = [whole(desk, "MY-01")(str(month)).cells.get(row, {}).get(column) for month in MONTHS]
    assert found == tuple(zip(map(str, MONTHS), by_month, strict=True))


def test_a_trend_of_a_year_or_of_quarters_is_made_of_whole_totals(desk):
    quarters = [parse_period("2026Q3"), parse_period("2026Q4")]
    found = series(desk, CellRef("MY-01", "04", "m"), "C1", quarters, whole(desk, "MY-01"))
    assert found == (("2026Q3", "12"), ("2026Q4", "12")), "flows of a quarter are the sum of its months"


def test_a_ratio_is_never_added_and_a_form_is_shown_when_it_is_due(desk):
    years = [parse_period("2025"), parse_period("2026")]
    assert series(desk, CellRef("MY-03", "2", "share"), "C1", years, whole(desk, "MY-03")) == (
        ("2025", None),
        ("2026", None),
    )
    assert series(desk, CellRef("MY-03", "2", "area"), "C1", MONTHS, whole(desk, "MY-03")) == ()
    assert series(desk, CellRef("MY-01", "99", "m"), "C1", MONTHS, whole(desk, "MY-01")) == ()


# --- a file looked at before it is taken -------------------------------------------------------------------


def book(folder, *lines):
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    made.save(folder / "own.xlsx")
    return folder / "own.xlsx"


def test_a_look_changes_nothing_and_tells_every_word(office, tmp_path):
    file = book(
        tmp_path,
        ["2026年12月"],
        ["名目", "本月", "累计"],
        ["期末存栏", 90, None],
        ["牦牛数", 40, 41],
        [None, 1],
    )
    found = offering.look(office, "MY-01", file, {})
    assert found.filling.cells == {Position("01", "m"): "90"}
    assert [(u.text, u.reason) for u in found.filling.unrecognised] == [
        ("40", UNKNOWN_ROW),
        ("1", UNKNOWN_ROW),
    ]
    assert [(w.text, w.where, w.means) for w in found.words.headings] == [
        ("名目", "A2", None), ("本月", "B2", "m"), ("累计", "C2", None),
    ]  # fmt: skip
    assert [(w.text, w.where, w.means) for w in found.words.titles] == [
        ("期末存栏", "A3", "01"),
        ("牦牛数", "A4", None),
    ]
    assert office.sheet("MY-01", "2026-12").filled == 0


def test_what_is_told_is_seen_and_remembered_only_when_the_file_is_taken(office, tmp_path):
    file = book(tmp_path, ["名目", "本月数"], ["期末存栏", 90], ["牦牛数", 40])
    assert [w.means for w in offering.look(office, "MY-01", file, {}).words.headings] == [None, None]
    told = {"本月数": "m", "牦牛数": "02"}
    found = offering.look(office, "MY-01", file, told)
    assert found.own == told
    assert found.filling.cells == {Position("01", "m"): "90", Position("02", "m"): "40"}
    assert mappings.remembered(office.workspace.store, "MY-01") == {}
    office.fill("MY-01", "2026-12", file, own=told)
    again = offering.look(office, "MY-01", file, {})
    assert [w.means for w in (*again.words.headings, *again.words.titles)] == [None, "m", "01", "02"]
    with pytest.raises(YuebaoError) as refused:
        offering.look(office, "MY-01", file, {"本月数": "nothing"})
    assert refused.value.code == "E-USAGE"


def test_a_report_as_json_has_no_words_to_tell(office, own):
    file = own.write("r.json", {"form": "MY-01", "period": "2026-12", "cells": {"01": {"m": "5"}}})
    found = offering.look(office, "MY-01", file, {})
    assert (found.filling.cells, found.words.headings, found.words.titles) == (
        {Position("01", "m"): "5"},
        (),
        (),
    )


def test_on_paper_what_was_not_understood_stands_as_typed(office):
    office.enter("MY-01", "2026-12", {("01", "m"): "12O", ("02", "m"): "80"})
    (form,) = job_of(office, [("MY-01", "2026-12")], Translator("zh", *TABLES)).forms
    assert any("12O（?）" in line or "12O（？）" in line for line in form.lines)


# --- what waits for a correction ---------------------------------------------------------------------------


def test_every_return_stands_on_top_until_it_is_corrected(own):
    own("return", "--unit", "T1", "--period", OCTOBER, "--reason", "请核实", "--cell", "MY-01,04,m=偏高",
        workspace="region")  # fmt: skip
    own("return", "--unit", "T1", "--period", "2026-09", "--reason", "补说明", workspace="region")
    (reply,) = own("reply", "--to", "replies", "--unit", "T1", workspace="region").result["files"]
    own("import", reply, workspace="T1")
    span = parse_period("2026-01"), parse_period("2026-12")
    with Workspace.open(own.folder / "T1", now, read_only=True) as ws:
        first, second = standing.returned(ws.store, "T1", *span)
        assert (first.period, first.reason) == (OCTOBER, "请核实；偏高")
        assert (second.period, second.reason) == ("2026-09", "补说明")
        assert standing.returned(ws.store, "T3", *span) == ()
        remarks = standing.remarks_on(ws.store, ReportKey("T1", "MY-01", OCTOBER))
        assert remarks == {("", ""): "请核实", ("04", "m"): "偏高"}
    own("correct", "--form", "MY-01", "--period", OCTOBER, "--reason", "已核", workspace="T1")
    own("set", "--form", "MY-01", "--period", OCTOBER, "04,m=10", workspace="T1")
    own("submit", "--period", OCTOBER, "--to", "stick", workspace="T1")
    with Workspace.open(own.folder / "T1", now, read_only=True) as ws:
        assert [one.period for one in standing.returned(ws.store, "T1", *span)] == ["2026-09"]
        assert standing.remarks_on(ws.store, ReportKey("T1", "MY-01", OCTOBER)) == {}
        with pytest.raises(YuebaoError) as refused:
            standing.base_revisions(ws.store, ReportKey("T1", "MY-01", "2026-08"))
        assert refused.value.code == "E-USAGE"

"""What the window asks of the same services: totals beside totals, selections kept, forms as workbooks and on paper."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.period import parse_period
from sync.cli.tables import TABLES
from sync.desk import pivot, selections
from sync.desk.collected import Collected
from sync.desk.selections import Selection
from sync.desk.summary import summarise
from sync.office.office import Office
from sync.office.printing import job_of
from sync.office.workbooks import write_workbook
from sync.workspace import Workspace

ZH = Translator("zh", *TABLES)
OCTOBER = "2026-10"


def now():
    return dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)


@pytest.fixture
def desk(own):
    with Workspace.open(own.folder / "region", now, read_only=True) as ws:
        yield Collected(ws)


@pytest.fixture
def office(own):
    with Workspace.open(own.folder / "T1", now) as ws:
        yield Office(ws)


# --- the collecting office ---------------------------------------------------------------------------------


def totals(desk, form):
    def of(period):
        (total,) = summarise(desk, period, forms=[form]).forms
        return total

    return of


def test_every_cell_beside_last_month_last_year_and_the_year_so_far(desk):
    table = {(c.row, c.column): c for c in pivot.compare(desk, "MY-01", OCTOBER, totals(desk, "MY-01"))}
    sold = table["04", "m"]
    assert (sold.now, sold.previous, sold.last_year, sold.year) == ("12", "12", None, "24")
    stock = table["01", "m"]
    assert (stock.now, stock.previous, stock.year) == ("120", "120", "120")


def test_units_by_rows_with_those_that_are_missing(desk):
    total = totals(desk, "MY-01")(OCTOBER)
    rows = {row.unit: row for row in pivot.by_unit(desk, total, OCTOBER)}
    assert rows["T1"].cells["01", "m"] == "120"
    assert {unit for unit, row in rows.items() if row.missing} == {"T3", "T4"}
    assert not any(row.inside for row in rows.values())


@pytest.mark.parametrize(
    ("period", "earlier", "year"), [("2026-10", "2026-09", "2025-10"), ("2026-01", "2025-12", "2025-01"), ("2026Q1", "2025Q4", "2025Q1")]
)  # fmt: skip
def test_the_periods_to_compare_with(desk, period, earlier, year):
    form = desk.index.form("MY-01").form
    assert str(pivot.before(form, parse_period(period))) == earlier
    assert str(pivot.a_year_before(parse_period(period))) == year


def test_a_quarterly_form_looks_back_a_quarter_from_a_month(desk):
    assert str(pivot.before(desk.index.form("MY-02").form, parse_period("2026-09"))) == "2026-06"


@pytest.mark.parametrize(
    ("figure", "earlier", "growth"),
    [("12", "10", "20"), ("-5", "-10", "50"), ("0", "4", "-100"), ("1", "0", None), ("—", "1", None), ("1", None, None), (None, "1", None)],
)  # fmt: skip
def test_growth(figure, earlier, growth):
    assert pivot.growth(figure, earlier) == (None if growth is None else Decimal(growth))


def test_selections_are_kept_by_name_and_forgotten(own):
    with Workspace.open(own.folder / "region", now) as ws:
        assert selections.selections(ws) == ()
        selections.keep(ws, Selection(name="  牧区   合计 ", form="MY-01", node="C1"))
        selections.keep(ws, Selection(name="按单位", form="MY-01", node="C1", view="units"))
        selections.keep(ws, Selection(name="牧区 合计", form="MY-01", node="T1"))
        assert [(one.name, one.node) for one in selections.selections(ws)] == [
            ("按单位", "C1"),
            ("牧区 合计", "T1"),
        ]
        selections.drop(ws, "按单位")
        assert [one.name for one in selections.selections(ws)] == ["牧区 合计"]
        with pytest.raises(YuebaoError) as refused:
            selections.keep(ws, Selection(name="  ", form="MY-01", node="C1"))
        assert refused.value.code == "E-USAGE"
        ws.store.settings.set(selections.SETTING, '[{"of another": "version"}]')
        assert selections.selections(ws) == ()


# --- the reporting office ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "period"), [("MY-01", OCTOBER), ("MY-02", "2026Q3")])
def test_a_form_with_its_figures_comes_back_as_it_went(own, office, form, period):
    path = write_workbook(office, form, period, own.folder / "form.xlsx", ZH, figures=True)
    before = office.sheet(form, period)
    office.workspace.close()
    own("correct", "--form", form, "--period", period, "--reason", "x", workspace="T1")
    said = own("fill", "--form", form, "--period", period, "--from", path, "--replace", workspace="T1").result
    assert said["unrecognised"] == []
    with Workspace.open(own.folder / "T1", now, read_only=True) as ws:
        after = Office(ws).sheet(form, period)
    assert {p: v.text for p, v in after.cells.items()} == {p: v.text for p, v in before.cells.items()}
    assert [line.values for line in after.lines] == [line.values for line in before.lines]


def test_a_blank_form_has_no_figures(own, office):
    path = write_workbook(office, "MY-01", OCTOBER, own.folder / "blank.xlsx", ZH, figures=False)
    cells = [cell.value for row in openpyxl.load_workbook(path).worksheets[0] for cell in row]
    assert not {120, 80, 12} & set(cells)


def test_paper_bears_the_hash_of_its_bundle_and_a_draft_says_that_it_is_one(own, office):
    handed = job_of(office, [("MY-01", OCTOBER)], ZH)
    assert handed.stamp.code.startswith("yuebao:")
    two = job_of(office, [("MY-01", OCTOBER), ("MY-01", "2026-09")], ZH, relations=True)
    assert (two.stamp.code, two.stamp.text.count(",")) == ("", 1)  # each by the bundle that carried it first
    assert any("02 ≤ 01" in line for line in two.forms[0].relations)
    draft = job_of(office, [("MY-02", "2026Q3")], ZH)
    assert (draft.stamp.code, "草稿" in draft.stamp.text or "未上报" in draft.stamp.text) == ("", True)


def test_what_did_not_fit_on_the_stick_was_never_handed_over(own, office):
    office.workspace.close()
    own("correct", "--form", "MY-01", "--period", OCTOBER, "--reason", "x", workspace="T1")
    no_folder = own.write("full", {})
    assert own("submit", "--period", OCTOBER, "--to", no_folder, workspace="T1", code=4).codes == ["E-DISK"]
    assert own("status", workspace="T1").result["reports"][0]["status"] == "correcting"
    assert own("rebuild", workspace="T1").result["identical"]
    own("submit", "--period", OCTOBER, "--to", own.folder / "usb", workspace="T1")
    assert own("rebuild", workspace="T1").result["identical"]

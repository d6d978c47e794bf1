"""Totals and targets: the figures agree with the parts they are made of."""

from decimal import Decimal

import openpyxl

from desktop.targets.presenter import TargetsPresenter
from desktop.targets.state import Show
from desktop.totals.lines import growth_text
from desktop.totals.presenter import TotalsPresenter
from desktop.totals.state import Layer, View
from tests.desktop.plain import RememberingView
from tests.sync.offices import PERIOD, cells


def totals(bench):
    presenter = TotalsPresenter(bench.desk, bench.tasks, bench.says, bench.troubles.append)
    presenter.attach(RememberingView())
    presenter.open("T1", PERIOD)
    return presenter


def targets(bench):
    presenter = TargetsPresenter(bench.desk, bench.tasks, bench.says, bench.troubles.append)
    presenter.attach(RememberingView())
    presenter.open(PERIOD)
    return presenter


def test_a_total_is_the_sum_of_the_parts_behind_it(reported):
    presenter = totals(reported)
    presenter.point_at(("01", "m"))
    facts = presenter.state.facts
    assert facts.figure == "42"
    assert sum(Decimal(part.text) for part in facts.parts if part.text) == 42
    assert all(part.bundle and part.signer for part in facts.parts if part.text)
    assert presenter.state.grid.cell("01", "m").text == "42"


def test_missing_units_are_named(bench):
    bench.take(bench.one.submit(cells("12")))
    presenter = totals(bench)
    assert presenter.state.missing == ("市",)
    presenter.point_at(("01", "m"))
    assert [part.unit for part in presenter.state.facts.parts if not part.bundle] == ["92"]


def test_growth_against_the_month_before(reported):
    reported.take(reported.one.submit(cells("40"), period="2026-09"))
    presenter = totals(reported)
    presenter.point_at(("01", "m"))
    assert "+5.0%" in presenter.state.facts.growth
    assert [growth_text("5", None), growth_text("5", "0"), growth_text("6", "4")] == ["—", "—", "+50.0%"]


def test_a_layer_without_figures_shows_nothing(reported):
    presenter = totals(reported)
    presenter.show_layer(Layer.ADJUSTED)
    assert presenter.state.grid is None


def test_only_forms_that_are_due_are_offered(reported):
    presenter = totals(reported)
    assert "Q1" not in dict(presenter.state.forms)
    presenter.open(period="2026Q3")
    assert "Q1" in dict(presenter.state.forms)


def test_the_node_check_finds_nothing_where_nothing_is_below(reported):
    presenter = totals(reported)
    presenter.check_nodes()
    assert presenter.state.checks == ()


def test_contradicting_targets_stand_side_by_side(reported):
    presenter = targets(reported)
    lines = {line.id: line for line in presenter.state.lines}
    assert (lines["A"].verdict, lines["A"].value, lines["A"].rivals) == ("met", "42", ("B",))
    assert lines["C"].rivals == ()
    presenter.choose(lines["A"])
    assert [line.id for line in presenter.state.rivals] == ["A", "B"]
    assert presenter.state.trend == ((PERIOD, 42.0),)
    presenter.show_only(Show.UNCLEAR)
    assert [line.id for line in presenter.state.lines] == ["C"]


def test_totals_over_periods_stand_beside_each_other(reported):
    reported.take(
        reported.one.submit(cells("40", "10.00"), period="2026-09"),
        reported.two.submit(cells("2", "0.50"), period="2026-09"),
    )
    presenter = totals(reported)
    presenter.show_view(View.PERIODS)
    stock, flow = presenter.state.compared
    assert (stock.now, stock.previous, stock.growth, stock.year) == ("42", "42", "+0.0%", "42")
    assert (flow.now, flow.previous, flow.year) == ("4.50", "10.50", "15.00")
    assert (flow.growth, flow.last_year, flow.growth_year) == ("-57.1%", "", "—")


def test_totals_unit_by_unit_add_up_and_name_who_is_missing(bench):
    bench.take(bench.one.submit(cells("12", "3.50")))
    presenter = totals(bench)
    presenter.show_view(View.UNITS)
    first, one, missing = presenter.state.units
    assert (first.figures, one.figures) == (("12", "3.50"), ("12", "3.50"))
    assert (one.unit, missing.unit, missing.missing) == ("91", "92", True)
    assert [row for row, _ in presenter.state.rows] == ["01", "02"]


def test_a_selection_is_kept_used_in_another_period_and_forgotten(reported):
    presenter = totals(reported)
    presenter.show_view(View.UNITS)
    presenter.keep("  各地市  载体 ")
    (one,) = presenter.state.selections
    assert one.name == "各地市 载体"
    presenter.show_view(View.FORM)
    presenter.open(period="2026Q4")
    presenter.select(one)
    assert (presenter.state.view, presenter.state.period) == (View.UNITS, "2026Q4")
    presenter.keep("")
    assert reported.troubles[-1].code == "E-USAGE"
    presenter.drop(one.name)
    assert presenter.state.selections == ()


def test_what_is_shown_is_copied_exported_and_printed(reported, tmp_path):
    presenter = totals(reported)
    printed = []
    presenter._show_print = printed.append
    assert presenter.copied().splitlines()[1].split("\t")[-1] == "42"
    presenter.export(tmp_path / "form.csv")
    presenter.show_view(View.UNITS)
    presenter.export(tmp_path / "units.xlsx")
    assert presenter.state.written.endswith("units.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "units.xlsx").active
    assert [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3, max_row=5)] == [
        ["合计", 42, 4.5],
        ["地", 12, 3.5],
        ["市", 30, 1],
    ]
    presenter.print()
    (form,) = printed[0].job(False).forms
    assert form.lines[0] == ("合计", "42", "4.50")
    presenter.show_view(View.FORM)
    presenter.print()
    assert printed[1].job(False).forms[0].id == "T1"
    assert reported.troubles == []


def test_units_are_ranked_with_their_share_and_the_verdict_is_a_sentence(reported):
    reported.take(reported.one.submit(cells("9"), period="2026-09"))
    presenter = targets(reported)
    presenter.choose(next(line for line in presenter.state.lines if line.id == "B"))
    state = presenter.state
    assert [(line.place, line.unit, line.figure, line.share) for line in state.ranking] == [
        (1, "92", "30", 30 / 42 * 100),
        (2, "91", "12", 12 / 42 * 100),
    ]
    assert state.trend == (("2026-09", 9.0), (PERIOD, 42.0))
    assert "42" in state.said
    assert "≥40" in state.said
    assert presenter.listing().lines[1][:5] == ("载体", "", "≥40", "2026", "42")


def test_the_trend_is_the_total_of_each_month(reported):
    reported.take(reported.one.submit(cells("9"), period="2026-09"))
    found = reported.desk.sums.series("T1", ("01", "m"), "90", ["2026-08", "2026-09", PERIOD])
    whole = [
        reported.desk.sums.total("T1", month, "90").total.cells.get("01", {}).get("m") for month, _ in found
    ]
    assert [text for _, text in found] == whole == [None, "9", "42"]


def test_the_chosen_target_prints_with_its_course_and_its_units(reported):
    presenter = targets(reported)
    presenter._show_print = reported.printed.append
    presenter.choose(next(line for line in presenter.state.lines if line.id == "B"))
    presenter.print()
    job = reported.printed[0].job(False)
    (page,) = job.charts
    assert (page.title, page.caption) == ("载体", "2026年10月")
    assert "二号文" in " ".join(page.said)
    (course,) = page.courses
    assert (course.periods, course.figures, course.goal) == (("26.10",), ("42",), "40")
    assert [(bar.place, bar.figure, bar.share) for bar in page.bars] == [
        ("1", "30", "71.4%"),
        ("2", "12", "28.6%"),
    ]
    assert page.bars[0].length == 1.0
    presenter.choose(next(line for line in presenter.state.lines if line.id == "C"))
    presenter.print()
    assert reported.printed[1].job(False).charts == (), "nothing measures it: there is nothing to draw"

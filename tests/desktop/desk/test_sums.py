"""Totals and targets: the figures agree with the parts they are made of."""

from decimal import Decimal

from desktop.targets.presenter import TargetsPresenter
from desktop.targets.state import Show
from desktop.totals.presenter import TotalsPresenter, _growth
from desktop.totals.state import Layer
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
    assert [_growth("5", None), _growth("5", "0"), _growth("6", "4")] == ["—", "+5", "+50.0%"]


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

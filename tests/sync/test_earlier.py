"""The history of an office that continues others: one renamed, two merged."""

from __future__ import annotations

from decimal import Decimal

import offices
import pytest
from msgspec.structs import replace
from offices import PERIOD, Region, cells

from forms.definition import UnitDef
from forms.formula.tree import LastYear, Prev, Ytd
from forms.index import PackIndex, Position
from forms.past import Timeline
from forms.period import parse_period
from forms.report import Content
from sync.office.earlier import ReportedPast

OCTOBER = parse_period(PERIOD)


def pack():
    """91 and 92 end with October; 95 continues both, 96 continues nobody; 97 was 91 until September."""
    before = offices.pack()
    ends = {"91": "95", "92": "95"}
    units = [
        replace(unit, valid_to="2026-10", successor=ends[unit.code]) if unit.code in ends else unit
        for unit in before.units
    ]
    new = [
        UnitDef(code=code, name=code, kind="city", parent="90", valid_from="2026-11") for code in ("95", "96")
    ]
    old = UnitDef(code="97", name="97", kind="city", parent="90", valid_to="2026-09", successor="91")
    return replace(before, units=(*units, *new, old))


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path, given=pack())
    yield made
    made.close()


def past(region, unit):
    return ReportedPast(region.top.ws.store, PackIndex(pack()), unit)


def test_two_that_merged_are_added_up(region):
    for unit, figures in (("91", cells("5", "1.50")), ("92", cells("7", "2.25"))):
        office = region.join(unit)
        region.top.take(office.submit(figures))
        region.top.take(office.submit(Content(rows=({"name": f"甲{unit}", "jobs": "3"},)), form="R1"))
    found = past(region, "95").report("T1", OCTOBER)
    assert (found.content.cell("01", "m"), found.content.cell("02", "m")) == ("12", "3.75")
    assert found.source == "submitted"
    lines = past(region, "95").report("R1", OCTOBER).content.rows
    assert [line["name"] for line in lines] == ["甲91", "甲92"]
    a_year_on = Timeline(PackIndex(pack()), parse_period("2027-10"), past(region, "95"))
    a_month_on = Timeline(PackIndex(pack()), parse_period("2026-11"), past(region, "95"))
    stock, flow = (PackIndex(pack()).forms["T1"].cells[Position(row, "m")] for row in ("01", "02"))
    assert (a_year_on.figure(stock, (LastYear(),), None), a_month_on.figure(stock, (Prev(),), None)) == (
        12,
        12,
    )
    assert a_year_on.figure(flow, (LastYear(), Ytd()), None) == Decimal("3.75")
    assert a_month_on.figure(flow, (Ytd(),), Decimal(1)) == Decimal("4.75")
    assert a_year_on.source(stock, (LastYear(),)) == "submitted"


def test_of_two_that_merged_one_alone_is_no_history(region):
    office = region.join("91")
    region.top.take(office.submit(cells("5")))
    assert past(region, "95").report("T1", OCTOBER) is None
    assert past(region, "96").report("T1", OCTOBER) is None
    assert past(region, "95").report("T1", OCTOBER.previous) is None
    assert past(region, "91").report("T1", OCTOBER).content.cell("01", "m") == "5"


def test_generations_each_with_what_was_there_in_its_time(region):
    region.top.take(region.join("97").submit(cells("4"), period="2026-09"))
    assert past(region, "91").report("T1", OCTOBER.previous).content.cell("01", "m") == "4"
    assert past(region, "95").report("T1", OCTOBER.previous) is None  # 92 did not report
    given = pack()
    young = [replace(unit, valid_from="2026-10") if unit.code == "92" else unit for unit in given.units]
    history = ReportedPast(region.top.ws.store, PackIndex(replace(given, units=tuple(young))), "95")
    assert history.report("T1", OCTOBER.previous).content.cell("01", "m") == "4"
    assert history.report("T1", OCTOBER) is None

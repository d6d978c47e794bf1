"""A city's own figures beside those of the county inside it, which reports to the region itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sync.desk.collected import Collected
from sync.desk.nodecheck import nodecheck
from tests.sync import offices
from tests.sync.offices import PERIOD, Region, cells


@pytest.fixture
def region(tmp_path):
    given = offices.pack()
    units = [replace(unit, reports_to="90") if unit.code == "93" else unit for unit in given.units]
    made = Region(tmp_path, given=replace(given, units=tuple(units)))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("own", "inside", "differences"),
    [
        (("5", "1.50"), ("5", "1.50"), []),
        (("5", "1.50"), ("4", "2"), [("01", "5", "4", "1"), ("02", "1.50", "2.00", "-0.50")]),
        (("5", None), ("5", "2"), [("02", None, "2.00", "-2.00")]),
        (("5", "—"), ("5", "2"), [("02", None, "2.00", "-2.00")]),  # asked for, so — is a figure too few
        (("5", "0"), ("5", None), []),
        (("0", "—"), (None, "—"), []),
    ],
)
def test_every_cell_that_differs_exactly(region, own, inside, differences):
    for unit, figures in (("92", own), ("93", inside)):
        region.top.take(region.join(unit).submit(cells(*figures)))
    found = nodecheck(Collected(region.top.ws), PERIOD)
    assert [(f.row, f.own, f.children, f.difference) for f in found] == differences
    assert {(f.unit, f.units, f.missing) for f in found} <= {("92", ("93",), ("94",))}

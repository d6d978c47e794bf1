"""A city's own figures beside those of the county inside it, which reports to the region itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from forms.definition import Level, NodeCheckDef
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


@pytest.mark.parametrize(
    ("narrowed", "summed"),
    [
        ({"children": "inside"}, ["3"]),
        ({"children": "outside"}, ["1"]),
        ({}, ["4"]),
        ({"child_kinds": ("county",)}, ["4"]),
        ({"child_kinds": ("city",)}, []),
    ],
    ids=str,
)
def test_which_units_a_check_of_the_pack_adds_up(tmp_path, narrowed, summed):
    given = offices.pack()
    units = [
        replace(unit, reports_to="90", inside=unit.code == "93") if unit.kind == "county" else unit
        for unit in given.units
    ]
    about = {
        "id": "N1",
        "level": Level.WARNING,
        "forms": ("T1",),
        "parent": "m",
        "child": "m",
        "message": "不一致",
    }
    checked = replace(given, units=tuple(units), node_checks=(NodeCheckDef(**about, **narrowed),))
    region = Region(tmp_path, given=checked)
    region.top.take(
        *(region.join(unit).submit(cells(n, "1")) for unit, n in (("92", "5"), ("93", "3"), ("94", "1")))
    )
    found = [f for f in nodecheck(Collected(region.top.ws), PERIOD) if f.row == "01"]
    region.close()
    assert [f.children for f in found] == summed

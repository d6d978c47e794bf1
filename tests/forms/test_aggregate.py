"""Totals by the nature of each figure: nature | units' figures | total. 其中 is never added."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.aggregate import (
    Share,
    add,
    as_content,
    differing,
    is_added,
    is_listed,
    outermost,
    over_months,
    subtree,
    total_roster,
    total_table,
)
from forms.definition import CellType, ColumnDef, Derive, FormDef, Kind, Nature, RowDef, UnitDef
from forms.index import PackIndex, Position
from forms.period import Frequency
from forms.report import Content
from forms.values import NA, to_text
from tests.forms.engine_pack import INDEX, PACK, content


def table(row, column=None):
    """A form with one cell."""
    column = column or ColumnDef(id="m", title="本月")
    form = FormDef(
        id="F", title="F", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("county",),
        columns=(column,), rows=(row,),
    )  # fmt: skip
    return PackIndex(replace(PACK, forms=(form,), targets=())).forms["F"]


def row(nature=None, **more):
    return RowDef(id="1", title="一", nature=nature, **more)


def contents(*texts):
    return [Content(cells={"1": {"m": text}}) for text in texts]


def shares(*texts):
    units = [
        UnitDef(code=f"U{n}", name=f"单位{n}", short_name=f"U{n}", kind="county") for n in range(len(texts))
    ]
    return [Share(unit=u, content=c) for u, c in zip(units, contents(*texts), strict=True)]


OVER_UNITS = [
    (row(Nature.FLOW), ["1", "2.5", None, "—"], "3.5"),
    (row(Nature.STOCK), ["1", "2"], "3"),
    (row(Nature.TO_DATE), ["1", "2"], "3"),
    (row(None), ["1", "2"], "3"),
    (row(Nature.FLOW), ["—", "—"], "—"),
    (row(Nature.FLOW), [None, "—"], None),
    (row(Nature.FLOW), ["0", None], "0"),
    (row(Nature.FLOW), ["x", "2"], "2"),
    (row(Nature.FLOW), [], None),
    (row(Nature.RATIO), ["1", "2"], None),
    (row(Nature.AVERAGE), ["1", "2"], None),
    (row(Nature.GROWTH), ["1", "2"], None),
    (row(Nature.TEXT, type=CellType.TEXT), ["已建", None, "在建"], "U0：已建；U2：在建"),
    (row(Nature.MILESTONE, type=CellType.CHOICE, list="levels"), ["N", "—", "R"], "U0：国家级；U2：自治区级"),
    (row(Nature.MILESTONE), ["3", None], "U0：3"),
    (row(type=CellType.YESNO), ["yes", "no"], "U0：是；U1：否"),
    (row(type=CellType.CHOICES, list="levels"), ["N；R", None], "U0：国家级、自治区级"),
    (row(type=CellType.TEXT), [None, None], None),
    (row(Nature.FLOW, applies={"m": False}), [None, None], "—"),
]


@pytest.mark.parametrize(("cell", "texts", "total"), OVER_UNITS)
def test_over_units(cell, texts, total):
    found = total_table(table(cell), shares(*texts))
    assert {position: to_text(value) for position, value in found.items()} == {Position("1", "m"): total}


OVER_MONTHS = [
    (row(Nature.FLOW), ["1", None, "2"], "3"),
    (row(Nature.FLOW), ["—", "—"], "—"),
    (row(Nature.FLOW), ["—", None], None),
    (row(Nature.STOCK), ["1", "5", None], "5"),
    (row(Nature.TO_DATE), ["1", "5"], "5"),
    (row(Nature.RATIO), ["1", "5"], "5"),
    (row(Nature.TEXT, type=CellType.TEXT), ["早", "晚"], "晚"),
    (row(Nature.STOCK), ["—", None], None),
    (row(Nature.STOCK), [None, "—"], "—"),
    (row(Nature.STOCK), [], None),
]


@pytest.mark.parametrize(("cell", "texts", "total"), OVER_MONTHS)
def test_over_months(cell, texts, total):
    found = over_months(table(cell), contents(*texts))
    assert to_text(found[Position("1", "m")]) == total


def test_derived_columns_are_added_but_progress_and_targets_are_not():
    added = {}
    for derive in Derive:
        form = table(row(Nature.FLOW), ColumnDef(id="m", title="m", derive=derive))
        added[derive] = is_added(form.cells[Position("1", "m")])
    assert added == {
        Derive.YEAR_TO_DATE: True,
        Derive.LAST_YEAR: True,
        Derive.PREVIOUS: True,
        Derive.TARGET: False,
        Derive.PROGRESS: False,
    }


def test_over_months_a_derived_flow_is_as_it_last_stood():
    form = table(row(Nature.FLOW), ColumnDef(id="m", title="m", derive=Derive.YEAR_TO_DATE))
    assert to_text(over_months(form, contents("1", "3"))[Position("1", "m")]) == "3"


TREE = (
    UnitDef(code="R", name="区", kind="r"),
    UnitDef(code="L", name="拉萨", kind="county", parent="R"),
    UnitDef(code="Z", name="高新区", kind="zone", parent="L", inside=True),
    UnitDef(code="C", name="城关", kind="county", parent="L", inside=True),
    UnitDef(code="D", name="街道", kind="county", parent="C", inside=True),
    UnitDef(code="O", name="独立区", kind="zone", parent="L"),
    UnitDef(code="A", name="阿里", kind="county", parent="R"),
    UnitDef(code="X", name="迷路", kind="county", parent="gone", inside=True),
)
NODES = PackIndex(replace(PACK, units=TREE))

# node | who reported | who is added
ADDED = [
    ("R", "L Z C D O A", "L O A"),
    ("R", "Z C D O A", "Z C O A"),
    ("R", "D", "D"),
    ("R", "L D", "L"),
    ("L", "Z C D O", "Z C O"),
    ("C", "D", "D"),
    ("R", "L X", "L X"),
    ("R", "", ""),
]


@pytest.mark.parametrize(("node", "reported", "added"), ADDED)
def test_units_inside_others_are_never_added_on_top(node, reported, added):
    units = [NODES.units[code] for code in reported.split()]
    assert " ".join(unit.code for unit in outermost(NODES, units, node)) == added


def test_subtree_goes_down_every_branch():
    assert [u.code for u in subtree(NODES, "R")] == ["R", "L", "Z", "C", "D", "O", "A"]
    assert [u.code for u in subtree(NODES, "A")] == ["A"]


def test_roster_totals_count_lines_and_add_what_adds_up():
    lines = [
        {"name": "甲", "jobs": "5", "rate": "10.0"},
        {"name": "乙", "jobs": "x"},
        {"jobs": "7", "grads": "1"},
    ]
    given = [Share(unit=INDEX.units["P"], content=Content(rows=tuple(lines)))] * 2
    found = total_roster(INDEX.forms["R"], given)
    assert (found.lines, found.fields) == (6, {"jobs": Decimal(24), "grads": Decimal(2)})


def test_contents_differ_by_value_not_by_spelling():
    form = INDEX.forms["A"]
    first = Content(cells={"07": {"m": "12.5"}, "01": {"m": "1"}, "05": {"m": None}})
    second = Content(cells={"07": {"m": "12.50"}, "01": {"m": "2"}, "05": {"m": "—"}, "01 ": {}})
    assert differing(form, first, second) == (("01", "m"), ("05", "m"))
    # — where the form has no such cell is the same as blank
    assert differing(form, content("05 ytd —"), Content()) == ()
    assert differing(form, content("01 m x"), Content()) == (("01", "m"),)


figure = st.none() | st.just(NA) | st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(figure, max_size=8), st.integers(0, 8))
def test_adding_in_parts_is_adding_at_once(values, cut):
    parts = add([add(values[:cut]), add(values[cut:])])
    assert parts == add(values)
    figures = [v for v in values if isinstance(v, Decimal)]
    assert (parts is None) is (not figures)


@given(
    st.dictionaries(st.sampled_from(list(INDEX.forms["A"].cells)), st.decimals(0, 999, places=0), max_size=9)
)
def test_a_total_of_one_unit_is_its_report(cells):
    form = INDEX.forms["A"]
    own = as_content(
        {p: v for p, v in cells.items() if is_added(form.cells[p]) and not is_listed(form.cells[p])}
    )
    total = total_table(form, [Share(unit=INDEX.units["P"], content=own)])
    assert differing(form, own, as_content(total)) == ()

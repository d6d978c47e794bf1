"""Effective attributes of cells: what a column states wins over its row, a row's word on a column over both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from forms.definition import CellType, ColumnDef, Derive, FormDef, Kind, Nature, RowDef
from forms.errors import YuebaoError
from forms.index import PackIndex, Position, base_column, choices_of
from forms.period import Frequency
from tests.forms.engine_pack import INDEX, LEVELS, PACK


def form_of(*columns, **row):
    return FormDef(
        id="F", title="F", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("county",),
        columns=columns, rows=(RowDef(id="1", title="一", **row),),
    )  # fmt: skip


def cell_of(column, **row):
    pack = replace(PACK, forms=(form_of(column, **row),), targets=())
    return PackIndex(pack).forms["F"].cells[Position("1", column.id)]


def test_a_column_wins_over_its_row():
    row = {
        "measure": "家",
        "decimals": 0,
        "min": Decimal(0),
        "max": Decimal(9),
        "required": True,
        "nature": Nature.FLOW,
    }
    column = ColumnDef(
        id="c", title="c", type=CellType.INTEGER, measure="人", decimals=2, min=Decimal(1), max=Decimal(5),
        required=False, nature=Nature.STOCK,
    )  # fmt: skip
    cell = cell_of(column, **row)
    assert (cell.spec.type, cell.spec.measure, cell.spec.decimals) == (CellType.INTEGER, "人", 2)
    assert (cell.min, cell.max, cell.required, cell.nature) == (1, 5, False, Nature.STOCK)
    plain = cell_of(ColumnDef(id="c", title="c"), **row)
    assert (plain.spec.measure, plain.spec.decimals) == ("家", 0)
    assert (plain.min, plain.max, plain.required, plain.nature) == (0, 9, True, Nature.FLOW)


def test_targets_and_progress_have_their_own_decimals():
    target = cell_of(ColumnDef(id="c", title="c", derive=Derive.TARGET), measure="家", decimals=0)
    progress = cell_of(ColumnDef(id="c", title="c", derive=Derive.PROGRESS), measure="家", decimals=0)
    assert (target.spec.measure, target.spec.decimals) == ("家", None)
    assert (progress.spec.measure, progress.spec.decimals) == ("%", 2)


@pytest.mark.parametrize(
    ("column", "row", "applies"),
    [
        ({}, {}, True),
        ({"applies": False}, {}, False),
        ({"applies": False}, {"applies": {"c": True}}, True),
        ({"applies": True}, {"applies": {"c": False}}, False),
        ({"derive": Derive.YEAR_TO_DATE}, {"nature": Nature.STOCK}, False),
        ({"derive": Derive.YEAR_TO_DATE}, {"nature": Nature.FLOW}, True),
    ],
)
def test_whether_a_cell_applies(column, row, applies):
    assert cell_of(ColumnDef(id="c", title="c", **column), **row).applies is applies


def test_base_columns():
    text = ColumnDef(id="t", title="t", type=CellType.TEXT)
    first, second = ColumnDef(id="a", title="a"), ColumnDef(id="b", title="b")
    derived = ColumnDef(id="d", title="d", derive=Derive.PREVIOUS)
    assert base_column(form_of(first, second, derived), derived) == "b"
    assert base_column(form_of(derived, first, second), derived) == "a"
    assert base_column(form_of(first, text, derived), derived) == "a"
    assert base_column(form_of(text, derived), derived) is None


def test_look_ups_name_what_is_unknown():
    assert INDEX.form("A").form.id == "A"
    assert INDEX.unit("P").name == "拉萨市"
    with pytest.raises(YuebaoError) as form:
        INDEX.form("X")
    with pytest.raises(YuebaoError) as unit:
        INDEX.unit("X")
    assert (form.value.code, unit.value.code) == ("E-USAGE", "E-UNIT")
    assert INDEX.forms["A"].cell("01", "m").position == ("01", "m")
    assert INDEX.forms["A"].cell("01", "x") is None


def test_the_tree_and_what_units_continue():
    units = (*PACK.units, replace(PACK.units[1], code="OLD", successor="P"))
    index = PackIndex(replace(PACK, units=units))
    assert {code: [u.code for u in below] for code, below in index.children.items()} == {
        "54": ["P", "B", "OLD"],
        "P": ["Z"],
    }
    assert index.predecessors == {"P": ("OLD",)}


def test_lists():
    assert choices_of(PACK, "levels") == LEVELS
    assert choices_of(PACK, None) == choices_of(PACK, "none") == ()
    assert INDEX.forms["R"].field_specs["level"].choices == LEVELS
    assert (INDEX.forms["A"].is_table, INDEX.forms["R"].is_table) == (True, False)

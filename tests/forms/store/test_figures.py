"""Figures in, figures and totals out: exact, in four states, over changing packs and trees."""

import datetime as dt
from decimal import Decimal

import pytest

from forms.definition import CellType, ColumnDef, Derive, FieldDef, FormDef, Kind, PackDef, RowDef, UnitDef
from forms.errors import YuebaoError
from forms.ids import CellRef
from forms.period import Frequency, parse_period
from forms.report import Content, ReportKey
from forms.store import figure_layout, open_store
from forms.values import NA

UNITS = (
    UnitDef(code="54", name="region", kind="region"),
    UnitDef(code="5401", name="city", kind="prefecture", parent="54"),
    UnitDef(code="540102", name="district", kind="county", parent="5401", inside=True),
    UnitDef(code="540102P", name="park", kind="park", parent="540102", inside=True),
    UnitDef(code="540171", name="zone", kind="zone", parent="5401", inside=True),
    UnitDef(code="5402", name="prefecture", kind="prefecture", parent="54"),
    UnitDef(code="D1", name="department", kind="department", parent="54"),
)
OCTOBER = parse_period("2026-10")


def now():
    return dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def form(name="F", rows=(("01", 2), ("02", 0)), columns=("m", "ytd"), **more):
    return FormDef(
        id=name,
        title=name,
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=("prefecture",),
        columns=tuple(ColumnDef(id=c, title=c) for c in columns),
        rows=tuple(RowDef(id=r, title=r, decimals=d, **more) for r, d in rows),
    )


def pack(*forms, version="1", units=UNITS):
    return PackDef(
        id="p",
        version=version,
        title="p",
        authority="a",
        first_period="2026-01",
        due={"month": 5},
        forms=forms or (form(),),
        units=units,
    )


def key(unit="5401", name="F", period="2026-10"):
    return ReportKey(unit, name, period)


def content(**cells):
    """`content(r01={"m": "1"})`: rows named with a letter before."""
    return Content(cells={row[1:]: values for row, values in cells.items()})


def total(store, node="54", cell=("01", "m"), *, inside=False, name="F", periods=(OCTOBER,)):
    rows = store.figures.sums(name, periods, [node], fold=len(periods) > 1)
    found = [row for row in rows if row.inside is inside]
    return found[0].values[cell] if found else "no row"


def one(store, cell, unit="5401", name="F"):
    (row,) = store.figures.figures(name, [OCTOBER], [unit])
    return row.values[cell]


def test_the_four_states_of_a_cell_come_back(store):
    this = pack()
    store.figures.project(
        this, key(), content(r01={"m": "12.50", "ytd": "0.00"}, r02={"m": "—", "ytd": None})
    )
    (row,) = store.figures.figures("F", [OCTOBER])
    assert (row.unit, row.period) == ("5401", OCTOBER)
    assert row.values == {
        ("01", "m"): Decimal("12.50"),
        ("01", "ytd"): Decimal(0),
        ("02", "m"): NA,
        ("02", "ytd"): None,
    }
    assert str(row.values["01", "m"]) == "12.50"
    assert [str(v) for v in store.database.row("SELECT c1, c3 FROM figures_F")] == ["1250", "—"]


def test_a_total_keeps_blank_zero_and_not_asked_apart(store):
    this = pack()
    store.figures.ensure(this)
    store.figures.project(this, key("5401"), content(r01={"m": None, "ytd": "—"}, r02={"m": "0"}))
    store.figures.project(this, key("5402"), content(r01={"m": None, "ytd": "—"}, r02={"m": "—"}))
    assert total(store, cell=("01", "m")) is None
    assert total(store, cell=("01", "ytd")) is NA
    assert total(store, cell=("02", "m")) == 0
    store.figures.project(this, key("5402"), content(r01={"m": "-1.50", "ytd": None}))
    store.figures.project(this, key("D1"), content(r01={"m": "1.50", "ytd": "—"}))
    assert total(store, cell=("01", "m")) == Decimal(0)
    assert total(store, cell=("01", "ytd")) is None


def test_a_unit_inside_another_is_never_added_to_its_parent(store):
    this = pack()
    store.figures.ensure(this)
    for unit, amount in [
        ("5401", "10.00"),
        ("540102", "3.00"),
        ("540171", "2.00"),
        ("540102P", "1.00"),
        ("5402", "5.00"),
    ]:
        store.figures.project(this, key(unit), content(r01={"m": amount}))
    assert total(store, "54") == 15
    assert total(store, "54", inside=True) == 5
    assert total(store, "5401") == 10
    assert total(store, "5401", inside=True) == 5
    assert total(store, "540102") == 3
    assert total(store, "540102", inside=True) == 1
    assert [row.reports for row in store.figures.sums("F", [OCTOBER], ["54"])] == [2, 2]


def test_a_correction_adds_the_difference_and_a_withdrawal_takes_all(store):
    this = pack()
    store.figures.ensure(this)
    store.figures.project(this, key("5401"), content(r01={"m": "10.00"}))
    store.figures.project(this, key("5402"), content(r01={"m": "5.00"}))
    store.figures.project(this, key("5401"), content(r01={"m": "11.25"}))
    assert total(store) == Decimal("16.25")
    store.figures.project(this, key("5401"), content(r01={"m": "11.25"}))
    store.figures.project(this, key("5402"), None)
    store.figures.project(this, key("D1"), None)
    assert total(store) == Decimal("11.25")
    assert store.figures.figures("F", [OCTOBER], ["5402"]) == ()
    store.figures.project(this, key("5401"), None)
    assert total(store) == "no row"
    assert store.figures.check_sums() == ()


def test_text_cells_rosters_and_cells_that_never_apply_have_no_column(store):
    columns = (
        ColumnDef(id="m", title="m"),
        ColumnDef(id="word", title="w", type=CellType.TEXT),
        ColumnDef(id="never", title="n", applies=False),
        ColumnDef(id="pct", title="p", derive=Derive.PROGRESS),
    )
    rows = (
        RowDef(id="1", title="1", type=CellType.INTEGER, applies={"m": True}),
        RowDef(id="2", title="2", applies={"m": False, "pct": False}),
        RowDef(id="3", title="3", type=CellType.CHOICE),
    )
    table = FormDef(
        id="T",
        title="T",
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=(),
        columns=columns,
        rows=rows,
    )
    roster = FormDef(
        id="R",
        title="R",
        kind=Kind.ROSTER,
        frequency=Frequency.MONTH,
        respondents=(),
        fields=(FieldDef(id="n", title="n"),),
    )
    this = pack(table, roster)
    store.figures.project(this, key(name="T"), content(r1={"m": "3", "word": "x", "pct": "12.25"}))
    store.figures.project(this, key(name="R"), Content(rows=({"n": "1"},)))
    assert store.figures.figures("R", [OCTOBER]) == ()
    (row,) = store.figures.figures("T", [OCTOBER])
    assert row.values == {("1", "m"): Decimal(3), ("1", "pct"): Decimal("12.25")}


def test_a_new_pack_version_adds_columns_and_keeps_what_is_there(store):
    old, new = pack(), pack(form(rows=(("01", 2), ("02", 0), ("00 新行", 1))), version="2")
    store.figures.ensure(old)
    store.figures.project(old, key("5401"), content(r01={"m": "1.00"}))
    store.figures.ensure(new)
    store.figures.project(new, key("5402"), Content(cells={"01": {"m": "2.00"}, "00 新行": {"m": "0.5"}}))
    assert one(store, ("00 新行", "m")) is None
    assert total(store) == 3
    assert total(store, cell=("00 新行", "m")) == Decimal("0.5")
    store.figures.project(old, key("5402"), content(r01={"m": "4.00"}))
    assert total(store, cell=("00 新行", "m")) is None
    assert store.figures.check_sums() == ()


def test_more_decimals_in_a_new_version_stay_exact(store):
    old, new = pack(), pack(form(rows=(("01", 4), ("02", 0))), version="2")
    store.figures.ensure(old)
    store.figures.project(old, key("5401"), content(r01={"m": "1.25", "ytd": "—"}))
    store.figures.ensure(new)
    store.figures.project(new, key("5402"), content(r01={"m": "0.0001", "ytd": "—"}))
    assert one(store, ("01", "m")) == Decimal("1.25")
    assert one(store, ("01", "ytd")) is NA
    assert total(store) == Decimal("1.2501")
    store.figures.ensure(old)
    store.figures.project(old, key("5401"), content(r01={"m": "2.25"}))
    assert total(store) == Decimal("2.2501")
    assert store.figures.check_sums() == ()


def test_a_figure_with_more_decimals_than_its_column_widens_it(store):
    this = pack(form(rows=(("01", None),)))
    store.figures.project(this, key("5401"), content(r01={"m": "1.5"}))
    store.figures.project(this, key("5402"), content(r01={"m": "0.123456", "ytd": "-7"}))
    store.figures.ensure(this)
    assert one(store, ("01", "m")) == Decimal("1.5")
    assert total(store) == Decimal("1.623456")
    assert total(store, cell=("01", "ytd")) == -7


def test_what_64_bits_cannot_hold_is_refused_and_changes_nothing(store):
    this = pack()
    store.figures.ensure(this)
    largest = "92233720368547758.07"
    store.figures.project(this, key("5401"), content(r01={"m": largest}))
    assert total(store) == Decimal(largest)
    for unit, text in [("5402", "92233720368547758.08"), ("5402", "0.01"), ("5402", "1.001")]:
        with pytest.raises(YuebaoError) as refused:
            store.figures.project(this, key(unit), content(r01={"m": text}))
        assert refused.value.code == "E-CELL"
    assert total(store) == Decimal(largest)
    assert store.figures.figures("F", [OCTOBER], ["5402"]) == ()
    assert store.figures.check_sums() == ()


def test_forms_whose_ids_differ_only_in_case_have_tables_of_their_own(store):
    this = pack(form("f"), form("F"))
    store.figures.project(this, key(name="f"), content(r01={"m": "1.00"}))
    store.figures.project(this, key(name="F"), content(r01={"m": "2.00"}))
    assert (one(store, ("01", "m"), name="f"), one(store, ("01", "m"), name="F")) == (1, 2)


def test_a_form_wider_than_a_table_is_split(store, monkeypatch):
    monkeypatch.setattr(figure_layout, "CELLS_IN_TABLE", 3)
    rows = tuple((f"{n:02}", 0) for n in range(5))
    old, new = pack(form(rows=rows[:1])), pack(form(rows=rows), version="2")
    store.figures.ensure(old)
    store.figures.project(old, key("5401"), content(r00={"m": "1"}))
    store.figures.ensure(new)
    store.figures.project(new, key("5402"), Content(cells={row: {"m": "1", "ytd": "2"} for row, _ in rows}))
    assert one(store, ("04", "ytd"), "5402") == 2
    assert total(store, cell=("00", "m")) == 2
    assert total(store, cell=("04", "ytd")) == 2
    (row,) = store.figures.sums("F", [OCTOBER], ["54"])
    assert row.reports == 2
    points = list(store.figures.series(CellRef("F", "04", "m")).points())
    assert points == [(OCTOBER, "5402", Decimal(1))]
    assert store.figures.check_sums() == ()


def test_a_series_gives_one_cell_over_periods_and_units(store):
    this = pack()
    for period, amount in [("2026-09", "1.25"), ("2026-10", "—")]:
        store.figures.project(this, key(period=period), content(r01={"m": amount}))
    series = store.figures.series(CellRef("F", "01", "m"))
    september = parse_period("2026-09")
    assert list(series.points()) == [(september, "5401", Decimal("1.25")), (OCTOBER, "5401", NA)]
    assert store.figures.series(CellRef("F", "01", "m"), ["5402"]).raw == ()
    assert len(store.figures.series(CellRef("F", "01", "m"), ["5401"], [september]).raw) == 1
    assert store.figures.series(CellRef("F", "99", "m")).raw == ()
    assert store.figures.series(CellRef("none", "01", "m")).raw == ()


def test_totals_that_were_tampered_with_are_found_and_made_again(store):
    this = pack()
    store.figures.ensure(this)
    store.figures.project(this, key(), content(r01={"m": "1.00"}))
    store.database.execute("UPDATE sum_F SET c1 = c1 + 1 WHERE node = '54'")
    (wrong,) = store.figures.check_sums()
    assert wrong == ("F", "2026-10", "54", False)
    store.figures.rebuild_sums()
    assert store.figures.check_sums() == ()
    assert total(store) == 1


def test_another_tree_of_units_makes_the_sums_again(store):
    this = pack()
    store.figures.ensure(this)
    store.figures.project(this, key("D1"), content(r01={"m": "1.00"}))
    moved = [*UNITS[:-1], UnitDef(code="D1", name="d", kind="department", parent="5401")]
    store.figures.ensure(this, moved)
    assert total(store, "5401") == 1
    store.figures.project(this, key("D1"), None)
    assert total(store, "5401") == "no row"
    assert store.figures.check_sums() == ()


def test_a_rolled_back_extension_is_forgotten(store):
    this = pack()

    def fail():
        with store.transaction():
            store.figures.project(this, key(), content(r01={"m": "1.00"}))
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    store.figures.project(this, key(), content(r01={"m": "2.00"}))
    assert one(store, ("01", "m")) == 2


def test_tables_made_by_another_connection_are_seen(store):
    with open_store(store.path, now=now) as other:
        this = pack()
        other.figures.ensure(this)
        store.figures.project(this, key(), content(r01={"m": "1.00"}))
        other.figures.ensure(pack(form(rows=(("01", 5), ("09", 0))), version="2"))
        store.figures.project(this, key("5402"), content(r01={"m": "2.00"}))
        assert total(other) == 3

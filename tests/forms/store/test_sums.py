# ruff: noqa: PD011 - `values` are those of our rows
"""Sums by node against an independent computation in pandas, with values as `Decimal`."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import ColumnDef, FormDef, Kind, PackDef, RowDef, UnitDef
from forms.period import Frequency, parse_period
from forms.report import Content, ReportKey
from forms.store import open_store
from forms.store.unit_tree import Membership, memberships
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
REPORTING = tuple(unit.code for unit in UNITS[1:])
FORM = FormDef(
    id="F",
    title="F",
    kind=Kind.TABLE,
    frequency=Frequency.MONTH,
    respondents=("prefecture",),
    columns=(ColumnDef(id="m", title="m"), ColumnDef(id="ytd", title="ytd")),
    rows=(RowDef(id="01", title="01", decimals=2),),
)
PACK = PackDef(
    id="p",
    version="1",
    title="p",
    authority="a",
    first_period="2026-01",
    due={"month": 5},
    forms=(FORM,),
    units=UNITS,
)


def now():
    return dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def key(unit, period):
    return ReportKey(unit, "F", period)


def content(texts):
    return Content(cells={"01": dict(zip(("m", "ytd"), texts, strict=True))})


def test_a_unit_inside_its_parent_stands_beside_every_total_above_once():
    assert set(memberships(UNITS)) == {
        Membership("54", "54", inside=False),
        Membership("5401", "5401", inside=False),
        Membership("5401", "54", inside=False),
        Membership("540102", "540102", inside=False),
        Membership("540102", "5401", inside=True),
        Membership("540102", "54", inside=True),
        Membership("540102P", "540102", inside=True),
        Membership("540171", "5401", inside=True),
        Membership("540171", "54", inside=True),
        Membership("5402", "54", inside=False),
        Membership("D1", "54", inside=False),
    }


def test_a_circle_of_parents_ends():
    circle = (
        UnitDef(code="a", name="a", kind="k", parent="b"),
        UnitDef(code="b", name="b", kind="k", parent="a"),
    )
    assert len(memberships(circle)) == 4


amounts = st.one_of(
    st.none(),
    st.just("—"),
    st.decimals(-(10**9), 10**9, places=2).map(lambda d: format(d + 0, "f")),
)
changes = st.lists(
    st.tuples(
        st.sampled_from(REPORTING),
        st.sampled_from(["2026-09", "2026-10", "2027-01"]),
        st.none() | st.tuples(amounts, amounts),
    ),
    max_size=12,
)


def by_pandas(reports):
    """Sums by node from all reports that count, the long way."""
    frame = pd.DataFrame(
        [
            {"unit": unit, "period": period, "cell": cell, "text": text}
            for (unit, period), texts in reports.items()
            for cell, text in zip(("m", "ytd"), texts, strict=True)
        ],
        columns=["unit", "period", "cell", "text"],
    )
    joined = frame.merge(pd.DataFrame(memberships(UNITS), columns=["unit", "node", "inside"]), on="unit")
    found = {}
    for name, group in joined.groupby(["node", "period", "inside", "cell"]):
        figures = [Decimal(text) for text in group["text"].dropna() if text != "—"]
        only_dashes = (group["text"] == "—").all()
        found[name] = sum(figures, Decimal(0)) if figures else NA if only_dashes else None
    return found


@settings(max_examples=30, deadline=None)
@given(changes)
def test_sums_after_any_changes_equal_a_recomputation(steps):
    reports = {}
    with TemporaryDirectory() as folder, open_store(Path(folder) / "s.db", create=True, now=now) as store:
        store.figures.ensure(PACK)
        for unit, period, texts in steps:
            told = None if texts is None else content(texts)
            store.figures.project(PACK, key(unit, period), told)
            reports[unit, period] = texts
        kept = {name: texts for name, texts in reports.items() if texts is not None}
        periods = [parse_period(p) for p in ("2026-09", "2026-10", "2027-01")]
        found = {
            (row.node, str(row.period), row.inside, column): value
            for row in store.figures.sums("F", periods)
            for (_, column), value in row.values.items()
        }
        assert found == by_pandas(kept)
        assert store.figures.check_sums() == ()
        before = store.database.rows("SELECT * FROM sum_F")
        store.figures.rebuild(
            (PACK, key(unit, period), content(texts)) for (unit, period), texts in kept.items()
        )
        assert store.database.rows("SELECT * FROM sum_F") == before


def test_a_year_of_figures_added_up_equals_pandas(store):
    october = parse_period("2026-10")
    store.figures.ensure(PACK)
    chance = random.Random(20261103)
    rows = []
    for period in october.year_to_date():
        for unit in REPORTING:
            amount = Decimal(chance.randrange(10**7)).scaleb(-2)
            rows.append({"unit": unit, "amount": amount})
            store.figures.project(PACK, key(unit, str(period)), content((str(amount), None)))
    frame = pd.DataFrame(rows).merge(
        pd.DataFrame(memberships(UNITS), columns=["unit", "node", "inside"]), on="unit"
    )
    expected = {name: sum(group["amount"]) for name, group in frame.groupby(["node", "inside"])}
    found = store.figures.sums("F", october.year_to_date(), fold=True)
    assert {(row.node, row.inside): row.values["01", "m"] for row in found} == expected
    assert {row.period for row in found} == {None}

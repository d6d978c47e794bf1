"""Whom and when: read off the golden pack, whose calendar fits on a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from forms.calendar import (
    NotAsked,
    asked,
    collector,
    due_date,
    expected,
    own_period,
    respondents,
    why_not_asked,
)
from forms.definition import Nature
from forms.loader import load_pack
from forms.period import parse_period

PACK = load_pack(Path(__file__).parents[1] / "golden" / "packs" / "minimal")
FORMS = {form.id: form for form in PACK.forms}
UNITS = {unit.code: unit for unit in PACK.units}

# form | period | who reports it
RESPONDENTS = [
    ("MY-01", "2025-12", "T1 T2 T3 P1 P2"),  # T2 until 2025-12
    ("MY-01", "2026-01", "T1 T3 T4 P1 P2"),  # T4 from 2026-01
    ("MY-01", "2024-12", ""),  # before the pack begins
    ("MY-01", "2026Q1", ""),  # not its frequency
    ("MY-02", "2025Q4", "T1 T2 T3"),
    ("MY-02", "2026Q1", "T1 T3 T4"),
    ("MY-03", "2025", "T1 T2 T3"),
]


@pytest.mark.parametrize(("form", "period", "codes"), RESPONDENTS)
def test_respondents(form, period, codes):
    found = respondents(PACK, FORMS[form], parse_period(period))
    assert " ".join(unit.code for unit in found) == codes


# office | month | unit: forms
EXPECTED = [
    ("C1", "2026-02", "T1: MY-01; T3: MY-01; T4: MY-01; P1: MY-01"),
    ("C1", "2026-03", "T1: MY-01 MY-02; T3: MY-01 MY-02; T4: MY-01 MY-02; P1: MY-01"),
    ("C1", "2025-12", "T1: MY-01 MY-02 MY-03; T2: MY-01 MY-02 MY-03; T3: MY-01 MY-02 MY-03; P1: MY-01"),
    ("T3", "2026-03", "P2: MY-01"),
    ("T1", "2026-03", ""),  # P1 reports to C1
    ("C1", "2026Q1", "T1: MY-02; T3: MY-02; T4: MY-02"),
    ("C1", "2025", "T1: MY-03; T2: MY-03; T3: MY-03"),
    ("C1", "2024-12", ""),
]


@pytest.mark.parametrize(("office", "period", "told"), EXPECTED)
def test_expected(office, period, told):
    found: dict[str, list[str]] = {}
    for unit, form in expected(PACK, office, parse_period(period)):
        found.setdefault(unit.code, []).append(form.id)
    assert "; ".join(f"{unit}: {' '.join(forms)}" for unit, forms in found.items()) == told


# row | column | unit | period | why it is —
ASKED = [
    ("01", "m", "T1", "2026-02", None),
    ("01", "ytd", "T1", "2026-02", NotAsked.APPLIES),
    ("02", "goal", "T1", "2026-02", NotAsked.APPLIES),
    ("04", "ytd", "T1", "2026-02", None),
    ("05", "m", "T1", "2026-02", NotAsked.FREQUENCY),
    ("05", "m", "T1", "2026-03", None),
    ("05", "ytd", "T1", "2026-02", NotAsked.FREQUENCY),
    ("05", "m", "P1", "2026-03", NotAsked.KIND),
    ("06", "m", "T1", "2026-02", None),
    ("06", "m", "T3", "2026-02", NotAsked.UNIT),
    ("06", "ly", "T1", "2026-02", NotAsked.APPLIES),
]


@pytest.mark.parametrize(("row", "column", "unit", "period", "reason"), ASKED)
def test_why_a_cell_is_a_dash(row, column, unit, period, reason):
    form = FORMS["MY-01"]
    rows, columns = {r.id: r for r in form.rows}, {c.id: c for c in form.columns}
    args = (form, rows[row], columns[column], UNITS[unit], parse_period(period))
    assert why_not_asked(*args) is reason
    assert asked(*args) is (reason is None)


def cell(row_changes, column_changes, column="m"):
    form = FORMS["MY-01"]
    heads = tuple(replace(c, **column_changes) if c.id == "m" else c for c in form.columns)
    row = replace(form.rows[3], applies={}, **row_changes)
    chosen = next(c for c in heads if c.id == column)
    return why_not_asked(replace(form, columns=heads), row, chosen, UNITS["T1"], parse_period("2026-02"))


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"respondents": ("pasture",)}, {"respondents": ("township",)}, None),
        ({"respondents": ("township",)}, {"respondents": ("pasture",)}, NotAsked.KIND),
        ({"units": ("T3",)}, {"units": ("T1",)}, None),
        ({}, {"units": ("T3",)}, NotAsked.UNIT),
        ({}, {"frequency": parse_period("2026").frequency}, NotAsked.FREQUENCY),
        ({}, {"applies": False}, NotAsked.APPLIES),
    ],
)
def test_a_column_overrides_its_row_and_derived_columns_follow(row, column, reason):
    assert cell(row, column) is reason
    assert cell(row, column, "ly") is reason


def test_a_row_may_say_that_a_cell_applies_after_all():
    form = FORMS["MY-01"]
    closed = replace(form.columns[0], applies=False)
    row = replace(form.rows[3], applies={"m": True})
    assert why_not_asked(form, row, closed, UNITS["T1"], parse_period("2026-02")) is None


def test_a_stock_has_no_year_to_date_whatever_the_row_says():
    row = replace(FORMS["MY-01"].rows[3], nature=Nature.STOCK, applies={"ytd": True})
    column = FORMS["MY-01"].columns[1]
    assert not asked(FORMS["MY-01"], row, column, UNITS["T1"], parse_period("2026-02"))


def test_collector_is_the_parent_unless_another_office_is_named():
    assert [collector(UNITS[code]) for code in ("C1", "T1", "P1", "P2")] == [None, "C1", "C1", "T3"]


@pytest.mark.parametrize(
    ("form", "period", "day"),
    [
        ("MY-01", "2026-02", (2026, 3, 5)),
        ("MY-02", "2026Q1", (2026, 4, 10)),
        ("MY-03", "2025", (2026, 1, 31)),
    ],
)
def test_due_dates(form, period, day):
    assert due_date(PACK, FORMS[form], parse_period(period)) == dt.date(*day)


@pytest.mark.parametrize(
    ("form", "period", "own"),
    [
        ("MY-01", "2026-03", "2026-03"),
        ("MY-02", "2026-03", "2026Q1"),
        ("MY-02", "2026-02", None),
        ("MY-02", "2026Q1", "2026Q1"),
        ("MY-03", "2026Q4", None),
        ("MY-03", "2026-12", "2026"),
        ("MY-01", "2026Q1", None),
    ],
)
def test_own_period(form, period, own):
    found = own_period(FORMS[form], parse_period(period))
    assert (str(found) if found else None) == own

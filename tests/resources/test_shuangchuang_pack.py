"""The shipped pack against what the source documents demand of it (rows, checks, units, targets, samples)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from forms.calendar import expected, is_respondent, own_period
from forms.definition import (
    CellType,
    ColumnDef,
    FieldDef,
    FormDef,
    Kind,
    Level,
    Nature,
    PackDef,
    RowDef,
)
from forms.loader import load_pack, pack_from_json, pack_json
from forms.period import parse_period
from forms.samples import PackReport, check_pack

FOLDER = Path(__file__).parents[2] / "resources" / "packs" / "shuangchuang"
FAMILIES = [f"SC-{number:02}" for number in range(1, 13)]

# Rows of each table form as the documents' analysis numbers them; a bundled line is split into .1, .2 …
ROWS = {
    "SC-01": (29, {29: 3}),
    "SC-02": (16, {8: 7, 9: 2, 16: 4}),
    "SC-03": (10, {6: 2}),
    "SC-04": (14, {11: 2, 12: 3, 13: 2}),
    "SC-05": (11, {7: 2, 8: 4, 9: 2, 11: 5}),
    "SC-06": (17, {1: 2, 6: 2, 7: 4, 9: 2, 12: 3, 13: 4, 14: 3, 15: 3, 16: 2, 17: 3}),
    "SC-07": (13, {4: 2, 5: 2, 7: 2, 8: 6, 9: 6, 10: 4, 11: 2, 12: 2, 13: 6}),
    "SC-08": (13, {1: 2, 4: 2, 6: 2, 7: 2, 8: 2, 9: 2, 10: 2}),
    "SC-09": (15, {1: 8, 2: 4, 3: 2, 4: 2, 5: 4, 7: 5, 8: 2, 9: 2, 11: 2, 12: 2, 13: 3, 14: 4, 15: 11}),
    "SC-10": (5, {}),
}
ROSTERS = {
    "SC-02A", "SC-03A", "SC-04A", "SC-05A", "SC-06A", "SC-07A", "SC-08A", "SC-09A",
    "SC-10A", "SC-10B", "SC-11A", "SC-11B", "SC-12",
}  # fmt: skip

# Who reports what every month: 地市, 高新区, 县区, 园区, other departments.
MONTHLY = {
    "540100": {"SC-01", "SC-02", "SC-03", "SC-04", "SC-05", "SC-06", "SC-07", "SC-08", "SC-09", "SC-10"},
    "540300Z01": {"SC-01", "SC-02", "SC-03", "SC-04", "SC-05", "SC-06", "SC-07", "SC-08", "SC-09", "SC-10"},
    "540121": {"SC-01", "SC-02", "SC-03", "SC-04", "SC-08", "SC-09", "SC-10"},
    "540100K01": {"SC-01", "SC-02", "SC-03", "SC-04", "SC-06", "SC-08", "SC-09", "SC-10"},
    "540000D01": {"SC-01", "SC-05", "SC-08", "SC-09", "SC-10"},
    "540000D23": {"SC-07", "SC-10"},
    "540000D03": {"SC-10"},
    "540100D13": {"SC-09", "SC-10"},
}

# Targets on which the documents disagree: indicator's row → (target id, value) side by side.
CONFLICTS = {
    "01.13": {"TR-10": "150", "TP-07": "1.3"},
    "01.14": {"TL-11": "70"},
    "01.18": {"TR-13": "350", "TP-05": "500", "TP-34": "500", "TL-14": "250"},
    "01.22": {"TR-17": "2000", "TP-06": "4200", "TL-18": "1300"},
    "01.24": {"TR-19": "6000", "TL-19": "500"},
    "01.17": {"TR-12": "160", "TP-04": "160", "TP-35": "160", "TL-13": "130"},
}


@cache
def pack() -> PackDef:
    return load_pack(FOLDER)


@cache
def report() -> PackReport:
    return check_pack(FOLDER)


def form(name: str) -> FormDef:
    return next(form for form in pack().forms if form.id == name)


def test_pack_has_no_problems_and_every_sample_comes_out_as_written() -> None:
    assert report().problems == ()
    assert [(s.id, s.differences) for s in report().samples if s.differences] == []


def test_identity() -> None:
    assert (pack().id, pack().version, pack().first_period) == ("shuangchuang", "2021.1", "2021-01")
    assert pack().approval is None  # no source gives a 批准文号
    assert pack_from_json(pack_json(pack())) == pack()


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_documents_is_there(name: str) -> None:
    count, split = ROWS[name]
    number = name[-2:]
    # 08.11 and 08.12 are totals with their parts; they stand themselves and with .1, .2 …
    extra = {"SC-08": ["08.11.1", "08.11.2", "08.11.3", "08.12.1", "08.12.2"]}.get(name, [])
    want = [
        f"{number}.{row:02}" + (f".{part}" if row in split else "")
        for row in range(1, count + 1)
        for part in range(1, split.get(row, 1) + 1)
    ]
    assert sorted(row.id for row in form(name).rows) == sorted([*want, *extra])


def test_rosters_are_forms_of_their_own() -> None:
    assert {f.id for f in pack().forms if f.kind is Kind.ROSTER} == ROSTERS
    assert all(f.key for f in pack().forms if f.kind is Kind.ROSTER)


@pytest.mark.parametrize("name", [*ROWS])
def test_every_row_says_what_it_measures_and_rests_on(name: str) -> None:
    measured_by_column = {column.id for column in form(name).columns if column.measure}
    without_definition = {"06.02", "06.03", "06.04", "06.05"}  # the sources define no unit
    for row in form(name).rows:
        assert row.nature is not None, row.id
        assert row.basis, row.id
        if row.type.numeric and not measured_by_column:
            assert row.decimals is not None, row.id
            assert row.measure or row.id in without_definition, row.id


def test_basis_ids_are_of_known_kinds() -> None:
    known = re.compile(r"(TR|TL|TP|K5|KL|KP|M|C|S|B|CK)-\d{2,4}")
    forms = pack().forms
    parts: list[FormDef | RowDef | ColumnDef | FieldDef] = [*forms]
    for f in forms:
        parts += [*f.rows, *f.columns, *f.fields]
    used = {basis for part in parts for basis in part.basis}
    assert [b for b in used if not known.fullmatch(b)] == []


def test_everything_a_reader_of_english_sees_has_a_title() -> None:
    for f in pack().forms:
        parts: list[FormDef | RowDef | ColumnDef | FieldDef] = [f, *f.columns, *f.rows, *f.fields]
        assert [p.id for p in parts if not p.title_en] == []
        assert [c.id for c in f.checks if not c.message_en] == []


@pytest.mark.parametrize("number", range(1, 18))
def test_check_relations(number: int) -> None:
    prefix = f"CK-{number:02}-"
    rules = [c.id for f in pack().forms for c in f.checks if c.id.startswith(prefix)]
    rules += [c.id for c in pack().node_checks if c.id.startswith(prefix)]
    if number == 9:  # the region is the sum of the prefectures: told by `inside`, zones are never added
        assert not rules
        assert any("CK-09" in note for note in pack().notes)
        assert all(unit.inside for unit in pack().units if unit.kind == "zone")
        assert not any(unit.inside for unit in pack().units if unit.kind in ("prefecture", "department"))
    else:
        assert rules


def test_a_row_is_either_typed_or_calculated() -> None:
    """Where a calculation names a row, every figure of that row is calculated; totals are columns of their own."""
    target = re.compile(r"\[(?P<row>[^,\]]*), (?P<column>\w+)\]")
    for f in pack().forms:
        if f.kind is Kind.ROSTER:
            continue
        cells = [found.groups() for c in f.calculations if (found := target.fullmatch(c.target))]
        assert len(cells) == len(f.calculations) == len(set(cells))
        whole_columns = {column for row, column in cells if not row}
        for row in f.rows:
            filled = {column for name, column in cells if name == row.id} | whole_columns
            if filled == whole_columns:
                continue
            figures = {c.id for c in f.columns if (c.type or row.type).numeric and c.derive is None}
            assert {c for c in figures if row.applies.get(c, True)} <= filled, row.id


def test_careful_clerks_are_not_blocked_by_what_can_be_true() -> None:
    """Comparison with other months, rosters still being filled and bands never block."""
    soft = re.compile(r"(CK-05|CK-06|CK-11-SC-0[39]|CK-12|CK-14|CK-17|R8)-?")
    hard = [c.id for f in pack().forms for c in f.checks if soft.match(c.id) and c.level is Level.ERROR]
    assert hard == []


@pytest.mark.parametrize("unit", MONTHLY)
def test_who_reports_which_tables(unit: str) -> None:
    month = parse_period("2026-10")
    unit_def = next(u for u in pack().units if u.code == unit)
    tables = {f.id for f in pack().forms if f.kind is Kind.TABLE and is_respondent(f, unit_def, month)}
    assert tables == MONTHLY[unit]


def test_yearly_rows_make_a_monthly_form_due_only_in_december() -> None:
    talent = "540100D18"  # 全市人才总量 … are asked once a year
    for month, due in (("2026-10", False), ("2026-12", True)):
        period = parse_period(month)
        asked = {f.id for u, f in expected(pack(), "540100", period) if u.code == talent}
        assert ("SC-01" in asked) is due


def test_matters_are_due_quarterly() -> None:
    assert own_period(form("SC-12"), parse_period("2026-11")) is None
    assert str(own_period(form("SC-12"), parse_period("2026-12"))) == "2026Q4"


def test_units() -> None:
    kinds = Counter(unit.kind for unit in pack().units)
    assert (kinds["region"], kinds["prefecture"], kinds["zone"]) == (1, 7, 3)
    assert (kinds["county"], kinds["park"]) == (8, 3)
    by_code = {unit.code: unit for unit in pack().units}
    for unit in pack().units:
        if unit.kind == "zone":
            assert by_code[unit.parent or ""].kind == "prefecture"
            assert unit.reports_to == "540000"
        if unit.kind in ("county", "park") or unit.kind.startswith("city-"):
            assert (unit.parent, unit.reports_to, unit.inside) == ("540100", None, True)
        if unit.kind.startswith("department"):
            assert (unit.parent, unit.inside) == ("540000", False)


def test_targets_carry_their_source_and_none_wins() -> None:
    targets = {target.id: target for target in pack().targets}
    for row, expected_ones in CONFLICTS.items():
        beside = {t.id: str(t.target) for t in pack().targets if t.form == "SC-01" and t.row == row}
        assert beside == expected_ones
    assert all(t.document and t.clause for t in targets.values())
    assert all(t.note for t in targets.values() if t.form is None)  # why no row can express it
    prefixes = Counter(identifier[:2] for identifier in targets)
    assert (prefixes["TR"], prefixes["TL"], prefixes["TP"], prefixes["TA"]) == (25, 26, 38, 8)


def test_target_columns_name_documents_that_have_targets() -> None:
    documents = {target.document for target in pack().targets}
    named = {c.document for f in pack().forms for c in f.columns if c.document}
    assert named <= documents


def test_expired_supports_are_told_by_their_rows() -> None:
    rows = [row for row in form("SC-09").rows if row.id.startswith(("09.01", "09.02"))]
    assert all("2025年12月" in (row.note or "") for row in rows)


def test_personal_data_is_kept_to_what_the_roster_needs() -> None:
    fields = [field for f in pack().forms for field in f.fields]
    assert not [field.id for field in fields if field.type is CellType.PHONE]


def test_flows_allow_explained_corrections() -> None:
    """A negative flow is a warning (CK-04), so flow rows of money and counts carry no lower limit."""
    for name in ("SC-03", "SC-07", "SC-09"):
        low = [r.id for r in form(name).rows if r.nature is Nature.FLOW and r.min is not None]
        assert low == []


@pytest.mark.parametrize("family", FAMILIES)
def test_three_samples_per_family(family: str) -> None:
    files = sorted((FOLDER / "samples").glob(f"{family.lower()}*.yaml"))
    samples = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    assert len(samples) >= 3
    levels = [{finding["level"] for finding in sample["expect"]} for sample in samples]
    assert any(not found & {"error", "warning"} for found in levels)
    assert any(found & {"error", "warning"} for found in levels)
    assert all(sample["id"] == file.stem for sample, file in zip(samples, files, strict=True))

"""Received content: the glance never lets through what full reading refuses, nor refuses what it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import CellType, ChoiceDef, ColumnDef, FieldDef, FormDef, Kind, PackDef, RowDef
from forms.index import PackIndex
from forms.period import Frequency
from forms.report import Content
from forms.shape import MAX_LINES, content_problems
from forms.values import CellSpec, Invalid, from_text

CHOICES = (ChoiceDef(code="甲", title="甲"), ChoiceDef(code="b.1", title="乙"))
TYPES = [(t, d) for t in CellType for d in ((None, 0, 2) if t is CellType.NUMBER else (None,))]


def spec(kind: CellType, decimals: int | None) -> CellSpec:
    return CellSpec(type=kind, decimals=decimals, choices=CHOICES)


def index() -> PackIndex:
    given_list = {"list": "l"}
    table = FormDef(
        id="T",
        title="t",
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=("x",),
        columns=(ColumnDef(id="m", title="m"),),
        rows=tuple(
            RowDef(id=str(n), title="r", type=t, decimals=d, **given_list) for n, (t, d) in enumerate(TYPES)
        ),
    )
    roster = FormDef(
        id="R",
        title="r",
        kind=Kind.ROSTER,
        frequency=Frequency.MONTH,
        respondents=("x",),
        fields=tuple(
            FieldDef(id=str(n), title="f", type=t, decimals=d, **given_list) for n, (t, d) in enumerate(TYPES)
        ),
    )
    return PackIndex(
        PackDef(
            id="p",
            version="1",
            title="p",
            authority="a",
            first_period="2026-01",
            due={},
            forms=(table, roster),
            lists={"l": CHOICES},
        )
    )


INDEX = index()
texts = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"-?[0-9]{0,4}(\.[0-9]{0,3})?", fullmatch=True),
    st.sampled_from(
        ["甲", "乙", "b.1", "bx1", "yes", "no", "2026-02-28", "2026-02-31", "2026-13", "2026-12"]
    ),
    st.sampled_from(
        ["—", "-", " ", "", "-0", "-0.00", "007", "1e3", "1\x1f2", "\x1e", "a\nb", " x", "x\u3000"]
    ),
)


@given(st.lists(st.one_of(st.none(), texts), min_size=len(TYPES), max_size=len(TYPES)))
def test_a_glance_and_full_reading_agree(found) -> None:
    bad = {
        str(n)
        for n, (text, (kind, decimals)) in enumerate(zip(found, TYPES, strict=True))
        if isinstance(from_text(text, spec(kind, decimals)), Invalid)
    }
    cells = {str(n): {"m": text} for n, text in enumerate(found)}
    assert {p.where for p in content_problems(INDEX, "T", Content(cells=cells))} == {
        f"T[{n}, m]" for n in bad
    }
    line = {name: cells[name]["m"] for name in sorted(cells)}
    problems = content_problems(INDEX, "R", Content(rows=(line,)))
    assert {p.where for p in problems} == {f"R #1 {n}" for n in bad}


@pytest.mark.parametrize(
    ("form", "content", "code"),
    [
        ("T", Content(cells={"99": {"m": "1"}}), "E-CELL"),
        ("T", Content(cells={"0": {"x": None}}), "E-CELL"),
        ("T", Content(rows=({"0": "1"},)), "E-CELL"),
        ("R", Content(cells={"0": {"m": "1"}}), "E-CELL"),
        ("R", Content(rows=({"99": None},)), "E-CELL"),
        ("R", Content(rows=({},) * (MAX_LINES + 1)), "E-QUOTA"),
    ],
)
def test_what_no_form_prescribes(form, content, code) -> None:
    assert {p.code for p in content_problems(INDEX, form, content)} == {code}


def test_lines_may_leave_fields_out() -> None:
    assert content_problems(INDEX, "R", Content(rows=({"0": "1"}, {}))) == ()

"""Rosters read a column at once: the same values and figures as text by text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import CellType, ChoiceDef, FieldDef, FormDef, Kind, PackDef
from forms.index import PackIndex
from forms.lines import figure_of, figures_in, read_lines
from forms.period import Frequency
from forms.values import from_text

FIELDS = (
    *(FieldDef(id=kind.value, title=kind.value, type=kind, list="l") for kind in CellType),
    *(FieldDef(id=f"n{n}", title="n", type=CellType.NUMBER, decimals=n) for n in (0, 2)),
)
FORM = PackIndex(
    PackDef(
        id="p", version="1", title="p", authority="a", first_period="2026-01", due={"month": 5},
        lists={"l": (ChoiceDef(code="A", title="甲"), ChoiceDef(code="B", title="乙"))},
        forms=(FormDef(id="R", title="R", kind=Kind.ROSTER, frequency=Frequency.MONTH, respondents=("c",), fields=FIELDS),),
    )
).forms["R"]  # fmt: skip
COMMON = ["12", "12.50", "0.5", "甲方", "2026-01-15", "yes", "A", None]
ODD = [
    "—",
    "5.0",
    "-0",
    "007",
    "no",
    "x\x1fy",
    "1\n",
    "2026-02-30",
    "",
    " a",
    "1e3",
    "A；B",
    "1" * 20,
    "0.1234567",
]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_column_at_once_gives_what_text_by_text_gives(data):
    count = data.draw(st.integers(0, 4))
    texts = st.sampled_from(COMMON) | st.sampled_from(ODD) | st.none()
    uniform = {field.id: data.draw(st.booleans()) for field in FIELDS}
    same = {field.id: data.draw(st.sampled_from(COMMON)) for field in FIELDS}
    lines = [
        {name: same[name] if uniform[name] else data.draw(texts) for name in FORM.field_specs}
        for _ in range(count)
    ]
    read = read_lines(FORM, lines)
    wanted = [tuple(from_text(line[name], spec) for name, spec in FORM.field_specs.items()) for line in lines]
    assert [list(map(repr, line)) for line in read] == [list(map(repr, line)) for line in wanted]
    kinds = [spec.type for spec in FORM.field_specs.values()]
    assert figures_in(FORM, read) == [tuple(map(figure_of, line, kinds)) for line in wanted]


def test_a_field_that_a_line_does_not_have_is_blank():
    assert read_lines(FORM, [{"text": "甲"}])[0].count(None) == len(FIELDS) - 1

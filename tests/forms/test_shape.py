"""Received content against its form: what does not fit is named by its place; what is merely wrong is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.report import Content
from forms.shape import MAX_LINES, content_problems
from forms.values import Invalid, read_in_full
from tests.forms.engine_pack import INDEX, content

# form | content | where: reason
WRONG = [
    ("A", content("99 m 1"), "A[99, m]: no such cell"),
    ("A", content("01 x 1"), "A[01, x]: no such cell"),
    ("A", content("01 m x"), "A[01, m]: not a number"),
    ("A", content("01 m 1.5"), "A[01, m]: more decimal places than the row has"),
    ("A", content("01 m 01"), "A[01, m]: not a number"),
    ("A", content("09 m 国家级"), "A[09, m]: not in the list"),
    ("A", content("", [{"name": "甲"}]), "A rows: a table has no roster lines"),
    ("R", content("01 m 1"), "R cells: a roster has no cells"),
    ("R", content("", [{"name": "甲"}, {"x": "1"}]), "R #2 x: no such field"),
    ("R", content("", [{"jobs": "1.5"}]), "R #1 jobs: more decimal places than the row has"),
]


@pytest.mark.parametrize(("form", "given", "told"), WRONG)
def test_what_does_not_fit(form, given, told):
    (problem,) = content_problems(INDEX, form, given)
    assert problem.code == "E-CELL"
    assert f"{problem.where}: {problem.params['reason']}" == told


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("A", content("01 m —; 02 m 5; 05 m -3; 09 m N; 10 m yes")),
        ("A", Content(cells={"01": {"m": None}})),
        ("R", content("", [{"name": None, "jobs": "5"}, {"name": "a b", "level": "N"}])),
    ],
)
def test_what_fits_even_if_a_rule_will_complain(form, given):
    assert content_problems(INDEX, form, given) == ()


def test_everything_is_told_at_once_but_a_flood_only_once():
    assert len(content_problems(INDEX, "A", content("01 m x; 02 m x; 99 m 1"))) == 3
    (flood,) = content_problems(INDEX, "R", Content(rows=({"x": "1"},) * (MAX_LINES + 1)))
    assert flood.code == "E-QUOTA"


texts = (
    st.text(max_size=12)
    | st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{0,8})?", fullmatch=True)
    | st.sampled_from(["—", "yes", "N", " a", "a "])
)


@given(st.sampled_from(list(INDEX.forms["A"].cells)), texts)
def test_a_cell_fits_exactly_when_its_text_is_a_value(position, text):
    spec = INDEX.forms["A"].cells[position].spec
    given_content = Content(cells={position.row: {position.column: text}})
    assert bool(content_problems(INDEX, "A", given_content)) is isinstance(read_in_full(text, spec), Invalid)


@given(st.sampled_from(list(INDEX.forms["R"].fields)), texts)
def test_a_field_fits_exactly_when_its_text_is_a_value(name, text):
    spec = INDEX.forms["R"].field_specs[name]
    wrong = isinstance(read_in_full(text, spec), Invalid)
    assert bool(content_problems(INDEX, "R", Content(rows=({name: text},)))) is wrong


whole_lines = st.fixed_dictionaries(
    {name: st.none() | texts for name in sorted(INDEX.forms["R"].field_specs)}
)


@given(st.lists(whole_lines, max_size=4))
def test_a_roster_at_a_glance_is_the_roster_read_line_by_line(lines):
    specs = INDEX.forms["R"].field_specs
    wrong = [
        f"R #{number} {name}"
        for number, line in enumerate(lines, start=1)
        for name, text in line.items()
        if text is not None and isinstance(read_in_full(text, specs[name]), Invalid)
    ]
    assert [p.where for p in content_problems(INDEX, "R", Content(rows=tuple(lines)))] == wrong


@pytest.mark.parametrize("text", ["1\x1f2", "\x1f", "1\x1f"])
def test_one_text_is_never_taken_for_two(text):
    line = dict.fromkeys(sorted(INDEX.forms["R"].field_specs))
    (problem,) = content_problems(INDEX, "R", Content(rows=({**line, "jobs": "5"}, {**line, "jobs": text})))
    assert problem.where == "R #2 jobs"

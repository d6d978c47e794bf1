"""All checks of a roster at once decide as each check by itself does, on any lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import Missing
from forms.formula import tree
from forms.formula.arithmetic import exact
from forms.formula.compiler import compile_row
from forms.formula.rows import RowChecks
from forms.formula.tree import LineField, Type

PLACES = (0, 2, 6, 0, 0)
FIELDS = (
    *(LineField(f"n{n}", n, Type.NUMBER) for n in range(3)),
    LineField("word", 3, Type.TEXT),
    LineField("truth", 4, Type.BOOL),
)
FIGURES = st.sampled_from(FIELDS[:3])
NUMBERS = FIGURES | st.sampled_from(["0", "1", "-2.5", "100", "0.000001"]).map(
    lambda text: tree.Number(Decimal(text))
)
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])


def numeric(inner):
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    chain = st.lists(st.tuples(st.sampled_from("+-*+-*/"), inner), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Unary, st.sampled_from("+-"), inner),
        st.builds(tree.Arithmetic, inner, chain),
        st.builds(tree.Call, st.sampled_from(["min", "max", "sum"]), some),
        inner.map(lambda node: tree.Call("abs", (node,))),
    )


def truths(inner):
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Logic, st.sampled_from(["and", "or"]), parts),
        st.builds(tree.Not, inner),
        st.builds(tree.If, inner, inner, st.none() | inner),
    )


FORMULAS = st.recursive(NUMBERS, numeric, max_leaves=5)
COMPARED = st.one_of(
    st.builds(tree.Compare, SIGNS, FORMULAS, FORMULAS),
    st.builds(tree.Compare, st.sampled_from(["=", "<>"]), st.just(FIELDS[3]), st.just(tree.Text("a"))),
    st.just(FIELDS[4]),
    FIGURES.map(lambda field: tree.Call("blank", (field,))),
)
CHECKS = st.tuples(st.recursive(COMPARED, truths, max_leaves=6), st.sampled_from(list(Missing)))


def figures(places):
    whole = st.integers(-12, 12) | st.integers(-(10**17), 10**17)
    return st.none() | whole.map(lambda n: Decimal(n).scaleb(-places)) | whole.map(Decimal).map(_short)


def _short(value):
    return value if abs(value) < 10**11 else Decimal(7)


LINES = st.lists(
    st.tuples(
        *(figures(places) for places in PLACES[:3]),
        st.sampled_from([None, "a", "b"]),
        st.sampled_from([None, True, False]),
    ),
    max_size=5,
)


def one_by_one(node, missing, lines):
    """The numbers of the lines on which the compiled rule says no."""
    none = {"slot": lambda ref: 0, "tally": lambda tally: 0}
    rule = compile_row(node, missing, **none)
    return [n for n, line in enumerate(lines) if rule(line, Nobody()) is False]


class Nobody:
    def divided_by_zero(self):
        return


@settings(max_examples=300, deadline=None)
@given(st.lists(CHECKS, min_size=1, max_size=4), LINES)
def test_at_once_is_one_by_one(checks, lines):
    with exact():
        together = RowChecks(dict(enumerate(checks)), PLACES).run(lines)
        for number, failed in together.items():
            assert failed == one_by_one(*checks[number], lines), checks[number]


def check(left, sign, right, *, over=0, missing=Missing.SKIP_ANY):
    return RowChecks({over: (tree.Compare(sign, left, right), missing)}, PLACES)


def line(*figures):
    return (*(None if f is None else Decimal(f) for f in figures), "a", True)


def test_a_check_keeps_its_number_and_names_lines_from_0():
    lines = [line(1, "2.50", 1), line(3, "2.50", 1), line(None, "2.50", 1)]
    assert check(FIELDS[0], "<", FIELDS[1], over=7).run(lines) == {7: [1]}


@pytest.mark.parametrize("value", ["1.5", "1E+18", "-1E+18", "0.1234567"])
def test_a_figure_its_field_cannot_hold_leaves_all_to_decimals(value):
    assert check(FIELDS[0], "<", FIELDS[2]).run([line("1", "1", "1"), line(value, "1", "1")]) == {}


@pytest.mark.parametrize(
    "node",
    [
        tree.Compare("=", tree.Arithmetic(FIELDS[0], (("/", FIELDS[1]),)), FIELDS[2]),
        tree.Compare("=", tree.Arithmetic(FIELDS[0], (("*", FIELDS[1]),) * 3), FIELDS[2]),
        tree.Compare("=", FIELDS[0], tree.Facts("year")),
        tree.Compare("=", tree.Number(Decimal(1)), tree.Number(Decimal(1))),
    ],
)
def test_what_divides_or_may_be_rounded_or_looks_elsewhere_does_not_fit(node):
    assert RowChecks({0: (node, Missing.SKIP_ANY)}, PLACES).numbers == ()


@pytest.mark.parametrize("typed", ["-1", "2305843009213693951", "2305843009213693952"])
def test_whole_numbers_whose_hash_is_another_are_read_all_the_same(typed):
    wide = check(FIELDS[0], "=", tree.Number(Decimal(typed)))
    small = abs(int(typed)) < 10**18
    assert wide.run([line(typed, 0, 0)]) == ({0: []} if small else {})


def test_a_roster_without_lines_and_without_checks():
    assert check(FIELDS[0], "<", FIELDS[1]).run([]) == {0: []}
    assert RowChecks({}, PLACES).run([line(1, 1, 1)]) == {}

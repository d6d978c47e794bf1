"""For all trees: printing and parsing are inverse, and the compiled rule is the interpreted one. For all texts: no crash."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.definition import Missing
from forms.errors import YuebaoError
from forms.formula import tree
from forms.formula.compiler import compile_rule
from forms.formula.parser import MAX_DEPTH, MAX_LENGTH, parse
from forms.formula.printer import print_formula
from forms.formula.tables import TABLE, built
from forms.formula.within import NotMovableError, at_time
from forms.ids import CellRef

IDS = st.sampled_from(["01", "02.12", "m", "total", "a-b", "x_y", "SC-02", "107-1"])
FORMS = st.sampled_from([None, "SC-02", "107-1"])
NAMES = st.sampled_from(["jobs", "old-name", "and", "x_1", "若", "where"]).filter(str.isascii)
NUMBERS = st.decimals(0, 10**9, places=2).map(tree.Number) | st.integers(0, 99).map(
    lambda n: tree.Number(Decimal(n))
)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=6).map(tree.Text)
CELLS = st.builds(tree.Cell, FORMS, IDS, st.none() | IDS) | st.builds(tree.Cell, FORMS, st.none(), IDS)
RANGES = st.builds(tree.Range, FORMS, IDS, IDS, st.none() | IDS, st.none()) | st.builds(
    tree.Range, FORMS, st.none() | IDS, st.none(), IDS, IDS
)
FACTS = st.sampled_from(["period", "year", "month", "unit_kind"]).map(tree.Facts)
FIELDS = NAMES.map(tree.Field)
STEPS = st.sampled_from([tree.Prev(), tree.LastYear(), tree.Ytd(), tree.Total("2021-01")])
LEAVES = (
    NUMBERS | TEXTS | CELLS | FACTS | FIELDS | st.booleans().map(tree.Bool) | st.just(tree.Target("TR-06"))
)


def moved(node, steps):
    try:
        for step in steps:
            node = at_time(step, node)
    except NotMovableError:
        return tree.Number(Decimal(0))
    return node


def grown(inner):
    few = st.lists(inner, min_size=2, max_size=4).map(tuple)
    chain = st.sampled_from(["+-", "*/"]).flatmap(
        lambda signs: st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3).map(tuple)
    )
    return st.one_of(
        st.builds(tree.Unary, st.sampled_from("+-"), inner),
        st.builds(tree.Arithmetic, inner, chain),
        st.builds(tree.Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), inner, inner),
        st.builds(tree.Logic, st.sampled_from(["and", "or"]), few),
        st.builds(tree.Not, inner),
        st.builds(tree.If, inner, inner, st.none() | inner),
        st.builds(
            tree.Call,
            st.sampled_from(["sum", "max", "coalesce", "round"]),
            st.lists(inner | RANGES, min_size=1, max_size=3).map(tuple),
        ),
        st.builds(
            tree.Aggregate,
            st.sampled_from(["sum", "count", "avg"]),
            st.sampled_from(["SC-03", "107-1"]),
            NAMES,
            st.none() | inner,
        ),
        st.builds(
            tree.Aggregate,
            st.just("count"),
            st.sampled_from(["SC-03", "107-1"]),
            st.none(),
            st.none() | inner,
        ),
        st.builds(moved, inner, st.lists(STEPS, max_size=3)),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=12))
@example(tree.Text('"'))
@example(tree.Unary("-", tree.Unary("-", tree.Number(Decimal(1)))))
def test_printing_and_parsing_are_inverse(node):
    text = print_formula(node)
    if len(text) <= MAX_LENGTH:
        assert parse(text) == node


# Ground trees with types, for the two evaluators.
def cell(type_, count):
    return st.integers(0, count - 1).map(lambda n: tree.Operand(CellRef("F", type_.value, str(n)), type_))


FIGURES = cell(tree.Type.NUMBER, 4)
NUMERIC = (
    FIGURES
    | st.integers(0, 3).map(lambda n: tree.Number(Decimal(n)))
    | st.just(tree.Facts("month"))
    | st.just(tree.Target("T"))
)
WORDS = cell(tree.Type.TEXT, 2) | st.sampled_from("ab").map(tree.Text)
TRUTHS = (
    cell(tree.Type.BOOL, 2)
    | FIGURES.map(lambda f: tree.Call("blank", (f,)))
    | FIGURES.map(lambda f: tree.Call("na", (f,)))
)


def numbers(inner):
    numeric, truth = inner
    some = st.lists(numeric, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Unary, st.sampled_from("+-"), numeric),
        st.builds(
            tree.Arithmetic,
            numeric,
            st.lists(st.tuples(st.sampled_from("+-"), numeric), min_size=1, max_size=10).map(tuple),
        ),
        st.builds(
            tree.Arithmetic,
            numeric,
            st.lists(st.tuples(st.sampled_from("*/"), numeric), min_size=1, max_size=2).map(tuple),
        ),
        st.builds(tree.If, truth, numeric, numeric),
        st.builds(tree.Call, st.sampled_from(["sum", "min", "max", "avg"]), some),
        st.lists(FIGURES, min_size=1, max_size=3).map(lambda f: tree.Call("count", tuple(f))),
        st.tuples(numeric, numeric).map(lambda pair: tree.Call("coalesce", pair)),
        st.builds(lambda n, p: tree.Call("round", (n, tree.Number(Decimal(p)))), numeric, st.integers(0, 12)),
        numeric.map(lambda n: tree.Call("abs", (n,))),
    )


def truths(inner):
    numeric, truth = inner
    several = st.lists(truth, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), numeric, numeric),
        st.builds(tree.Compare, st.sampled_from(["=", "<>"]), WORDS, WORDS),
        st.builds(tree.Logic, st.sampled_from(["and", "or"]), several),
        st.builds(tree.Not, truth),
        st.builds(tree.If, truth, truth, st.none() | truth),
        st.tuples(truth, truth).map(lambda pair: tree.Call("coalesce", pair)),
    )


LEVEL = (NUMERIC, TRUTHS)
for _ in range(3):
    LEVEL = (NUMERIC | numbers(LEVEL), TRUTHS | truths(LEVEL))

VALUES = st.fixed_dictionaries(
    {
        ("F", "number", str(n)): st.none() | st.sampled_from(["0", "1", "-2.5", "3", "—", "1e9990"])
        for n in range(4)
    }
    | {("F", "text", str(n)): st.sampled_from([None, "a", "b"]) for n in range(2)}
    | {("F", "bool", str(n)): st.sampled_from([None, True, False]) for n in range(2)}
)


@settings(max_examples=400, deadline=None)
@given(LEVEL[0] | LEVEL[1], VALUES, st.sampled_from(list(Missing)), st.none() | st.just(Decimal(2)))
def test_the_compiled_rule_is_the_interpreted_one(world, twice, node, cells, missing, target):
    here = world(cells, targets={"T": target})
    twice(node, here, missing)


GOOD = [
    "若6≠0，则5≤6", "abs([03,m] - prev([03,m])) <= 0.5 * prev([03,m])", "sum(SC-03.jobs where kind = “众创空间”)",
    'total([01, m], "2021-01") >= target("TR-06") * 50%', "if([01:05, m] > 0, SC-02[01], [, c])",
]  # fmt: skip


def refusal(text):
    try:
        parse(text)
    except YuebaoError as refused:
        return refused.problem
    return None


def only_refusals(text):
    problem = refusal(text)
    assert problem is None or problem.code == "E-PACK-SYNTAX"
    assert problem is None or 1 <= int(problem.params["at"]) <= len(text) + 1


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60)
    | st.text('[]()（）“”"`.,，:=≠<>+-*/%若则否则且或非0123456789SCmprevytdcountwhere ', max_size=60)
)
def test_any_text_is_read_or_refused(text):
    only_refusals(text)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.integers(0, 60), st.integers(0, 8), st.text(max_size=4))
def test_damaged_rules_are_read_or_refused(text, start, length, put):
    only_refusals(text[:start] + put + text[start + length :])


HOSTILE = {
    "long": "1+" * 5000 + "1",
    "nested": "(" * 999 + "1" + ")" * 999,
    "unclosed": "(" * 2000,
    "signs": "-" * 1999 + "1",
    "nots": "非" * 1999 + "1",
    "ifs": "若" * 600 + "1" + "则1" * 600,
    "functions": "abs(" * 400 + "1" + ")" * 400,
    "moved": "prev(" * 300 + "[01,m]" + ")" * 300,
    "chain": "+".join(["[1]"] * 500),
    "digits": "9" * 1999,
    "name": "a" * 1999,
    "id": "[" + "a" * 1990 + "]",
    "hyphens": "a-" * 990 + "[",
    "quotes": '"' * 1999,
    "spaces": " " * 1999 + "则",
    "dots": "a." * 990,
    "percent": "1" + " " * 1990 + "%",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_quick(name):
    begun = time.process_time()
    only_refusals(HOSTILE[name])
    assert time.process_time() - begun < 1


def test_the_deepest_and_the_widest_rule_compile(world, twice):
    deep = tree.Operand(CellRef("F", "a", "0"), tree.Type.NUMBER)
    for _ in range(MAX_DEPTH // 2):
        deep = (
            tree.If(tree.Compare(">", deep, tree.Number(Decimal(0))), deep, tree.Number(Decimal(1)))
            if _ < 8
            else tree.Unary("-", deep)
        )
    wide = tree.Call(
        "sum", tuple(tree.Operand(CellRef("F", "a", str(n)), tree.Type.NUMBER) for n in range(5000))
    )
    chain = tree.Arithmetic(deep, tuple(("+", part) for part in wide.arguments[:400]))
    cells = {("F", "a", str(n)): 1 for n in range(5000)}
    assert twice(wide, world(cells), Missing.SKIP_ANY) == 5000
    assert twice(chain, world(cells), Missing.SKIP_ALL) == 401


def test_rules_of_one_shape_share_their_code():
    slots = {"1": 3, "2": 9}
    rules = [
        compile_rule(
            tree.Operand(CellRef("F", "a", n), tree.Type.NUMBER),
            Missing.SKIP_ANY,
            lambda ref: slots[ref.column],
            lambda _: 0,
        )
        for n in slots
    ]
    assert [rule(list(range(10)), None) for rule in rules] == [3, 9]


def test_the_shipped_table_is_the_grammars():
    assert TABLE.read_bytes() == built()

"""The revision graph against plain sets, in any order, with loss and repetition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import merge


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Histories as they can arise: every revision descends only from earlier ones."""
    size = draw(st.integers(0, 9))
    names = [f"r{n}" for n in range(size)]
    return {
        name: tuple(sorted(draw(st.sets(st.sampled_from(names[:place]), max_size=3)))) if place else ()
        for place, name in enumerate(names)
    }


def parts(graph: dict[str, tuple[str, ...]]) -> st.SearchStrategy[list[dict[str, tuple[str, ...]]]]:
    if not graph:
        return st.just([])
    piece = st.sets(st.sampled_from(sorted(graph))).map(lambda names: {n: graph[n] for n in names})
    return st.lists(piece, max_size=5)


def descends(graph: dict[str, tuple[str, ...]], node: str, from_: str) -> bool:
    """The oracle: by the definition, without any cleverness."""
    return any(p == from_ or (p in graph and descends(graph, p, from_)) for p in graph.get(node, ()))


@given(graphs().flatmap(lambda g: st.tuples(parts(g), st.randoms(use_true_random=False))))
def test_merging_is_set_union_in_any_order_with_repetition(arrivals) -> None:
    pieces, random = arrivals
    expected: dict[str, tuple[str, ...]] = {}
    for piece in pieces:
        expected |= piece
    scrambled = pieces * 2
    random.shuffle(scrambled)
    merged: merge.Graph = {}
    for piece in scrambled:
        merged = merge.union(merged, piece)
    assert merged == expected
    assert merge.heads(merged) == merge.heads(expected)


@given(graphs())
def test_heads_are_those_that_nothing_descends_from(graph) -> None:
    assert set(merge.heads(graph)) == {n for n in graph if not any(descends(graph, o, n) for o in graph)}


@given(graphs(), st.data())
def test_ancestors_are_those_it_descends_from_and_itself(graph, data) -> None:
    if not graph:
        assert merge.ancestors(graph, ["r0"]) == frozenset()
        return
    node = data.draw(st.sampled_from(sorted(graph)))
    assert merge.ancestors(graph, [node]) == {n for n in graph if n == node or descends(graph, node, n)}


@given(graphs(), st.data())
def test_common_bases_are_nearest_and_common(graph, data) -> None:
    tips = data.draw(st.lists(st.sampled_from(sorted(graph)), min_size=2, max_size=3)) if graph else []
    found = merge.common_bases(graph, tips)
    common = {n for n in graph if tips and all(n == t or descends(graph, t, n) for t in tips)}
    assert set(found) == {n for n in common if not any(descends(graph, o, n) for o in common)}


@given(graphs(), st.data())
def test_what_does_not_count_is_seen_through(graph, data) -> None:
    keep = data.draw(st.sets(st.sampled_from(sorted(graph)))) if graph else set()
    visible = merge.restricted(graph, keep)
    assert set(visible) == keep
    for node in keep:
        for other in keep:
            assert descends(visible, node, other) == descends(graph, node, other)


@pytest.mark.parametrize(
    ("graph", "tips", "bases"),
    [
        ({"a": (), "b": ("a",), "c": ("a",)}, ("b", "c"), ("a",)),
        ({"b": (), "c": ()}, ("b", "c"), ()),
        ({"a": (), "b": ("a",)}, ("a", "b"), ("a",)),
        ({"a": (), "b": (), "c": ("a", "b"), "d": ("a", "b")}, ("c", "d"), ("a", "b")),
        ({"b": ("lost",), "c": ("lost",)}, ("b", "c"), ()),
    ],
    ids=["fork", "apart", "line", "crossed", "base lost"],
)
def test_bases_of_known_shapes(graph, tips, bases) -> None:
    assert merge.common_bases(graph, tips) == bases


def test_a_parent_that_never_came_is_named_and_not_fatal() -> None:
    graph = {"b": ("a",), "c": ("b",)}
    assert merge.absent_parents(graph) == ("a",)
    assert merge.heads(graph) == ("c",)

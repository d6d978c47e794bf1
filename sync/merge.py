"""The revision graph: heads, ancestors and nearest common bases. Pure; the order of arrival has no say.

A graph is a mapping id → parents. Parents that have not arrived are simply not keys of it. Merging two
graphs is the union of the mappings: idempotent, commutative and associative, and nothing is ever lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def union(first: Graph, second: Graph) -> dict[str, Sequence[str]]:
    """All that either knows; ids are hashes, so equal ids mean equal parents."""
    return {**first, **second}


def heads(graph: Graph) -> tuple[str, ...]:
    """Revisions that are nobody's parent, sorted."""
    if len(graph) == 1:
        return tuple(graph)
    named = {parent for parents in graph.values() for parent in parents}
    return tuple(sorted(graph.keys() - named))


def absent_parents(graph: Graph) -> tuple[str, ...]:
    """Parents that have not arrived, sorted: the report is `incomplete`, which is said and not fatal."""
    return tuple(sorted({p for parents in graph.values() for p in parents} - graph.keys()))


def ancestors(graph: Graph, start: Iterable[str]) -> frozenset[str]:
    """`start` and everything it descends from, as far as it has arrived."""
    seen: set[str] = set()
    waiting = deque(start)
    while waiting:
        here = waiting.popleft()
        if here in seen or here not in graph:
            continue
        seen.add(here)
        waiting.extend(graph[here])
    return frozenset(seen)


def restricted(graph: Graph, counting: Iterable[str]) -> dict[str, Sequence[str]]:
    """The graph of the revisions that count, seeing through those that do not.

    Where a revision in the middle stopped counting, its child descends from its parents: withdrawing a
    correction must not make what stood before it and what came after it look like rivals.
    """
    keep = frozenset(counting) & graph.keys()
    if len(keep) == len(graph):
        return dict(graph)
    return {node: _visible_parents(graph, node, keep) for node in keep}


def _visible_parents(graph: Graph, node: str, keep: frozenset[str]) -> tuple[str, ...]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = deque(graph[node])
    while waiting:
        parent = waiting.popleft()
        if parent in seen:
            continue
        seen.add(parent)
        if parent in keep or parent not in graph:
            found.add(parent)
        else:
            waiting.extend(graph[parent])
    return tuple(sorted(found))


def common_bases(graph: Graph, tips: Sequence[str]) -> tuple[str, ...]:
    """The nearest common ancestors of `tips`, sorted: common ones that no other common one descends from.

    Several are possible after crossed merges, none where the reports began apart.
    """
    if not tips:
        return ()
    shared = frozenset.intersection(*(ancestors(graph, (tip,)) for tip in tips))
    below = {parent for node in shared for parent in graph[node]}
    return tuple(sorted(shared - below))

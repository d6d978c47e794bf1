"""YAML read as text with places: no types guessed, no tags, no anchors, one document, bounded depth.

`01`, `no` and `12.50` stay what the author wrote; the field they are for decides what they mean.
"""

from __future__ import annotations

from typing import Any

import yaml

from forms.errors import Problem
from forms.packs.nodes import Entries, Items, Node, Scalar, problem

MAX_DEPTH = 12
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAG = "tag:yaml.org,2002:"


class _Stop(Exception):  # noqa: N818 - leaves the walk, is no error of its own
    """The file cannot be read any further; the problem is already noted."""


def parse_yaml(name: str, text: str, problems: list[Problem]) -> Node | None:
    """The file's one document as nodes; `None` with a problem noted if it is no YAML we accept."""
    try:
        return _Reader(name, text, problems).document()
    except yaml.YAMLError as error:
        problems.append(_unreadable(name, error))
    except _Stop:
        pass
    return None


def _unreadable(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{name}:{mark.line + 1}" if mark else name
    detail = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    return problem("E-PACK-YAML", where, "", f"{detail} ({context})" if context else str(detail))


class _Reader:
    """One pass over the parser's events, so that nothing is expanded before it is refused."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self._name = name
        self._problems = problems
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Entries((), f"{self._name}:1")
        node = self._node(next(self._events), 0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refuse(after, "---")
        return node

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - PyYAML's events are untyped
        where = f"{self._name}:{event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(event, f"*{event.anchor}")
        if event.anchor is not None:
            raise self._refuse(event, f"&{event.anchor}")
        if event.tag is not None:
            raise self._refuse(event, event.tag.replace(_PLAIN_TAG, "!!"))
        if depth > MAX_DEPTH:
            raise self._refuse(event, "…" * 3)
        match event:
            case yaml.ScalarEvent():
                return Scalar(None if event.implicit[0] and event.value in _NULLS else event.value, where)
            case yaml.SequenceStartEvent():
                return Items(tuple(self._items(depth)), where)
            case _:
                return Entries(tuple(self._entries(depth)), where)

    def _items(self, depth: int) -> list[Node]:
        found: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return found

    def _entries(self, depth: int) -> list[tuple[Scalar, Node]]:
        found: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self._problems.append(problem("E-PACK-YAML", key.where, "", key))
            elif key.text in found:
                first = found[key.text][0].where
                self._problems.append(problem("E-PACK-DUPLICATE", key.where, key.text, key, first=first))
            else:
                found[key.text] = (key, value)
        return list(found.values())

    def _refuse(self, event: Any, text: str) -> _Stop:  # noqa: ANN401 - PyYAML's events are untyped
        where = f"{self._name}:{event.start_mark.line + 1}"
        self._problems.append(problem("E-PACK-YAML", where, "", text))
        return _Stop()

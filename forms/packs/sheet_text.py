"""What stands in one cell of a workbook: single values, several values, and values by name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import inspect

from forms.errors import Problem
from forms.packs.nodes import Entries, Items, Node, Scalar, problem
from forms.packs.writer import plain_text
from forms.packs.yaml_source import parse_yaml

_BETWEEN = re.compile(r"[；\n]")
_NAMED = re.compile(r"\s*([^:：=\s]+)\s*[:：=]\s*(\S+)\s*")


def cell_text(value: object) -> str:
    """A value as one cell's text; several are parted by “；”, or a JSON array where that would be ambiguous."""
    match value:
        case tuple():
            parts = [part for part in value if isinstance(part, str)]
            simple = len(parts) == len(value) > 0 and not any(_is_special(part) for part in parts)
            return "；".join(parts) if simple else json.dumps(value, ensure_ascii=False)
        case Mapping():
            return "；".join(f"{key}: {plain_text(inner)}" for key, inner in value.items())
        case _:
            return plain_text(value)


def _is_special(text: str) -> bool:
    return bool(_BETWEEN.search(text)) or text.startswith("[")


def cell_node(kind: inspect.Type, text: str, where: str, problems: list[Problem]) -> Node:
    """One cell's text as a node for a field of this type."""
    match kind:
        case inspect.VarTupleType():
            return _several(text, where, problems)
        case inspect.DictType():
            return _named(text, where, problems)
        case _:
            return Scalar(text, where)


def _several(text: str, where: str, problems: list[Problem]) -> Node:
    if text.strip().startswith("["):
        found: list[Problem] = []
        node = parse_yaml(where, text, found)
        problems.extend(Problem(code=p.code, params=p.params, where=where) for p in found)
        return _placed(node, where) if node is not None else Items((), where)
    parts = (part for part in _BETWEEN.split(text) if part.strip())
    return Items(tuple(Scalar(part, where) for part in parts), where)


def _placed(node: Node, where: str) -> Node:
    """A cell is one place, whatever lines its text has."""
    match node:
        case Scalar():
            return Scalar(node.text, where)
        case Items():
            return Items(tuple(_placed(item, where) for item in node.items), where)
        case Entries():
            pairs = ((Scalar(key.text, where), _placed(inner, where)) for key, inner in node.entries)
            return Entries(tuple(pairs), where)


def _named(text: str, where: str, problems: list[Problem]) -> Entries:
    found: dict[str, tuple[Scalar, Node]] = {}
    for part in (part for part in _BETWEEN.split(text) if part.strip()):
        pair = _NAMED.fullmatch(part)
        if pair is None:
            problems.append(problem("E-PACK-VALUE", where, "", part, expected="m: no；ytd: no"))
        elif pair[1] in found:
            problems.append(problem("E-PACK-DUPLICATE", where, pair[1], pair[1], first=where))
        else:
            found[pair[1]] = (Scalar(pair[1], where), Scalar(pair[2], where))
    return Entries(tuple(found.values()), where)

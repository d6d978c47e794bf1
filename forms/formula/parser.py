"""Text to tree. Bounded before anything can blow up: length (every node takes a character), then depth."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final

from forms.errors import YuebaoError
from forms.formula.lexer import Token, UnreadableError, tokens
from forms.formula.reading import Reader, syntax_error
from forms.formula.tables import Rule, table
from forms.formula.tree import Node, measure

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

_SHOWN: Final = {
    "NUMBER": "12.5",
    "TEXT": "“…”",
    "CELL": "[01, m]",
    "NAME": "name",
    "FUNCTION": "sum(…)",
    "ROSTER": "SC-03.jobs",
    "COMPARE": "= ≠ < ≤ > ≥",
    "SIGN": "+ -",
    "TIMES": "* /",
    "AND": "且",
    "OR": "或",
    "_NOT": "非",
    "_IF": "若",
    "_THEN": "则",
    "_ELSE": "否则",
    "_WHERE": "where",
    "_OPEN": "(",
    "_CLOSE": ")",
    "_COMMA": ",",
}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a formula; anything else is `E-PACK-SYNTAX` with column, what was found and what may stand there."""
    if len(text) > MAX_LENGTH:
        raise syntax_error(text, MAX_LENGTH, f"≤ {MAX_LENGTH}", str(len(text)))
    try:
        pieces = tokens(text)
    except UnreadableError as problem:
        raise syntax_error(text, problem.position, "…", text[problem.position]) from None
    node = _reduced(text, pieces)
    depth = measure(node)
    if depth > MAX_DEPTH:
        raise syntax_error(text, 0, f"≤ {MAX_DEPTH} (((…)))", f"{depth} (((…")
    return node


def _reduced(text: str, pieces: list[Token]) -> Node:
    """The LALR(1) machine: two stacks, no recursion, one pass."""
    known = table()
    reader = Reader(text, MAX_DEPTH)
    states, values = [0], list[Any]()
    for token in pieces:
        while True:
            action = known.states[states[-1]].get(token.kind)
            if action is None:
                raise _unexpected(text, token, known.states[states[-1]])
            if action >= 0:
                break
            rule = known.rules[-1 - action]
            if rule.origin == "start":
                node: Node = values[0]
                return node
            if rule.size == 1 and not rule.builds:
                states[-1] = _renamed(states[-2], states[-1], token.kind)
                continue
            values[-rule.size :] = [_value(reader, rule, values[-rule.size :])]
            del states[-rule.size :]
            states.append(known.states[states[-1]][rule.origin])
        states.append(action)
        values.append(token)
    raise AssertionError("a table without an end")


@cache
def _renamed(below: int, state: int, kind: str) -> int:
    """The state after all reductions that only rename (an atom is a product is a chain …), found once per case."""
    known = table()
    while True:
        action = known.states[state].get(kind, 0)
        rule = known.rules[-1 - action] if action < 0 else None
        if rule is None or rule.size != 1 or rule.builds or rule.origin == "start":
            return state
        state = known.states[below][rule.origin]


def _value(reader: Reader, rule: Rule, parts: list[Any]) -> Any:  # noqa: ANN401 - a node or a list of parts
    if not rule.spread:
        kept = [parts[n] for n in rule.kept]
    else:
        kept = []
        for n in rule.kept:
            if n in rule.spread:
                kept.extend(parts[n])
            else:
                kept.append(parts[n])
    if rule.builds:
        return getattr(reader, rule.builds)(kept)
    return kept if rule.origin.startswith("_") else kept[0]


def _unexpected(text: str, token: Token, actions: dict[str, int]) -> YuebaoError:
    """What stands there and what may, as it is written: the same in every language."""
    expected = "  ".join(shown for kind, shown in _SHOWN.items() if kind in actions)
    return syntax_error(text, token.start, expected or "…", token.text)

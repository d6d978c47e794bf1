"""grammar.lark as a LALR(1) table in grammar.json, so that no program pays for Lark at start (about 0.1 s).

`python -m forms.formula.tables` writes the file; a test fails when it is older than the grammar.
Actions are numbers: a state to go to, or `-1 - n` for reducing by rule n.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

FOLDER: Final = Path(__file__).parent
TABLE: Final = FOLDER / "grammar.json"


class Rule(Struct, frozen=True, array_like=True):
    """`size` symbols become one `origin`; `kept` are those with a value, `spread` those that are lists of parts.

    `builds` names the reader's method; without one the only part is passed on, or the list for `origin` to spread.
    """

    origin: str
    size: int
    builds: str | None
    kept: tuple[int, ...]
    spread: tuple[int, ...]


class Table(Struct, frozen=True):
    """What the driver in `parser` needs; state 0 is the start."""

    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]


@cache
def table() -> Table:
    """The shipped table."""
    return msgspec.json.decode(TABLE.read_bytes(), type=Table)


def built() -> bytes:
    """The table made from grammar.lark by Lark, one rule or state a line, always the same bytes."""
    from lark import Lark
    from lark.lexer import Lexer

    class Unused(Lexer):
        """The table needs terminals' names only."""

        def __init__(self, *_: object) -> None:
            return

        def lex(self, *_: object) -> Iterator[Any]:
            return iter(())

    grammar = (FOLDER / "grammar.lark").read_text(encoding="utf-8")
    lark = Lark(grammar, parser="lalr", lexer=Unused)
    parse_table = lark.parser.parser._parse_table  # noqa: SLF001 - Lark's own serialisation lacks the actions' rules
    states = _reached(parse_table.states, parse_table.start_states["start"])
    rules = ",\n".join(json.dumps(_rule(rule)) for rule in lark.rules)
    rows = ",\n".join(json.dumps(row) for row in _rows(parse_table.states, states, list(lark.rules)))
    return f'{{"rules": [\n{rules}\n],\n"states": [\n{rows}\n]}}\n'.encode()


def _reached(states: Any, start: int) -> dict[int, int]:  # noqa: ANN401 - Lark's tables
    """New numbers in the order of a walk from the start, for Lark numbers its states by chance."""
    numbers = {start: 0}
    waiting = deque([start])
    while waiting:
        for _, (action, argument) in sorted(states[waiting.popleft()].items()):
            if action.name == "Shift" and argument not in numbers:
                numbers[argument] = len(numbers)
                waiting.append(argument)
    return numbers


def _rows(states: Any, numbers: dict[int, int], rules: list[Any]) -> Iterator[dict[str, int]]:  # noqa: ANN401
    for old in numbers:
        yield {
            str(symbol): numbers[argument] if action.name == "Shift" else -1 - rules.index(argument)
            for symbol, (action, argument) in sorted(states[old].items())
        }


def _rule(rule: Any) -> list[object]:  # noqa: ANN401
    name = str(rule.origin.name)
    symbols = list(enumerate(rule.expansion))
    return [
        name,
        len(symbols),
        rule.alias or (name if name == "arguments" else None),
        [n for n, symbol in symbols if not (symbol.is_term and symbol.filter_out)],
        [n for n, symbol in symbols if symbol.name.startswith("_") and not symbol.is_term],
    ]


if __name__ == "__main__":
    TABLE.write_bytes(built())

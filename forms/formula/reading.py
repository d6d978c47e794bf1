"""From Lark's tokens to tree nodes: one method per alternative of `grammar.lark`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Literal, cast

from forms.errors import YuebaoError
from forms.formula.functions import AGGREGATES, ALIASES, FACTS, NAMES, TIMES
from forms.formula.lexer import Token
from forms.formula.tree import (
    Aggregate,
    Arithmetic,
    Bool,
    Call,
    Cell,
    Compare,
    Comparison,
    Facts,
    Field,
    If,
    LastYear,
    Logic,
    Node,
    Not,
    Number,
    Prev,
    Range,
    Step,
    Target,
    Text,
    Total,
    Unary,
    Ytd,
    measure,
)
from forms.formula.within import NotMovableError, at_time
from forms.ids import ID
from forms.period import parse_period

MAX_DIGITS: Final = 30
_REFERENCE: Final = re.compile(
    r"\s*([^\s,:]+)?\s*(?::\s*([^\s,:]+))?\s*(?:,\s*([^\s,:]+)?\s*(?::\s*([^\s,:]+))?\s*)?"
)
_COMPARISONS: Final[dict[str, Comparison]] = {"≤": "<=", "≥": ">=", "≠": "<>"}


class Reader:
    """Callbacks of the parser, one for each alternative that builds a node; parts are tokens and nodes in order."""

    def __init__(self, original: str, depth: int) -> None:
        self.original = original
        self.depth = depth

    def refuse(self, token: Token, expected: str, found: str | None = None) -> YuebaoError:
        """`E-PACK-SYNTAX` at a token."""
        return syntax_error(self.original, token.start, expected, token.text if found is None else found)

    def choose(self, parts: list[Any]) -> Node:
        """`若 a 则 b 否则 c`."""
        return If(parts[0], parts[1], parts[2] if len(parts) > 2 else None)  # noqa: PLR2004 - else part

    def logic(self, parts: list[Any]) -> Node:
        """A chain of and/or; the tokens between are all the same."""
        operator: Literal["and", "or"] = "or" if parts[1].kind == "OR" else "and"
        return Logic(operator, tuple(parts[::2]))

    def negate(self, parts: list[Any]) -> Node:
        """`非 a`."""
        return Not(parts[0])

    def compare(self, parts: list[Any]) -> Node:
        """One comparison."""
        sign = parts[1].text
        return Compare(_COMPARISONS.get(sign, cast("Comparison", sign)), parts[0], parts[2])

    def arithmetic(self, parts: list[Any]) -> Node:
        """A chain of + and -, or of * and /."""
        return Arithmetic(parts[0], tuple((s.text, p) for s, p in zip(parts[1::2], parts[2::2], strict=True)))

    def unary(self, parts: list[Any]) -> Node:
        """A sign."""
        return Unary("-" if parts[0].text == "-" else "+", parts[1])

    def number(self, parts: list[Any]) -> Node:
        """`12`, `12.5`, `50%`, exact."""
        digits = parts[0].text
        if len(digits) > MAX_DIGITS:
            raise self.refuse(parts[0], "12.5", digits[:MAX_DIGITS] + "…")
        if digits.endswith("%"):
            return Number(Decimal(digits[:-1].rstrip()).scaleb(-2))
        return Number(Decimal(digits))

    def text(self, parts: list[Any]) -> Node:
        """A text as it was typed: only outside of texts is full-width punctuation made ASCII."""
        typed: str = parts[0].text
        body = typed[1:-1]
        return Text(body if typed[0] == "“" else re.sub('["＂]{2}', '"', body))

    def truth(self, parts: list[Any]) -> Node:
        """`true`, `false`."""
        return Bool(parts[0].text.lower() == "true")

    def field(self, parts: list[Any]) -> Node:
        """A bare name."""
        return Field(self._id(parts[0], parts[0].text.strip("`")))

    def cell(self, parts: list[Any]) -> Node:
        """`[r, c]`, `[r1:r2, c]`, `SC-02[r, c]`."""
        token = parts[0]
        form, _, inside = token.text[:-1].partition("[")
        found = _REFERENCE.fullmatch(inside)
        if (
            not found
            or not (found[1] or found[3])
            or (found[2] and not found[1])
            or (found[4] and not found[3])
        ):
            raise self.refuse(token, "[01, m]")
        row, row_to, column, column_to = (self._id(token, part) if part else None for part in found.groups())
        if row_to or column_to:
            return Range(form or None, row, row_to, column, column_to)
        return Cell(form or None, row, column)

    def tally(self, parts: list[Any]) -> Node:
        """A roster aggregate: `count` takes a form or a field of it, the others a field."""
        function = self._function(parts[0])
        form, _, field = parts[1].text.partition(".")
        self._expect(parts[0], function in AGGREGATES, "  ".join(sorted(AGGREGATES)))
        name = self._id(parts[1], field.strip("`")) if field else None
        return Aggregate(function, form, name, parts[2] if len(parts) > 2 else None)  # noqa: PLR2004 - where part

    def arguments(self, parts: list[Any]) -> list[Node]:
        """Arguments in order."""
        return parts

    def call(self, parts: list[Any]) -> Node:
        """A function, one of the nodes written like one, or a step in time."""
        name = self._function(parts[0])
        given: list[Node] = parts[1] if len(parts) > 1 else []
        if name in FACTS:
            self._expect(parts[0], not given, f"{name}()")
            return Facts(cast('Literal["period", "year", "month", "unit_kind"]', name))
        if name in TIMES:
            return self._moved(parts[0], name, given)
        if name == "target":
            match given:
                case [Text(value=text)]:
                    return Target(text)
            raise self.refuse(parts[0], 'target("TR-06")')
        if name == "if":
            self._expect(parts[0], len(given) in (2, 3), "if(a, b, c)")
            return If(given[0], given[1], given[2] if len(given) > 2 else None)  # noqa: PLR2004 - else part
        return Call(name, tuple(given))

    def _moved(self, token: Token, name: str, given: list[Node]) -> Node:
        step: Step
        match name, given:
            case "prev", [node]:
                step = Prev()
            case "last_year", [node]:
                step = LastYear()
            case "ytd", [node]:
                step = Ytd()
            case "total", [node, Text(value=since)]:
                try:
                    parse_period(since)
                except YuebaoError:
                    raise self.refuse(token, '"2021-01"', since) from None
                step = Total(since)
            case _:
                raise self.refuse(token, 'total(x, "2021-01")' if name == "total" else f"{name}(x)")
        if measure(node) > self.depth:
            raise self.refuse(token, f"≤ {self.depth} (((…)))", "((((…")
        try:
            return at_time(step, node)
        except NotMovableError as problem:
            raise self.refuse(token, f"{name}([01, m])", f"{name}({problem.found})") from None

    def _function(self, token: Token) -> str:
        name = token.text
        name = ALIASES.get(name, name.lower())
        if name not in NAMES:
            raise self.refuse(token, ", ".join(sorted(NAMES)))
        return name

    def _expect(self, token: Token, fine: bool, expected: str) -> None:
        if not fine:
            raise self.refuse(token, expected)

    def _id(self, token: Token, text: str) -> str:
        if not ID.fullmatch(text):
            raise self.refuse(token, "A–Z a–z 0–9 . _ -", text)
        return text


def syntax_error(original: str, position: int, expected: str, found: str) -> YuebaoError:
    """The one shape of a syntax error: the text, the column counted from 1, what stands and what may stand there."""
    return YuebaoError(
        "E-PACK-SYNTAX",
        text=original if len(original) <= 120 else f"{original[:119]}…",  # noqa: PLR2004 - fits a line
        at=position + 1,
        expected=expected,
        found=found if len(found) <= 40 else f"{found[:39]}…",  # noqa: PLR2004 - fits a line
    )

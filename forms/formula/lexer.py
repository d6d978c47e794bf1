"""Text to tokens: full-width punctuation as ASCII, Chinese and English words as one, ids with hyphens kept whole."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# One character for one, so that positions stay true.
_ASCII: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): narrow
    for wide, narrow in (
        ("\u3000", " "),
        ("×", "*"),
        ("÷", "/"),
        ("−", "-"),
        ("【", "["),
        ("】", "]"),
        ("≦", "≤"),
        ("≧", "≥"),
    )
}
_ID: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_FORM: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_END: Final = r"(?![A-Za-z0-9_])"
_MASTER: Final = re.compile(
    rf"""
      (?P<SPACE>\s+)
    | (?P<CELL>(?:(?!(?i:and|or|not|where)\[){_ID})?\[[^\[\]]*\])
    | (?P<ROSTER>{_FORM}\.(?:[A-Za-z][A-Za-z0-9_]*|`[^`]*`))
    | (?P<NUMBER>[0-9]+(?:\.[0-9]+)?(?:\s*%)?)
    | (?P<TEXT>"(?:[^"]|"")*"|“[^”]*”)
    | (?P<THEN>,?\s*则)
    | (?P<ELSE>,?\s*否则)
    | (?P<IF>若)
    | (?P<AND>且|(?i:and){_END})
    | (?P<OR>或|(?i:or){_END})
    | (?P<NOT>非|(?i:not){_END})
    | (?P<WHERE>其中|(?i:where){_END})
    | (?P<TRUTH>(?i:true|false){_END})
    | (?P<FUNCTION>(?:[A-Za-z_]+|[\u4e00-\u9fff]+)(?=\s*\())
    | (?P<NAME>[A-Za-z][A-Za-z0-9_]*|`[^`]*`)
    | (?P<COMPARE><=|>=|<>|[=<>≤≥≠])
    | (?P<SIGN>[+-])
    | (?P<TIMES>[*/])
    | (?P<OPEN>\()
    | (?P<CLOSE>\))
    | (?P<COMMA>,)
    """,
    re.VERBOSE,
)
_COUNTED: Final = re.compile(rf"\s*(?P<ROSTER>{_FORM})(?=\s*(?:\)|其中|(?i:where){_END}))")
_SILENT: Final = frozenset({"IF", "THEN", "ELSE", "NOT", "WHERE", "OPEN", "CLOSE", "COMMA"})
_COUNTS: Final = frozenset({"count", "计数"})


class Token(NamedTuple):
    """A piece of the text: `kind` is a terminal of grammar.lark, `start` counts characters from 0."""

    kind: str
    text: str
    start: int


class UnreadableError(Exception):
    """No token begins at `position`."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def tokens(original: str) -> list[Token]:
    """All tokens, ending with `$END`; raises `UnreadableError`. Texts keep the characters that were typed."""
    text = original.translate(_ASCII)
    found: list[Token] = []
    position = 0
    while position < len(text):
        piece = _COUNTED.match(text, position) if _after_count(found) else None
        piece = piece or _MASTER.match(text, position)
        if piece is None or piece.lastgroup is None:
            raise UnreadableError(position)
        kind = piece.lastgroup
        position = piece.end()
        if kind != "SPACE":
            start = piece.start(kind)
            source = original if kind == "TEXT" else text
            found.append(Token("_" + kind if kind in _SILENT else kind, source[start:position], start))
    found.append(Token("$END", "", len(text)))
    return found


def _after_count(found: list[Token]) -> bool:
    """`count(SC-03)`: only there may a form's id stand alone, and `a-b` is not a subtraction."""
    return len(found) > 1 and found[-1].kind == "_OPEN" and found[-2].text.lower() in _COUNTS

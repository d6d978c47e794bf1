"""Patterns of texts that are values as they stand: nearly all that are received or kept.

A province's rosters hold millions of texts. What a pattern matches need not be read in full; what it does not match
may still be a value, and is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from forms.definition import CellType

_LETTERS = "0-9A-Za-z_\\u4e00-\\u9fff"
_WORDS = rf"[{_LETTERS}](?:[{_LETTERS}（）()·.、，。 -]{{0,198}}[{_LETTERS}）)。])?"

PATTERNS: Final[Mapping[CellType, str]] = {
    CellType.TEXT: _WORDS,
    CellType.LONGTEXT: _WORDS,
    CellType.PHONE: _WORDS,
    CellType.YESNO: "yes|no",
    CellType.DATE: r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])",
    CellType.MONTH: r"[12][0-9]{3}-(?:0[1-9]|1[0-2])",
    CellType.USCC: "[0-9A-Z]{18}",
}
"""By type, for types whose texts do not depend on the cell."""

WHOLE: Final = r"(?:0|-?[1-9][0-9]{0,11})"
"""A figure without decimals."""

MATCH: Final = {kind: re.compile(pattern).fullmatch for kind, pattern in PATTERNS.items()}
FIGURE: Final = re.compile(rf"{WHOLE}(?:\.([0-9]{{1,6}}))?").fullmatch
"""Its one group are the decimals."""

_NEXT: Final = "\x1f"


@cache
def of_column(pattern: str) -> Callable[[str], object]:
    """The pattern for the texts of a whole column, see `all_match`."""
    return re.compile(f"(?:(?:{pattern}){_NEXT})*").fullmatch


def all_match(match: Callable[[str], object], column: Sequence[str | None]) -> bool:
    """Whether the pattern knows every text of a column; blanks are good, and a text is never taken for two."""
    texts = [text for text in column if text is not None]
    joined = _NEXT.join([*texts, ""])
    return joined.count(_NEXT) == len(texts) and match(joined) is not None

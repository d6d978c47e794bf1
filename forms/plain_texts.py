"""Patterns of texts that are values as they stand: nearly all that are received or kept.

A province's rosters hold millions of texts. What a pattern matches need not be read in full; what it does not match
may still be a value, and is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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

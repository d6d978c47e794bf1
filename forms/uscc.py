"""Whether a 统一社会信用代码 (GB 32100-2015) can be one, and what looks unusual about it.

python-stdnum computes the check digit. Its known gaps are filled here: it refuses every first character that is no
digit, though `Y` (others) and the `N…` of rural collectives exist, and it does not look at the place. A place code
may be retired (540126 became 540104): its enterprises keep their codes, so that is a hint and no mistake.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from forms.definition import Level

LENGTH: Final = 18
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_KINDS: Final = frozenset("123456789ANY")
"""Registering authorities: 1 机构编制 … 9 工商, A 中央军委, N 农业农村, Y 其他."""
_PROVINCES: Final = frozenset(
    [
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

RETIRED: Final = {
    "540125": "540103", "540126": "540104", "540422": "540481", "540530": "540581",
    "5421": "5403", "5422": "5405", "5423": "5402", "5424": "5406", "5426": "5404",
}  # fmt: skip
"""Place codes of this region that were replaced, whole or by their first four digits (peers: B13)."""

NOT_18: Final = "is not 18 characters long"
STRANGE: Final = "has a character that no code has (no I, O, S, V, Z)"
WRONG_DIGIT: Final = "has a wrong check digit; one character was mistyped"
ORGANISATION_DIGIT: Final = "has a wrong check digit in its organisation code (characters 9 to 17)"
UNKNOWN_KIND: Final = "begins with a character that no registering authority has"
UNKNOWN_PLACE: Final = "names a province that does not exist (characters 3 and 4)"
RETIRED_PLACE: Final = (
    "names a place code that was replaced; that may be right for an enterprise registered before"
)


class Judged(NamedTuple):
    """What is wrong or unusual; `reason` is a text of the catalogue."""

    level: Level
    reason: str


@lru_cache(maxsize=1 << 16)
def judge(code: str) -> Judged | None:
    """What has to be said about a code as it is stored (upper case, no spaces); `None` for a good one."""
    if len(code) != LENGTH:
        return Judged(Level.HINT, NOT_18)
    if not set(code) <= set(_ALPHABET) or not code[2:8].isdigit():
        return Judged(Level.HINT, STRANGE)
    if not is_checked(code):
        return Judged(Level.HINT, WRONG_DIGIT)
    if code[0] not in _KINDS:
        return Judged(Level.HINT, UNKNOWN_KIND)
    if code[2:4] not in _PROVINCES:
        return Judged(Level.HINT, UNKNOWN_PLACE)
    return _unusual(code)


def _unusual(code: str) -> Judged | None:
    if not _is_organisation(code[8:17]):
        return Judged(Level.HINT, ORGANISATION_DIGIT)
    retired = code[2:8] in RETIRED or code[2:6] in RETIRED
    return Judged(Level.HINT, RETIRED_PLACE) if retired else None


def is_checked(code: str) -> bool:
    """Whether the last character is the check digit of the others."""
    from stdnum.cn import uscc  # only where there are codes to check

    return bool(uscc.calc_check_digit(code[:-1]) == code[-1])


def _is_organisation(code: str) -> bool:
    """GB 11714: eight characters and a check digit, X for ten."""
    total = sum(_value(char) * weight for char, weight in zip(code, _WEIGHTS, strict=False))
    digit = (11 - total % 11) % 11
    return code[8] == ("X" if digit == 10 else str(digit))  # noqa: PLR2004 - as the standard says


def _value(char: str) -> int:
    return int(char) if char.isdigit() else ord(char) - ord("A") + 10

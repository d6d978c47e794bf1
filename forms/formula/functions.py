"""The functions of the rule language. All are pure: the same operands give the same value."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from msgspec import Struct

from forms.formula.tree import Type


class Takes(Enum):
    """What a function's arguments must be."""

    NUMBERS = "numbers"
    MANY = "numbers or ranges of numbers"
    REFERENCES = "references or ranges"
    REFERENCE = "one reference"
    CELL = "one cell of this period"
    SAME = "values of one type"
    DATE = "a date or month"
    FIELDS = "fields of the line"


class Function(Struct, frozen=True, kw_only=True):
    """`most` is `None` where any number of arguments will do; `gives` is `None` for the arguments' type.

    `opaque`: a blank inside never makes a rule undecided by itself.
    """

    name: str
    chinese: str | None = None
    least: int = 1
    most: int | None = 1
    takes: Takes
    gives: Type | None = Type.NUMBER
    opaque: bool = False


_ALL: Final = (
    Function(name="sum", chinese="求和", takes=Takes.MANY, most=None),
    Function(name="count", chinese="计数", takes=Takes.REFERENCES, most=None, opaque=True),
    Function(name="min", chinese="最小", takes=Takes.MANY, most=None),
    Function(name="max", chinese="最大", takes=Takes.MANY, most=None),
    Function(name="avg", chinese="平均", takes=Takes.MANY, most=None),
    Function(name="abs", chinese="绝对值", takes=Takes.NUMBERS),
    Function(name="round", chinese="四舍五入", takes=Takes.NUMBERS, least=2, most=2),
    Function(name="blank", takes=Takes.REFERENCE, gives=Type.BOOL, opaque=True),
    Function(name="na", takes=Takes.CELL, gives=Type.BOOL, opaque=True),
    Function(name="coalesce", takes=Takes.SAME, least=2, most=None, gives=None, opaque=True),
    Function(name="month_of", takes=Takes.DATE, gives=Type.MONTH),
    Function(name="unique", takes=Takes.FIELDS, most=None, gives=Type.BOOL),
)
FUNCTIONS: Final[Mapping[str, Function]] = {f.name: f for f in _ALL}
ALIASES: Final[Mapping[str, str]] = {f.chinese: f.name for f in _ALL if f.chinese} | {"合计": "sum"}
"""Chinese names that are accepted; printing uses the English ones."""

AGGREGATES: Final = frozenset({"sum", "count", "min", "max", "avg"})
TIMES: Final = frozenset({"prev", "last_year", "ytd", "total"})
FACTS: Final = frozenset({"period", "year", "month", "unit_kind"})
FORMS: Final = frozenset({"if", "target"})
"""Written like functions, but nodes of their own, as `TIMES` and `FACTS` are."""

NAMES: Final = frozenset(FUNCTIONS) | TIMES | FACTS | FORMS
MAX_ROUND: Final = 12

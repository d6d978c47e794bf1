"""Exact values in four states, and forgiving but explicit reading of what a clerk types (forms.md §2).

A cell is a value, zero (a value), blank (`None`) or not applicable (`NA`, printed —). What is not understood
is neither: it stays `Invalid`, as typed, with a reason. Figures are `Decimal`, never floats.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final

from msgspec import Struct

from forms.definition import CellType, ChoiceDef
from forms.measures import Understood, take_measure
from forms.plain_texts import FIGURE, MATCH

MAX_DIGITS: Final = 18  # so that a figure with its decimals is a 64-bit integer in the store
MAX_DECIMALS: Final = 6
GROUP: Final = 3
MAX_TEXT: Final = 500
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(MAX_DECIMALS + 1))
MAX_LONGTEXT: Final = 20_000


class NotApplicable(Enum):
    """The cell is not asked here; stored, checked, printed and totalled as its own state."""

    NA = "—"


NA: Final = NotApplicable.NA
Value = Decimal | str | NotApplicable | None


class Reason(Enum):
    """Why an entry was not understood; worded by `forms.findings`."""

    NUMBER = "not a number"
    DECIMALS = "more decimal places than the row has"
    MEASURE = "another unit of measure than the row's"
    AMBIGUOUS = "could be read in two ways"
    TOO_LONG = "too long"
    CHOICE = "not in the list"
    YESNO = "neither yes nor no"
    DATE = "not a date"
    MONTH = "not a month"
    COMPUTED = "computed by the program"
    NOT_ASKED = "not asked here"


class Invalid(Struct, frozen=True):
    """An entry kept exactly as typed because it could not be understood."""

    typed: str
    reason: Reason


class CellSpec(Struct, frozen=True, kw_only=True):
    """What an entry must be to become a value: the effective attributes of one cell or field."""

    type: CellType = CellType.NUMBER
    decimals: int | None = None
    measure: str | None = None
    choices: tuple[ChoiceDef, ...] = ()

    @property
    def places(self) -> int:
        """The most decimal places a figure may have here."""
        if self.type is CellType.INTEGER:
            return 0
        return MAX_DECIMALS if self.decimals is None else self.decimals


class Entry(Struct, frozen=True):
    """The result of reading an entry: a value or `Invalid`, and what was converted, to be said."""

    value: Value | Invalid
    converted: Understood | None = None


_NORMAL = str.maketrans(
    "０１２３４５６７８９．，－＋（）％：／　༠༡༢༣༤༥༦༧༨༩−﹣‐‑–",
    "0123456789.,-+()%:/ 0123456789-----",
)
_DASHES = frozenset({"—", "——", "-", "--", "―", "──"})
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√", "✓", "已"})
_NO = frozenset({"否", "无", "没有", "no", "n", "false", "0", "×", "✗", "未"})
_DATE = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?")
_DATE8 = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?")


def parse_entry(text: str | None, spec: CellSpec) -> Entry:
    """Read what was typed or pasted; never raises, never guesses silently, never drops digits."""
    if text is None:
        return Entry(None)
    plain = text.translate(_NORMAL).strip()
    if not plain:
        return Entry(None)
    if plain in _DASHES:
        return Entry(NA)
    if spec.type.numeric:
        return _number(text, plain, spec)
    return Entry(_worded(text, plain, spec))


def _worded(text: str, plain: str, spec: CellSpec) -> Value | Invalid:
    """Everything that is not a figure."""
    match spec.type:
        case CellType.CHOICE:
            return _choice(text, spec)
        case CellType.CHOICES:
            return _choices(text, spec)
        case CellType.YESNO:
            return _yesno(text, plain)
        case CellType.DATE | CellType.MONTH:
            return _date(text, plain) if spec.type is CellType.DATE else _month(text, plain)
        case CellType.USCC:
            code = "".join(plain.upper().split())
            return NA if code in _DASHES else _text(code, spec)
        case _:
            return _text(text, spec)


def _number(text: str, plain: str, spec: CellSpec) -> Entry:
    understood = take_measure(plain, spec.measure)
    if understood is None:
        return Entry(Invalid(text, Reason.MEASURE))
    if understood.ambiguous:
        return Entry(Invalid(text, Reason.AMBIGUOUS))
    amount = _amount(understood.amount)
    if amount is None:
        return Entry(Invalid(text, Reason.NUMBER))
    value = amount * understood.factor
    if is_too_long(value, spec):
        return Entry(Invalid(text, Reason.TOO_LONG))
    fitted = fit(value, spec)
    if fitted is None:
        return Entry(Invalid(text, Reason.DECIMALS))
    return Entry(fitted, understood if understood.factor != 1 else None)


def _amount(text: str) -> Decimal | None:
    """The plain number: sign, digits, thousands separators, or red-ink brackets."""
    body = text.strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1].strip()
    elif body[:1] in {"-", "+"}:
        negative, body = body[0] == "-", body[1:].strip()
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    spaced = body.split()
    if len(spaced) > 1 and all(len(group.split(".")[0]) == GROUP for group in spaced[1:]):
        body = "".join(spaced)
    if len(body) > MAX_DIGITS + MAX_DECIMALS or not _DIGITS.fullmatch(body):
        return None
    amount = Decimal(body)
    return -amount if negative and amount else amount


def fit(value: Decimal, spec: CellSpec) -> Decimal | None:
    """The figure with exactly the cell's decimals, or `None` if digits would be lost.

    Where a cell states no decimals, superfluous zeros go instead, so that equal figures look equal.
    """
    if spec.decimals is None and spec.type is not CellType.INTEGER:
        trimmed = value.normalize() if value else Decimal(0)
        exponent = trimmed.as_tuple().exponent
        if not isinstance(exponent, int) or -exponent > MAX_DECIMALS:
            return None
        return trimmed.quantize(Decimal(1)) if exponent > 0 else trimmed
    step = Decimal(1).scaleb(-spec.places)
    exact = value.quantize(step)
    return (exact or abs(exact)) if exact == value else None


def round_half_up(value: Decimal, places: int) -> Decimal:
    """四舍五入 to that many decimals, away from zero at the half; never a negative zero."""
    step = _STEPS[places] if 0 <= places <= MAX_DECIMALS else Decimal(1).scaleb(-places)
    rounded = value.quantize(step, ROUND_HALF_UP)
    return rounded or abs(rounded)


def _choice(text: str, spec: CellSpec) -> str | Invalid:
    wanted = text.strip()
    for choice in spec.choices:
        if wanted in (choice.code, choice.title) or wanted == choice.title_en:
            return choice.code
    return Invalid(text, Reason.CHOICE)


def _choices(text: str, spec: CellSpec) -> str | Invalid | None:
    """Several entries in the list's order; an entry's own 、 or comma does not part it."""
    found: set[str] = set()
    for part in filter(str.strip, re.split(r"[;；]", text)):
        whole = _choice(part, spec)
        pieces = [part] if isinstance(whole, str) else re.split(r"[、,，]", part)
        for piece in filter(str.strip, pieces):
            code = _choice(piece, spec)
            if isinstance(code, Invalid):
                return Invalid(text, Reason.CHOICE)
            found.add(code)
    return "；".join(choice.code for choice in spec.choices if choice.code in found) or None


def _yesno(text: str, plain: str) -> str | Invalid:
    word = plain.lower()
    if word in _YES:
        return "yes"
    return "no" if word in _NO else Invalid(text, Reason.YESNO)


def _date(text: str, plain: str) -> str | Invalid:
    found = _DATE.fullmatch(plain) or _DATE8.fullmatch(plain)
    if found:
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            return Invalid(text, Reason.DATE)
    return Invalid(text, Reason.DATE)


def _month(text: str, plain: str) -> str | Invalid:
    found = _MONTH.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months of a year
        return f"{found[1]}-{int(found[2]):02d}"
    day = _date(text, plain)
    # spreadsheets turn a typed 2026-10 into the first of that month
    return day[:7] if isinstance(day, str) and day.endswith("-01") else Invalid(text, Reason.MONTH)


def _text(text: str, spec: CellSpec) -> str | Invalid:
    limit = MAX_LONGTEXT if spec.type is CellType.LONGTEXT else MAX_TEXT
    kept = text.strip()
    return kept if len(kept) <= limit else Invalid(text, Reason.TOO_LONG)


def to_text(value: Value) -> str | None:
    """The canonical text of a value in files: decimal string, text, `None` or `—`."""
    match value:
        case None:
            return None
        case NotApplicable():
            return "—"
        case Decimal():
            return format(value, "f")
        case _:
            return value


def from_text(text: str | None, spec: CellSpec) -> Value | Invalid:
    """Read canonical text back, strictly: only what `to_text` writes for such a cell is a value."""
    if text is None:
        return None
    kind = spec.type
    if kind is CellType.NUMBER or kind is CellType.INTEGER:
        figure = FIGURE(text)
        if figure is not None and _is_as_written(figure[1], spec):
            return Decimal(text)
    elif kind in MATCH and MATCH[kind](text):
        return text
    return read_in_full(text, spec)


def _is_as_written(decimals: str | None, spec: CellSpec) -> bool:
    """Whether a figure with these decimals needs neither more nor fewer zeros in such a cell."""
    if spec.decimals is None and spec.type is not CellType.INTEGER:
        return decimals is None or not decimals.endswith("0")
    return (0 if decimals is None else len(decimals)) == spec.places


def read_in_full(text: str, spec: CellSpec) -> Value | Invalid:
    """The same for texts of any kind, without a pattern's help."""
    if text == "—":
        return NA
    if spec.type.numeric:
        return _strict_number(text, spec)
    entry = parse_entry(text, spec)
    if not isinstance(entry.value, Invalid) and to_text(entry.value) != text:
        return Invalid(text, Reason.CHOICE)
    return entry.value


def _strict_number(text: str, spec: CellSpec) -> Decimal | Invalid:
    negative_zero = text.startswith("-") and not text.strip("-0.")
    if len(text) > MAX_DIGITS + 2 or not _PLAIN.fullmatch(text) or negative_zero:
        return Invalid(text, Reason.NUMBER)
    value = Decimal(text)
    if is_too_long(value, spec):
        return Invalid(text, Reason.TOO_LONG)
    fitted = fit(value, spec)
    return Invalid(text, Reason.DECIMALS) if fitted is None else fitted


def is_too_long(value: Decimal, spec: CellSpec) -> bool:
    """Whether a figure with the cell's decimals has more digits than can be stored."""
    return bool(value) and value.adjusted() + spec.places >= MAX_DIGITS

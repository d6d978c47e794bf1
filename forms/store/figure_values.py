"""Figures as the scaled integers that stand in the tables, and back. Exact both ways. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from forms.errors import YuebaoError
from forms.report import Cells
from forms.values import NA, NotApplicable

NOT_ASKED: Final = "—"
DASH: Final = 1 << 20  # a count of — is kept in the bits above a count of figures
LARGEST: Final = 2**63 - 1
_COUNT: Final = DASH - 1
_SURE_DIGITS: Final = 18

Raw = int | str | None
Figure = Decimal | NotApplicable | None
_BLANK: Final[dict[str, str | None]] = {}


class Place(NamedTuple):
    """A cell's column: `c<number>` of table `part`; what stands there is the figure times 10 to the `scale`."""

    row: str
    column: str
    part: int
    number: int
    scale: int


def too_long(form: str, place: Place, text: str) -> YuebaoError:
    """The refusal of a figure that a 64-bit integer cannot hold."""
    cell = f"{form}[{place.row}, {place.column}]"
    return YuebaoError("E-CELL", text=text, cell=cell, reason="too many digits to be totalled exactly")


class Narrow(NamedTuple):
    """A place whose scale would cut decimals off, with the decimals its figure needs."""

    place: Place
    decimals: int


def scaled(form: str, places: Sequence[Place | None], cells: Cells) -> tuple[list[Raw], list[Narrow]]:
    """A report's figures in the order of the places (`None` among those is blank), and those that do not fit.

    Text without the shape of a figure counts as blank: there is none in content that was checked.
    """
    found: list[Raw] = []
    narrow: list[Narrow] = []
    for place in places:
        if place is None:
            found.append(None)
            continue
        row, column, _, _, scale = place
        text = cells.get(row, _BLANK).get(column)
        if text is None or text == NOT_ASKED:
            found.append(text)
            continue
        usual = text[-scale - 1 : -scale] == "." if scale else "." not in text
        if usual and len(text) <= _SURE_DIGITS:
            found.append(_digits(text.replace(".", "")))  # most cells: exactly the decimals of the row
            continue
        whole, _, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        if len(decimals) > scale:
            narrow.append(Narrow(place, len(decimals)))
        raw = _digits(whole + decimals.ljust(scale, "0"))
        if raw is not None and abs(raw) > LARGEST:
            raise too_long(form, place, text)
        found.append(raw)
    return found, narrow


def _digits(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def figure(raw: Raw, scale: int) -> Figure:
    """What a column of figures says."""
    match raw:
        case None:
            return None
        case int():
            return Decimal(raw).scaleb(-scale)
        case _:
            return NA


def total(amount: int, count: int, reports: int, scale: int) -> Figure:
    """What a pair of columns of sums says: blank over nothing but blanks, — over nothing but —."""
    if count & _COUNT:
        return Decimal(amount).scaleb(-scale)
    return NA if count // DASH == reports else None


def steps(old: Sequence[Raw] | None, new: Sequence[Raw] | None, width: int) -> tuple[list[int], list[int]]:
    """What the amounts and counts of the sums change by."""
    amounts, counts = _parts(new, width)
    if old is None:
        return amounts, counts
    amounts_before, counts_before = _parts(old, width)
    return (
        [b - a for a, b in zip(amounts_before, amounts, strict=True)],
        [b - a for a, b in zip(counts_before, counts, strict=True)],
    )


def _parts(raws: Sequence[Raw] | None, width: int) -> tuple[list[int], list[int]]:
    if raws is None:
        return [0] * width, [0] * width
    amounts = [raw if isinstance(raw, int) else 0 for raw in raws]
    return amounts, [0 if raw is None else 1 if isinstance(raw, int) else DASH for raw in raws]

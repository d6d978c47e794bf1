"""Figures as the scaled integers that stand in the tables, and back. Exact both ways. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def scaled(form: str, places: Sequence[Place | None], cells: Cells) -> list[Raw]:
    """A report's figures in the order of the places; `None` among those is blank.

    Text without the shape of a figure (a cell that was no figure under an older pack) counts as blank.
    """
    found: list[Raw] = []
    for place in places:
        text = None if place is None else cells.get(place.row, _BLANK).get(place.column)
        if place is None or text is None or text == NOT_ASKED:
            found.append(text)
            continue
        whole, _, decimals = text.partition(".")
        digits = whole + decimals[: place.scale].ljust(place.scale, "0")
        raw = int(digits) if digits.removeprefix("-").isdecimal() else None
        if raw is not None and len(digits) > _SURE_DIGITS and abs(raw) > LARGEST:
            raise too_long(form, place, text)
        found.append(raw)
    return found


def too_narrow(places: Sequence[Place | None], cells: Cells) -> Iterator[tuple[Place, int]]:
    """The places whose scale would cut decimals off, with the decimals needed."""
    for place in places:
        text = None if place is None else cells.get(place.row, _BLANK).get(place.column)
        if place is None or text is None:
            continue
        decimals = text.partition(".")[2]
        if len(decimals) > place.scale and len(decimals.rstrip("0")) > place.scale:
            yield place, len(decimals.rstrip("0"))


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

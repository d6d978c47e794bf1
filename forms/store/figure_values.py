"""Figures as the scaled integers that stand in the tables, and back. Exact both ways. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from forms.errors import YuebaoError
from forms.report import Cells
from forms.values import NA, NotApplicable

NOT_ASKED: Final = "—"
DASH: Final = 1 << 20  # a count of — is kept in the bits above a count of figures
LARGEST: Final = 2**63 - 1
_COUNT: Final = DASH - 1

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


class Narrow(NamedTuple):
    """A place whose scale would cut decimals off, with the decimals its figure needs."""

    place: Place
    decimals: int


class Plan(NamedTuple):
    """The figures to look for in a report: `width` columns, and by row the index and place of each cell."""

    width: int
    rows: tuple[tuple[str, tuple[tuple[int, Place], ...]], ...]


def make_plan(places: Sequence[Place], numeric: Collection[tuple[str, str]]) -> Plan:
    """The plan for a table; cells that are no figures in the pack at hand stay blank."""
    rows: dict[str, list[tuple[int, Place]]] = {}
    for index, place in enumerate(places):
        if (place.row, place.column) in numeric:
            rows.setdefault(place.row, []).append((index, place))
    return Plan(len(places), tuple((row, tuple(items)) for row, items in rows.items()))


def scaled(plan: Plan, cells: Cells) -> tuple[list[Raw], list[Narrow]]:
    """A report's figures in the order of the columns, and those that need more decimals than their column has.

    This runs for every figure of every report merged. Text without the shape of a figure counts as blank: there
    is none in content that was checked.
    """
    found: list[Raw] = [None] * plan.width
    narrow: list[Narrow] = []
    for row, items in plan.rows:
        line = cells.get(row, _BLANK)
        for index, place in items:
            text = line.get(place[1])
            if text is None or text == NOT_ASKED:
                found[index] = text
                continue
            whole, _, decimals = text.partition(".")
            if len(decimals) != place[4]:
                decimals = _fitted(place, decimals, narrow)
            try:
                found[index] = int(whole + decimals)
            except ValueError:
                found[index] = None
    return found, narrow


def _fitted(place: Place, decimals: str, narrow: list[Narrow]) -> str:
    needed = decimals.rstrip("0")
    if len(needed) > place.scale:
        narrow.append(Narrow(place, len(needed)))
    return needed.ljust(place.scale, "0")


def beyond_64_bits(raws: Sequence[Raw]) -> int | None:
    """The index of the first figure that the store cannot hold."""
    return next((i for i, raw in enumerate(raws) if isinstance(raw, int) and abs(raw) > LARGEST), None)


def too_long(form: str, place: Place, text: str) -> YuebaoError:
    """The refusal of a figure that a 64-bit integer cannot hold."""
    cell = f"{form}[{place.row}, {place.column}]"
    return YuebaoError("E-CELL", text=text, cell=cell, reason="too many digits to be totalled exactly")


def figure(raw: Raw, scale: int) -> Figure:
    """What a column of figures says."""
    match raw:
        case None:
            return None
        case int():
            return Decimal(raw).scaleb(-scale) if scale else Decimal(raw)
        case _:
            return NA


def total(amount: int, count: int, reports: int, scale: int) -> Figure:
    """What a pair of columns of sums says: blank over nothing but blanks, — over nothing but —."""
    if count & _COUNT:
        return Decimal(amount).scaleb(-scale) if scale else Decimal(amount)
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

"""Totals beside other totals: every cell over periods (环比, 同比, 1—本月), and units by rows with 其中 marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from forms.aggregate import total_table
from forms.definition import FormDef, Nature
from forms.index import Position
from forms.period import Period, parse_period
from forms.values import to_text
from sync.desk.collected import Collected, is_due, parts_of
from sync.desk.summary import FormTotal

PERCENT = Decimal(100)
MONTHS = 12
Totals = Callable[[str], FormTotal]
"""The totals of the form and node meant, by period."""


class Compared(Struct, frozen=True, kw_only=True):
    """One cell of the totals now, one period before, one year before, and over the year so far."""

    row: str
    column: str
    now: str | None
    previous: str | None
    last_year: str | None
    year: str | None


class UnitFigures(Struct, frozen=True, kw_only=True):
    """One unit's figures by cell; `inside` for 其中, `missing` where nothing that counts is here."""

    unit: str
    inside: bool
    missing: bool
    cells: Mapping[tuple[str, str], str | None]


def before(form: FormDef, period: Period) -> Period:
    """The period before, no shorter than the form's own."""
    return Period(period.end - max(period.months, form.frequency.months), period.months)


def a_year_before(period: Period) -> Period:
    """The same period of last year."""
    return Period(period.end - MONTHS, period.months)


def compare(collected: Collected, form_id: str, period_text: str, totals: Totals) -> tuple[Compared, ...]:
    """Every cell of a table form's totals beside earlier ones; blank where there was nothing."""
    index = collected.index.form(form_id)
    period = parse_period(period_text)
    now = totals(period_text)
    earlier = _cells(index.form, before(index.form, period), totals)
    last_year = _cells(index.form, a_year_before(period), totals)
    year = _year_so_far(collected, now, period)
    return tuple(
        Compared(
            row=row,
            column=column,
            now=now.cells.get(row, {}).get(column),
            previous=earlier.get(row, {}).get(column),
            last_year=last_year.get(row, {}).get(column),
            year=year.get(Position(row, column)),
        )
        for row, column in index.cells
    )


def _cells(form: FormDef, period: Period, totals: Totals) -> Mapping[str, Mapping[str, str | None]]:
    return totals(str(period)).cells if is_due(form, period) else {}


def _year_so_far(collected: Collected, now: FormTotal, period: Period) -> dict[Position, str | None]:
    """1—本月: flows added from January on over the units counted now; everything else as it stands."""
    index = collected.index.form(now.form)
    last = parts_of(index.form, period)[-1]
    units = [collected.index.unit(code) for code in now.units]
    shares = collected.shares_over(index.form, last.year_to_date(), units)
    added = total_table(index, shares)
    return {
        at: to_text(added[at])
        if cell.nature is Nature.FLOW and cell.derive is None
        else now.cells.get(at.row, {}).get(at.column)
        for at, cell in index.cells.items()
    }


def by_unit(collected: Collected, total: FormTotal, period_text: str) -> tuple[UnitFigures, ...]:
    """The units of a total with their figures: those added, those inside them, those missing, in that order."""
    index = collected.index.form(total.form)
    period = parse_period(period_text)

    def lines(codes: tuple[str, ...], *, inside: bool) -> list[UnitFigures]:
        units = [collected.index.unit(code) for code in codes]
        return [
            UnitFigures(
                unit=share.unit.code,
                inside=inside,
                missing=False,
                cells={
                    (row, column): text
                    for row, its in share.content.cells.items()
                    for column, text in its.items()
                },
            )
            for share in collected.shares(index.form, period, units)
        ]

    missing = [UnitFigures(unit=code, inside=False, missing=True, cells={}) for code in total.missing]
    return (*lines(total.units, inside=False), *lines(total.units_inside, inside=True), *missing)


def growth(now: str | None, earlier: str | None) -> Decimal | None:
    """Growth in percent, exact; `None` where there is nothing to compare with, or nothing to divide by."""
    if now in (None, "—") or earlier in (None, "—"):
        return None
    old, new = Decimal(earlier or "0"), Decimal(now or "0")
    return (new - old) / abs(old) * PERCENT if old else None

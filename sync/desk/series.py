"""One cell of a node's totals over many periods, read from the figures at once instead of report by report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from forms.aggregate import is_added
from forms.ids import CellRef
from forms.period import Period
from forms.values import Value, to_text
from sync.desk.collected import Collected, is_due
from sync.desk.summary import FormTotal, units_of

Point = tuple[str, str | None]
"""A period and the text of its figure, `None` where nothing came."""


def series(
    collected: Collected,
    cell: CellRef,
    node: str,
    periods: Sequence[Period],
    total: Callable[[str], FormTotal],
) -> tuple[Point, ...]:
    """The cell's totals in those periods in which its form is due, by the rules of `summarise`.

    What is not simply added (ratios) comes from `total`, the whole total of a period.
    """
    index = collected.index.form(cell.form)
    known = index.cell(cell.row, cell.column)
    due = [period for period in periods if is_due(index.form, period)]
    if known is None:
        return ()
    own = [period for period in due if period.months == index.form.frequency.months]
    if not is_added(known) or own != due:
        return tuple(_whole(total(str(period)), str(period), cell) for period in due)
    figures: dict[tuple[Period, str], Value] = {
        (period, unit): value
        for period, unit, value in collected.ws.store.figures.series(cell, None, due).points()
    }
    return tuple(_added(collected, cell, node, period, figures) for period in due)


def _whole(total: FormTotal, period: str, cell: CellRef) -> Point:
    text = total.cells.get(cell.row, {}).get(cell.column)
    return period, text if total.units and text != "—" else None


def _added(
    collected: Collected,
    cell: CellRef,
    node: str,
    period: Period,
    figures: dict[tuple[Period, str], Value],
) -> Point:
    units, _ = units_of(collected, collected.index.form(cell.form).form, period, node)
    found = [figures.get((period, unit.code)) for unit in units]
    numbers = [value for value in found if isinstance(value, Decimal)]
    return str(period), to_text(sum(numbers, Decimal(0))) if numbers else None

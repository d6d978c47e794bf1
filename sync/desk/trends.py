"""Key indicators over time: every cell that a target of the pack measures, month by month and year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from forms.definition import FormDef
from forms.index import CellDef
from forms.period import Frequency, Period, parse_period
from forms.values import Value, from_text
from sync.desk.collected import Collected, is_due
from sync.desk.summary import Summary, summarise

MONTHS = 13
"""A year and the same month before it."""
YEARS = 5


class Point(Struct, frozen=True, kw_only=True):
    """A figure of a period."""

    period: str
    value: Decimal


class Trend(Struct, frozen=True, kw_only=True):
    """One indicator of a node; `years` are year ends, the last of them the present period."""

    form: str
    row: str
    column: str
    months: tuple[Point, ...]
    years: tuple[Point, ...]

    @property
    def moved(self) -> bool:
        """Whether its months differ at all."""
        return len({point.value for point in self.months}) > 1

    def cell(self, collected: Collected) -> CellDef:
        """What the indicator is."""
        found = collected.index.form(self.form).cell(self.row, self.column)
        if found is None:
            raise LookupError(self.row)
        return found


def trends(
    collected: Collected, period_text: str, *, node: str | None = None, kinds: tuple[str, ...] = ()
) -> tuple[Trend, ...]:
    """Every indicator with at least two figures, in the order of the pack's targets."""
    month = Period(parse_period(period_text).end, 1)
    place = node or collected.ws.unit
    cells = tuple(dict.fromkeys(_measured(collected, place)))
    months = tuple(month.shift(-back) for back in range(MONTHS - 1, -1, -1))
    years = (*_year_ends(month), month)
    totals = _Totals(collected, place, kinds, tuple(dict.fromkeys(form for form, _, _ in cells)))
    found = [
        Trend(
            form=form,
            row=row,
            column=column,
            months=tuple(totals.points(form, row, column, months)),
            years=tuple(totals.points(form, row, column, years)),
        )
        for form, row, column in cells
    ]
    return tuple(trend for trend in found if len(trend.months) > 1 or len(trend.years) > 1)


def _measured(collected: Collected, node: str) -> Iterable[tuple[str, str, str]]:
    """The numeric cells that targets of this node measure."""
    for target in collected.index.pack.targets:
        if not (target.form and target.row and target.column):
            continue
        form = collected.index.forms.get(target.form)
        cell = form.cell(target.row, target.column) if form else None
        if cell is not None and cell.spec.type.numeric and (target.unit or node) == node:
            yield target.form, target.row, target.column


def _year_ends(month: Period) -> tuple[Period, ...]:
    december = Period(month.year * 12 + 11, 1)
    return tuple(december.shift(-12 * back) for back in range(YEARS - 1, 0, -1))


class _Totals:
    """Totals of a node by month, each made once and only where something came."""

    def __init__(
        self, collected: Collected, node: str, kinds: tuple[str, ...], forms: tuple[str, ...]
    ) -> None:
        self._collected = collected
        self._node = node
        self._kinds = kinds
        self._forms = forms
        self._made: dict[Period, Summary | None] = {}

    def points(self, form: str, row: str, column: str, periods: Iterable[Period]) -> Iterator[Point]:
        cell = self._collected.index.form(form).cell(row, column)
        for period in periods:
            summary = self._of(period)
            total = next((t for t in summary.forms if t.form == form), None) if summary else None
            if cell is None or total is None or not total.units:
                continue
            value: Value | object = from_text(total.cells.get(row, {}).get(column), cell.spec)
            if isinstance(value, Decimal):
                yield Point(period=str(period), value=value)

    def _of(self, period: Period) -> Summary | None:
        if period not in self._made:
            due = [form for form in self._forms if self._due(form, period)]
            self._made[period] = (
                summarise(self._collected, str(period), forms=due, node=self._node, kinds=self._kinds)
                if due
                else None
            )
        return self._made[period]

    def _due(self, form: str, period: Period) -> bool:
        definition: FormDef = self._collected.index.form(form).form
        first = parse_period(self._collected.index.pack.first_period).covering(Frequency.MONTH)
        return period.end >= first.end and is_due(definition, period)

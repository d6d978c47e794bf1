"""Figures of other periods: what `prev`, `last_year`, `ytd` and `total` see.

Steps are applied from the outside in: `prev(ytd(x))` is the year-to-date figure one period earlier. The figure
of a period comes from the unit's accepted report, else its latest submitted one, else its draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from forms.definition import Derive, Nature
from forms.formula.tree import LastYear, Prev, Step, Time, Total, Ytd
from forms.index import CellDef, FormIndex, PackIndex, Position
from forms.period import Frequency, Period, parse_period
from forms.report import Content, Line
from forms.values import Invalid, NotApplicable, from_text

Figure = Decimal | str | bool | None
_LEAST_SETTLED: Final = ("draft", "submitted", "accepted")


class PastReport(NamedTuple):
    """A report of another period and what it is: `accepted`, `submitted` or `draft`."""

    content: Content
    source: str


class Past(Protocol):
    """Where earlier reports of the unit come from."""

    def report(self, form: str, period: Period) -> PastReport | None:
        """The unit's report of that form and period, or `None` if there is none."""
        ...


class NoPast:
    """A unit without history."""

    def report(self, form: str, period: Period) -> PastReport | None:
        """Nothing, ever."""
        del form, period
        return None


def operand_value(text: str | None, cell: CellDef) -> Figure:
    """A canonical text as rules see it: — and what is no value count as blank, yes/no is a truth value."""
    value = from_text(text, cell.spec)
    if isinstance(value, Invalid | NotApplicable) or value is None:
        return None
    if cell.spec.type == "yesno":
        return value == "yes"
    return value


class Timeline:
    """Figures of one unit around one period; reports are asked for once and remembered."""

    def __init__(self, index: PackIndex, period: Period, past: Past) -> None:
        self._index = index
        self._month = Period(period.end, 1)
        self._past = past
        self._reports: dict[tuple[str, Period], PastReport | None] = {}
        self._read: dict[tuple[str, Position, Period], Figure] = {}
        self._settled: dict[tuple[str, Position, Time], Figure] = {}
        self._homes: dict[str, Period] = {}
        self._earlier: dict[tuple[str, int, int], tuple[Period, ...]] = {}
        self._cumulative = {form_id: _cumulative(form) for form_id, form in index.forms.items()}

    def report(self, form: str, period: Period) -> PastReport | None:
        """The report of another period."""
        key = (form, period)
        if key not in self._reports:
            self._reports[key] = self._past.report(form, period)
        return self._reports[key]

    def source(self, cell: CellDef, time: Time) -> str | None:
        """Where a reference's figures of other periods were taken from; of several the least settled one."""
        reached = (p for p in self.reached(cell, time) if p != self.home(cell.form))
        found = {report.source for p in reached if (report := self.report(cell.form, p))}
        return next((source for source in _LEAST_SETTLED if source in found), None)

    def home(self, form: str) -> Period:
        """The form's period that contains the period at hand."""
        found = self._homes.get(form)
        if found is None:
            found = self._homes[form] = self._month.covering(self._index.forms[form].form.frequency)
        return found

    def reached(self, cell: CellDef, time: Time) -> list[Period]:
        """The periods a reference adds up, in order."""
        periods = [self.home(cell.form)]
        for step in time:
            periods = [
                reached for period in periods for reached in _step(step, period, _length(self._index, cell))
            ]
        return periods

    def lines(self, form: str, time: Time) -> Iterator[Line]:
        """The roster lines of the periods a roster aggregate reaches; the present ones are not its business."""
        periods = [self.home(form)]
        length = self._index.forms[form].form.frequency.months
        for step in time:
            periods = [reached for period in periods for reached in _step(step, period, length)]
        for period in periods:
            found = self.report(form, period)
            if found:
                yield from found.content.rows

    def figure(self, cell: CellDef, time: Time, present: Figure) -> Figure:
        """The figure a reference with time steps means; `present` is the one of the period at hand."""
        if not time:
            return present
        key = (cell.form, cell.position, time)
        if key in self._settled:
            return self._settled[key]
        found = self._figure(cell, time, present)
        if all(period != self.home(cell.form) for period in self.reached(cell, time)):
            self._settled[key] = found
        return found

    def _figure(self, cell: CellDef, time: Time, present: Figure) -> Figure:
        match time:
            case (*before, Ytd()) if (column := self._cumulative[cell.form].get(cell.position)) is not None:
                return self._year_to_date(cell, tuple(before), column, present)
            case _:
                return self._added(cell, self.reached(cell, time), present, summed=_sums(time))

    def _added(self, cell: CellDef, periods: list[Period], present: Figure, *, summed: bool) -> Figure:
        found = [value for p in periods if (value := self._at(cell, p, present)) is not None]
        if not summed:
            return found[-1] if found else None
        figures = [value for value in found if isinstance(value, Decimal)]
        return sum(figures, Decimal(0)) if figures else None

    def _year_to_date(self, cell: CellDef, before: Time, column: str, present: Figure) -> Figure:
        """The year so far, starting from the last reported cumulative figure (1月至当月之和) where there is one."""
        total: Decimal | None = None
        for last in self.reached(cell, before):
            total = _plus(total, self._until(cell, last, column, present))
        return total

    def until(self, cell: CellDef, last: Period) -> Decimal | None:
        """A flow's cumulative figure at the end of an earlier period of this form, `None` where nothing is known."""
        column = self._cumulative[cell.form].get(cell.position)
        return self._until(cell, last, column, None) if column else None

    def _until(self, cell: CellDef, last: Period, column: str, present: Figure) -> Decimal | None:
        total: Decimal | None = None
        ytd = self._index.forms[cell.form].cells[Position(cell.row.id, column)]
        for period in last.year_to_date():
            reported = None if period == self.home(cell.form) else self._at(ytd, period, None)
            if isinstance(reported, Decimal):
                total = reported
            else:
                total = _plus(total, self._at(cell, period, present))
        return total

    def history(self, cell: CellDef, count: int) -> Iterator[tuple[Period, Decimal]]:
        """The cell's figures in up to `count` earlier periods of its own length, the last one first."""
        for period in self._before(cell.form, _length(self._index, cell), count):
            figure = self._at(cell, period, None)
            if isinstance(figure, Decimal):
                yield period, figure

    def _before(self, form: str, length: int, count: int) -> tuple[Period, ...]:
        key = (form, length, count)
        if key not in self._earlier:
            home = self.home(form)
            begun = parse_period(self._index.pack.first_period).end
            ends = (home.end - place * length for place in range(1, count + 1))
            self._earlier[key] = tuple(Period(end, home.months) for end in ends if end >= begun)
        return self._earlier[key]

    def _at(self, cell: CellDef, period: Period, present: Figure) -> Figure:
        if period == self.home(cell.form):
            return present
        key = (cell.form, cell.position, period)
        if key not in self._read:
            found = self.report(cell.form, period)
            text = found.content.cell(cell.row.id, cell.column.id) if found else None
            self._read[key] = operand_value(text, cell)
        return self._read[key]


def _plus(total: Decimal | None, figure: Figure) -> Decimal | None:
    if not isinstance(figure, Decimal):
        return total
    return figure if total is None else total + figure


def _sums(time: Time) -> bool:
    return any(isinstance(step, Ytd | Total) for step in time)


def _length(index: PackIndex, cell: CellDef) -> int:
    """A quarterly row of a monthly form looks back a quarter, not a month."""
    asked: Frequency | None = cell.column.frequency or cell.row.frequency
    own = index.forms[cell.form].form.frequency.months
    return max(own, asked.months if asked else own)


def _step(step: Step, period: Period, length: int) -> tuple[Period, ...]:
    match step:
        case Prev():
            return (Period(period.end - length, period.months),)
        case LastYear():
            return (period.last_year,)
        case Ytd():
            return period.year_to_date()
        case Total(since=since):
            return period.since(parse_period(since))


def _cumulative(form: FormIndex) -> dict[Position, str]:
    """For each flow cell the derived column that carries its year-to-date figure."""
    return {
        Position(cell.row.id, cell.of): cell.column.id
        for cell in form.cells.values()
        if cell.derive is Derive.YEAR_TO_DATE and cell.of and cell.nature in (Nature.FLOW, None)
    }

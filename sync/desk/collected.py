"""The reports a collecting office holds, as totals need them: whose, which figures, what was adjusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from forms.aggregate import Share, over_months
from forms.aggregate import as_content as table_content
from forms.calendar import has_begun, is_respondent
from forms.definition import FormDef, UnitDef
from forms.index import PackIndex
from forms.period import Frequency, Period
from forms.program import Program
from forms.report import Content, ReportKey
from sync import events, revisions
from sync.desk.exempted import Exempted
from sync.events import Adjusted, EventType
from sync.workspace import Workspace


class Collected:
    """Reads current reports of a workspace; everything is read once and kept."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.index = PackIndex(ws.pack)
        self._contents: dict[ReportKey, Content | None] = {}
        self._owing: dict[tuple[str, str, Period], bool] = {}

    @cached_property
    def program(self) -> Program:
        """The pack's rules, compiled."""
        return Program(self.index)

    @cached_property
    def _exempted(self) -> Exempted:
        return Exempted(self.ws)

    def content(self, key: ReportKey) -> Content | None:
        """The content that counts for a report, `None` where there is none or a conflict."""
        if key not in self._contents:
            row = self.ws.store.reports.get(key)
            stored = self.ws.store.revisions.get(row.revision) if row and row.revision else None
            self._contents[key] = revisions.decode(stored.blob).content if stored else None
        return self._contents[key]

    def shares(self, form: FormDef, period: Period, units: Iterable[UnitDef]) -> list[Share]:
        """What the units reported for a period; a longer period than the form's is made of its months."""
        return self.shares_over(form, parts_of(form, period), units)

    def shares_over(self, form: FormDef, periods: Sequence[Period], units: Iterable[UnitDef]) -> list[Share]:
        """What the units reported over some of the form's own periods, flows added up."""
        found = []
        for unit in units:
            content = self._over(form, periods, unit.code)
            if content is not None:
                found.append(Share(unit=unit, content=content))
        return found

    def _over(self, form: FormDef, periods: Sequence[Period], unit: str) -> Content | None:
        parts = [self.content(ReportKey(unit, form.id, str(p))) for p in periods]
        stated = [part for part in parts if part is not None]
        if not stated:
            return None
        if len(parts) == 1:
            return stated[0]
        index = self.index.form(form.id)
        if not index.is_table:
            return stated[-1]
        return table_content(over_months(index, stated))

    def respondents(self, form: FormDef, period: Period, units: Iterable[UnitDef]) -> list[UnitDef]:
        """Those of the units that owe this form for the period."""
        last = parts_of(form, period)[-1]
        if not has_begun(self.index.pack, last):
            return []
        return [unit for unit in units if self._owes(form, unit, last)]

    def _owes(self, form: FormDef, unit: UnitDef, period: Period) -> bool:
        key = (form.id, unit.code, period)
        if key not in self._owing:
            self._owing[key] = is_respondent(form, unit, period)
        return self._owing[key]

    def exempt(self, form: FormDef, period: Period, unit: str) -> bool:
        """Whether the unit need file this form for no part of the period (免报)."""
        keys = (ReportKey(unit, form.id, str(part)) for part in parts_of(form, period))
        return all(key in self._exempted for key in keys)

    def adjustments(self, key: ReportKey) -> tuple[Adjusted, ...]:
        """The adjustments in force beside a report's figures, of this office or one above."""
        row = self.ws.store.reports.get(key)
        if row is None or row.revision is None:
            return ()
        from sync.status import reviews_in_force

        found = {s.id: events.decode(s.blob) for s in self.ws.store.events.of(key)}
        return tuple(
            figure
            for event in reviews_in_force(found, key, row.heads).values()
            if event.type is EventType.ADJUST
            for figure in event.figures
        )


def parts_of(form: FormDef, period: Period) -> tuple[Period, ...]:
    """The form's own periods that make up a period: the months of a quarter, or the period itself."""
    length = form.frequency.months
    if length >= period.months:
        return (Period(period.end, 1).covering(form.frequency),)
    first = period.end - period.months + length
    return tuple(Period(end, length) for end in range(first, period.end + 1, length))


def is_due(form: FormDef, period: Period) -> bool:
    """Whether the form is reported in this period: a quarterly one in the last month of its quarter."""
    return period.months >= form.frequency.months or (
        period.frequency is Frequency.MONTH and period.ends(form.frequency)
    )

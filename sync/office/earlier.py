"""The office's own reports of other periods: accepted, else latest submitted, else the draft (forms.md §3)."""

from __future__ import annotations

from collections.abc import Callable

from forms.aggregate import Share, total_table
from forms.aggregate import as_content as total_content
from forms.calendar import is_respondent
from forms.definition import UnitDef
from forms.index import PackIndex
from forms.past import PastReport
from forms.period import Period
from forms.report import Content, ReportKey, Status
from forms.store import Store
from sync import revisions

Evaluated = Callable[[str, Period], Content | None]
"""The draft of another period with its computed cells, `None` where there is none."""

_ACCEPTED = frozenset({Status.ACCEPTED, Status.LOCKED})


class ReportedPast:
    """Earlier reports of one unit from the revisions of a store; `draft` supplies what is not handed over yet."""

    def __init__(self, store: Store, index: PackIndex, unit: str, draft: Evaluated | None = None) -> None:
        self._store = store
        self._index = index
        self._unit = unit
        self._draft = draft

    def report(self, form: str, period: Period) -> PastReport | None:
        """The report of the unit, or of the units it continues, for that period."""
        own = self._own(self._unit, form, period)
        if own is not None:
            return own
        if self._draft is not None and (content := self._draft(form, period)) is not None:
            return PastReport(content, "draft")
        return self._inherited(form, period)

    def _own(self, unit: str, form: str, period: Period) -> PastReport | None:
        row = self._store.reports.get(ReportKey(unit, form, str(period)))
        if row is None or row.revision is None:
            return None
        stored = self._store.revisions.get(row.revision)
        if stored is None:
            return None
        source = "accepted" if Status(row.state) in _ACCEPTED else "submitted"
        return PastReport(revisions.decode(stored.blob).content, source)

    def _inherited(self, form: str, period: Period) -> PastReport | None:
        """A renamed county has its predecessor's history; merged ones are added up, if all are there."""
        found = self._continued(self._unit, form, period)
        if not found:
            return None
        if len(found) == 1:
            return found[0][1]
        index = self._index.forms[form]
        shares = [Share(unit=unit, content=past.content) for unit, past in found]
        lines = tuple(line for _, past in found for line in past.content.rows)
        merged = total_content(total_table(index, shares)) if index.is_table else Content(rows=lines)
        source = "accepted" if all(past.source == "accepted" for _, past in found) else "submitted"
        return PastReport(merged, source)

    def _continued(self, unit: str, form: str, period: Period) -> list[tuple[UnitDef, PastReport]] | None:
        """What the units before this one reported; `None` if one of those asked did not: a part is no history."""
        found: list[tuple[UnitDef, PastReport]] = []
        for code in self._index.predecessors.get(unit, ()):
            before = self._index.unit(code)
            own = self._own(code, form, period)
            earlier = [(before, own)] if own else self._continued(code, form, period)
            if earlier is None or not (earlier or self._not_asked(before, form, period)):
                return None
            found += earlier
        return found

    def _not_asked(self, unit: UnitDef, form: str, period: Period) -> bool:
        return not is_respondent(self._index.forms[form].form, unit, period)

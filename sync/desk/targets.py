"""Targets against what was reported, each by its own source (目标进度)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from forms.definition import TargetDef
from forms.period import Period, parse_period
from forms.targets import Judged, Verdict, judge
from forms.values import Value
from sync.desk.collected import Collected, is_due
from sync.desk.summary import FormTotal, summarise

VERDICT_WORDS = {
    Verdict.MET: "met",
    Verdict.ON_TRACK: "on track",
    Verdict.BEHIND: "behind",
    Verdict.MISSED: "missed",
    Verdict.NO_FIGURE: "no figure yet",
    Verdict.NO_VALUE: "no value set",
    Verdict.NOT_MEASURED: "not measured",
}
"""Verdicts as texts of the catalogue."""
Totals = Callable[[str, str, str], FormTotal]
"""The total of a form in a period over a node."""


def judged_targets(
    collected: Collected, period_text: str, totals: Totals | None = None
) -> tuple[Judged, ...]:
    """Every target of the pack judged at the end of a period; `totals` gives totals that are made already."""
    period = parse_period(period_text)
    figures = _Figures(collected, period, totals)
    return tuple(judge(target, period, figures.of) for target in collected.index.pack.targets)


class _Figures:
    """Looks figures up in the totals of the target's unit; each total is made once."""

    def __init__(self, collected: Collected, period: Period, totals: Totals | None) -> None:
        self._collected = collected
        self._period = period
        self._make = totals or self._summed
        self._totals: dict[tuple[str, str], FormTotal | None] = {}

    def of(self, target: TargetDef) -> Value:
        """The figure a target speaks of; blank where the form is not due or the pack has no such cell."""
        if not target.form or not target.row or not target.column:
            return None
        unit = target.unit or self._collected.ws.unit
        total = self._total(target.form, unit)
        text = total.cells.get(target.row, {}).get(target.column) if total else None
        return Decimal(text) if text is not None and _is_figure(text) else None

    def _total(self, form: str, unit: str) -> FormTotal | None:
        key = (form, unit)
        if key not in self._totals:
            definition = self._collected.index.form(form).form
            known = unit in self._collected.index.units
            made = known and is_due(definition, self._period)
            self._totals[key] = self._make(form, str(self._period), unit) if made else None
        return self._totals[key]

    def _summed(self, form: str, period: str, unit: str) -> FormTotal:
        return summarise(self._collected, period, forms=[form], node=unit).forms[0]


def _is_figure(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()

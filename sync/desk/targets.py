"""Targets against what was reported, each by its own source (目标进度)."""

from __future__ import annotations

from decimal import Decimal

from forms.definition import TargetDef
from forms.period import Period, parse_period
from forms.targets import Judged, judge
from forms.values import Value
from sync.desk.collected import Collected, is_due
from sync.desk.summary import FormTotal, summarise


def judged_targets(collected: Collected, period_text: str) -> tuple[Judged, ...]:
    """Every target of the pack judged at the end of a period."""
    period = parse_period(period_text)
    figures = _Figures(collected, period)
    return tuple(judge(target, period, figures.of) for target in collected.index.pack.targets)


class _Figures:
    """Looks figures up in the totals of the target's unit; each total is made once."""

    def __init__(self, collected: Collected, period: Period) -> None:
        self._collected = collected
        self._period = period
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
            self._totals[key] = (
                summarise(self._collected, str(self._period), forms=[form], node=unit).forms[0]
                if made
                else None
            )
        return self._totals[key]


def _is_figure(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()

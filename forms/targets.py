"""Targets as sourced facts against what was reached: completion, time progress, a plain verdict.

The documents contradict each other; every target is judged by itself, with its source, and none wins
(product.md, rule 9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from forms.definition import TargetDef
from forms.period import Period
from forms.values import Value, round_half_up

_PERCENT = Decimal(100)
_YEAR_END = 11
_CEILINGS = frozenset({"<", "≤", "<="})


class Verdict(StrEnum):
    """What can be said about a target today."""

    MET = "met"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    MISSED = "missed"
    NO_FIGURE = "no-figure"
    NO_VALUE = "no-target-value"
    NOT_MEASURED = "not-measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One target with the figure reached. `completion` and `time_progress` are percent with one decimal.

    `completion` is value ÷ target; `progress` is how much of the way from the baseline was gone, where a
    baseline is known. `time_progress` is how much of the time from the baseline year's end to the target
    year's end has passed, between 0 and 100.
    """

    target: TargetDef
    value: Decimal | None
    completion: Decimal | None
    progress: Decimal | None
    time_progress: Decimal | None
    verdict: Verdict


def judge(target: TargetDef, period: Period, figure: Callable[[TargetDef], Value]) -> Judged:
    """Judge one target at the end of a period; `figure` looks the reached value up."""
    value = figure(target) if target.form else None
    reached = value if isinstance(value, Decimal) else None
    time = time_progress(target, period)
    progress = _way(target, reached)
    return Judged(
        target=target,
        value=reached,
        completion=_share(reached, target.target),
        progress=progress,
        time_progress=time,
        verdict=_verdict(target, reached, progress, time, period),
    )


def time_progress(target: TargetDef, period: Period) -> Decimal | None:
    """Percent of the plan's time that has passed at the end of the period; `None` without a target year."""
    if target.target_year is None:
        return None
    start = _base_year(target) * 12 + _YEAR_END
    end = target.target_year * 12 + _YEAR_END
    if end <= start:
        return _PERCENT
    passed = _PERCENT * (period.end - start) / (end - start)
    return round_half_up(min(max(passed, Decimal(0)), _PERCENT), 1)


def _base_year(target: TargetDef) -> int:
    """The baseline's year; the five-year plans count from the year before their first."""
    if target.baseline_year and target.baseline_year.isdecimal():
        return int(target.baseline_year)
    return (target.target_year or 0) - 5


def _share(value: Decimal | None, target: Decimal | None) -> Decimal | None:
    if value is None or not target:
        return None
    return round_half_up(value * _PERCENT / target, 1)


def _way(target: TargetDef, value: Decimal | None) -> Decimal | None:
    if value is None or target.target is None or target.baseline is None or target.target == target.baseline:
        return None
    gone = (value - target.baseline) * _PERCENT / (target.target - target.baseline)
    return round_half_up(gone, 1)


def _verdict(
    target: TargetDef, value: Decimal | None, progress: Decimal | None, time: Decimal | None, period: Period
) -> Verdict:
    if target.form is None:
        return Verdict.NOT_MEASURED
    if target.target is None:
        return Verdict.NO_VALUE
    if value is None:
        return Verdict.NO_FIGURE
    if is_met(target, value):
        return Verdict.MET
    if target.target_year is not None and period.end >= target.target_year * 12 + _YEAR_END:
        return Verdict.MISSED
    ceiling = target.comparator in _CEILINGS  # a share of a ceiling says nothing about the way to it
    gone = progress if progress is not None or ceiling else _share(value, target.target)
    if gone is None or time is None:
        return Verdict.BEHIND
    return Verdict.ON_TRACK if gone >= time else Verdict.BEHIND


def is_met(target: TargetDef, value: Decimal) -> bool:
    """Whether the figure meets the target; 达/建成 (=) counts as met when exceeded, 突破 (>) must exceed, 低于 (<) must stay below."""
    if target.target is None:
        return False
    match target.comparator:
        case ">":
            return value > target.target
        case "<":
            return value < target.target
        case "≤" | "<=":
            return value <= target.target
        case _:
            return value >= target.target

"""What the page of who reported shows, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.desk.words import SENT_BACK

Month = str
BACK = ("returned", "correcting", SENT_BACK)
"""States in which the office has to act."""


class Only(StrEnum):
    """Which units are shown."""

    ALL = "all"
    LATE = "late"
    MISSING = "missing"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of a period: a state for each form it owes, and how late and complete it is."""

    unit: str
    name: str
    forms: Mapping[str, str]
    received: str
    late_days: int
    gaps: tuple[int, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Forms that did not come."""
        return tuple(form for form, state in self.forms.items() if state == "missing")

    @property
    def returned(self) -> tuple[str, ...]:
        """Forms that were returned and have not come again."""
        return tuple(form for form, state in self.forms.items() if state in BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsLine:
    """One unit over months: its worst state each month, with how many reports there are."""

    unit: str
    name: str
    months: Mapping[Month, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixState:
    """Everything on the page. `reminder` is the drafted 催报 text for the units shown.

    `drafts` is how many mail drafts were written last.
    """

    period: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    forms: tuple[str, ...] = ()
    lines: tuple[UnitLine, ...] = ()
    months: tuple[MonthsLine, ...] = ()
    shown_months: tuple[Month, ...] = ()
    only: Only = Only.ALL
    summary: str = ""
    reminder: str = ""
    drafts: int | None = None
    ready: bool = False

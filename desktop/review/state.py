"""What the review page shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.desk_port import Received
from desktop.entry.grid import Grid
from desktop.entry.state import Head
from forms.report import Status


class Beside(StrEnum):
    """What the report stands beside."""

    NOTHING = "nothing"
    BEFORE = "before"
    LAST_MONTH = "last-month"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One form of the unit."""

    form: str
    title: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding with its explanation; `accepted` is the ruling on it, `None` while there is none.

    `cell` is where the explanation stands, `place` the cell of a table it is about.
    """

    check: str
    cell: tuple[str, str] | None
    level: str
    text: str
    explanation: str = ""
    place: tuple[str, str] | None = None
    accepted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One thing that happened to the report."""

    at: str
    what: str
    who: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLine:
    """A remark that goes out with the return; `cell` is `None` for the whole form."""

    cell: tuple[str, str] | None
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """An adjustment beside the reporter's figure (原值 / 调整 / 理由)."""

    place: str
    figure: str
    difference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """A cell, or a line of a roster, that is not as it was; `cell` leads to it where it is a cell."""

    cell: tuple[str, str] | None
    row: str
    column: str
    now: str
    before: str
    against: Beside


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """Everything on the page."""

    period: str = ""
    unit: str = ""
    form: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    forms: tuple[FormLine, ...] = ()
    report: Received | None = None
    head: Head | None = None
    grid: Grid | None = None
    beside: Beside = Beside.NOTHING
    cell: tuple[str, str] | None = None
    place: str = ""
    findings: tuple[FindingLine, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    remarks: tuple[RemarkLine, ...] = ()
    adjustments: tuple[AdjustmentLine, ...] = ()
    differences: tuple[DifferenceLine, ...] = ()
    month_locked: bool = False
    waiting: int = 0
    replies: tuple[str, ...] = ()
    can_sign: bool = False
    ready: bool = False

    @property
    def compared(self) -> tuple[Beside, ...]:
        """What there is to compare the open report with."""
        if self.report is None:
            return ()
        earlier = ((Beside.BEFORE, self.report.before), (Beside.LAST_MONTH, self.report.last_month))
        return tuple(beside for beside, sheet in earlier if sheet is not None)

    @property
    def can_rule(self) -> bool:
        """Whether a ruling on the open report can be signed now."""
        return self.can_sign and self.report is not None and not self.report.locked

"""What the entry screen shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.entry.arrange import Arrangement
from desktop.entry.findings_list import FindingItem, Grouping
from desktop.entry.grid import Grid
from desktop.entry.paste import PastePlan
from desktop.entry.side import Side, SideKind
from forms.findings import Finding

if TYPE_CHECKING:
    from sync.office.offering import FileOffer

AS_REPORTED = Arrangement()


class Compare(StrEnum):
    """What this report stands beside."""

    NOTHING = "nothing"
    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """A form that can be opened for the period."""

    id: str
    title: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The printed head of a form: title, the box at the top right, and the line above the grid."""

    title: str
    form_id: str
    authority: str
    approval: str
    unit: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryState:
    """Everything on the entry screen; `saved` is the time of the last committed edit."""

    period: str = ""
    form: str = ""
    forms: tuple[FormChoice, ...] = ()
    head: Head | None = None
    grid: Grid | None = None
    findings: tuple[FindingItem, ...] = ()
    chosen: Finding | None = None
    grouping: Grouping = Grouping.RULE
    plan: PastePlan | None = None
    file: FileOffer | None = None
    arrangement: Arrangement = AS_REPORTED
    side_kind: SideKind | None = None
    side_of: int | None = None
    side: Side | None = None
    compare: Compare = Compare.NOTHING
    saved: str = ""
    waiting: bool = False

    @property
    def is_roster(self) -> bool:
        """Whether lines can be added, found and sorted."""
        return self.grid is not None and not self.grid.is_table

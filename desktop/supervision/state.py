"""What the page of supervision and decisions shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.desk.supervising import Notice, Told


class Show(StrEnum):
    """Which notices are shown."""

    ALL = "all"
    RUNNING = "running"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """A problem or a matter in words; `answered` is the notice's number or the decision."""

    told: Told
    unit: str
    number: str
    text: str
    kind: str
    who: str
    deadline: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A notice in words."""

    notice: Notice
    number: str
    unit: str
    text: str
    who: str
    deadline: str
    state: str
    word: str
    progress: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was typed beside the list: for a notice or a decision."""

    unit: str = ""
    result: str = ""
    text: str = ""
    responsible: str = ""
    deadline: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionState:
    """Everything on the page."""

    period: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    problems: tuple[ToldLine, ...] = ()
    notices: tuple[NoticeLine, ...] = ()
    matters: tuple[ToldLine, ...] = ()
    show: Show = Show.ALL
    problem: ToldLine | None = None
    notice: NoticeLine | None = None
    matter: ToldLine | None = None
    overdue: int = 0
    said: str = ""
    given: int = 0
    can_sign: bool = False
    ready: bool = False

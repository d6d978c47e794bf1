"""What the page of registers shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.affairs_port import Source
    from sync.desk.registry import Entry


class Show(StrEnum):
    """Which entries are shown."""

    ALL = "all"
    LISTED = "listed"
    GONE = "gone"
    MOVED = "moved"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry in words; `double` where several units list it."""

    entry: Entry
    unit: str
    number: str
    name: str
    kind: str
    moves: int
    double: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One change of the chosen entry in words, and the report that tells it."""

    period: str
    what: str
    said: str
    shade: str
    form: str
    month: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistriesState:
    """Everything on the page; `source` belongs to the change that was picked."""

    form: str = ""
    forms: tuple[tuple[str, str], ...] = ()
    show: Show = Show.ALL
    search: str = ""
    lines: tuple[EntryLine, ...] = ()
    summary: str = ""
    chosen: EntryLine | None = None
    facts: tuple[tuple[str, str], ...] = ()
    moves: tuple[MoveLine, ...] = ()
    picked: MoveLine | None = None
    source: Source | None = None
    written: str = ""
    ready: bool = False

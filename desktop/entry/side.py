"""What stands beside the form instead of its findings: a list with something to do about it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SideKind(StrEnum):
    """What the list is about."""

    CARRY = "carry"
    FILES = "files"
    MIGRATION = "migration"


class Verb(StrEnum):
    """What can be done."""

    TAKE_BACK = "take-back"
    ONLY_FRESH = "only-fresh"
    ADD = "add"
    OPEN = "open"
    REMOVE = "remove"
    MIGRATE = "migrate"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    """One entry: what it is, in small print where it belongs, and the number it is known by."""

    text: str
    small: str = ""
    ink: str = "text"
    key: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class SideAction:
    """A button; `english` is a text of the catalogue. One that `needs` a line is for those selected."""

    verb: Verb
    english: str
    needs: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The whole panel, its texts in the reader's language."""

    kind: SideKind
    title: str
    summary: str
    lines: tuple[SideLine, ...] = ()
    actions: tuple[SideAction, ...] = ()

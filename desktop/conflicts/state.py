"""What the page of conflicts shows, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PlaceKey = tuple[str, str, str]
"""Part, row and column, as `sync.conflicts.Place`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One rival: which head, who signed it, when it was saved, in which bundle."""

    head: str
    letter: str
    signed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One place where the rivals differ; `chosen` is the head whose text stands, blank while undecided."""

    key: PlaceKey
    name: str
    base: str
    values: Mapping[str, str]
    suggestion: str
    chosen: str

    @property
    def decides(self) -> bool:
        """Whether it is a figure that can be chosen here (not an explanation or the cover)."""
        return self.key[0] in ("cell", "line")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """One report with rivals; `returned` is the reason with which it went back to the office, if it did."""

    unit: str
    form: str
    period: str
    name: str
    places: int
    returned: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsState:
    """Everything on the page."""

    lines: tuple[ConflictLine, ...] = ()
    chosen: ConflictLine | None = None
    sides: tuple[Side, ...] = ()
    places: tuple[PlaceLine, ...] = ()
    can_sign: bool = False
    ready: bool = False

    @property
    def undecided(self) -> int:
        """Places that still need a choice."""
        return sum(not place.chosen for place in self.places if place.decides)

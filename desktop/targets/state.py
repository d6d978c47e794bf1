"""What the page of targets shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.desk_port import TargetLine


class Show(StrEnum):
    """Which targets are shown."""

    ALL = "all"
    BEHIND = "behind"
    RIVALS = "rivals"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One unit on the tile map: where it stands, and its figure for the chosen target's cell."""

    unit: str
    name: str
    column: int
    row: int
    zone: bool
    figure: str
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankLine:
    """One unit's place among those that are added up, and its share of the total; 其中 units have no place."""

    unit: str
    place: int | None
    name: str
    figure: str
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsState:
    """Everything on the page; `rivals` are all targets of the chosen one's subject, side by side.

    `trend` has every month there is, `said` the chosen target's verdict in a sentence.
    """

    period: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    show: Show = Show.ALL
    lines: tuple[TargetLine, ...] = ()
    summary: str = ""
    chosen: TargetLine | None = None
    rivals: tuple[TargetLine, ...] = ()
    tiles: tuple[Tile, ...] = ()
    trend: tuple[tuple[str, float], ...] = ()
    ranking: tuple[RankLine, ...] = ()
    said: str = ""
    ready: bool = False

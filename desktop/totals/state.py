"""What the summary tables show, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.desk_port import Part, Total
from desktop.entry.grid import Grid
from desktop.entry.state import Head


class Layer(StrEnum):
    """Which figures: the units' own, those of units inside others (其中), or with adjustments added."""

    OWN = "own"
    INSIDE = "inside"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLine:
    """A cell in which a unit differs from the units below it."""

    unit: str
    unit_name: str
    form: str
    place: str
    own: str
    children: str
    difference: str
    level: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedLine:
    """One adjustment inside the total."""

    unit: str
    place: str
    difference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFacts:
    """The chosen cell: its total, its growth, and every unit's share."""

    place: str = ""
    figure: str = ""
    growth: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsState:
    """Everything on the page."""

    form: str = ""
    period: str = ""
    node: str = ""
    forms: tuple[tuple[str, str], ...] = ()
    periods: tuple[tuple[str, str], ...] = ()
    nodes: tuple[tuple[str, str], ...] = ()
    total: Total | None = None
    head: Head | None = None
    grid: Grid | None = None
    layer: Layer = Layer.OWN
    counted: str = ""
    missing: tuple[str, ...] = ()
    adjustments: tuple[AdjustedLine, ...] = ()
    cell: tuple[str, str] | None = None
    facts: CellFacts | None = None
    checks: tuple[NodeLine, ...] = ()
    ready: bool = False

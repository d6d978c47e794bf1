"""What the summary tables show, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.desk_port import Part, Total
from desktop.entry.grid import Grid
from desktop.entry.state import Head

if TYPE_CHECKING:
    from sync.desk.selections import Selection


class View(StrEnum):
    """How the totals stand: as the form prints, over periods, or unit by unit."""

    FORM = "form"
    PERIODS = "periods"
    UNITS = "units"


class Layer(StrEnum):
    """Which figures: the units' own, those of units inside others (其中), or with adjustments added."""

    OWN = "own"
    INSIDE = "inside"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One row of the form in the chosen column: now, before, a year ago, over the year so far, and the growth."""

    row: str
    column: str
    title: str
    now: str
    previous: str
    growth: str
    last_year: str
    growth_year: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit's figures in the chosen column, by row; `unit` is blank in the line of totals."""

    unit: str
    name: str
    figures: tuple[str, ...]
    inside: bool = False
    missing: bool = False


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
    """Everything on the page. `rows` head the columns of `units`; `written` is the file exported last."""

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
    view: View = View.FORM
    column: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    compared: tuple[ComparedLine, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    units: tuple[UnitLine, ...] = ()
    selections: tuple[Selection, ...] = ()
    written: str = ""
    counted: str = ""
    missing: tuple[str, ...] = ()
    adjustments: tuple[AdjustedLine, ...] = ()
    cell: tuple[str, str] | None = None
    facts: CellFacts | None = None
    checks: tuple[NodeLine, ...] = ()
    ready: bool = False

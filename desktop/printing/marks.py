"""What stands on a page, in hundredths of a millimetre from its upper left corner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

MM = 100.0
A4_SHORT, A4_LONG = 210 * MM, 297 * MM
POINT = 25.4 / 72 * MM

Told = Callable[[int, int], None]
"""Hears how much of how much is done; raising from it ends the work."""


def nobody(_done: int, _total: int) -> None:
    """Hears nothing: for work that is done before anyone asks."""


class Align(Enum):
    """Where a text stands between left and right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Ink:
    """One line of text whose box begins at (x, y); nothing is broken or cut any more."""

    x: float
    y: float
    width: float
    height: float
    text: str
    points: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle, from black (0) to white (1), with or without a border."""

    x: float
    y: float
    width: float
    height: float
    grey: float
    border: float = 0.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code."""

    x: float
    y: float
    side: float
    payload: str


Mark = Ink | Stroke | Block | Code


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page."""

    landscape: bool
    marks: tuple[Mark, ...]

    @property
    def width(self) -> float:
        """Paper width."""
        return A4_LONG if self.landscape else A4_SHORT

    @property
    def height(self) -> float:
        """Paper height."""
        return A4_SHORT if self.landscape else A4_LONG

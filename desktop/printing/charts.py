"""Charts on paper, in black and grey: lines over periods, units as tiles, units by their share."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.marks import A4_LONG, A4_SHORT, MM, Align, Block, Ink, Mark, Page, Stroke
from desktop.printing.text import block_height, broken, line_height, width_of
from desktop.printing.widths import MARGIN
from sync.outputs.print_job import Bar, ChartPage, Course, Tile

_TOP, _BOTTOM = 13 * MM, A4_LONG - 15 * MM
_ROOM = A4_SHORT - 2 * MARGIN
_TITLE, _CAPTION, _HEAD, _TEXT, _TICK = 16.0, 10.5, 10.5, 9.0, 7.0
_GAP = 5 * MM
_LARGE, _SMALL_CHART = 74 * MM, 50 * MM
_HAIR, _LINE = 0.1 * MM, 0.5 * MM
_DOT = 1.1 * MM
_ACROSS, _TILE = 4, 15 * MM
_BAR, _BAR_GAP = 4.2 * MM, 2.2 * MM
_PLACE, _NAME, _FIGURE, _SHARE = 9 * MM, 40 * MM, 30 * MM, 18 * MM
_DARKEST = 0.62
"""A tile never gets so dark that black writing on it could not be read."""


def chart_pages(page: ChartPage, continued: str = "") -> list[Page]:
    """The charts of one subject from top to bottom, over as many pages as they take; `continued` is said on the later ones."""
    return _Charts(page, continued).pages()


class _Charts:
    """Fills pages from top to bottom."""

    def __init__(self, page: ChartPage, continued: str) -> None:
        self._page = page
        self._continued = continued
        self._y = _TOP
        self._marks: list[Mark] = []
        self._done: list[Page] = []

    def pages(self) -> list[Page]:
        """All of them."""
        self._opening()
        self._courses()
        self._tiles()
        self._bars()
        self._turn()
        return self._done

    def _turn(self) -> None:
        self._done.append(Page(False, tuple(self._marks)))
        self._marks, self._y = [], _TOP

    def _need(self, height: float) -> None:
        if self._y + height > _BOTTOM and self._marks:
            self._turn()
            self._say(f"{self._page.title} {self._continued}".strip(), _TEXT, Align.CENTRE)
            self._y += 2 * MM

    def _say(self, text: str, points: float, align: Align = Align.LEFT) -> None:
        for line in broken(text, _ROOM, points):
            height = line_height(line, points)
            self._need(height)
            self._marks.append(Ink(MARGIN, self._y, _ROOM, height, line, points, align))
            self._y += height

    def _opening(self) -> None:
        self._say(self._page.title, _TITLE, Align.CENTRE)
        self._say(self._page.caption, _CAPTION, Align.CENTRE)
        self._y += 2 * MM
        for said in self._page.said:
            self._say(said, _TEXT)
        self._y += 2 * MM

    def _courses(self) -> None:
        """One over the whole width, several in pairs."""
        courses = self._page.courses
        if len(courses) == 1:
            self._put([(courses[0], MARGIN, _ROOM)], _LARGE)
            return
        half = (_ROOM - _GAP) / 2
        for first in range(0, len(courses), 2):
            pair = courses[first : first + 2]
            places = (MARGIN, MARGIN + half + _GAP)
            self._put([(one, x, half) for one, x in zip(pair, places, strict=False)], _SMALL_CHART)

    def _put(self, row: Sequence[tuple[Course, float, float]], height: float) -> None:
        heads = [broken(one.title, width, _TEXT)[:2] for one, _x, width in row]
        head = max(block_height(lines, _TEXT) for lines in heads)
        self._need(head + height + _GAP)
        for (one, x, width), lines in zip(row, heads, strict=True):
            for number, line in enumerate(lines):
                y = self._y + number * line_height(line, _TEXT)
                self._marks.append(Ink(x, y, width, line_height(line, _TEXT), line, _TEXT))
            self._marks += line_chart(one, _Area(x, self._y + head, width, height))
        self._y += head + height + _GAP

    def _tiles(self) -> None:
        tiles = self._page.tiles
        if not tiles:
            return
        rows = max(tile.row for tile in tiles) + 1
        self._need(line_height("", _HEAD) + rows * _TILE + _GAP)
        self._say(self._page.tiles_title, _HEAD)
        width = min(_ROOM / _ACROSS, 38 * MM)
        for tile in tiles:
            self._marks += _tile(tile, MARGIN + tile.column * width, self._y + tile.row * _TILE, width)
        self._y += rows * _TILE + _GAP

    def _bars(self) -> None:
        if not self._page.bars:
            return
        self._need(line_height("", _HEAD) + 3 * (_BAR + _BAR_GAP))
        self._say(self._page.bars_title, _HEAD)
        self._y += 1 * MM
        for bar in self._page.bars:
            self._need(_BAR + _BAR_GAP)
            self._marks += _bar(bar, self._y)
            self._y += _BAR + _BAR_GAP


@dataclass(frozen=True, slots=True)
class _Area:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


# --- a line over periods -------------------------------------------------------------------------------


def line_chart(course: Course, area: _Area) -> list[Mark]:
    """The line with as many figures and periods written as have room; a goal is a dashed line."""
    tick = line_height("", _TICK)
    plot = _Area(
        area.x + 2 * MM, area.y + tick + 1 * MM, area.width - 4 * MM, area.height - 2 * tick - 3 * MM
    )
    values = [number_of(text) for text in course.figures]
    goal = number_of(course.goal) if course.goal else None
    every = [*values, 0.0] if goal is None else [*values, 0.0, goal]
    low, span = min(every), (max(every) - min(every)) or 1.0

    def level(value: float) -> float:
        return plot.bottom - plot.height * (value - low) / span

    steps = max(len(values) - 1, 1)
    dots = [(plot.x + plot.width * place / steps, level(value)) for place, value in enumerate(values)]
    marks: list[Mark] = [Stroke(plot.x, level(0.0), plot.right, level(0.0), _HAIR)]
    if goal is not None:
        marks.append(Stroke(plot.x, level(goal), plot.right, level(goal), _HAIR * 2, dashed=True))
    marks += [Stroke(*one, *other, _LINE) for one, other in itertools.pairwise(dots)]
    marks += [Block(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT, grey=0.0) for x, y in dots]
    taken: list[_Area] = []
    if goal is not None:
        marks += _written(course.goal, plot.right, level(goal) - tick - 0.6 * MM, plot, taken)
    for place in _by_weight(values):
        x, y = dots[place]
        text = course.figures[place]
        aside = _clear_of_line(values, place) * width_of(text, _TICK) / 2
        marks += _written(text, x + aside, y - tick - _DOT / 2, plot, taken)
    for place in _ends_first(len(values)):
        marks += _written(course.periods[place], dots[place][0], plot.bottom + 1 * MM, plot, taken)
    return marks


def _written(text: str, x: float, y: float, plot: _Area, taken: list[_Area]) -> list[Mark]:
    """A small text around `x`, where nothing stands yet."""
    width, height = width_of(text, _TICK), line_height(text, _TICK)
    left = min(max(x - width / 2, plot.x - 2 * MM), plot.right + 2 * MM - width)
    here = _Area(left, y, width, height)
    if any(_touch(here, other) for other in taken):
        return []
    taken.append(here)
    return [Ink(left, y, width, height, text, _TICK)]


def _touch(one: _Area, other: _Area) -> bool:
    aside = one.right + 0.6 * MM < other.x or other.right + 0.6 * MM < one.x
    return not (aside or one.bottom <= other.y or other.bottom <= one.y)


def _clear_of_line(values: Sequence[float], place: int) -> int:
    """Where the line climbs a figure stands left of its dot (-1), where it falls right of it, else in the middle."""
    before = values[max(place - 1, 0)]
    after = values[min(place + 1, len(values) - 1)]
    return (after < before) - (after > before)


def _by_weight(values: Sequence[float]) -> list[int]:
    """Places in the order in which their figures must be written: the last, the first, the extremes, the others."""
    first = [len(values) - 1, 0, values.index(max(values)), values.index(min(values))]
    return list(dict.fromkeys((*first, *range(len(values)))))


def _ends_first(count: int) -> list[int]:
    return list(dict.fromkeys((0, count - 1, *range(count))))


def number_of(text: str) -> float:
    """A written figure as a length; commas are for the reader."""
    return float(text.replace(",", ""))


# --- units ---------------------------------------------------------------------------------------------


def _tile(tile: Tile, x: float, y: float, width: float) -> list[Mark]:
    """A unit's square: the darker, the larger its figure; dashed where it has none."""
    grey = 1.0 if tile.share is None else 1.0 - (1.0 - _DARKEST) * min(max(tile.share, 0.0), 1.0)
    inner = width - 1.5 * MM
    marks: list[Mark] = [
        Block(x, y, inner, _TILE - 1.5 * MM, grey=grey, border=_HAIR * 2, dashed=not tile.figure)
    ]
    size = _TEXT
    while width_of(tile.name, size) > inner - 2 * MM and size > _TICK - 1:
        size -= 0.5
    name, middle = broken(tile.name, inner - 2 * MM, size)[0], (_TILE - 1.5 * MM) / 2
    marks.append(
        Ink(x, y + middle - line_height(name, size), inner, line_height(name, size), name, size, Align.CENTRE)
    )
    figure = tile.figure or "—"
    marks.append(Ink(x, y + middle, inner, line_height(figure, _TEXT), figure, _TEXT, Align.CENTRE))
    return marks


def _bar(bar: Bar, y: float) -> list[Mark]:
    """Place, name, a bar as long as the figure, the figure and its share."""
    left = MARGIN + _PLACE + _NAME
    room = _ROOM - _PLACE - _NAME - _FIGURE - _SHARE
    name = broken(bar.name, _NAME - 2 * MM, _TEXT)[0]
    length = room * min(max(bar.length, 0.0), 1.0)
    height = line_height("", _TEXT)
    top = y - (height - _BAR) / 2
    return [
        Ink(MARGIN, top, _PLACE - 2 * MM, height, bar.place, _TEXT, Align.RIGHT),
        Ink(MARGIN + _PLACE, top, _NAME, height, name, _TEXT),
        Block(left, y, max(length, _HAIR), _BAR, grey=0.55 if bar.place else 0.85),
        Ink(left + room, top, _FIGURE, height, bar.figure, _TEXT, Align.RIGHT),
        Ink(left + room + _FIGURE, top, _SHARE, height, bar.share, _TEXT, Align.RIGHT),
    ]

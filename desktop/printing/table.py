"""A table's head and lines as marks, for one strip of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from desktop.printing.marks import MM, Align, Ink, Mark, Stroke
from desktop.printing.text import block_height, broken, line_height
from desktop.printing.widths import MARGIN, PAD, Strip, indent
from sync.outputs.heads import Head
from sync.outputs.print_job import PrintForm

THIN, THICK = 0.12 * MM, 0.35 * MM
_GAP = 0.75 * MM
_ALIGN = {"figure": Align.RIGHT, "title": Align.LEFT, "text": Align.LEFT}


@dataclass(frozen=True, slots=True)
class Row:
    """A line's texts by printed place, broken into lines."""

    cells: tuple[tuple[str, ...], ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One strip of a form's table."""

    form: PrintForm
    strip: Strip
    points: float

    @property
    def edges(self) -> list[float]:
        """Where the columns begin, and where the last one ends."""
        return [MARGIN + width for width in accumulate(self.strip.widths, initial=0.0)]

    # --- head --------------------------------------------------------------------------------------

    def head(self, y: float) -> tuple[list[Mark], float]:
        """The head from `y` down, with the line 甲 乙 丙 1 2 3; and where the lines begin."""
        heads = [head for head in self.form.heads.cells if self._covered(head)]
        tops = [y + height for height in accumulate(self._head_heights(heads), initial=0.0)]
        edges = self.edges
        marks: list[Mark] = [Stroke(edges[0], y, edges[-1], y, THICK)]
        for head in heads:
            covered = self._covered(head)
            left, right = edges[covered[0]], edges[covered[-1] + 1]
            top, bottom = tops[head.line], tops[head.line + head.lines]
            marks += _centred(
                broken(head.text, right - left - 2 * PAD, self.points), left, right, top, bottom, self.points
            )
            marks.append(Stroke(left, bottom, right, bottom, THIN))
            if right < edges[-1]:
                marks.append(Stroke(right, top, right, bottom, THIN))
        return self._index(marks, tops[-1])

    def _covered(self, head: Head) -> list[int]:
        wanted = range(head.place, head.place + head.places)
        return [n for n, place in enumerate(self.strip.places) if place in wanted]

    def _head_heights(self, heads: Sequence[Head]) -> list[float]:
        heights = [0.0] * self.form.heads.depth
        for head in sorted(heads, key=lambda head: head.lines):
            covered = self._covered(head)
            width = sum(self.strip.widths[n] for n in covered) - 2 * PAD
            need = block_height(broken(head.text, width, self.points), self.points) + 2 * _GAP
            missing = need - sum(heights[head.line : head.line + head.lines])
            if missing > 0:
                for line in range(head.line, head.line + head.lines):
                    heights[line] += missing / head.lines
        return heights

    def _index(self, marks: list[Mark], y: float) -> tuple[list[Mark], float]:
        edges = self.edges
        bottom = y + line_height("", self.points) + _GAP
        for n, place in enumerate(self.strip.places):
            text = self.form.heads.places[place].index
            marks += _centred((text,), edges[n], edges[n + 1], y, bottom, self.points)
            if n + 1 < len(self.strip.places):
                marks.append(Stroke(edges[n + 1], y, edges[n + 1], bottom, THIN))
        marks.append(Stroke(edges[0], bottom, edges[-1], bottom, THIN))
        return marks, bottom

    # --- lines -------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Every line of the form, broken to the columns' widths."""
        depths = self.form.indents or (0,) * len(self.form.lines)
        for texts, depth in zip(self.form.lines, depths, strict=True):
            yield Row(
                tuple(
                    broken(texts[place], width - 2 * PAD - self._indent(place, depth), self.points)
                    for place, width in zip(self.strip.places, self.strip.widths, strict=True)
                ),
                depth,
            )

    def _indent(self, place: int, depth: int) -> float:
        return indent(self.points, depth) if self.form.heads.places[place].kind == "title" else 0.0

    def height(self, row: Row) -> float:
        """How high a line is printed."""
        return max(block_height(lines, self.points) for lines in row.cells) + 2 * _GAP

    def split(self, row: Row, room: float) -> tuple[Row, Row]:
        """A line too high for a whole page, in what fits and the rest."""
        cut = []
        for lines in row.cells:
            kept = 0
            while kept < len(lines) and block_height(lines[: kept + 1], self.points) + 2 * _GAP <= room:
                kept += 1
            cut.append(max(kept, 1))
        first = tuple(lines[:n] for lines, n in zip(row.cells, cut, strict=True))
        rest = tuple(lines[n:] or ("",) for lines, n in zip(row.cells, cut, strict=True))
        return Row(first, row.depth), Row(rest, row.depth)

    def draw(self, row: Row, y: float) -> tuple[list[Mark], float]:
        """A line at `y`, and where the next one begins."""
        edges = self.edges
        bottom = y + self.height(row)
        marks: list[Mark] = []
        for n, place in enumerate(self.strip.places):
            left = edges[n] + self._indent(place, row.depth)
            align = _ALIGN.get(self.form.heads.places[place].kind, Align.CENTRE)
            if row.cells[n] == ("—",):
                align = Align.CENTRE
            marks += _inked(row.cells[n], (left, edges[n + 1]), (y, bottom), self.points, align)
            if n + 1 < len(self.strip.places):
                marks.append(Stroke(edges[n + 1], y, edges[n + 1], bottom, THIN))
        marks.append(Stroke(edges[0], bottom, edges[-1], bottom, THIN))
        return marks, bottom

    def close(self, y: float) -> Stroke:
        """The thick line under the last line of a page."""
        return Stroke(self.edges[0], y, self.edges[-1], y, THICK)


def _centred(
    lines: tuple[str, ...], left: float, right: float, top: float, bottom: float, points: float
) -> list[Mark]:
    return _inked(lines, (left, right), (top, bottom), points, Align.CENTRE)


def _inked(
    lines: tuple[str, ...],
    across: tuple[float, float],
    down: tuple[float, float],
    points: float,
    align: Align,
) -> list[Mark]:
    """Lines of text in the middle of a box."""
    y = down[0] + max((down[1] - down[0] - block_height(lines, points)) / 2, 0.0)
    marks: list[Mark] = []
    for line in lines:
        height = line_height(line, points)
        if line:
            marks.append(
                Ink(across[0] + PAD, y, across[1] - across[0] - 2 * PAD, height, line, points, align)
            )
        y += height
    return marks

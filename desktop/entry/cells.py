"""How the cells of a grid are painted, straight from the grid shown.

Qt's own painting asks the model and the selection some twenty questions for each cell, each through Python and back;
a form has a hundred cells in sight, and an entry at its end brings all of them into view anew.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygon, QRegion
from PySide6.QtWidgets import QTableView

from desktop.entry.grid import Mark
from desktop.entry.model import GridModel, Look
from desktop.theme import Theme
from desktop.widgets.elided import ended
from forms.definition import CellType
from forms.sheet import CellState, CellView
from forms.values import CellSpec

PAD = 6
CORNER = 7
Place = tuple[int, int]
_GROUNDS = {
    CellState.COMPUTED: "computed",
    CellState.DERIVED: "derived",
    CellState.NOT_ASKED: "not_asked",
    CellState.INVALID: "error_soft",
}
_MARKS = {Mark.ERROR: "error", Mark.WARNING: "warning", Mark.EXPLAINED: "good", Mark.HINT: "accent"}
_MIDDLE, _LEFT, _RIGHT = (
    Qt.AlignmentFlag.AlignVCenter | across
    for across in (Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


class CellPainter:
    """Paints the cells that lie in a part of the grid's viewport, and the lines between them."""

    def __init__(self, view: QTableView, model: GridModel, theme: Theme) -> None:
        self._view = view
        self._model = model
        self._theme = theme

    def paint(self, painter: QPainter, part: QRegion) -> None:
        """Paint this part whole: the ground, the cells, the lines."""
        painter.fillRect(part.boundingRect(), self._theme.colour("surface"))
        current = self._view.currentIndex()
        cursor = (current.row(), current.column())
        chosen = _Chosen(self._view.selectionModel().selection())
        for place in _places(self._view, part):
            look = self._model.look(*place)
            if look is None:
                continue
            rect = self._rect(*place)
            self._paint_ground(painter, rect, look, selected=place in chosen and place != cursor)
            if look.text or look.below:
                self._paint_text(painter, rect, look)
            self._paint_marks(painter, rect, look)
            if place == cursor:
                painter.setPen(QPen(self._theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(rect.adjusted(1, 1, -1, -1))
        self._paint_lines(painter, part.boundingRect())

    def _rect(self, row: int, column: int) -> QRect:
        """A cell without the line at its right and below."""
        view = self._view
        return QRect(
            view.columnViewportPosition(column),
            view.rowViewportPosition(row),
            view.columnWidth(column) - 1,
            view.rowHeight(row) - 1,
        )

    def _paint_lines(self, painter: QPainter, part: QRect) -> None:
        painter.setPen(self._theme.colour("border"))
        rows, columns = self._view.verticalHeader(), self._view.horizontalHeader()
        right, below = columns.length() - columns.offset(), rows.length() - rows.offset()
        for row in _between(self._view.rowAt(part.top()), self._view.rowAt(part.bottom()), rows.count()):
            y = rows.sectionViewportPosition(row) + rows.sectionSize(row) - 1
            painter.drawLine(part.left(), y, min(part.right(), right - 1), y)
        shown = _between(self._view.columnAt(part.left()), self._view.columnAt(part.right()), columns.count())
        for column in shown:
            x = columns.sectionViewportPosition(column) + columns.sectionSize(column) - 1
            painter.drawLine(x, part.top(), x, min(part.bottom(), below - 1))

    def _paint_ground(self, painter: QPainter, rect: QRect, look: Look, *, selected: bool) -> None:
        name = "selection" if selected else _ground(look)
        if name != "surface":
            painter.fillRect(rect, self._theme.colour(name))

    def _paint_text(self, painter: QPainter, rect: QRect, look: Look) -> None:
        text, below = look.text, look.below
        inside = rect.adjusted(PAD, 0, -PAD, 0)
        font = self._view.font()
        painter.setFont(font)
        painter.setPen(self._ink(look))
        flags = _alignment(look.spec, look.cell, text)
        if below:
            upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() * 11 // 20)
            painter.drawText(upper, flags, text)
            small = QFont(font)
            small.setPointSizeF(font.pointSizeF() * 0.8)
            painter.setFont(small)
            painter.setPen(self._theme.colour("muted"))
            lower = QRect(inside.left(), upper.bottom(), inside.width(), inside.height() - upper.height())
            painter.drawText(lower, flags, ended(painter.fontMetrics(), below, lower.width()))
            return
        shown = ended(painter.fontMetrics(), text.replace("\n", " "), inside.width())
        painter.drawText(inside, flags, shown)

    def _ink(self, look: Look) -> QColor:
        cell = look.cell
        if look.waiting or cell.state is CellState.NOT_ASKED:
            return self._theme.colour("muted")
        if cell.state is CellState.INVALID:
            return self._theme.colour("error")
        return self._theme.colour("muted" if cell.state is CellState.DERIVED else "text")

    def _paint_marks(self, painter: QPainter, rect: QRect, look: Look) -> None:
        if look.mark is not None:
            _triangle(painter, rect.topRight(), -CORNER, self._theme.colour(_MARKS[look.mark]))
        if look.remarked:
            _triangle(painter, rect.topLeft(), CORNER, self._theme.colour("accent"))


class _Chosen:
    """The selected cells, by the corners of their blocks."""

    def __init__(self, selection: QItemSelection) -> None:
        self._blocks = [(one.top(), one.bottom(), one.left(), one.right()) for one in selection]  # type: ignore[attr-defined]  # the stubs forget it

    def __contains__(self, place: Place) -> bool:
        row, column = place
        return any(
            top <= row <= bottom and left <= column <= right for top, bottom, left, right in self._blocks
        )


def _places(view: QTableView, part: QRegion) -> dict[Place, None]:
    """The cells that lie in a part of the viewport, each once."""
    rows, columns = view.model().rowCount(), view.model().columnCount()
    return {
        (row, column): None
        for rect in part  # type: ignore[attr-defined]  # the stubs forget it
        for row in _between(view.rowAt(rect.top()), view.rowAt(rect.bottom()), rows)
        for column in _between(view.columnAt(rect.left()), view.columnAt(rect.right()), columns)
    }


def _between(first: int, last: int, count: int) -> range:
    """From the first place in sight to the last; below 0 stands for beyond the end."""
    return range(0) if first < 0 else range(first, count if last < 0 else last + 1)


def _ground(look: Look) -> str:
    if look.previewed:
        return "accent_soft"
    if look.mark is Mark.ERROR:
        return "error_soft"
    if look.mark is Mark.WARNING:
        return "warning_soft"
    return _GROUNDS.get(look.cell.state, "surface")


def _alignment(spec: CellSpec, cell: CellView, text: str) -> Qt.AlignmentFlag:
    if cell.state is CellState.NOT_ASKED or text == "—":
        return _MIDDLE
    if spec.type.numeric and cell.state is not CellState.INVALID:
        return _RIGHT
    return _MIDDLE if spec.type in (CellType.YESNO, CellType.DATE, CellType.MONTH) else _LEFT


def _triangle(painter: QPainter, corner: QPoint, size: int, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygon([corner, corner + QPoint(size, 0), corner + QPoint(0, abs(size))]))

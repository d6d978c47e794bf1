"""How a line's cells are drawn: a text in its shade or on a pill, a smaller one below it, a box to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from desktop.entry.model import Index
from desktop.widgets.line_painter import PAD, SHADES, LinePainter

if TYPE_CHECKING:
    from desktop.desk.rows import Column, RowsModel

NARROW = 70
SMALLER = 0.88


class RowsDelegate(LinePainter):
    """Paints a text in its shade, or on a pill; figures to the right."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, option.fontMetrics.height() + 14)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # straight from the model: a role asked through Qt costs more than drawing the cell
        rows: RowsModel[object] = index.model()  # type: ignore[assignment]  # of no other
        line, column = rows.lines[index.row()], rows.columns[index.column()]
        rect: QRect = option.rect
        painter.save()
        inside = self._ground(painter, option)
        if index.column() == 0 and rows.may_check(line):
            inside = self._check(painter, inside, on=index.row() in rows.checked)
        shade = column.shade(line)
        if column.pill:
            narrow = rect.adjusted(3, 0, -3, 0) if column.width < NARROW else inside
            self._pill(painter, narrow, column.text(line), shade)
        else:
            self._two(painter, inside, column, line, SHADES[shade][0] if shade else "text")
        painter.restore()

    def _check(self, painter: QPainter, rect: QRect, *, on: bool) -> QRect:
        size = self._theme.px(14)
        box = QRectF(rect.left(), rect.center().y() - size / 2 + 1, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("accent" if on else "strong_border"))
        painter.setBrush(self._theme.colour("accent" if on else "surface"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            self._tick(painter, box)
        return rect.adjusted(size + PAD, 0, 0, 0)

    def _two(self, painter: QPainter, rect: QRect, column: Column[object], line: object, ink: str) -> None:
        """The text, and a smaller one below it."""
        upper, lower = QRect(rect), QRect(rect)
        under = column.second(line) if column.second else ""
        if under:
            upper.setHeight(round(rect.height() * 0.56))
            lower.setTop(rect.top() + round(rect.height() * 0.5))
        self._say(painter, upper, column.text(line), ink, number=column.number)
        if under:
            font = QFont(painter.font())
            font.setPixelSize(round(painter.fontInfo().pixelSize() * SMALLER))
            painter.setFont(font)
            self._say(painter, lower, under, "muted", number=column.number)

"""How a line's cells are drawn: a text in its shade or on a pill, a smaller one below it, a box to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from desktop.entry.model import Index
from desktop.home.forms_table import SHADES
from desktop.theme import Theme
from desktop.widgets.elided import ended

if TYPE_CHECKING:
    from desktop.desk.rows import Column, RowsModel

PAD = 8
TICK = ((0.22, 0.5), (0.42, 0.72), (0.8, 0.28))
NARROW = 70
SMALLER = 0.88


class RowsDelegate(QStyledItemDelegate):
    """Paints a text in its shade, or on a pill; figures to the right."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme

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
        painter.setFont(option.font)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selection"))
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(PAD, 0, -PAD, 0)
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
            pen = painter.pen()
            pen.setColor(self._theme.colour("accent_text"))
            pen.setWidthF(1.8)
            painter.setPen(pen)
            painter.drawPolyline([QPointF(box.left() + size * x, box.top() + size * y) for x, y in TICK])
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

    def _say(self, painter: QPainter, rect: QRect, text: str, ink: str, *, number: bool) -> None:
        if not text:
            return
        painter.setPen(self._theme.colour(ink))
        shown = ended(painter.fontMetrics(), text, rect.width())
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | side, shown)

    def _pill(self, painter: QPainter, rect: QRect, text: str, shade: str) -> None:
        if not text:
            return
        ink, ground = SHADES[shade or "neutral"]
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(text) + 14, rect.width())
        height = metrics.height() + 4
        pill = QRectF(rect.left(), rect.center().y() - height / 2 + 1, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.colour(ink))
        shown = ended(metrics, text, round(width))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)

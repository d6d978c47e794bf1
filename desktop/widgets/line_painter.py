"""What painters of lines draw alike: the ground of a cell, a text in its ink, a word on a pill."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.theme import Theme
from desktop.widgets.elided import ended

PAD = 8
SHADES = {
    "neutral": ("muted", "derived"),
    "accent": ("accent", "accent_soft"),
    "good": ("good", "good_soft"),
    "warning": ("warning", "warning_soft"),
    "error": ("error", "error_soft"),
}
TICK = ((0.22, 0.5), (0.42, 0.72), (0.8, 0.28))


class LinePainter(QStyledItemDelegate):
    """Others say which cell gets what."""

    pill_room = (14, 4)
    """How much wider and higher than its word a pill is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRect:
        """The chosen line's colour and the rule below; what is left for words."""
        rect: QRect = option.rect
        painter.setFont(option.font)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selection"))
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        return rect.adjusted(PAD, 0, -PAD, 0)

    def _say(self, painter: QPainter, rect: QRect, text: str, ink: str, *, number: bool = False) -> None:
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
        metrics, (wider, higher) = painter.fontMetrics(), self.pill_room
        width = min(metrics.horizontalAdvance(text) + wider, rect.width())
        height = metrics.height() + higher
        pill = QRectF(rect.left(), rect.center().y() - height / 2 + 1, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.colour(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, ended(metrics, text, round(width)))

    def _tick(self, painter: QPainter, box: QRectF) -> None:
        """The check mark in its box."""
        pen = painter.pen()
        pen.setColor(self._theme.colour("accent_text"))
        pen.setWidthF(1.8)
        painter.setPen(pen)
        size = box.width()
        painter.drawPolyline([QPointF(box.left() + size * x, box.top() + size * y) for x, y in TICK])

"""A list whose entries are two lines: what it is, and in small or coloured print what about it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.entry.model import Index
from desktop.theme import Theme
from desktop.widgets.elided import ended

TWO = Qt.ItemDataRole.UserRole + 8
"""The role under which a model gives both lines: `((colour, text), (colour, text))`."""
ROOM = 10
SIDE, ABOVE = 6, 4


class TwoLineDelegate(QStyledItemDelegate):
    """Paints them; the selected entry stands on another ground."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.lineSpacing() * 2 + ROOM)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setFont(option.font)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._theme.colour("selection"))
        rect: QRect = option.rect.adjusted(SIDE, ABOVE, -SIDE, -ABOVE)
        half = rect.height() // 2
        for top, (colour, text) in zip((0, half), index.data(TWO), strict=True):
            place = QRect(rect.left(), rect.top() + top, rect.width(), half)
            painter.setPen(self._theme.colour(colour))
            shown = ended(painter.fontMetrics(), text, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


def dress(view: QListView, theme: Theme) -> None:
    """Make a list one of these."""
    view.setProperty("role", "plain")
    view.setItemDelegate(TwoLineDelegate(theme, view))
    view.setUniformItemSizes(True)

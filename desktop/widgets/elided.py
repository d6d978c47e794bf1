"""A line of text that ends in … where there is no room for all of it; the whole is its tip."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter
from typing_extensions import override

from desktop.theme import as_role

LEAST = 4
_CHINESE = re.compile("[\u2e80-\uffef]")


def ended(metrics: QFontMetrics, text: str, width: int) -> str:
    """The text as far as there is room for it.

    The … of a Chinese font stands at half height, as Chinese writes it; after Latin letters it is three points.
    """
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown if shown == text or _CHINESE.search(text) else shown.replace("…", "...")


class ElidedLabel(QLabel):
    """Takes the room its layout gives it, down to a few letters."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        as_role(self, role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self.setToolTip(text)

    @override
    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        return QSize(min(self.fontMetrics().horizontalAdvance("字") * LEAST, size.width()), size.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        shown = ended(self.fontMetrics(), self.text(), room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class ElidedCombo(QComboBox):
    """A list box whose present entry ends in … where there is no room; the whole is its tip."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = ended(self.fontMetrics(), self.currentText(), place.width() - 2)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

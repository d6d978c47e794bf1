"""A bar of buttons that drops their words, but not their icons, where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

LEAST = 200


class Bar(QWidget):
    """Give it a layout, then name the buttons that may lose their words, the first to lose them first."""

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[QToolButton, ...] = ()
        # the words must not keep the window wide; without this the layout would insist on them
        self.setMinimumWidth(LEAST)

    def may_drop_words(self, *buttons: QToolButton) -> None:
        """These buttons show words only while there is room."""
        self._words = buttons
        self.fit()

    def fit(self) -> None:
        """Show as many words as fit."""
        layout = self.layout()
        if layout is None:
            return
        for made in self._words:
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for made in self._words:
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                return
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()

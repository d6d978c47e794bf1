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
        self._widths: dict[tuple[str, str], int] = {}
        # the words must not keep the window wide; without this the layout would insist on them
        self.setMinimumWidth(LEAST)

    def may_drop_words(self, *buttons: QToolButton) -> None:
        """These buttons show words only while there is room."""
        self._words = buttons
        self.fit()

    def fit(self) -> None:
        """Show as many words as fit; a button whose words stay as they are is not touched, and not painted again."""
        layout = self.layout()
        if layout is None:
            return
        icons = Qt.ToolButtonStyle.ToolButtonIconOnly
        dropped = [made for made in self._words if made.toolButtonStyle() == icons]
        wanted = layout.sizeHint().width() + sum(map(self._of_words, dropped))
        for made in self._words:
            fits = wanted <= self.width()
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if fits else icons
            if made.toolButtonStyle() != style:
                made.setToolButtonStyle(style)
            if not fits:
                wanted -= self._of_words(made)

    def _of_words(self, made: QToolButton) -> int:
        """How much narrower a button is without its words; measured once for each wording and size of text."""
        key = (made.text(), made.font().key())
        if key not in self._widths:
            before = made.toolButtonStyle()
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            wide = made.sizeHint().width()
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._widths[key] = wide - made.sizeHint().width()
            made.setToolButtonStyle(before)
        return self._widths[key]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()

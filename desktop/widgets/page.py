"""A page of cards below a title; it scrolls where the window is small, and nothing is cut off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.theme import Space, as_role
from desktop.widgets.parts import label

WIDEST = 1000


class Page(QWidget):
    """Put widgets in with `add`; they stand below each other."""

    def __init__(self, texts: Texts, title: str, *, widest: int = WIDEST) -> None:
        super().__init__()
        self._inside = as_role(QWidget(), "page")
        self._inside.setMaximumWidth(widest)
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self._box.setSpacing(Space.M)
        self.title = label(texts, title, "display")
        self._box.addWidget(self.title)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """One more part below."""
        self._box.addWidget(widget, stretch)

    def finish(self) -> None:
        """Nothing comes below any more."""
        self._box.addStretch(1)

"""What a page of the desk shows where there is nothing; its sentence keeps its lines whole."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import Texts
from desktop.theme import Theme
from desktop.widgets.parts import empty_state

WIDE = 420
LINES = 3


def nothing(texts: Texts, theme: Theme, name: str, title: str, advice: str) -> QWidget:
    """An empty state whose wrapped sentence has a width of its own: beside others a layout would clip it."""
    made = empty_state(texts, theme, name, title, advice)
    for part in made.findChildren(QLabel):
        if part.wordWrap():
            part.setFixedWidth(WIDE)
            part.setMinimumHeight(part.fontMetrics().height() * LINES)
    return made

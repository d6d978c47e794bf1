"""List boxes that are filled anew without losing what was chosen and without telling anybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox


def fill(box: QComboBox, lines: Sequence[tuple[str, str]], chosen: str) -> None:
    """Offer (value, text) pairs with one of the values chosen."""
    with QSignalBlocker(box):
        shown = [(box.itemData(at), box.itemText(at)) for at in range(box.count())]
        if shown != list(lines):
            box.clear()
            for value, text in lines:
                box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))

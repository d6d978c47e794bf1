"""A row of buttons of which one is down: the parts of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.theme import Space
from desktop.widgets.parts import row

T = TypeVar("T")


class Segments(QWidget):
    """The buttons; the widgets stand in `pages`, in the same order."""

    turned = Signal(int)

    def __init__(self, texts: Texts, parts: Sequence[tuple[str, QWidget]], *, across: int = 0) -> None:
        """With `across` so many buttons stand in a row, where the room is narrow."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._texts = texts
        self._titles = [title for title, _ in parts]
        self._counts: dict[int, int] = {}
        self.pages = QStackedWidget()
        bar = QGridLayout()
        bar.setSpacing(0)
        for place, (title, page) in enumerate(parts):
            made = QToolButton()
            made.setCheckable(True)
            made.setChecked(place == 0)
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            texts.bind(made, QToolButton.setAccessibleName, title)
            self._group.addButton(made, place)
            bar.addWidget(made, *(divmod(place, across) if across else (0, place)))
            self.pages.addWidget(page)
        bar.setColumnStretch(across or len(parts), 1)
        self._group.idClicked.connect(self.go)
        texts.changed.connect(self._write)
        self._write()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.S)
        box.addLayout(bar)
        box.addWidget(self.pages, 1)

    def go(self, place: int) -> None:
        """Show a part."""
        self._group.button(place).setChecked(True)
        self.pages.setCurrentIndex(place)
        self.turned.emit(place)

    def count(self, place: int, number: int) -> None:
        """Say how many things wait there."""
        self._counts[place] = number
        self._write()

    def _write(self) -> None:
        for place, title in enumerate(self._titles):
            number = self._counts.get(place, 0)
            text = self._texts.text(title)
            self._group.button(place).setText(f"{text}  {number}" if number else text)


class Choice(QWidget, Generic[T]):
    """The same buttons where one of some values is chosen and no page turns with it."""

    def __init__(self, texts: Texts, values: Mapping[T, str], chosen: Callable[[T], None], name: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._values = list(values)
        bar = row(space=0)
        for place, text in enumerate(values.values()):
            made = QToolButton()
            made.setCheckable(True)
            texts.bind(made, QToolButton.setText, text)
            texts.bind(made, QToolButton.setAccessibleName, text)
            self._group.addButton(made, place)
            bar.addWidget(made)
        self._group.idClicked.connect(lambda place: chosen(self._values[place]))
        texts.bind(self, QWidget.setAccessibleName, name)
        self.setLayout(bar)

    def show_value(self, value: T) -> None:
        """Show this one as chosen."""
        self._group.button(self._values.index(value)).setChecked(True)

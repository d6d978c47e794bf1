"""The rail at the left: the pages of the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.actions import COLLECTING, PAGES, ScreenId
from desktop.i18n import Texts
from desktop.icons import icon
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import label

WIDTH = 148
ICON, ICON_ROOM = 18, 24
"""An icon, and the room it stands in, so that it does not touch its word."""


class Navigation(QWidget):
    """One button for each page, the settings at the foot."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        as_role(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._buttons: dict[ScreenId, QToolButton] = {}
        self._asked: ScreenId | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.S, Space.L, Space.S, Space.M)
        box.setSpacing(Space.XS)
        brand = label(texts, "Monthly Reports", "heading")
        brand.setContentsMargins(Space.S, 0, 0, Space.M)
        box.addWidget(brand)
        self._group_head = label(texts, "Collecting", "small")
        self._group_head.setContentsMargins(Space.S, Space.S, 0, 0)
        pages = as_role(QWidget(), "page")
        self._list = QVBoxLayout(pages)
        self._list.setContentsMargins(0, 0, 0, 0)
        for page in ScreenId:
            if page is ScreenId.INBOX:
                self._list.addWidget(self._group_head)
            if page is not ScreenId.PREFERENCES:
                self._list.addWidget(self._button(page, texts))
        self._list.addStretch(1)
        box.addWidget(self._scrolled(pages), 1)
        box.addWidget(self._button(ScreenId.PREFERENCES, texts))
        self.allow(())
        self._draw()
        theme.changed.connect(self._draw)

    def show_page(self, page: ScreenId) -> None:
        """Mark the page that is shown."""
        with QSignalBlocker(self._buttons[page]):
            self._buttons[page].setChecked(True)
        self._draw()

    def allow(self, pages: Iterable[ScreenId]) -> None:
        """Without an office only some pages make sense."""
        allowed = set(pages)
        collects = not COLLECTING.isdisjoint(allowed)
        for page, made in self._buttons.items():
            made.setEnabled(page in allowed)
            made.setVisible(page in allowed or page not in COLLECTING)
            made.setProperty("tight", collects)
            made.style().unpolish(made)
            made.style().polish(made)
        self._group_head.setVisible(collects)
        self._list.setSpacing(Space.HAIR if collects else Space.XS)

    def go(self, page: ScreenId) -> None:
        """Ask for a page, if there is one to show."""
        if self._buttons[page].isEnabled():
            self.wanted.emit(page)

    @staticmethod
    def _scrolled(pages: QWidget) -> QScrollArea:
        """With larger text the pages of a collecting office do not fit on a small screen."""
        made = QScrollArea()
        made.setWidgetResizable(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setWidget(pages)
        return made

    def _button(self, page: ScreenId, texts: Texts) -> QToolButton:
        made = as_role(QToolButton(), "nav")
        made.setCheckable(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )  # as wide as the rail, never wider
        texts.bind(made, QToolButton.setText, PAGES[page].title)
        texts.bind(made, QToolButton.setAccessibleName, PAGES[page].title)
        made.setToolTip(PAGES[page].key)
        made.toggled.connect(lambda on: self._toggled(page, on=on))
        made.clicked.connect(lambda _on=False: self._clicked(page))
        self._group.addButton(made)
        self._buttons[page] = made
        return made

    def _toggled(self, page: ScreenId, *, on: bool) -> None:
        """Screen readers toggle a button without a click."""
        if on:
            self._asked = page
            QTimer.singleShot(0, self._forget)
            self.wanted.emit(page)

    def _clicked(self, page: ScreenId) -> None:
        """The page shown already may be asked for again, to put away what lies over it."""
        if self._asked is not page:
            self.wanted.emit(page)

    def _forget(self) -> None:
        self._asked = None

    def _draw(self) -> None:
        self.setFixedWidth(self._theme.px(WIDTH))
        for page, made in self._buttons.items():
            colour = self._theme.colours.accent if made.isChecked() else self._theme.colours.muted
            made.setIcon(icon(PAGES[page].icon, colour, self._theme.px(ICON)))
            made.setIconSize(QSize(self._theme.px(ICON_ROOM), self._theme.px(ICON)))

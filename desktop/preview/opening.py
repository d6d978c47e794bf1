"""The one way to a print preview, for every page of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desktop.i18n import Texts
from desktop.preview.state import PrintSource
from desktop.task_port import Tasks
from desktop.theme import Theme


class Frame(Protocol):
    """What the window does for a preview."""

    def show_over(self, widget: QWidget) -> None:
        """Show something over the page."""

    def close_over(self) -> None:
        """Show the page again."""

    def tell(self, sentence: str) -> None:
        """Say something in passing."""


class Services(Protocol):
    """The part of `desktop.session.Services` that a preview needs."""

    @property
    def theme(self) -> Theme:
        """The look."""

    @property
    def texts(self) -> Texts:
        """The language."""

    @property
    def tasks(self) -> Tasks:
        """The two ways off the GUI thread."""

    @property
    def trouble(self) -> Callable[[Exception], None]:
        """Tells what failed."""


class Preview:
    """Opens a print preview over the page that is shown; `open(source)` is all a page needs."""

    def __init__(self, window: Frame, services: Services) -> None:
        self._window = window
        self._s = services

    def open(self, source: PrintSource) -> None:
        """Lay something out and show its pages."""
        from desktop.preview.presenter import PreviewPresenter
        from desktop.preview.press import QtPress  # the code painter is loaded for this only
        from desktop.preview.view import PreviewScreen

        presenter = PreviewPresenter(
            source, QtPress(), self._s.tasks, self._s.texts, self._window.tell, self._s.trouble
        )
        screen = PreviewScreen(presenter, self._s.theme, self._s.texts)
        screen.left.connect(self._window.close_over)
        screen.destroyed.connect(presenter.leave)
        self._window.show_over(screen)

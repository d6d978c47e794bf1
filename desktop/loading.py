"""Pages are loaded and made one after another while nothing else happens, so that no first opening waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 150


class Loading(QObject):
    """Does one step a turn of the event loop, and none while the office is busy."""

    def __init__(self, idle: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._left: list[Callable[[], object]] = []
        self._idle = idle
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._next)

    def begin(self, steps: Iterable[Callable[[], object]]) -> None:
        """Do these, each in a turn of its own."""
        self._left = list(steps)
        self._timer.start()

    def stop(self) -> None:
        """The office is being closed: what was not made yet will not be."""
        self._left.clear()
        self._timer.stop()

    def _next(self) -> None:
        if not self._left:
            self._timer.stop()
        elif self._idle():
            self._left.pop(0)()

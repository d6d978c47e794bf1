"""Unlocking this office's key once for the session; acts that sign wait for it. Plain Python."""

from __future__ import annotations

from collections.abc import Callable

from desktop.desk_port import Desk
from desktop.task_port import Tasks


class Signing:
    """Knows whether the key is open, and tells those who asked."""

    def __init__(self, desk: Desk, tasks: Tasks, trouble: Callable[[Exception], None]) -> None:
        self._desk = desk
        self._tasks = tasks
        self._trouble = trouble
        self._told: list[Callable[[], None]] = []
        self.open = desk.unlocked

    def watch(self, told: Callable[[], None]) -> None:
        """Be told when the key was opened."""
        self._told.append(told)

    def unlock(self, passphrase: str) -> None:
        """Open the key with its passphrase."""
        self._tasks.change(lambda _watch: self._desk.unlock(passphrase), self._opened, self._trouble)

    def _opened(self, _none: None) -> None:
        self.open = True
        for told in self._told:
            told()

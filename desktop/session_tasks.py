"""What the pages of one open workspace do off the GUI thread ends with that workspace. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.task_port import Lane, Operation, Tasks

T = TypeVar("T")


class SessionTasks:
    """The tasks of a session: once it is closed nothing is begun any more and no answer reaches a page that is gone.

    What was begun before still runs to its end, so that no committed edit is lost.
    """

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._open = True

    def close(self) -> None:
        """The pages are gone, the office is about to be closed."""
        self._open = False

    def query(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.DATA,
    ) -> None:
        """Read something; see `task_port.Tasks.query`."""
        if self._open:
            self._tasks.query(operation, self._while_open(done), failed and self._while_open(failed), lane)

    def change(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something; see `task_port.Tasks.change`."""
        if self._open:
            self._tasks.change(operation, self._while_open(done), failed and self._while_open(failed))

    def _while_open(self, answer: Callable[[T], None]) -> Callable[[T], None]:
        return lambda value: answer(value) if self._open else None

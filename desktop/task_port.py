"""How presenters leave the GUI thread: two verbs, and a watch to show progress and to be cancelled by.

No Qt here, so that presenters run in tests without an application.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol, TypeVar

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - a decision of the user, no error
    """Raised inside an operation once its user cancelled it."""


class Watch(Protocol):
    """What a running operation tells and asks."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report progress; raises `Cancelled` when the user wants it to stop."""


Operation = Callable[[Watch], T]


class Lane(Enum):
    """Where an operation runs: the one worker that owns the database, or the pool for pure work."""

    DATA = "data"
    POOL = "pool"


class Tasks(Protocol):
    """The only two ways to do something slow. Answers come back on the GUI thread, in order per lane."""

    def query(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.DATA,
    ) -> None:
        """Read something; without `failed` the window shows the error."""

    def change(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something through the data worker; `done` announces what changed."""

"""What was handed over, when, in which file, and what came back; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop.history.state import EMPTY, HistoryState
from desktop.office_port import HandedOver, Office
from desktop.says import Says
from desktop.task_port import Tasks


class HistoryView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: HistoryState) -> None:
        """Show this and nothing else."""


class HistoryPresenter:
    """Reads the bundles of this office."""

    def __init__(self, office: Office, tasks: Tasks, says: Says, told: Callable[[str], None]) -> None:
        self._office = office
        self._tasks = tasks
        self._says = says
        self._told = told
        self._view: HistoryView | None = None
        self.state = EMPTY

    def attach(self, view: HistoryView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def open(self) -> None:
        """Read what there is now."""
        self._tasks.query(lambda _watch: tuple(self._office.handed_over()), self._read)

    def write_again(self, one: HandedOver, folder: Path) -> None:
        """The same file once more, as when the stick was lost: it may arrive twice and counts once."""

        def done(file: Path) -> None:
            self._told(self._says.text("Written again: {file}", file=file))

        self._tasks.query(lambda _watch: self._office.write_again(one.bundle, folder), done)

    def _read(self, bundles: tuple[HandedOver, ...]) -> None:
        self.state = HistoryState(bundles=bundles, ready=True)
        if self._view is not None:
            self._view.show_state(self.state)

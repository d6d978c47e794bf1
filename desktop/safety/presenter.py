"""Keys, backups, examination; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desktop.office_port import BackupInfo, Office
from desktop.safety.state import UNREAD, SafetyState
from desktop.says import Says
from desktop.task_port import Tasks


class SafetyView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: SafetyState) -> None:
        """Show this and nothing else."""


class SafetyPresenter:
    """Reads and does what keeps the work safe."""

    def __init__(self, office: Office, tasks: Tasks, says: Says, told: Callable[[str], None]) -> None:
        self._office = office
        self._tasks = tasks
        self._says = says
        self._told = told
        self._view: SafetyView | None = None
        self.state = UNREAD

    def attach(self, view: SafetyView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def open(self) -> None:
        """Read what there is now."""
        self._tasks.query(
            lambda _watch: SafetyState(
                key=self._office.key(), backups=tuple(self._office.backups()), ready=True
            ),
            self._read,
        )

    def back_up(self, folder: Path | None = None) -> None:
        """Write a checked copy now."""

        def done(made: BackupInfo) -> None:
            self._told(self._says.text("Backup written: {file}", file=made.file))
            self.open()

        self._tasks.change(lambda _watch: self._office.backup(folder), done)

    def examine(self) -> None:
        """Look whether the database is whole."""
        self._tasks.query(
            lambda _watch: tuple(self._office.doctor()), lambda found: self._set(examined=found)
        )

    def change_passphrase(self, old: str, new: str, again: str) -> None:
        """Seal the key with another passphrase."""
        if new != again:
            self._told(self._says.text("The two passphrases differ."))
            return
        self._tasks.change(
            lambda _watch: self._office.change_passphrase(old, new),
            lambda _none: self._told(self._says.text("The passphrase was changed.")),
        )

    def _read(self, state: SafetyState) -> None:
        self.state = replace(state, examined=self.state.examined)
        self._show()

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_state(self.state)

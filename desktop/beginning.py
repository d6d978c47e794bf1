"""What the window shows while no office is open: first use, founding a region, a workspace that cannot be opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.i18n import Texts
from desktop.main_window import MainWindow
from desktop.tasks import TaskRunner
from desktop.theme import Theme
from desktop.widgets.notice import Notice, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What these pages need of the window."""

    window: MainWindow
    theme: Theme
    texts: Texts
    tasks: TaskRunner
    now: Callable[[], dt.datetime]
    trouble: Callable[[Exception], None]
    open: Callable[[Path], None]
    switch: Callable[[Path], None]
    turn_language: Callable[[], None]


class Beginning:
    """Leads to an open office, one way or another."""

    def __init__(self, around: Around) -> None:
        self._a = around

    def first_use(self, workspace: Path) -> None:
        """The wizard makes the workspace, which then opens."""
        from desktop.setup.joiner import RealJoiner
        from desktop.setup.presenter import SetupPresenter
        from desktop.setup.view import SetupScreen

        a = self._a
        presenter = SetupPresenter(RealJoiner(workspace, a.now), a.tasks, a.texts, lambda: a.open(workspace))
        screen = SetupScreen(presenter, a.theme, a.texts)
        screen.found_wanted.connect(lambda: self.found(workspace))
        screen.restore_wanted.connect(lambda: self.restore_from_file(workspace))
        screen.other_wanted.connect(self.choose_other)
        screen.language_wanted.connect(a.turn_language)
        a.window.show_alone(screen)

    def found(self, workspace: Path) -> None:
        """The page on which a collecting office is founded."""
        from desktop.preview.press import QtPress
        from desktop.setup.found_view import FoundScreen
        from desktop.setup.founder import RealFounder
        from desktop.setup.founding import FoundPresenter

        a = self._a
        presenter = FoundPresenter(
            RealFounder(workspace, a.now), a.tasks, a.texts, QtPress(), lambda: a.open(workspace)
        )
        screen = FoundScreen(presenter, a.theme, a.texts)
        screen.back_wanted.connect(lambda: self.first_use(workspace))
        a.window.show_alone(screen)

    def unopened(self, workspace: Path, error: Exception) -> None:
        """A workspace that is in use, damaged or of a newer version: told, and what can be done."""
        from desktop.setup.unopened import UnopenedScreen

        a = self._a
        screen = UnopenedScreen(str(workspace), a.theme, a.texts)
        screen.again_wanted.connect(lambda: a.open(workspace))
        screen.other_wanted.connect(self.choose_other)
        screen.restore_wanted.connect(lambda: self.restore_from_file(workspace))
        a.window.show_alone(screen)
        a.trouble(error)

    def choose_other(self) -> None:
        """Open the workspace of another folder."""
        words = self._a.texts.text("Open another workspace …")
        chosen = QFileDialog.getExistingDirectory(self._a.window, words)
        if chosen:
            self._a.switch(Path(chosen))

    def restore_from_file(self, workspace: Path) -> None:
        """Choose a backup and put it into the workspace, which need not have a store yet."""
        words = self._a.texts.text("Restore from a file …")
        chosen, _ = QFileDialog.getOpenFileName(self._a.window, words, "", "*.db;;* (*)")
        if chosen:
            self.restore(workspace, Path(chosen))

    def restore(self, workspace: Path, file: Path) -> None:
        """Put a backup in the place of the store, which nobody has open, and open the workspace."""
        from sync.restoring import Restored, restore

        a = self._a

        def done(restored: Restored) -> None:
            said = a.texts.text("Restored. The replaced store lies in {path}.", path=restored.replaced or "—")
            a.window.notice(Notice(tone=Tone.GOOD, text=said))
            if not any((workspace / "keys").glob("*.age")):
                self._tell_of_missing_key()
            a.open(workspace)

        def failed(error: Exception) -> None:
            a.trouble(error)
            a.open(workspace)

        a.tasks.change(lambda _watch: restore(workspace, file, a.now), done, failed)

    def _tell_of_missing_key(self) -> None:
        text = self._a.texts.text
        self._a.window.notice(
            Notice(
                tone=Tone.WARNING,
                text=text("The key is not part of a backup."),
                advice=text("Put it back from its backup sheet on the page Safety, or ask for a new one."),
            )
        )

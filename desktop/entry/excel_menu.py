"""The button for files: fill from a workbook, write the form with its figures, write it blank."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from desktop.entry.filing import KINDS
from desktop.entry.presenter import EntryPresenter
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Theme
from desktop.widgets.parts import tool


class ExcelMenu:
    """A tool button with a menu; the dialogs that choose files are the system's."""

    def __init__(self, presenter: EntryPresenter, theme: Theme, texts: Texts) -> None:
        self._presenter = presenter
        self._texts = texts
        self.button: QToolButton = tool(texts, theme, "Excel", "file-spreadsheet", self._open_menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.button)
        self.fill = self._action("Fill in from Excel or CSV …", self._choose)
        self._action("Write to Excel with the figures …", lambda: self._write(figures=True))
        self._action("Write a blank form …", lambda: self._write(figures=False))
        self.button.setMenu(self._menu)

    def show_state(self, state: EntryState) -> None:
        """What can be done with the open form."""
        sheet = state.grid.sheet if state.grid else None
        self.button.setEnabled(sheet is not None)
        self.fill.setEnabled(sheet is not None and not sheet.read_only)

    def _action(self, english: str, does: Callable[[], object]) -> QAction:
        made = QAction(self._menu)
        self._texts.bind(made, QAction.setText, english)
        made.triggered.connect(lambda _checked=False: does())
        self._menu.addAction(made)
        return made

    def _open_menu(self) -> None:
        self.button.showMenu()

    def _choose(self) -> None:
        kinds = " ".join(f"*{kind}" for kind in KINDS)
        title = self._texts.text("Fill in from Excel or CSV …")
        chosen, _kind = QFileDialog.getOpenFileName(self.button, title, "", f"Excel, CSV ({kinds})")
        if chosen:
            self._presenter.read_file(Path(chosen))

    def _write(self, *, figures: bool) -> None:
        state = self._presenter.state
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / f"{state.form}-{state.period}.xlsx"
        title = "Write to Excel with the figures …" if figures else "Write a blank form …"
        chosen, _kind = QFileDialog.getSaveFileName(
            self.button, self._texts.text(title), str(proposed), "Excel (*.xlsx)"
        )
        if chosen:
            self._presenter.write_workbook(Path(chosen), figures=figures)


def dropped_file(urls: list[QUrl]) -> Path | None:
    """The one file that was dropped, if it is of a kind that can be taken."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in KINDS else None

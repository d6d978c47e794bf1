"""The key backup sheet wherever it is made or read: two buttons to keep it, a form to type it in."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, label, row, secret

TYPED_LINES = 96


class SheetKeeper(Protocol):
    """Who makes the sheet."""

    def save_sheet(self, path: Path) -> None:
        """Write it as a PDF file."""

    def print_sheet(self, printer: object) -> None:
        """Print it."""


class SheetButtons(QWidget):
    """Print the sheet, or save it as a PDF file."""

    def __init__(self, keeper: SheetKeeper, texts: Texts) -> None:
        super().__init__()
        self._keeper = keeper
        self._texts = texts
        self.setLayout(
            row(
                button(texts, "Print the backup sheet …", self._print),
                button(texts, "Save the backup sheet …", self._save),
            )
        )

    def _save(self) -> None:
        named = self._texts.text("key backup sheet")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self._texts.text("Save the backup sheet …"), f"{named}.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self._keeper.save_sheet(Path(chosen))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self._keeper.print_sheet(printer)


class SheetForm(QWidget):
    """Lines typed from the sheet or codes read from it, and the passphrase of its day."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self, theme: Theme, texts: Texts, leave: str) -> None:
        super().__init__()
        self._texts = texts
        self.typed = QPlainTextEdit()
        self.typed.setPlaceholderText("1: XXXX XXXX … - CC")
        texts.bind(self.typed, QWidget.setAccessibleName, "Lines or scanned codes of the backup sheet")
        self.typed.setMinimumHeight(theme.px(TYPED_LINES))
        self.typed.setTabChangesFocus(True)
        self.passphrase = secret(texts, "Passphrase of the day it was printed")
        self.passphrase.returnPressed.connect(self._give)
        told = "Type the numbered lines of the sheet, or paste what a telephone read from its codes."
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.S)
        box.addWidget(label(texts, told, "muted", wrap=True))
        box.addWidget(self.typed)
        box.addLayout(row(button(texts, "Text file …", self._read_file), self.passphrase))
        box.addLayout(
            row(
                None,
                button(texts, leave, self.left.emit),
                button(texts, "Put the key back", self._give, "primary"),
            )
        )

    def _give(self) -> None:
        self.given.emit(self.typed.toPlainText(), self.passphrase.text())
        self.passphrase.clear()

    def _read_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._texts.text("Text file …"), "", "*.txt;;* (*)")
        if chosen:
            try:
                self.typed.setPlainText(Path(chosen).read_text(encoding="utf-8-sig", errors="replace"))
            except OSError as failure:
                self.typed.setPlainText(f"{chosen}: {failure.strerror}")

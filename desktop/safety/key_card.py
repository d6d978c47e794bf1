"""The card of this laptop's key: fingerprint in letters, words and as a code; passphrase; the sheet and the way back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.safety.presenter import SafetyPresenter
from desktop.safety.state import SafetyState
from desktop.theme import Space, Theme, re_role
from desktop.widgets.parts import button, column, framed, label, plain_label, row
from desktop.widgets.qr_picture import CodePicture

FIELDS = ("Present passphrase", "New passphrase", "New one once more")
TYPED_LINES = 96


class KeyCard(QWidget):
    """What belongs to the key."""

    def __init__(self, presenter: SafetyPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self._fingerprint, self._standing = plain_label("words"), plain_label("pill-neutral")
        self._spelled = plain_label("muted", wrap=True)
        self._code = CodePicture(theme)
        self.fields = [QLineEdit() for _ in FIELDS]
        self.typed, self.sheet_passphrase = QPlainTextEdit(), QLineEdit()
        self._recovery = self._make_recovery()
        self._lay_out()

    def show_state(self, state: SafetyState) -> None:
        """Show this and nothing else."""
        key = state.key
        self._fingerprint.setText(key.fingerprint if key else self._texts.text("This laptop has no key."))
        self._spelled.setText(state.spelled)
        self._spelled.setVisible(bool(state.spelled))
        name = self._texts.text("Fingerprint as a code")
        self._code.show_text(key.fingerprint if key else "", name)
        word, shade = "not admitted yet", "warning"
        if key and key.ended:
            word, shade = "revoked", "error"
        elif key and key.admitted:
            word, shade = "admitted", "good"
        self._standing.setText(self._texts.text(word))
        re_role(self._standing, f"pill-{shade}")
        self._standing.setVisible(key is not None)

    def _lay_out(self) -> None:
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for field, word in zip(self.fields, FIELDS, strict=True):
            self._secret(field, word)
        told = label(
            self._texts,
            "Tell this fingerprint by telephone when the collecting office asks for it.",
            "muted",
            wrap=True,
        )
        words = column(told, row(self._fingerprint, self._standing, None), self._spelled, None)
        top = row(words, self._code, space=Space.L)
        top.setStretch(0, 1)
        change = button(self._texts, "Change passphrase", self._change)
        paper = row(
            button(self._texts, "Print the backup sheet …", self._print),
            button(self._texts, "Save the backup sheet …", self._save),
            button(self._texts, "Put a key back from a sheet …", self._show_recovery, "link"),
            None,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.M)
        for part in (top, row(*self.fields, change), paper):
            whole.addLayout(part)
        whole.addWidget(self._recovery)

    def _make_recovery(self) -> QFrame:
        self.typed.setPlaceholderText("1: XXXX XXXX … - CC")
        name = "Lines or scanned codes of the backup sheet"
        self._texts.bind(self.typed, QWidget.setAccessibleName, name)
        self.typed.setFixedHeight(self._theme.px(TYPED_LINES))
        self.typed.setTabChangesFocus(True)
        self._secret(self.sheet_passphrase, "Passphrase of the day it was printed")
        made = framed(
            column(
                label(
                    self._texts,
                    "Type the numbered lines of the sheet, or paste what a telephone read from its codes.",
                    "muted",
                    wrap=True,
                ),
                self.typed,
                row(
                    button(self._texts, "Text file …", self._read_file),
                    self.sheet_passphrase,
                    button(self._texts, "Put the key back", self._recover, "primary"),
                    button(self._texts, "Cancel", self._hide_recovery),
                ),
                margin=Space.M,
            ),
            "box",
        )
        made.hide()
        return made

    def _secret(self, field: QLineEdit, word: str) -> None:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        self._texts.bind(field, QLineEdit.setPlaceholderText, word)
        self._texts.bind(field, QWidget.setAccessibleName, word)

    # answers ------------------------------------------------------------------------------------------

    def _change(self) -> None:
        self._presenter.change_passphrase(*(field.text() for field in self.fields))
        for field in self.fields:
            field.clear()

    def _show_recovery(self) -> None:
        self._recovery.show()
        self.typed.setFocus()

    def _hide_recovery(self) -> None:
        self._recovery.hide()

    def _recover(self) -> None:
        self._presenter.recover(self.typed.toPlainText(), self.sheet_passphrase.text())
        self.sheet_passphrase.clear()

    def _read_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._texts.text("Text file …"), "", "*.txt;;* (*)")
        if chosen:
            try:
                self.typed.setPlainText(Path(chosen).read_text(encoding="utf-8-sig", errors="replace"))
            except OSError as failure:
                self.typed.setPlainText(f"{chosen}: {failure.strerror}")

    def _save(self) -> None:
        named = self._texts.text("key backup sheet")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self._texts.text("Save the backup sheet …"), f"{named}.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self._presenter.save_sheet(Path(chosen))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self._presenter.print_sheet(printer)

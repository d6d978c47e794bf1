"""A bundle open for the second signature: who signed it, what it reports, how it prints, and the passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.history.second_signature import SecondPresenter
from desktop.history.state import CarriedLine, SecondState
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, picture, plain_label, row, secret


class SecondCard(QWidget):
    """Shows the state; the page around it hides it while no bundle is open."""

    print_wanted = Signal(object)

    def __init__(self, presenter: SecondPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self._about, self._signed_by = plain_label("heading", wrap=True), plain_label("muted", wrap=True)
        self._warning, self._where = plain_label("warning", wrap=True), plain_label("muted", wrap=True)
        self._written = plain_label(wrap=True)
        self.passphrase = secret(texts, "Passphrase")
        self.passphrase.returnPressed.connect(self._sign)
        self._button = button(texts, "Sign beside the clerk", self._sign, "primary")
        self.table: RowsTable[CarriedLine] = RowsTable(
            texts, theme, "Reports in this bundle", self._columns()
        )
        self._done = self._make_done()
        self._signing = self._make_signing()
        self.setLayout(
            column(
                self._make_head(),
                self._done,
                self.table,
                self._signing,
                space=Space.M,
            )
        )
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._print)

    def show_state(self, state: SecondState) -> None:
        """Show this and nothing else."""
        self._about.setText(f"{state.about}   {state.file.name}" if state.file else "")
        self._signed_by.setText(state.signed_by)
        self._warning.setText(state.warning)
        self._warning.setVisible(bool(state.warning))
        self.table.show_lines(state.reports)
        self._where.setText(str(state.folder) if state.folder else self._texts.text("No folder chosen yet"))
        self._button.setEnabled(state.can_sign)
        self._signing.setVisible(not state.signed)
        self._done.setVisible(bool(state.done))
        self._written.setText(state.done)

    def _columns(self) -> tuple[Column[CarriedLine], ...]:
        return (
            Column(title="Form no.", text=lambda one: one.form, width=80),
            Column(title="Form", text=lambda one: one.title, tip=lambda one: one.title, width=STRETCH),
            Column(title="Report period", text=lambda one: one.period, width=110),
            Column(title="Kind of report", text=lambda one: one.what, width=100),
            Column(title="Filled in", text=lambda one: one.filled, tip=lambda one: one.filled, width=190),
            Column(
                title="Answering for it", text=lambda one: one.answers, tip=lambda one: one.answers, width=170
            ),
        )

    def _make_head(self) -> QFrame:
        for part in (self._about, self._signed_by):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = column(self._about, self._signed_by, self._warning, space=Space.XS)
        inside = row(
            picture(self._theme, "file-check", 24, "accent"),
            words,
            button(self._texts, "Preview the print (Ctrl+P)", self._print),
            margin=Space.M,
        )
        inside.setStretch(1, 1)
        return framed(inside)

    def _make_signing(self) -> QFrame:
        told = label(
            self._texts,
            "Signing changes nothing in the reports: the collecting office sees that you stand for them beside the clerk.",
            "muted",
            wrap=True,
        )
        place = row(
            label(self._texts, "Written to", "muted"),
            self._where,
            button(self._texts, "Choose folder …", self._choose_folder),
        )
        place.setStretch(1, 1)
        return framed(column(told, place, row(self.passphrase, self._button), margin=Space.M))

    def _make_done(self) -> QFrame:
        self._written.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = row(
            picture(self._theme, "circle-check", 28, "good"),
            self._written,
            button(self._texts, "Show folder", self._show_folder),
            margin=Space.M,
        )
        inside.setStretch(1, 1)
        return framed(inside, "notice-good")

    # answers ------------------------------------------------------------------------------------------

    def _sign(self) -> None:
        if self._presenter.state.can_sign:
            self._presenter.sign(self.passphrase.text())
        self.passphrase.clear()

    def _print(self) -> None:
        source = self._presenter.print_source()
        if source is not None:
            self.print_wanted.emit(source)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.set_folder(Path(chosen))

    def _show_folder(self) -> None:
        folder = self._presenter.state.folder
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

"""The safety page: this laptop's key, backups and the way back to one, examination."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.office_port import BackupInfo
from desktop.safety.key_card import KeyCard
from desktop.safety.presenter import SafetyPresenter
from desktop.safety.state import Examined, Offered, SafetyState
from desktop.theme import Space, Theme
from desktop.widgets.page import Page
from desktop.widgets.parts import button, clear, column, framed, label, picture, plain_label, row

SHOWN = 6
KILO = 1024
FOREIGN = "This is the backup of another office; it cannot be put back here."


class SafetyScreen(Page):
    """Shows the state; every button does one thing at once."""

    def __init__(self, presenter: SafetyPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__(texts, "Safety")
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self.key = KeyCard(presenter, theme, texts)
        self._backups, self._examined = QVBoxLayout(), QGridLayout()
        self._backups.setSpacing(Space.XS)
        self._what, self._foreign = plain_label(wrap=True), label(texts, FOREIGN, "error", wrap=True)
        self._restore = button(texts, "Put this backup back", presenter.restore, "primary")
        self._offer = self._make_offer()
        self._copy = button(texts, "Copy the report", self._copy_report)
        self.add(self._card("key-round", "This laptop's key", self.key))
        self.add(self._backup_card())
        self.add(self._doctor_card())
        self.finish()
        presenter.attach(self)

    def show_state(self, state: SafetyState) -> None:
        """Show this and nothing else."""
        self.key.show_state(state)
        clear(self._backups)
        for one in state.backups[:SHOWN]:
            self._backups.addLayout(self._backup_line(one))
        if not state.backups:
            self._backups.addWidget(
                label(self._texts, "No backup yet; one is made at the end of each day.", "muted")
            )
        self._show_offer(state.offered)
        self._show_examined(state.examined)

    def _backup_line(self, one: BackupInfo) -> QHBoxLayout:
        line = plain_label()
        line.setText(f"{one.day}   {one.bytes // KILO:,} KB   {Path(one.file).name}")
        put_back = button(self._texts, "Restore …", lambda: self._presenter.consider(Path(one.file)), "link")
        put_back.setAccessibleName(f"{put_back.text()} {one.day}")
        return row(line, put_back, None)

    def _show_offer(self, offered: Offered | None) -> None:
        self._offer.setVisible(offered is not None)
        if offered is not None:
            self._what.setText(offered.says)
            self._foreign.setVisible(not offered.fits)
            self._restore.setEnabled(offered.fits)

    def _show_examined(self, found: tuple[Examined, ...] | None) -> None:
        clear(self._examined)
        self._copy.setVisible(bool(found))
        if found is None:
            self._examined.addWidget(label(self._texts, "Not examined in this session.", "muted"), 0, 0)
            return
        for place, one in enumerate(found):
            name, said = plain_label(), plain_label("muted" if one.ok else "error", wrap=True)
            name.setText(one.name)
            said.setText(one.said)
            sign = picture(
                self._theme, "circle-check" if one.ok else "circle-alert", 16, "good" if one.ok else "error"
            )
            for at, part in enumerate((sign, name, said)):
                self._examined.addWidget(part, place, at)
        self._examined.setColumnStretch(2, 1)

    # parts --------------------------------------------------------------------------------------------

    def _make_offer(self) -> QFrame:
        aside = label(
            self._texts,
            "What is here now is kept aside and not lost. What was entered after the backup must be entered again;"
            " what was handed over meanwhile stays valid at the collecting office.",
            "muted",
            wrap=True,
        )
        buttons = row(self._restore, button(self._texts, "Leave it as it is", self._presenter.dismiss), None)
        return framed(column(self._what, self._foreign, aside, buttons, margin=Space.M), "notice-warning")

    def _backup_card(self) -> QFrame:
        return self._card(
            "hard-drive-download",
            "Backups",
            self._backups,
            self._offer,
            row(
                button(self._texts, "Back up now", self._presenter.back_up, "primary"),
                button(self._texts, "Back up to a folder …", self._elsewhere),
                button(self._texts, "Restore from a file …", self._from_file, "link"),
                None,
            ),
        )

    def _doctor_card(self) -> QFrame:
        return self._card(
            "stethoscope",
            "Examination",
            self._examined,
            row(button(self._texts, "Examine now", self._presenter.examine), self._copy, None),
        )

    def _card(self, name: str, title: str, *parts: QWidget | QLayout) -> QFrame:
        head = row(picture(self._theme, name, 20, "accent"), label(self._texts, title, "heading"), None)
        return framed(column(head, *parts, margin=Space.L))

    # answers ------------------------------------------------------------------------------------------

    def _elsewhere(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.back_up(Path(chosen))

    def _from_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._texts.text("Restore from a file …"), "", "*.db;;* (*)"
        )
        if chosen:
            self._presenter.consider(Path(chosen))

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._presenter.report())

"""The safety page: this laptop's key, backups, examination."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.safety.presenter import SafetyPresenter
from desktop.safety.state import SafetyState
from desktop.theme import Space, Theme, re_role
from desktop.widgets.page import Page
from desktop.widgets.parts import button, clear, column, framed, label, picture, plain_label, row

SHOWN = 8
KILO = 1024
FIELDS = ("Present passphrase", "New passphrase", "New passphrase once more")


class SafetyScreen(Page):
    """Shows the state; every button does one thing at once."""

    def __init__(self, presenter: SafetyPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__(texts, "Safety")
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self._fingerprint, self._standing = plain_label("words"), plain_label("pill-neutral")
        self._backups = QVBoxLayout()
        self._examined = plain_label("muted", wrap=True)
        self._fields = [QLineEdit() for _ in FIELDS]
        self.add(self._key_card())
        self.add(self._backup_card())
        self.add(self._doctor_card())
        self.finish()
        presenter.attach(self)

    def show_state(self, state: SafetyState) -> None:
        """Show this and nothing else."""
        key = state.key
        self._fingerprint.setText(key.fingerprint if key else self._texts.text("This laptop has no key."))
        word, shade = "not admitted yet", "warning"
        if key and key.ended:
            word, shade = "revoked", "error"
        elif key and key.admitted:
            word, shade = "admitted", "good"
        self._standing.setText(self._texts.text(word))
        re_role(self._standing, f"pill-{shade}")
        self._standing.setVisible(key is not None)
        clear(self._backups)
        for one in state.backups[:SHOWN]:
            line = plain_label()
            line.setText(f"{one.day}   {one.bytes // KILO:,} KB   {Path(one.file).name}")
            self._backups.addWidget(line)
        if not state.backups:
            self._backups.addWidget(
                label(self._texts, "No backup yet; one is made at the end of each day.", "muted")
            )
        self._show_examined(state.examined)

    def _show_examined(self, found: tuple[str, ...] | None) -> None:
        if found is None:
            self._examined.setText(self._texts.text("Not examined in this session."))
            re_role(self._examined, "muted")
        elif found:
            self._examined.setText("\n".join(found))
            re_role(self._examined, "error")
        else:
            self._examined.setText(self._texts.text("The database is whole."))
            re_role(self._examined, "good")

    def _key_card(self) -> QFrame:
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for field, word in zip(self._fields, FIELDS, strict=True):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            self._texts.bind(field, QLineEdit.setPlaceholderText, word)
            self._texts.bind(field, QWidget.setAccessibleName, word)
        return self._card(
            "key-round",
            "This laptop's key",
            label(
                self._texts,
                "Tell this fingerprint by telephone when the collecting office asks for it.",
                "muted",
                wrap=True,
            ),
            row(self._fingerprint, self._standing, None),
            row(*self._fields, button(self._texts, "Change passphrase", self._change)),
        )

    def _backup_card(self) -> QFrame:
        return self._card(
            "hard-drive-download",
            "Backups",
            self._backups,
            row(
                button(self._texts, "Back up now", self._presenter.back_up, "primary"),
                button(self._texts, "Back up to a folder …", self._elsewhere),
                None,
            ),
        )

    def _doctor_card(self) -> QFrame:
        return self._card(
            "stethoscope",
            "Examination",
            self._examined,
            row(button(self._texts, "Examine the database", self._presenter.examine), None),
        )

    def _card(self, name: str, title: str, *parts: QWidget | QLayout) -> QFrame:
        head = row(picture(self._theme, name, 20, "accent"), label(self._texts, title, "heading"), None)
        return framed(column(head, *parts, margin=Space.L))

    def _change(self) -> None:
        self._presenter.change_passphrase(*(field.text() for field in self._fields))
        for field in self._fields:
            field.clear()

    def _elsewhere(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.back_up(Path(chosen))

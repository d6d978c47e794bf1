"""The card of this laptop's key: fingerprint in letters, words and as a code; passphrase; the sheet and the way back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.safety.presenter import SafetyPresenter
from desktop.safety.renewal import RenewalForm
from desktop.safety.state import SafetyState
from desktop.theme import Space, Theme, re_role
from desktop.widgets.key_sheet import SheetButtons, SheetForm
from desktop.widgets.parts import button, column, framed, label, plain_label, row, secret
from desktop.widgets.qr_picture import CodePicture

FIELDS = ("Present passphrase", "New passphrase", "New one once more")


class KeyCard(QWidget):
    """What belongs to the key."""

    def __init__(self, presenter: SafetyPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._fingerprint, self._standing = plain_label("words"), plain_label("pill-neutral")
        self._spelled = plain_label("muted", wrap=True)
        self._code = CodePicture(theme)
        self.fields = [secret(texts, word) for word in FIELDS]
        self.sheet = SheetForm(theme, texts, "Cancel")
        self._shown = ""
        self.renewal = RenewalForm(presenter, texts)
        self._recovery = self._made_of(self.sheet)
        self._renewing = self._made_of(self.renewal)
        self._request = button(texts, "Write the request again …", self._write_request, "link")
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
        self._request.setVisible(bool(key and key.request and not key.admitted))
        if key is not None and key.fingerprint != self._shown:
            self._put_away()
        self._shown = key.fingerprint if key else ""

    def _lay_out(self) -> None:
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
            SheetButtons(self._presenter, self._texts),
            button(self._texts, "Put a key back from a sheet …", self._show_recovery, "link"),
            button(self._texts, "Passphrase forgotten …", self._show_renewal, "link"),
            self._request,
            None,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.M)
        for part in (top, row(*self.fields, change), paper):
            whole.addLayout(part)
        whole.addWidget(self._recovery)
        whole.addWidget(self._renewing)
        self.sheet.given.connect(self._presenter.recover)
        for form in (self.sheet, self.renewal):
            form.left.connect(self._put_away)

    @staticmethod
    def _made_of(form: QWidget) -> QFrame:
        made = framed(column(form, margin=Space.M), "box")
        made.hide()
        return made

    # answers ------------------------------------------------------------------------------------------

    def _change(self) -> None:
        self._presenter.change_passphrase(*(field.text() for field in self.fields))
        for field in self.fields:
            field.clear()

    def _show_recovery(self) -> None:
        self._put_away()
        self._recovery.show()
        self.sheet.typed.setFocus()

    def _show_renewal(self) -> None:
        self._put_away()
        self._renewing.show()
        self.renewal.passphrase.setFocus()

    def _put_away(self) -> None:
        self._recovery.hide()
        self._renewing.hide()

    def _write_request(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.write_request(Path(chosen))

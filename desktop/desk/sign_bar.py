"""The line that asks for the passphrase of this office's key; gone once the key is open."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.desk.signing import Signing
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, label, picture, row


class SignBar(QWidget):
    """Stands where acts are signed; buttons that sign are `enabled` by their page when it has gone."""

    def __init__(self, signing: Signing, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._signing = signing
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setFixedWidth(theme.px(180))
        texts.bind(self.passphrase, QLineEdit.setPlaceholderText, "Passphrase")
        texts.bind(self.passphrase, QWidget.setAccessibleName, "Passphrase")
        self.passphrase.returnPressed.connect(self.unlock)
        inside = row(
            None,
            picture(theme, "key-round", 18),
            label(texts, "To sign rulings, unlock this office's key once", "muted"),
            self.passphrase,
            button(texts, "Unlock", self.unlock),
            space=Space.S,
        )
        self.setLayout(inside)
        signing.watch(self._show)
        self._show()

    def unlock(self) -> None:
        """Try the passphrase typed."""
        self._signing.unlock(self.passphrase.text())
        self.passphrase.clear()

    def _show(self) -> None:
        self.setVisible(not self._signing.open)

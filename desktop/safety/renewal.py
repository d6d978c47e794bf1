"""A new key where the passphrase is forgotten: what it means, a new passphrase, and where the request goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import Texts
from desktop.safety.presenter import SafetyPresenter
from desktop.theme import Space
from desktop.widgets.parts import button, column, label, plain_label, row, secret

MEANING = (
    "Nobody can find a forgotten passphrase out. With a new key you ask to be admitted again; what was handed over stays"
    " valid, and all figures stay here. Ask the collecting office to revoke the old key."
)


class RenewalForm(QWidget):
    """Asks what a new key needs."""

    left = Signal()

    def __init__(self, presenter: SafetyPresenter, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._out: Path | None = None
        self.passphrase, self.again = secret(texts, "New passphrase"), secret(texts, "New one once more")
        self.again.returnPressed.connect(self._give)
        self._where = plain_label("muted", wrap=True)
        texts.bind(self._where, self._show_place, "Where the enrolment request is written")
        place = row(self._where, button(texts, "Choose folder …", self._choose))
        place.setStretch(0, 1)
        self.setLayout(
            column(
                label(texts, MEANING, wrap=True),
                row(self.passphrase, self.again),
                place,
                row(
                    None,
                    button(texts, "Cancel", self.left.emit),
                    button(texts, "Make a new key", self._give, "primary"),
                ),
                space=Space.S,
            )
        )

    def set_folder(self, folder: Path) -> None:
        """Where the request goes."""
        self._out = folder
        self._where.setText(str(folder))

    def _show_place(self, _label: QWidget, text: str) -> None:
        self._where.setText(str(self._out or text))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self.set_folder(Path(chosen))

    def _give(self) -> None:
        if self._presenter.renew(self.passphrase.text(), self.again.text(), self._out):
            self.passphrase.clear()
            self.again.clear()

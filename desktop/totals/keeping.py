"""The line in which a selection gets its name, or is forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import Texts
from desktop.theme import Space
from desktop.totals.presenter import TotalsPresenter
from desktop.widgets.parts import button, framed, label, row


class KeepBar(QWidget):
    """Hidden until it is asked for."""

    def __init__(self, presenter: TotalsPresenter, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self.name = QLineEdit()
        texts.bind(self.name, QLineEdit.setPlaceholderText, "Name of this selection")
        texts.bind(self.name, QWidget.setAccessibleName, "Name of this selection")
        self.name.returnPressed.connect(self._keep)
        self.name.textChanged.connect(lambda _text: self._enable())
        self._do = button(texts, "Keep", self._keep, "primary")
        self._forget = button(texts, "Forget it", self._drop)
        inside = row(
            label(texts, "Form, units, columns and view are kept; the period is chosen each time.", "muted"),
            self.name,
            self._do,
            self._forget,
            button(texts, "Cancel", self.hide, "link"),
            margin=Space.S,
        )
        inside.setStretch(1, 1)
        self.setLayout(row(framed(inside)))
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for a name; one that is kept already can be forgotten."""
        self.name.setText(name)
        self._enable()
        self.show()
        self.name.setFocus()

    def _enable(self) -> None:
        name = self.name.text().strip()
        self._do.setEnabled(bool(name))
        self._forget.setVisible(name in {one.name for one in self._presenter.state.selections})

    def _keep(self) -> None:
        if self.name.text().strip():
            self._presenter.keep(self.name.text())
            self.hide()

    def _drop(self) -> None:
        self._presenter.drop(self.name.text().strip())
        self.hide()

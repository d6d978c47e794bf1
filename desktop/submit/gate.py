"""What the page of handing over says first to those who cannot sign there: the head, and a laptop without a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.actions import ScreenId
from desktop.i18n import Texts
from desktop.submit.state import Signer
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import button, picture, plain_label, row

HEAD = (
    "This laptop is for the head of the unit. The clerk's laptop hands the reports over; you sign beside, on the"
    " page Handed over."
)
TOLD = {
    Signer.HEAD: (
        HEAD,
        "Second signature of the head …",
        ScreenId.HISTORY,
    ),
    Signer.NOBODY: (
        "This laptop has no key, so it cannot sign. Put the key back from its backup sheet, or make a new one.",
        "To the page Safety",
        ScreenId.SAFETY,
    ),
}


class Gate(QFrame):
    """Shown only where something stands in the way that no form on the page can mend."""

    def __init__(self, theme: Theme, texts: Texts, wanted: Callable[[str], object]) -> None:
        super().__init__()
        self._texts = texts
        self._wanted = wanted
        self._signer = Signer.CLERK
        self._text = plain_label(wrap=True)
        self._go = button(texts, "To the page Safety", self._to_page, "primary")
        inside = row(picture(theme, "triangle-alert", 20, "warning"), self._text, self._go, margin=Space.M)
        inside.setStretch(1, 1)
        as_role(self, "notice-warning")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(inside)
        self.hide()

    def show_signer(self, signer: Signer) -> None:
        """Tell whoever sits here what can be done instead."""
        self._signer = signer
        self.setVisible(signer in TOLD)
        if signer in TOLD:
            sentence, word, _page = TOLD[signer]
            self._text.setText(self._texts.text(sentence))
            self._go.setText(self._texts.text(word))
            self._go.setAccessibleName(self._go.text())

    def _to_page(self) -> None:
        self._wanted(str(TOLD[self._signer][2]))

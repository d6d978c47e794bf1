"""The last page of the first use: the request to hand over and the fingerprint to tell, or that the key came back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import Texts
from desktop.setup.state import Joined
from desktop.theme import Space
from desktop.widgets.parts import button, column, label, plain_label, row

HANDED = (
    "Give this file to the regional office, and tell it the fingerprint below by telephone."
    " You can begin to fill in right away."
)
CAME_BACK = (
    "The key of the sheet is in place and admitted already: nothing is to be handed over. Earlier figures are on no sheet;"
    " put a backup back on the page Safety if you have one."
)


class DonePage(QWidget):
    """Shows what was made."""

    def __init__(self, texts: Texts, begin: Callable[[], None]) -> None:
        super().__init__()
        self._texts = texts
        self.begin = button(texts, "Begin", begin, "primary")
        self._title, self._next = plain_label("display"), plain_label("muted", wrap=True)
        self.fingerprint, self.request = plain_label("words", wrap=True), plain_label("muted", wrap=True)
        self.spelled = plain_label("muted", wrap=True)
        for part in (self.fingerprint, self.request):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setLayout(
            column(
                self._title,
                self._next,
                self.request,
                label(texts, "Fingerprint of this laptop's key", "muted"),
                self.fingerprint,
                self.spelled,
                row(None, self.begin),
                None,
                space=Space.M,
            )
        )

    def show_joined(self, joined: Joined, title: str, spelled: str) -> None:
        """Say what is to be done with it; `title` is a text of the catalogue."""
        request = joined.request
        self._title.setText(self._texts.text(title if request else "The key is back in place."))
        self._next.setText(self._texts.text(HANDED if request else CAME_BACK))
        self.fingerprint.setText(joined.fingerprint)
        self.spelled.setText(spelled)
        self.request.setText(str(request or ""))
        self.request.setVisible(request is not None)

"""Where a workspace cannot be opened: what can be done now, in the page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, picture, plain_label, row


class UnopenedScreen(QWidget):
    """The notice above says what happened; this page says what to do."""

    again_wanted = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, folder: str, theme: Theme, texts: Texts) -> None:
        super().__init__()
        where: QLabel = plain_label("muted", wrap=True)
        where.setText(folder)
        buttons = row(
            button(texts, "Try again", self.again_wanted.emit, "primary"),
            button(texts, "Restore from a file …", self.restore_wanted.emit),
            button(texts, "Open another workspace …", self.other_wanted.emit),
            None,
        )
        told = "Nothing was changed. Backups lie in the folder “backups” of the workspace; restoring keeps what is here aside."
        head = row(
            picture(theme, "triangle-alert", 24, "warning"),
            label(texts, "This workspace could not be opened", "title"),
            None,
        )
        card = framed(
            column(head, where, label(texts, told, wrap=True), buttons, space=Space.M, margin=Space.L)
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        box.addWidget(card)
        box.addStretch(1)

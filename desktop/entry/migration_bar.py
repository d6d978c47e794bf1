"""The line above the grid of a draft begun under an earlier version of the forms: look, then go on under the new one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.entry.presenter import EntryPresenter
from desktop.entry.side import SideKind
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, framed, label, picture, row


class MigrationBar(QWidget):
    """Shown only where the pack in force is another than the draft's."""

    def __init__(self, presenter: EntryPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        said = label(
            texts,
            "This draft was begun under an earlier version of the forms. It can go on under the one in force.",
            wrap=True,
        )
        self.look = button(
            texts, "See what changes", lambda: presenter.turn_side(SideKind.MIGRATION), "primary"
        )
        inside = row(picture(theme, "refresh-cw", 18, "accent"), said, self.look, margin=Space.S)
        inside.setStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(framed(inside, "notice-info"))
        self.hide()

    def show_state(self, state: EntryState) -> None:
        """Show whether the open draft waits."""
        self.setVisible(bool(state.grid and state.grid.sheet.pack_outdated))

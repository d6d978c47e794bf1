"""The line above an empty roster: nothing to list is a report too (零报), and it has to be said."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.entry.presenter import EntryPresenter
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, framed, picture, plain_label, row
from forms.report import Status

NOTHING_YET = "No line yet: add one, paste from a sheet, or carry the last period over. Where there is nothing to list, say so."
NIL = "Nil report: nothing to list this period. It goes with the others when you hand over."
OPEN = (Status.EMPTY, Status.DRAFT, Status.PASSED, Status.FAILED)


class NilBar(QWidget):
    """Shown only while an open roster has no line."""

    def __init__(self, presenter: EntryPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._text = plain_label(wrap=True)
        self.nil = button(texts, "Nothing this period: nil report", presenter.report_nothing)
        inside = row(picture(theme, "info", 18, "accent"), self._text, self.nil, margin=Space.S)
        inside.setStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(framed(inside, "notice-info"))
        self.hide()

    def show_state(self, state: EntryState) -> None:
        """Say what an empty roster means."""
        sheet = state.grid.sheet if state.grid else None
        empty = sheet is not None and state.is_roster and not sheet.lines and not sheet.read_only
        self.setVisible(empty and sheet is not None and sheet.status in OPEN)
        if sheet is not None:
            begun = sheet.status is not Status.EMPTY
            self.nil.setVisible(not begun)
            self._text.setText(self._texts.text(NIL if begun else NOTHING_YET))

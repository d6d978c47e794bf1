"""A form as it prints, to be read: the head and the grid of the entry page, nothing typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout
from typing_extensions import override

from desktop.entry.form_head import FormHead
from desktop.entry.grid import Grid
from desktop.entry.model import GridModel
from desktop.entry.state import EntryState, Head
from desktop.entry.table import GridView
from desktop.i18n import Texts
from desktop.theme import Space, Theme, as_role


class FormPaper(QFrame):
    """Shows a grid; `cursor_at` tells the cell (row key, column id) the cursor comes to."""

    cursor_at = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        as_role(self, "paper")
        self._texts = texts
        self._shape: tuple[str, str, bool, str] | None = None
        self._shown: tuple[Head | None, str] = (None, "")
        self.model = GridModel(texts, self)
        self.table = GridView(self.model, theme, texts)
        self.table.cursor_at.connect(self.cursor_at)
        self.table.doubleClicked.connect(lambda index: self.opened.emit(self.model.key(index)))
        self._head = FormHead(texts)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        box.setSpacing(Space.S)
        box.addWidget(self._head)
        box.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        theme.changed.connect(self.table.lay_out)

    def show_form(self, head: Head | None, grid: Grid | None) -> None:
        """Show a form and its head; the same ones again cost nothing."""
        if (head, self._texts.language) == self._shown and grid is self.model.grid:
            return
        self._shown = (head, self._texts.language)
        self._head.show_state(EntryState(head=head))
        reshaped = self.model.show(grid)
        if grid is None or head is None:
            return
        shape = (grid.sheet.form.id, grid.sheet.period, grid.other is not None, self._texts.language)
        if reshaped or shape != self._shape:
            self._shape = shape
            self.table.setAccessibleName(head.title)
            self.table.lay_out()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.table.lay_out()

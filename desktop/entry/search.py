"""Find in the open form (Ctrl+F): a line above the grid, not a dialog over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.entry.display import cell_text, row_name
from desktop.entry.grid import CellKey, Grid
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import plain_label, row, tool

if TYPE_CHECKING:
    from desktop.entry.view import EntryScreen


class SearchBar(QWidget):
    """Goes from hit to hit with Enter, in cells and in the names of rows."""

    def __init__(self, screen: EntryScreen, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._screen = screen
        self._texts = texts
        self.field = QLineEdit()
        texts.bind(self.field, QLineEdit.setAccessibleName, "Find")
        texts.bind(self.field, QLineEdit.setPlaceholderText, "Find in this form")
        self._result = plain_label("muted")
        self.field.returnPressed.connect(self.find_next)
        close = tool(texts, theme, "Close", "x", self.close_bar)
        following = tool(texts, theme, "Find next", "chevron-down", self.find_next)
        self.setLayout(row(self.field, following, self._result, close, space=Space.XS))
        self.hide()

    def open(self) -> None:
        """Show the line and type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hide the line and go back to the cells."""
        self.hide()
        self._screen.table.setFocus()

    def find_next(self) -> None:
        """The next hit after the cursor, from the top again after the last one."""
        grid = self._screen.model.grid
        needle = self.field.text().strip().casefold()
        if grid is None or not needle:
            return
        hit = self._next(grid, needle, self._screen.table.current_key())
        self._result.setText("" if hit else self._texts.text("not found"))
        if hit:
            self._screen.table.go_to(hit)

    def _next(self, grid: Grid, needle: str, current: CellKey | None) -> CellKey | None:
        keys = [(one.key, each.id) for one in grid.rows for each in grid.columns]
        start = keys.index(current) + 1 if current in keys else 0
        names = {one.key: row_name(one, self._texts).casefold() for one in grid.rows if one.title}
        first = grid.columns[0].id
        for key in keys[start:] + keys[:start]:
            named = key[1] == first and needle in names.get(key[0], "")
            if named or needle in cell_text(grid, key, self._texts).casefold():
                return key
        return None

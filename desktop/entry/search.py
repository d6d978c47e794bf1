"""Find in the open form (Ctrl+F): a line above the grid, not a dialog over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.entry.display import cell_text, row_name
from desktop.entry.grid import CellKey, Grid, Row
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import plain_label, row, tool
from forms.definition import CellType
from forms.sheet import CellState

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
        here = current[0] if current else None
        every = grid.is_table or bool(grid.pending) or self._worded(grid, needle)
        rows = [one for one in grid.rows if every or one.key == here or _may_hold(grid, one, needle)]
        keys = [(one.key, each.id) for one in rows for each in grid.columns]
        start = keys.index(current) + 1 if current in keys else 0
        names = {one.key: row_name(one, self._texts).casefold() for one in grid.rows if one.title}
        first = grid.columns[0].id
        for key in keys[start:] + keys[:start]:
            named = key[1] == first and needle in names.get(key[0], "")
            if named or self._holds(grid, key, needle):
                return key
        return None

    def _worded(self, grid: Grid, needle: str) -> bool:
        """Whether a list's title or yes and no say it: those stand in the lines by their codes."""
        words = [self._texts.text("yes"), self._texts.text("no")]
        for spec in grid.index.field_specs.values():
            words += [self._texts.pick(choice.title, choice.title_en) for choice in spec.choices]
        return any(needle in word.casefold() for word in words)

    def _holds(self, grid: Grid, key: CellKey, needle: str) -> bool:
        """Whether a cell shows that; figures are compared without their groups of three digits."""
        cell = grid.cell(*key)
        if key not in grid.pending and cell.state is CellState.ENTERED:
            if cell.text is None:
                return False
            kind = grid.spec(*key).type
            if kind.numeric or kind is CellType.TEXT:
                text = cell.text.casefold()
                return needle in text or (kind.numeric and needle.replace(",", "") in text)
        return needle in cell_text(grid, key, self._texts).casefold()


def _may_hold(grid: Grid, one: Row, needle: str) -> bool:
    """A quick look at a roster line's raw texts, so that 5,000 lines take no time."""
    values = grid.lines.get(one.key, {}).values() if isinstance(one.key, int) else ()
    text = "\x1f".join([cell.text or cell.typed or "" for cell in values]).casefold()
    return needle in text or needle.replace(",", "") in text

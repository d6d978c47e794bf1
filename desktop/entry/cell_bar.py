"""The line below the grid: what the cell with the cursor is, where its figure comes from, and what was remarked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.entry.display import explain_cell
from desktop.entry.findings_list import cell_name
from desktop.entry.grid import CellKey, Grid
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.parts import framed, picture, plain_label, row


class CellBar(QWidget):
    """Says on one line what hovering would say, and a remark of the collecting office in full."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._said = ElidedLabel("small")
        self._remark = plain_label(wrap=True)
        self._remark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = row(picture(theme, "message-square-text", 16, "warning"), self._remark, margin=Space.XS)
        inside.setStretch(1, 1)
        self._frame = framed(inside, "notice-warning")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        box.addWidget(self._frame)
        box.addWidget(self._said)
        self._frame.hide()

    def show_cell(self, grid: Grid | None, key: CellKey | None) -> None:
        """Show what is known about a cell."""
        if grid is None or key is None or not self._known(grid, key):
            self._said.show_text("")
            self._frame.hide()
            return
        about = explain_cell(grid, key, self._texts, remark=False).replace("\n", "  ·  ")
        self._said.show_text(cell_name(grid, key, self._texts) + (f"  ·  {about}" if about else ""))
        remark = grid.remarks.get(key, "")
        self._frame.setVisible(bool(remark))
        if remark:
            self._remark.setText(self._texts.text("Remark of the collecting office: {text}", text=remark))

    @staticmethod
    def _known(grid: Grid, key: CellKey) -> bool:
        return key[0] in grid.row_of and any(column.id == key[1] for column in grid.columns)

"""The preview of a paste, in the place of the findings: what goes where, converted, kept as typed, refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from desktop.entry.findings_list import cell_name
from desktop.entry.grid import Grid
from desktop.entry.model import ROOT, Index
from desktop.entry.paste import Fate, Pasted, PastePlan
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, plain_label, row

HEADS = ("Cell", "Typed", "Becomes")
ORDER = {Fate.REFUSED: 0, Fate.KEPT: 1, Fate.CONVERTED: 2, Fate.FILLED: 3}
INK = {Fate.REFUSED: "error", Fate.KEPT: "warning", Fate.CONVERTED: "accent", Fate.FILLED: "text"}


class PasteModel(QAbstractTableModel):
    """One line for each cell of the block, what needs a look first."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self._grid: Grid | None = None
        self._cells: tuple[Pasted, ...] = ()

    def show(self, grid: Grid | None, plan: PastePlan | None) -> None:
        """Show another plan."""
        self.beginResetModel()
        self._grid = grid
        cells = [cell for cell in plan.cells if cell.typed.strip() or cell.key] if plan else []
        self._cells = tuple(sorted(cells, key=lambda cell: ORDER[cell.fate]))
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._texts.text(HEADS[section])
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._cells[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (self._where(cell), cell.typed, self._becomes(cell))[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour(INK[cell.fate])
        return None

    def _where(self, cell: Pasted) -> str:
        if cell.key is not None and self._grid is not None:
            return cell_name(self._grid, cell.key, self._texts)
        title = next((c.title for c in self._grid.columns if c.id == cell.column), "") if self._grid else ""
        if cell.line is None:
            return "—"
        return self._texts.text("New line {line} · {column}", line=cell.line + 1, column=title)

    def _becomes(self, cell: Pasted) -> str:
        reason = self._texts.text(cell.reason) if cell.reason else ""
        match cell.fate:
            case Fate.REFUSED:
                return self._texts.text("not pasted: {reason}", reason=reason)
            case Fate.KEPT:
                return self._texts.text("kept as typed: {reason}", reason=reason)
            case Fate.CONVERTED:
                return self._texts.text("{value} (from {unit})", value=cell.shown, unit=cell.unit)
            case Fate.FILLED:
                return cell.shown or self._texts.text("blank")


class PastePanel(QWidget):
    """The preview with its two answers."""

    accepted = Signal()
    refused = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._model = PasteModel(theme, texts, self)
        self._table = QTableView()
        self._table.setProperty("role", "plain")
        self._table.setModel(self._model)
        self._table.verticalHeader().hide()
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.horizontalHeader().setStretchLastSection(True)
        self._table.setShowGrid(False)
        texts.bind(self._table, QTableView.setAccessibleName, "Preview of the paste")
        self._summary = plain_label("muted", wrap=True)
        self._accept = button(texts, "Paste", self.accepted.emit, "primary")
        buttons = row(None, button(texts, "Cancel", self.refused.emit), self._accept)
        inner = column(
            label(texts, "Preview of the paste", "heading"),
            self._summary,
            self._table,
            buttons,
            margin=Space.M,
        )
        self.setLayout(column(framed(inner, "panel")))

    def show_state(self, state: EntryState) -> None:
        """Show the plan of the state, if there is one."""
        plan = state.plan
        self.setVisible(plan is not None)
        self._model.show(state.grid, plan)
        if plan is None:
            return
        self._table.setColumnWidth(0, 130)
        self._table.setColumnWidth(1, 70)
        matched = "Matched by the heads." if plan.matched else "Lands where the cursor is."
        self._summary.setText(
            self._texts.text(matched)
            + " "
            + self._texts.text(
                "{filled} filled, {converted} converted, {kept} kept as typed, {refused} not pasted.",
                filled=plan.count(Fate.FILLED),
                converted=plan.count(Fate.CONVERTED),
                kept=plan.count(Fate.KEPT),
                refused=plan.count(Fate.REFUSED),
            )
        )
        self._accept.setFocus()

"""The grid as Qt sees it: an item model over a frozen grid that repaints only what changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.entry.display import cell_text, compared, edit_text, explain_cell, row_name, spoken
from desktop.entry.grid import CellKey, Grid, Mark
from desktop.says import Says
from forms.sheet import CellView
from forms.values import CellSpec

Index = QModelIndex | QPersistentModelIndex
MANY = 400
ROOT = QModelIndex()
SPEC = Qt.ItemDataRole.UserRole
"""What an entry must be, for the delegate that makes an editor."""


class Look(NamedTuple):
    """All that a cell is painted from."""

    cell: CellView
    text: str
    below: str
    spec: CellSpec
    mark: Mark | None
    waiting: bool
    remarked: bool
    previewed: bool


class GridModel(QAbstractTableModel):
    """Shows one grid; an edit is passed on by `edited` and comes back as a new grid."""

    edited = Signal(object, str)

    def __init__(self, says: Says, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._says = says
        self._grid: Grid | None = None
        self._rows: dict[str | int, int] = {}
        self._columns: dict[str, int] = {}

    @property
    def grid(self) -> Grid | None:
        """The grid shown."""
        return self._grid

    def show(self, grid: Grid | None) -> bool:
        """Show a grid; whether its shape is another than before (then nothing is selected any more)."""
        before = self._grid
        if grid is None or before is None or not _same_shape(before, grid):
            self.beginResetModel()
            self._grid = grid
            self._rows = {row.key: place for place, row in enumerate(grid.rows)} if grid else {}
            self._columns = {column.id: place for place, column in enumerate(grid.columns)} if grid else {}
            self.endResetModel()
            return True
        self._grid = grid
        self._announce(before, grid)
        return False

    def key(self, index: Index) -> CellKey | None:
        """Which cell an index is."""
        if self._grid is None or not index.isValid():
            return None
        return self._grid.rows[index.row()].key, self._grid.columns[index.column()].id

    def index_of(self, key: CellKey) -> QModelIndex:
        """Where a cell is; invalid if it is not shown."""
        row, column = self._rows.get(key[0], -1), self._columns.get(key[1], -1)
        return self.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self._grid is None else len(self._grid.rows)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self._grid is None else len(self._grid.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        grid, key = self._grid, self.key(index)
        if grid is None or key is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(grid, key, self._says)
        if role == Qt.ItemDataRole.EditRole:
            return edit_text(grid, key, self._says)
        if role == Qt.ItemDataRole.ToolTipRole:
            return explain_cell(grid, key, self._says) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(grid, grid.rows[index.row()], grid.columns[index.column()], self._says)
        return grid.spec(*key) if role == SPEC else None

    def look(self, row: int, column: int) -> Look | None:
        """All that a cell is painted from."""
        grid = self._grid
        if grid is None:
            return None
        key = grid.rows[row].key, grid.columns[column].id
        return Look(
            cell=grid.cell(*key),
            text=cell_text(grid, key, self._says),
            below=compared(grid, key, self._says) if grid.other is not None else "",
            spec=grid.spec(*key),
            mark=grid.marks.get(key),
            waiting=key in grid.pending,
            remarked=key in grid.remarks,
            previewed=key in grid.preview,
        )

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        key = self.key(index)
        if key is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.edited.emit(key, str(value))
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        key = self.key(index)
        if self._grid is None or key is None:
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if self._grid.editable(*key) else base

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        grid = self._grid
        if grid is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            if not 0 <= section < len(grid.columns):
                return None
            column = grid.columns[section]
            return column.note if role == Qt.ItemDataRole.ToolTipRole else column.title
        if not 0 <= section < len(grid.rows):
            return None
        row = grid.rows[section]
        return row.note if role == Qt.ItemDataRole.ToolTipRole else row_name(row, self._says)

    def _announce(self, before: Grid, now: Grid) -> None:
        """Tell the views which cells look different."""
        if now.sheet is before.sheet:
            waiting = before.pending.keys() ^ now.pending.keys()
            same = {
                k for k in before.pending.keys() & now.pending.keys() if before.pending[k] != now.pending[k]
            }
            changed: set[CellKey] | None = waiting | same | (before.preview.keys() ^ now.preview.keys())
        else:
            changed = _different(before, now) if now.is_table else _different_lines(before, now)
        if changed is None or len(changed) > MANY or now.other is not before.other:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            if last.isValid():  # an empty roster has nothing to paint
                self.dataChanged.emit(self.index(0, 0), last)
            return
        for key in changed:
            index = self.index_of(key)
            if index.isValid():
                self.dataChanged.emit(index, index)


def _same_shape(before: Grid, now: Grid) -> bool:
    """Whether rows and columns are the same ones with the same heads."""
    if before.index is not now.index or before.columns != now.columns:
        return False
    if now.is_table or before.rows is now.rows:
        return before.rows == now.rows
    return [row.key for row in before.rows] == [row.key for row in now.rows]


def _different(before: Grid, now: Grid) -> set[CellKey]:
    old = before.sheet.cells
    changed: set[CellKey] = {(p.row, p.column) for p, cell in now.sheet.cells.items() if old.get(p) != cell}
    return changed.union(_marked_otherwise(before, now), before.remarks.keys() ^ now.remarks.keys())


def _marked_otherwise(before: Grid, now: Grid) -> set[CellKey]:
    """Cells with other findings, on their way to the disk or no longer, in a block's preview or no longer."""
    marks = {key for key, _mark in before.marks.items() ^ now.marks.items()}
    return marks | (before.pending.keys() ^ now.pending.keys()) | (before.preview.keys() ^ now.preview.keys())


def _different_lines(before: Grid, now: Grid) -> set[CellKey] | None:
    """The cells of a roster that look different; `None` where so many lines changed that all are painted anew."""
    lines = [line for line, values in now.lines.items() if before.lines.get(line) != values]
    if len(lines) > MANY:
        return None
    cells: set[CellKey] = {(line, column.id) for line in lines for column in now.columns}
    return cells | _marked_otherwise(before, now)

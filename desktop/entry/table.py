"""The grid widget: keys as in a spreadsheet, heads as on paper, the clipboard of WPS and Excel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from desktop.entry.cells import CellPainter
from desktop.entry.delegate import RETURNS, CellDelegate
from desktop.entry.frozen import FrozenColumn
from desktop.entry.grid import CellKey, Grid
from desktop.entry.heads import ColumnHeads, Corner, RowHeads, opaque_viewport
from desktop.entry.model import GridModel
from desktop.entry.tsv import write_block, write_html
from desktop.i18n import Texts
from desktop.theme import Theme, as_role

ROW_HEIGHT = 29
COMPARED_HEIGHT = 42
MOVING = (*RETURNS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class GridView(QTableView):
    """Shows a `GridModel`. It edits nothing itself: it says what the clerk wants."""

    clear_wanted = Signal(list)
    paste_wanted = Signal(str, object, list)
    today_wanted = Signal(list)
    cursor_at = Signal(object)

    def __init__(self, model: GridModel, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewport(opaque_viewport())
        as_role(self, "sheet")
        self._theme = theme
        self._grid_model = model
        self._sized = 0
        self._composing = False
        self.column_heads = ColumnHeads(theme, self)
        self.row_heads = RowHeads(theme, texts, self)
        self.setHorizontalHeader(self.column_heads)
        self.setVerticalHeader(self.row_heads)
        self.setModel(model)
        self._cells = CellPainter(self, model, theme)
        self.setItemDelegate(CellDelegate(theme, texts, self))  # type: ignore[arg-type]
        self.setCornerButtonEnabled(False)
        self._corner = Corner(self.column_heads, self.row_heads, theme, texts)
        self._frozen = FrozenColumn(self, self.column_heads, theme)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.setWordWrap(False)
        self.selectionModel().currentChanged.connect(self._moved)
        self.column_heads.sectionResized.connect(self._lay_out_frame)

    # laying out ---------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Widths and heights from the form itself: measuring 2,000 rows would take half a second."""
        grid = self._grid_model.grid
        if grid is None:
            return
        unit = self.fontMetrics().horizontalAdvance("0")
        for place, column in enumerate(grid.columns):
            self.column_heads.resizeSection(place, unit * column.width + 14)
        room = self.width() - self.column_heads.length() - sum(self.row_heads.widths()[1:]) - 20
        self.row_heads.fit(room)
        least = self._theme.px(COMPARED_HEIGHT if grid.other else ROW_HEIGHT)
        self.row_heads.setMinimumSectionSize(least)
        self.row_heads.setDefaultSectionSize(least)
        self._size_rows(grid, least)
        self.updateGeometries()
        self._lay_out_frame()

    def _size_rows(self, grid: Grid, least: int) -> None:
        """Rows of a table as high as their titles need; a roster after a table has none of those heights."""
        sized = len(grid.rows) if grid.is_table else min(self._sized, len(grid.rows))
        for place in range(sized):
            wanted = self.row_heads.row_height(grid.rows[place], least) if grid.is_table else least
            self.row_heads.resizeSection(place, wanted)
        self._sized = sized if grid.is_table else 0

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.lay_out()
        self._lay_out_frame()

    def _lay_out_frame(self) -> None:
        frame = self.frameWidth()
        self._corner.setGeometry(frame, frame, self.row_heads.width(), self.column_heads.height())
        self._corner.update()
        self._frozen.lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._cells.paint(QPainter(self.viewport()), event.region())

    # moving -------------------------------------------------------------------------------------------

    def current_key(self) -> CellKey | None:
        """The cell with the cursor."""
        return self._grid_model.key(self.currentIndex())

    def selected_keys(self) -> list[CellKey]:
        """The selected cells in reading order; the cursor's cell where nothing is selected."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        found = [self._grid_model.key(index) for index in indexes] or [self.current_key()]
        return [key for key in found if key is not None]

    def go_to(self, key: CellKey) -> bool:
        """Put the cursor on a cell and bring it into sight; whether it is shown at all."""
        index = self._grid_model.index_of(key)
        if index.isValid():
            self._select_only(index)
            self.scrollTo(index)
        return index.isValid()

    def move_on(self, down: int, right: int) -> None:
        """Go on to the next cell in that direction that can be typed in; from the last into the next line."""
        grid = self._grid_model.grid
        index = self.currentIndex()
        if grid is None or not index.isValid():
            return
        rows, columns = len(grid.rows), len(grid.columns)
        place = index.column() * rows + index.row() if down else index.row() * columns + index.column()
        by = down or right
        for _ in range(rows * columns - 1):
            place = (place + by) % (rows * columns)
            row, column = (place % rows, place // rows) if down else (place // columns, place % columns)
            if grid.editable(grid.rows[row].key, grid.columns[column].id):
                self._select_only(self._grid_model.index(row, column))
                return

    def _select_only(self, index: QModelIndex) -> None:
        """Put the cursor there; a Shift that is still held must not stretch the selection."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect)

    @override
    def scrollTo(
        self,
        index: QModelIndex,  # type: ignore[override]
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not self.viewport().rect().contains(self.visualRect(index)):
            # an editor that has just closed is painted first: Qt does not move what is still to be painted
            QGuiApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest)
        super().scrollTo(index, hint)
        hidden = self._frozen.covers() - self.columnViewportPosition(index.column())
        if index.column() and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        for row in {now.row(), before.row()}:
            self.row_heads.paint_again(row)
        key = self._grid_model.key(now)
        if key is not None:
            self.cursor_at.emit(key)

    # focus --------------------------------------------------------------------------------------------

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """An editor takes the focus and gives it back at every entry; Qt would paint all cells and heads each time."""
        index = self.currentIndex()
        if not index.isValid():
            super().focusInEvent(event)
            return
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        self._paint_chosen()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """See `focusInEvent`."""
        self._paint_chosen()

    def _paint_chosen(self) -> None:
        """The cells that may look different with the focus."""
        self.viewport().update(self.visualRegionForSelection(self.selectionModel().selection()))
        self.update(self.currentIndex())

    # keys ---------------------------------------------------------------------------------------------

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in a spreadsheet. The first word an input method composes still belongs to the grid, not to the editor."""
        if self._composing and (event.key() in MOVING or Qt.Key(event.key()) in ARROWS):
            QGuiApplication.inputMethod().commit()
            return
        if self._clipboard_key(event) or self._moving_key(event):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_wanted.emit(self.selected_keys())
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Semicolon, 0xFF1B):
            self.today_wanted.emit(self.selected_keys())
            return
        super().keyPressEvent(event)

    def _clipboard_key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear_wanted.emit(self.selected_keys())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            return False
        return True

    def _moving_key(self, event: QKeyEvent) -> bool:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in RETURNS:
            self.move_on(-1 if back else 1, 0)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.move_on(0, -1 if back or event.key() == Qt.Key.Key_Backtab else 1)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and Qt.Key(event.key()) in ARROWS:
            self._jump(*ARROWS[Qt.Key(event.key())], keep=back)
        else:
            return False
        return True

    def _jump(self, down: int, right: int, *, keep: bool) -> None:
        """To the edge of what is filled, as Ctrl and an arrow do in a spreadsheet."""
        model = self._grid_model
        index = self.currentIndex()
        if not index.isValid():
            return
        ahead = index.sibling(index.row() + down, index.column() + right)
        run = _filled(index) and _filled(ahead)
        while ahead.isValid():
            if run and not _filled(ahead):
                break
            index = ahead
            ahead = index.sibling(index.row() + down, index.column() + right)
            if not run and _filled(index):
                break
        target = model.index(index.row(), index.column())
        if keep:
            self._stretch_to(target)
        else:
            self._select_only(target)

    def _stretch_to(self, target: QModelIndex) -> None:
        """Select from the corner opposite to the cursor."""
        now, chosen = self.currentIndex(), self.selectedIndexes() or [self.currentIndex()]
        rows, columns = {index.row() for index in chosen}, {index.column() for index in chosen}
        row = min(rows) if now.row() == max(rows) else max(rows)
        column = min(columns) if now.column() == max(columns) else max(columns)
        block = QItemSelection(self._grid_model.index(row, column), target)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(target, flag.NoUpdate)
        self.selectionModel().select(block, flag.ClearAndSelect)

    # clipboard ----------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected block on the clipboard as a spreadsheet would."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        rows = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        chosen = {(index.row(), index.column()) for index in indexes}
        block = [
            [
                str(self._grid_model.index(row, column).data(Qt.ItemDataRole.EditRole) or "")
                if (row, column) in chosen
                else ""
                for column in columns
            ]
            for row in rows
        ]
        data = QMimeData()
        data.setText(write_block(block))
        data.setHtml(write_html(block))
        QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """Ask for the clipboard's block to be pasted at the selection's first cell."""
        keys = self.selected_keys()
        at = keys[0] if keys else None
        self.paste_wanted.emit(QGuiApplication.clipboard().text(), at, keys)

    def grid(self) -> Grid | None:
        """The grid shown."""
        return self._grid_model.grid


def _filled(index: QModelIndex) -> bool:
    return index.isValid() and bool(index.data(Qt.ItemDataRole.EditRole))

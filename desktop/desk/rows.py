"""A table of frozen lines: columns say how a line reads and how it is shaded; one model and one painter for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView
from typing_extensions import override

from desktop.desk.rows_painter import RowsDelegate
from desktop.entry.model import ROOT, Index
from desktop.entry.tsv import write_block
from desktop.i18n import Texts
from desktop.theme import Theme
from desktop.widgets.line_painter import PAD

T = TypeVar("T")
LINE = Qt.ItemDataRole.UserRole
CHECK = 34
WRAPPED = 62
STRETCH = 0
LEAST = 120
SLACK = 4
HEAD_PAD = 22
PILL_PAD = 16
MEASURED = 120
WIDEST = 1.5
TWO_LINES = 1.55


def _plain(_line: object) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[T]):
    """One column. `shade` names a shade of the design system; with `pill` the text stands on it.

    `title` is a text of the catalogue unless `literal`; a width of 0 takes the room that is left, any other is
    what a column of usual texts needs: it shrinks to shorter ones and grows by half for longer ones. `least` is
    what a column keeps, though the table must scroll then. A title that `wraps` takes lines
    instead of width.
    `second` is a smaller text below the first.
    """

    title: str
    text: Callable[[T], str]
    shade: Callable[[T], str] = _plain
    tip: Callable[[T], str] = _plain
    second: Callable[[T], str] | None = None
    pill: bool = False
    number: bool = False
    width: int = 120
    least: int = 0
    literal: bool = False
    wraps: bool = False


class RowsModel(QAbstractTableModel, Generic[T]):
    """Lines by columns; with `checkable` the first column has a box for each line that `may_check` allows."""

    checks_changed = Signal()

    def __init__(self, texts: Texts, columns: Sequence[Column[T]], *, checkable: bool = False) -> None:
        super().__init__()
        self._texts = texts
        self.columns = tuple(columns)
        self.lines: tuple[T, ...] = ()
        self.row_title: Callable[[T], str] | None = None
        self.may_check: Callable[[T], bool] = lambda _line: checkable
        self.checked: set[int] = set()

    def show(self, lines: Sequence[T], columns: Sequence[Column[T]] | None = None) -> None:
        """Show other lines; those that can be checked are."""
        if columns is None and tuple(lines) == self.lines:
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.columns = tuple(columns) if columns is not None else self.columns
        self.checked = {place for place, line in enumerate(self.lines) if self.may_check(line)}
        self.endResetModel()

    def check_all(self, *, on: bool) -> None:
        """Check every line that may be, or none."""
        if self.lines:
            may = {place for place, line in enumerate(self.lines) if self.may_check(line)}
            self.checked = may if on else set()
            last = self.index(len(self.lines) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
            self.checks_changed.emit()

    @property
    def chosen(self) -> tuple[T, ...]:
        """The lines that are checked."""
        return tuple(line for place, line in enumerate(self.lines) if place in self.checked)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            named = self.row_title is not None and role == Qt.ItemDataRole.DisplayRole
            return self.row_title(self.lines[section]) if named and self.row_title else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title if column.literal else self._texts.text(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            lines = Qt.TextFlag.TextWordWrap.value if column.wraps else 0
            return (side | Qt.AlignmentFlag.AlignVCenter).value | lines
        if role == Qt.ItemDataRole.ToolTipRole and column.wraps:
            return column.title if column.literal else self._texts.text(column.title)
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(line)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(line, column, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip(line) or column.text(line) or None
            case Qt.ItemDataRole.CheckStateRole if index.column() == 0 and self.may_check(line):
                on = index.row() in self.checked
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            case _ if role == LINE:
                return line
            case _:
                return None

    def _said(self, line: T, column: Column[T], place: int) -> str:
        """A cell as it is read aloud: whose line it is where lines have names, which column, and what stands there."""
        whose = f"{self.row_title(line)} " if self.row_title else ""
        below = f" {column.second(line)}" if column.second else ""
        return (
            f"{whose}{self.headerData(place, Qt.Orientation.Horizontal)} {column.text(line)}{below}".rstrip()
        )

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.checked ^= {index.row()}
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self.may_check(self.lines[index.row()]):
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags


class RowsTable(QTableView, Generic[T]):
    """The view: `picked` when the cursor comes to a line, `opened` on Enter or double click."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        texts: Texts,
        theme: Theme,
        name: str,
        columns: Sequence[Column[T]],
        *,
        checkable: bool = False,
        cells: bool = False,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._head_width = 0
        self._stale = False
        self.rows: RowsModel[T] = RowsModel(texts, columns, checkable=checkable)
        self.setModel(self.rows)
        self.setItemDelegate(RowsDelegate(theme, self))
        self.setShowGrid(False)
        self.verticalHeader().hide()
        behavior = QTableView.SelectionBehavior
        self.setSelectionBehavior(behavior.SelectItems if cells else behavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        texts.bind(self, QTableView.setAccessibleName, name)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._open)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.lay_out)
        texts.changed.connect(self.viewport().update)
        self.lay_out()

    def show_lines(self, lines: Sequence[T], columns: Sequence[Column[T]] | None = None) -> None:
        """Show other lines, the cursor where it was if there is such a line."""
        at = self.currentIndex()
        self.rows.show(lines, columns)
        if at.isValid() and at.row() < len(lines):
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self.rows.index(at.row(), min(at.column(), len(self.rows.columns) - 1)))
            self.selectionModel().blockSignals(False)
        if columns is not None or lines:
            self._lay_out_when_seen()

    def _lay_out_when_seen(self) -> None:
        """Measuring every text is for tables in sight; the others are laid out when they come there."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.lay_out()

    def name_rows(self, title: Callable[[T], str], width: int) -> None:
        """Name every line at its left, where the names stay in sight."""
        self.rows.row_title = title
        self._head_width = width
        heads = self.verticalHeader()
        heads.show()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.lay_out()

    def lay_out(self) -> None:
        """Widths and heights that grow with the text; what is left goes to the columns that stretch."""
        columns = self.rows.columns
        shown = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        widths = {p: 0 if columns[p].width == STRETCH else self._natural(p) for p in shown}
        stretching = max(sum(not width for width in widths.values()), 1)
        left = (self.viewport().width() - sum(widths.values())) // stretching
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        for place, width in widths.items():
            least = self._theme.px(columns[place].least or LEAST)
            roomy = not width and left >= least
            header.setSectionResizeMode(place, modes.Stretch if roomy else modes.Interactive)
            if not roomy:
                self.setColumnWidth(place, width or least)
        header.setFixedHeight(self._theme.px(WRAPPED if any(c.wraps for c in columns) else CHECK))
        if self.rows.row_title is not None:
            self.verticalHeader().setFixedWidth(self._theme.px(self._head_width))
        tall = TWO_LINES if any(column.second for column in columns) else 1
        self.verticalHeader().setDefaultSectionSize(round(self._theme.px(CHECK) * tall))

    def _natural(self, place: int) -> int:
        """What the title and the texts of a column need."""
        column, metrics = self.rows.columns[place], self.fontMetrics()
        title = "" if column.wraps else str(self.rows.headerData(place, Qt.Orientation.Horizontal) or "")
        texts = {column.text(line) for line in self.rows.lines[:MEASURED]}
        if column.second:
            texts |= {column.second(line) for line in self.rows.lines[:MEASURED]}
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        more = 2 * PAD + SLACK + (PILL_PAD if column.pill else 0)
        if place == 0 and any(map(self.rows.may_check, self.rows.lines[:MEASURED])):
            more += self._theme.px(14) + PAD
        most = round(self._theme.px(column.width) * WIDEST)
        least = self._theme.px(column.width if column.wraps else column.least)
        return max(metrics.horizontalAdvance(title) + HEAD_PAD, min(widest + more, most), least)

    def as_tsv(self) -> str:
        """Titles and lines, to be pasted into a sheet."""
        titles = [
            str(self.rows.headerData(place, Qt.Orientation.Horizontal) or "")
            for place in range(len(self.rows.columns))
        ]
        named = self.rows.row_title
        lines = [
            ([named(line)] if named else []) + [column.text(line) for column in self.rows.columns]
            for line in self.rows.lines
        ]
        return write_block([([""] if named else []) + titles, *lines])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_tsv())
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stale = False
        self.lay_out()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._lay_out_when_seen()

    def _moved(self, now: Index, _before: Index) -> None:
        if now.isValid():
            self.picked.emit(self.rows.lines[now.row()])

    def _open(self, index: Index) -> None:
        self.opened.emit(self.rows.lines[index.row()])

"""The heads of the grid as a statistical form prints them: merged heads and numbers above, 甲 乙 丙 beside."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.entry.grid import Column, Grid, LineMark, Row
from desktop.entry.model import GridModel
from desktop.i18n import Texts
from desktop.icons import pixmap
from desktop.theme import Theme

PAD = 5
MOST_LINES = 3
CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
STUB = ("甲", "乙", "丙")
CODE_HEADS = ("Unit", "Code")
LINE_WORDS = {LineMark.NEW: "N", LineMark.CHANGED: "C"}
LINE_INKS = {LineMark.NEW: "good", LineMark.CHANGED: "warning"}


class ColumnHeads(QHeaderView):
    """Heads over the columns: groups merged, titles wrapped, and a line of numbers in table forms."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setViewport(opaque_viewport())
        self._theme = theme
        self._sorted: tuple[str | None, bool] = (None, False)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)

    def show_sorted(self, field: str | None, descending: bool) -> None:
        """Mark the column that lines are sorted by."""
        if self._sorted != (field, descending):
            self._sorted = (field, descending)
            self.viewport().update()

    def heights(self) -> tuple[int, int, int]:
        """Heights of the line of groups, of titles and of numbers; 0 where there is none."""
        grid = self._grid()
        if grid is None:
            return 0, 0, 0
        metrics = self.fontMetrics()
        line = metrics.height()
        groups = line + PAD if any(column.group for column in grid.columns) else 0
        numbers = line + 2 if grid.is_table else 0
        stub = 2 * line if grid.is_table and not groups else 0  # 计量单位 takes two
        return groups, max(self._title_height(grid, metrics), stub) + 2 * PAD, numbers

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """These heads look the same over chosen cells; Qt would paint them again."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), sum(self.heights()) or super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.colour("header"))
        grid = self._grid()
        if grid is None:
            return
        heights = self.heights()
        for place, column in enumerate(grid.columns):
            if self._visible(place, event.rect()):
                self.paint_column(painter, column, place, self._place(place), heights)
        for first, last in _groups(grid):
            left = self.sectionViewportPosition(first)
            right = self.sectionViewportPosition(last) + self.sectionSize(last)
            self._cell(painter, QRect(left, 0, right - left, heights[0]), grid.columns[first].group or "")

    def paint_column(
        self, painter: QPainter, column: Column, place: int, x: int, heights: tuple[int, int, int]
    ) -> None:
        """One column's head at that distance from the left; `heights` as above."""
        groups, titles, numbers = heights
        width = self.sectionSize(place)
        top = groups if column.group else 0
        title = f"{column.title} *" if column.required else column.title
        if column.id == self._sorted[0]:
            title += " ↓" if self._sorted[1] else " ↑"
        self._cell(painter, QRect(x, top, width, groups + titles - top), title)
        if numbers:
            self._cell(painter, QRect(x, groups + titles, width, numbers), str(place + 1), muted=True)

    def _cell(self, painter: QPainter, rect: QRect, text: str, *, muted: bool = False) -> None:
        painter.setPen(QPen(self._theme.colour("border")))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(self._theme.colour("muted" if muted else "text"))
        painter.drawText(rect.adjusted(PAD, 1, -PAD, -1), CENTRED, text)

    def _title_height(self, grid: Grid, metrics: QFontMetrics) -> int:
        heights = [
            metrics.boundingRect(
                QRect(0, 0, max(self.sectionSize(place) - 2 * PAD, 20), 1000),
                int(CENTRED),
                column.title + " *",
            ).height()
            for place, column in enumerate(grid.columns)
            if place < self.count()
        ]
        return min(max(heights, default=0), metrics.lineSpacing() * MOST_LINES)

    def _place(self, place: int) -> int:
        return self.sectionViewportPosition(place)

    def _visible(self, place: int, rect: QRect) -> bool:
        x = self._place(place)
        return x + self.sectionSize(place) > rect.left() and x <= rect.right()

    def _grid(self) -> Grid | None:
        model = self.model()
        return model.grid if isinstance(model, GridModel) else None


class RowHeads(QHeaderView):
    """The stub: in tables 甲 title, 乙 measure, 丙 code; in rosters the line's number. It never scrolls away."""

    def __init__(self, theme: Theme, texts: Texts, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setViewport(opaque_viewport())
        self._theme = theme
        self._texts = texts
        self._title_width = 0
        self._measured: tuple[Grid | None, tuple[int, int, int]] = (None, (0, 0, 0))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def widths(self) -> tuple[int, int, int]:
        """Widths of title, measure and code; only the middle one in rosters, where the number stands."""
        grid = self._grid()
        if grid is None or self._measured[0] is not grid:
            self._measured = (grid, self._measure(grid))
        return self._measured[1]

    def _measure(self, grid: Grid | None) -> tuple[int, int, int]:
        metrics = self.fontMetrics()
        if grid is None or not grid.is_table:
            return 0, metrics.horizontalAdvance("00000新") + 3 * PAD, 0
        code = max((metrics.horizontalAdvance(row.code) for row in grid.rows), default=0)
        measure = max((metrics.horizontalAdvance(row.measure) for row in grid.rows), default=0)
        least = max(metrics.horizontalAdvance(word) for word in (*CODE_HEADS, "单位"))
        return self._title_width, min(max(measure, least), 2 * least) + 2 * PAD, max(code, least) + 2 * PAD

    def fit(self, available: int) -> None:
        """Give the titles the room they like, or what is left, but never less than they need."""
        self._measured = (None, (0, 0, 0))
        grid = self._grid()
        if grid is None or not grid.is_table:
            self._title_width = 0
            return
        metrics = self.fontMetrics()
        likes = max(
            (self._indent(row) + metrics.horizontalAdvance(row.title) for row in grid.rows), default=0
        )
        least = metrics.horizontalAdvance("指标") * 6
        self._title_width = max(least, min(likes + 2 * PAD + 2, available))
        self._measured = (None, (0, 0, 0))
        self.updateGeometries()

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Only the row with the cursor looks different, and the grid says which that is."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.colour("header"))
        painter.end()
        super().paintEvent(event)

    def paint_again(self, row: int) -> None:
        """One row's head looks different."""
        if 0 <= row < self.count():
            place = self.sectionViewportPosition(row)
            self.viewport().update(0, place, self.viewport().width(), self.sectionSize(row))

    def row_height(self, row: Row, least: int) -> int:
        """The height that a row's title needs at the present width."""
        room = QRect(0, 0, self._title_width - self._indent(row) - 2 * PAD, 1000)
        text = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), row.title)
        return max(least, text.height() + 2 * PAD)

    @override
    def sizeHint(self) -> QSize:
        return QSize(sum(self.widths()), super().sizeHint().height())

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        grid = self._grid()
        if grid is None or logicalIndex >= len(grid.rows):
            return
        row = grid.rows[logicalIndex]
        chosen = self.parent_view().currentIndex().row() == logicalIndex
        painter.fillRect(rect, self._theme.colour("accent_soft" if chosen else "header"))
        title, middle, last = self.widths()
        words = (row.measure, row.code) if title else (row.code, "")
        x = rect.left()
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        if title:
            inside = QRect(
                x + PAD + self._indent(row), rect.top(), title - 2 * PAD - self._indent(row), rect.height()
            )
            self._text(painter, inside, int(left), row.title, "text")
        for place, width, word in zip((title, title + middle), (middle, last), words, strict=True):
            within = QRect(x + place, rect.top(), width, rect.height())
            self._text(painter, within, int(CENTRED), word, "muted")
        self._paint_line_marks(painter, QRect(x, rect.top(), middle, rect.height()), grid, row)
        painter.setPen(self._theme.colour("border"))
        for edge in (title, title + middle, title + middle + last):
            if edge:
                painter.drawLine(x + edge - 1, rect.top(), x + edge - 1, rect.bottom())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_line_marks(self, painter: QPainter, rect: QRect, grid: Grid, row: Row) -> None:
        """Beside a line's number: whether it is new or changed against the last period, and has files."""
        if isinstance(row.key, str):
            return
        inside, middle = rect.adjusted(PAD, 0, -PAD, 0), Qt.AlignmentFlag.AlignVCenter
        mark = grid.line_marks.get(row.key)
        if mark is not None:
            word = self._texts.text(LINE_WORDS[mark])
            self._text(painter, inside, int(middle | Qt.AlignmentFlag.AlignLeft), word, LINE_INKS[mark])
        if row.key in grid.with_files:
            size = self._theme.px(12)
            place = inside.topRight() - QPoint(size, 0)
            clip = pixmap("paperclip", self._theme.colours.muted, size)
            painter.drawPixmap(place.x() + PAD, rect.center().y() - size // 2, clip)

    def parent_view(self) -> QTableView:
        """The grid whose rows these are."""
        parent = self.parent()
        assert isinstance(parent, QTableView)  # noqa: S101 - a header without its table cannot be
        return parent

    def _text(self, painter: QPainter, rect: QRect, flags: int, text: str, colour: str) -> None:
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, flags, text)

    def _indent(self, row: Row) -> int:
        return row.indent * self.fontMetrics().horizontalAdvance("　")

    def _grid(self) -> Grid | None:
        model = self.model()
        return model.grid if isinstance(model, GridModel) else None


class Corner(QWidget):
    """Where the heads meet: 指标名称, 计量单位, 代码 with 甲 乙 丙 below as on paper, or 行 in rosters."""

    def __init__(self, columns: ColumnHeads, rows: RowHeads, theme: Theme, texts: Texts) -> None:
        super().__init__(rows.parent_view())
        self._columns = columns
        self._rows = rows
        self._theme = theme
        self._texts = texts

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("header"))
        groups, titles, numbers = self._columns.heights()
        words = ("Indicator", *CODE_HEADS) if numbers else ("", "Line", "")
        x = 0
        for width, word, letter in zip(self._rows.widths(), words, STUB, strict=True):
            if width:
                top = QRect(x, 0, width, groups + titles)
                self._cell(painter, top, self._texts.text(word), "text")
                self._cell(
                    painter, QRect(x, groups + titles, width, numbers), letter if numbers else "", "muted"
                )
            x += width

    def _cell(self, painter: QPainter, rect: QRect, text: str, colour: str) -> None:
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(self._theme.colour(colour))
        painter.setFont(QFont(self.font()))
        painter.drawText(rect.adjusted(2, 1, -2, -1), CENTRED, text)


def opaque_viewport() -> QWidget:
    """For a view that paints all of it: Qt paints nothing below, and moves what stays in sight by copying.

    Made here and not by Qt: for a widget that it has not met, PySide makes the types of all kinds of widgets.
    """
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    made.setMouseTracking(True)
    return made


def _groups(grid: Grid) -> list[tuple[int, int]]:
    """First and last place of each run of columns that share a group."""
    runs: list[tuple[int, int]] = []
    for place, column in enumerate(grid.columns):
        if not column.group:
            continue
        if runs and runs[-1][1] == place - 1 and grid.columns[place - 1].group == column.group:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs

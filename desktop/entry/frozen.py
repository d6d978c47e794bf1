"""The first column of a roster stays in sight: a strip over the grid once that column is scrolled away."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from desktop.entry.heads import ColumnHeads
from desktop.entry.model import GridModel
from desktop.theme import Theme
from desktop.widgets.elided import ended

PAD = 6


class FrozenColumn(QWidget):
    """Paints head and cells of the first column; a click on it brings the column itself back."""

    def __init__(self, table: QTableView, heads: ColumnHeads, theme: Theme) -> None:
        super().__init__(table)
        self._table = table
        self._heads = heads
        self._theme = theme
        self.hide()
        table.horizontalScrollBar().valueChanged.connect(self.lay_out)
        table.verticalScrollBar().valueChanged.connect(self.update)

    def covers(self) -> int:
        """How many pixels of the grid lie below this strip."""
        return self.width() if self.isVisible() else 0

    def lay_out(self) -> None:
        """Stand where the first column would be."""
        model = self._table.model()
        roster = isinstance(model, GridModel) and model.grid is not None and not model.grid.is_table
        wanted = roster and self._table.horizontalScrollBar().value() > 0
        self.setVisible(bool(wanted))
        if wanted:
            view = self._table.viewport()
            head = self._heads.height()
            self.setGeometry(view.x(), view.y() - head, self._table.columnWidth(0), head + view.height())
            self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        model = self._table.model()
        if not isinstance(model, GridModel) or model.grid is None or not model.grid.columns:
            return
        painter = QPainter(self)
        head = self._heads.height()
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(QRect(0, 0, self.width(), head), self._theme.colour("header"))
        self._heads.paint_column(painter, model.grid.columns[0], 0, 0, self._heads.heights())
        first = max(self._table.rowAt(0), 0)
        for row in range(first, model.rowCount()):
            top = head + self._table.rowViewportPosition(row)
            if top > self.height():
                break
            self._row(painter, model, row, top, head)
        painter.setPen(self._theme.colour("strong_border"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def _row(self, painter: QPainter, model: GridModel, row: int, top: int, head: int) -> None:
        rect = QRect(0, top, self.width(), self._table.rowHeight(row))
        painter.setClipRect(QRect(0, head, self.width(), self.height() - head))
        painter.setPen(self._theme.colour("text"))
        text = str(model.index(row, 0).data() or "")
        inside = rect.adjusted(PAD, 0, -PAD, 0)
        shown = ended(painter.fontMetrics(), text, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setClipping(False)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._table.rowAt(round(event.position().y()) - self._heads.height())
        self._table.horizontalScrollBar().setValue(0)
        self._table.setCurrentIndex(self._table.model().index(row, 0))

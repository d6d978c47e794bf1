"""The forms of a period as a table: status, progress, what is wrong, when it is due."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView, QWidget
from typing_extensions import override

from desktop.entry.model import ROOT, Index
from desktop.home.state import FormLine
from desktop.i18n import Texts
from desktop.says import STATUS_SHADES, days_left, status_word, to_do
from desktop.theme import Theme
from desktop.widgets.line_painter import LinePainter

LINE = Qt.ItemDataRole.UserRole
HEADS = ("Form no.", "Form", "Status", "Progress", "To do", "Due")
NUMBER, TITLE, STATUS, PROGRESS, TODO, DUE = range(len(HEADS))
SOON = 3
WIDEST_COUNT = "888 / 888"
UNKNOWN = "…"


class FormsModel(QAbstractTableModel):
    """One row for each form owed."""

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self.lines: tuple[FormLine, ...] = ()

    def show(self, lines: tuple[FormLine, ...]) -> None:
        """Show other forms; where they are the same ones, the cursor stays while their counts arrive."""
        if lines and [(one.form, one.period) for one in lines] == [
            (one.form, one.period) for one in self.lines
        ]:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADS) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._texts.text(HEADS[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self._texts.text(HEADS[index.column()])
            return f"{line.form} {head} {self._text(line, index.column())}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == TITLE:
            return line.title
        return None

    def _text(self, line: FormLine, place: int) -> str:
        say = self._texts.text
        match place:
            case 0:
                return line.form
            case 1:
                return line.title
            case place if place > TITLE and not line.known:
                return UNKNOWN if place in (STATUS, PROGRESS) else ""
            case 2:
                return status_word(self._texts, line.status)
            case 3:
                return f"{line.filled} / {line.asked}"
            case 4:
                return to_do(self._texts, line.errors, line.warnings_open)
            case _:
                return (
                    f"{line.due}  {days_left(self._texts, line.days_left)}"
                    if line.needs_clerk
                    else say("done")
                )


class FormsDelegate(LinePainter):
    """Paints status as a pill and progress as a bar; the rest as text."""

    pill_room = (18, 6)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, option.fontMetrics.height() + 20)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: FormLine = index.data(LINE)
        painter.save()
        inside = self._ground(painter, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = str(index.data())
        match index.column():
            case _ if not line.known:
                self._say(painter, inside, text, "text" if index.column() == TITLE else "muted")
            case 2:
                self._pill(painter, inside, text, STATUS_SHADES[line.status])
            case 3:
                self._bar(painter, inside, line, text)
            case place:
                self._say(painter, inside, text, self._ink(line, place))
        painter.restore()

    def _ink(self, line: FormLine, place: int) -> str:
        if place == TODO:
            return "error" if line.errors else "warning"
        if place == DUE and line.needs_clerk and line.days_left <= SOON:
            return "error" if line.days_left < 0 else "warning"
        return "muted" if place in (NUMBER, DUE) else "text"

    def _bar(self, painter: QPainter, rect: QRect, line: FormLine, text: str) -> None:
        if not line.asked:
            self._say(painter, rect, "—", "muted")
            return
        words = painter.fontMetrics().horizontalAdvance(WIDEST_COUNT) + 12
        track = QRectF(rect.left(), rect.center().y() - 2, max(rect.width() - words, 20), 6)
        done = QRectF(track)
        done.setWidth(track.width() * line.filled / line.asked)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar, colour in (
            (track, QColor(self._theme.colours.border)),
            (done, self._theme.colour("accent")),
        ):
            painter.setBrush(colour)
            painter.drawRoundedRect(bar, 3, 3)
        self._say(painter, rect.adjusted(rect.width() - words + 10, 0, 0, 0), text, "muted")


def forms_table(texts: Texts, theme: Theme, parent: QWidget) -> tuple[QTableView, FormsModel]:
    """The table and its model."""
    view = QTableView(parent)
    model = FormsModel(texts, view)
    view.setProperty("role", "plain")
    view.setModel(model)
    view.setItemDelegate(FormsDelegate(theme, view))
    view.setShowGrid(False)
    view.verticalHeader().hide()
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.horizontalHeader().setHighlightSections(False)
    texts.bind(view, QTableView.setAccessibleName, "Forms of this period")
    return view, model

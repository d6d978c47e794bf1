"""The side panel: the findings as a list, and the chosen one in full with its explanation."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.entry.findings_list import FindingItem, Grouping, rule_name
from desktop.entry.grid import Mark, mark_of
from desktop.entry.model import ROOT, Index
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.icons import pixmap
from desktop.says import to_do
from desktop.theme import Space, Theme
from desktop.widgets.elided import ended
from desktop.widgets.parts import bind_item, button, column, empty_state, framed, label, plain_label, row
from forms.definition import Level
from forms.findings import Finding

ITEM = Qt.ItemDataRole.UserRole
ICONS = {
    Mark.ERROR: ("circle-alert", "error"),
    Mark.WARNING: ("triangle-alert", "warning"),
    Mark.EXPLAINED: ("circle-check", "good"),
    Mark.HINT: ("info", "accent"),
}
WORDS = {
    Mark.ERROR: "Error",
    Mark.WARNING: "Warning",
    Mark.EXPLAINED: "Explained",
    Mark.HINT: "Hint",
}
GROUPINGS = {Grouping.RULE: "By rule", Grouping.CELL: "By cell"}


class FindingsModel(QAbstractListModel):
    """The list's entries."""

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self.items: tuple[FindingItem, ...] = ()

    def show(self, items: tuple[FindingItem, ...]) -> None:
        """Show other entries."""
        if items == self.items:
            self.items = items  # equal, but other objects, and the chosen finding is found among these
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.items)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._texts.text(WORDS[item.mark])} {item.text}" if item.mark else item.text
        return item if role == ITEM else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.items[index.row()].is_heading:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class FindingDelegate(QStyledItemDelegate):
    """A heading on one line, a finding with its icon on two."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM)
        lines = 1 if item.is_heading else 2
        height: int = option.fontMetrics.lineSpacing()
        return QSize(100, height * lines + (10 if item.is_heading else 12))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM)
        rect: QRect = option.rect
        painter.save()
        painter.setFont(option.font)
        if item.is_heading:
            painter.setPen(self._theme.colour("muted"))
            text = ended(painter.fontMetrics(), item.text, rect.width() - 12)
            painter.drawText(rect.adjusted(8, 4, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)
        else:
            self._paint_finding(painter, rect, item, bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_finding(self, painter: QPainter, rect: QRect, item: FindingItem, chosen: bool) -> None:
        if chosen:
            painter.fillRect(rect, self._theme.colour("selection"))
        name, colour = ICONS[item.mark or Mark.HINT]
        size = self._theme.px(16)
        painter.drawPixmap(
            rect.left() + 8, rect.top() + 7, pixmap(name, getattr(self._theme.colours, colour), size)
        )
        painter.setPen(self._theme.colour("text"))
        room = rect.adjusted(8 + size + 8, 5, -8, -5)
        painter.drawText(
            room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, _two_lines(painter, room, item.text)
        )


def _two_lines(painter: QPainter, room: QRect, text: str) -> str:
    """As much of a sentence as two lines hold; the whole stands below the list."""
    metrics = painter.fontMetrics()
    return ended(metrics, text, room.width() * 2 - metrics.maxWidth())


class FindingsPanel(QWidget):
    """List and detail; says what was chosen, explained, or how the list is wanted."""

    chosen = Signal(object)
    explained = Signal(object, str)
    grouping_wanted = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._finding: Finding | None = None
        self._counts = plain_label("small")
        self._model = FindingsModel(texts, self)
        self.list = self._make_list()
        self._grouping = self._make_grouping()
        self._empty = empty_state(
            texts,
            theme,
            "circle-check",
            "Nothing found",
            "Everything filled in so far agrees with the checks.",
        )
        self._detail = self._make_detail()
        head = row(label(texts, "Findings", "heading"), None, self._grouping)
        inner = column(head, self._counts, self.list, self._empty, self._detail, margin=Space.M)
        inner.setStretchFactor(self.list, 1)
        inner.setStretchFactor(self._empty, 1)
        self.setLayout(column(framed(inner, "panel")))

    def show_state(self, state: EntryState) -> None:
        """Show the findings of a sheet."""
        sheet = state.grid.sheet if state.grid else None
        self._model.show(state.findings)
        self.list.setVisible(bool(state.findings))
        self._empty.setVisible(not state.findings)
        self._counts.setText(
            (
                to_do(self._texts, sheet.errors, sheet.warnings_open)
                or self._texts.text("Nothing is left to do.")
            )
            if sheet and state.findings
            else ""
        )
        self._show_detail(state.chosen)

    def _make_list(self) -> QListView:
        view = QListView()
        view.setProperty("role", "plain")
        view.setModel(self._model)
        view.setItemDelegate(FindingDelegate(self._theme, view))
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        self._texts.bind(view, QListView.setAccessibleName, "Findings")
        view.clicked.connect(self._clicked)
        view.activated.connect(self._clicked)
        return view

    def _make_grouping(self) -> QComboBox:
        made = QComboBox()
        self._texts.bind(made, QComboBox.setAccessibleName, "Group findings")
        for place, (grouping, word) in enumerate(GROUPINGS.items()):
            made.addItem("", grouping)
            bind_item(self._texts, made, place, word)
        made.activated.connect(lambda place: self.grouping_wanted.emit(made.itemData(place)))
        return made

    def _make_detail(self) -> QFrame:
        self._rule = plain_label("heading")
        self._sentence = plain_label(wrap=True)
        self._operands = plain_label("small", wrap=True)
        for part in (self._sentence, self._operands):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._explain_label = label(self._texts, "Explanation (审核说明)", "muted")
        self._text = QPlainTextEdit()
        self._text.setFixedHeight(self._theme.px(58))
        self._text.setTabChangesFocus(True)
        self._texts.bind(self._text, QPlainTextEdit.setAccessibleName, "Explanation (审核说明)")
        self._texts.bind(
            self._text, QPlainTextEdit.setPlaceholderText, "Why is the figure right all the same?"
        )
        self._save = button(self._texts, "Keep explanation", self._explain, "primary")
        self._jump = button(self._texts, "Go to cell", lambda: self.chosen.emit(self._finding))
        inner = column(
            self._rule,
            self._sentence,
            self._operands,
            self._explain_label,
            self._text,
            row(self._jump, None, self._save),
            margin=Space.M,
        )
        made = framed(inner)
        made.hide()
        return made

    def _show_detail(self, finding: Finding | None) -> None:
        self._detail.setVisible(finding is not None)
        if finding is None:
            self._finding = None
            return
        item = next((item for item in self._model.items if item.finding is finding), None)
        fresh = self._finding is None or (self._finding.id, self._finding.cells) != (
            finding.id,
            finding.cells,
        )
        self._finding = finding
        word = self._texts.text(WORDS[mark_of(finding)])
        self._rule.setText(f"{word} · {rule_name(finding, self._texts)}")
        self._sentence.setText(item.text if item else "")
        says = self._texts.translator
        lines = [f"{o.named(says)}  {o.shown(says)}" for o in finding.operands]
        self._operands.setText("\n".join(lines))
        self._operands.setVisible(bool(lines))
        wants = finding.level is Level.WARNING
        for part in (self._explain_label, self._text, self._save):
            part.setVisible(wants)
        if wants and (fresh or not self._text.hasFocus()):
            self._text.setPlainText(finding.explanation or "")
        if item is not None:
            self.list.setCurrentIndex(self._model.index(self._model.items.index(item)))

    def _clicked(self, index: QModelIndex) -> None:
        item: FindingItem = index.data(ITEM)
        if item.finding is not None:
            self.chosen.emit(item.finding)

    def _explain(self) -> None:
        if self._finding is not None:
            self.explained.emit(self._finding, self._text.toPlainText())

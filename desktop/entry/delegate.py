"""How a cell is painted and edited: it shows what it is, and every key does what it does in Excel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.entry.grid import Mark
from desktop.entry.model import Index, Look, Role
from desktop.i18n import Texts
from desktop.theme import Theme, as_role
from forms.definition import CellType
from forms.sheet import CellState, CellView
from forms.values import CellSpec

PAD = 6
CORNER = 7
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GROUNDS = {
    CellState.COMPUTED: "computed",
    CellState.DERIVED: "derived",
    CellState.NOT_ASKED: "not_asked",
    CellState.INVALID: "error_soft",
}
_MARKS = {Mark.ERROR: "error", Mark.WARNING: "warning", Mark.EXPLAINED: "good", Mark.HINT: "accent"}


class Mover(QAbstractItemView):
    """What the delegate needs of its view: to move on after an entry."""

    def move_on(self, down: int, right: int) -> None:
        """Go on by that many cells, over those that cannot be typed in."""
        raise NotImplementedError


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of a grid."""

    def __init__(self, theme: Theme, texts: Texts, view: Mover) -> None:
        super().__init__(view)
        self._theme = theme
        self._texts = texts
        self._view = view
        self._composing = False

    # painting -----------------------------------------------------------------------------------------

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: Look | None = index.data(Role.LOOK)
        if look is None:
            return
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        current = index == self._view.currentIndex()
        painter.fillRect(rect, self._ground(look, selected=selected and not current))
        font: QFont = option.font
        self._paint_text(painter, rect, look, font)
        self._paint_marks(painter, rect, look)
        if current or bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _ground(self, look: Look, *, selected: bool) -> QColor:
        if selected:
            return self._theme.colour("selection")
        if look.previewed:
            return self._theme.colour("accent_soft")
        if look.mark is Mark.ERROR:
            return self._theme.colour("error_soft")
        if look.mark is Mark.WARNING:
            return self._theme.colour("warning_soft")
        return self._theme.colour(_GROUNDS.get(look.cell.state, "surface"))

    def _paint_text(self, painter: QPainter, rect: QRect, look: Look, font: QFont) -> None:
        text, below = look.text, look.below
        inside = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setFont(font)
        painter.setPen(self._ink(look))
        flags = Qt.AlignmentFlag.AlignVCenter | _alignment(look.spec, look.cell, text)
        if below:
            upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() * 11 // 20)
            painter.drawText(upper, flags, text)
            small = QFont(font)
            small.setPointSizeF(font.pointSizeF() * 0.8)
            painter.setFont(small)
            painter.setPen(self._theme.colour("muted"))
            lower = QRect(inside.left(), upper.bottom(), inside.width(), inside.height() - upper.height())
            painter.drawText(lower, flags, painter.fontMetrics().elidedText(below, _ELIDE, lower.width()))
            return
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), _ELIDE, inside.width())
        painter.drawText(inside, flags, shown)

    def _ink(self, look: Look) -> QColor:
        cell = look.cell
        if look.waiting or cell.state is CellState.NOT_ASKED:
            return self._theme.colour("muted")
        if cell.state is CellState.INVALID:
            return self._theme.colour("error")
        return self._theme.colour("muted" if cell.state is CellState.DERIVED else "text")

    def _paint_marks(self, painter: QPainter, rect: QRect, look: Look) -> None:
        if look.mark is not None:
            _triangle(painter, rect.topRight(), -CORNER, self._theme.colour(_MARKS[look.mark]))
        if look.remarked:
            _triangle(painter, rect.topLeft(), CORNER, self._theme.colour("accent"))

    # editing ------------------------------------------------------------------------------------------

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self._composing = False
        spec = index.data(Role.SPEC)
        name = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        if spec.type is CellType.LONGTEXT:
            area = as_role(QPlainTextEdit(parent), "cell")
            area.setTabChangesFocus(True)
            area.setAccessibleName(name)
            return area
        editor = as_role(QLineEdit(parent), "cell")
        editor.setAccessibleName(name)
        if spec.type.numeric:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        words = self._words(spec)
        if words:
            completer = QCompleter(words, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            editor.setCompleter(completer)
        return editor

    def _words(self, spec: CellSpec) -> list[str]:
        if spec.type is CellType.YESNO:
            return [self._texts.text("yes"), self._texts.text("no")]
        return [self._texts.pick(choice.title, choice.title_en) for choice in spec.choices]

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    @override
    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        if isinstance(editor, QPlainTextEdit):
            self._view.model().setData(index, editor.toPlainText())
        elif isinstance(editor, QLineEdit):
            self._view.model().setData(index, editor.text())

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        if isinstance(editor, QPlainTextEdit):
            rect = QRect(rect.left(), rect.top(), max(rect.width(), 360), max(rect.height(), 120))
        editor.setGeometry(rect)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, 28)

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab and the arrows up and down commit and move on, once.

        Left to Qt, the key would reach the view as well and move several rows. While an input method composes, these
        keys are its own: some pass Enter on all the same, and then it ends the composition and nothing else.
        """
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(editor, event)
        step = _step(event, isinstance(editor, QPlainTextEdit))
        if step is None or not isinstance(editor, QWidget):
            return super().eventFilter(editor, event)
        if self._composing:
            QGuiApplication.inputMethod().commit()
            return True
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._view.move_on(*step)
        return True


_ELIDE = Qt.TextElideMode.ElideRight


def _step(event: QKeyEvent, several_lines: bool) -> tuple[int, int] | None:
    """Where a key in an editor leads: down and right, or nowhere."""
    key = event.key()
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if key in RETURNS and not (several_lines and (control or back)):
        return (-1 if back else 1), 0
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return 0, (-1 if back or key == Qt.Key.Key_Backtab else 1)
    if several_lines or control:
        return None
    return {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}.get(Qt.Key(key))


def _alignment(spec: CellSpec, cell: CellView, text: str) -> Qt.AlignmentFlag:
    if cell.state is CellState.NOT_ASKED or text == "—":
        return Qt.AlignmentFlag.AlignHCenter
    if spec.type.numeric and cell.state is not CellState.INVALID:
        return Qt.AlignmentFlag.AlignRight
    if spec.type in (CellType.YESNO, CellType.DATE, CellType.MONTH):
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignLeft


def _triangle(painter: QPainter, corner: QPoint, size: int, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygon([corner, corner + QPoint(size, 0), corner + QPoint(0, abs(size))]))

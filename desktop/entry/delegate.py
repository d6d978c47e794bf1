"""How a cell is edited: every key does what it does in Excel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.entry.model import SPEC, Index
from desktop.i18n import Texts
from desktop.theme import Theme, as_role, keep_dressed
from forms.definition import CellType
from forms.values import CellSpec

RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Mover(QAbstractItemView):
    """What the delegate needs of its view: to move on after an entry."""

    def move_on(self, down: int, right: int) -> None:
        """Go on by that many cells, over those that cannot be typed in."""
        raise NotImplementedError


class CellDelegate(QStyledItemDelegate):
    """Edits the cells of a grid; `cells` paints them."""

    def __init__(self, theme: Theme, texts: Texts, view: Mover) -> None:
        super().__init__(view)
        self._theme = theme
        self._texts = texts
        self._view = view
        self._composing = False

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self._composing = False
        spec = index.data(SPEC)
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
            keep_dressed(completer, editor)
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

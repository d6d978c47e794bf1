"""The panel beside the form: a title, a sentence, a list, and what can be done about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QWidget
from typing_extensions import override

from desktop.entry.model import ROOT, Index
from desktop.entry.side import Side, SideAction, SideLine, Verb
from desktop.entry.two_lines import TWO, dress
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, clear, column, framed, plain_label, row, tool


class SideModel(QAbstractListModel):
    """The entries."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[SideLine, ...] = ()

    def show(self, lines: tuple[SideLine, ...]) -> None:
        """Show other entries."""
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{line.text} {line.small}".strip()
        return ((line.ink, line.text), ("muted", line.small)) if role == TWO else None


class SidePanel(QWidget):
    """Shows a `Side`; `acted` carries what was pressed and the keys of the selected entries."""

    acted = Signal(object, list)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._side: Side | None = None
        self._model = SideModel(self)
        self._title, self._summary = plain_label("heading"), plain_label("muted", wrap=True)
        self.list = QListView()
        self.list.setModel(self._model)
        dress(self.list, theme)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.list.doubleClicked.connect(lambda _index: self._act(Verb.OPEN))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Space.XS)
        self._made: dict[Verb, tuple[SideAction, QPushButton]] = {}
        close = tool(texts, theme, "Close", "x", lambda: self._act(Verb.CLOSE))
        head = row(self._title, None, close)
        inner = column(head, self._summary, self.list, self._buttons, margin=Space.M)
        inner.setStretchFactor(self.list, 1)
        self.setLayout(column(framed(inner, "panel")))
        self.hide()

    def show_side(self, side: Side | None) -> None:
        """Show a list, or nothing."""
        self.setVisible(side is not None)
        if side is None or side == self._side:
            return
        anew = self._side is None or side.actions != self._side.actions or side.kind is not self._side.kind
        self._side = side
        self._title.setText(side.title)
        self._summary.setText(side.summary)
        self.list.setAccessibleName(side.title)
        self._model.show(side.lines)
        if anew:
            self._make_buttons(side.actions)
        self._enable()

    def press(self, verb: Verb) -> None:
        """As if its button had been pressed."""
        if verb in self._made:
            self._made[verb][1].click()

    def _make_buttons(self, actions: tuple[SideAction, ...]) -> None:
        clear(self._buttons)
        self._made = {}
        self._buttons.addStretch(1)
        for action in actions:
            made = button(
                self._texts,
                action.english,
                lambda verb=action.verb: self._act(verb),  # type: ignore[misc]
                "primary" if action.primary else "",
            )
            self._made[action.verb] = (action, made)
            self._buttons.addWidget(made)

    def _enable(self) -> None:
        chosen = bool(self._keys())
        for action, made in self._made.values():
            made.setEnabled(chosen or not action.needs)

    def _keys(self) -> list[int]:
        places = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._model.lines[place].key for place in places if place < len(self._model.lines)]

    def _act(self, verb: Verb) -> None:
        self.acted.emit(verb, self._keys())

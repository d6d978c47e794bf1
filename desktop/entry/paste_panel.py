"""The preview of a paste, in the place of the findings: what goes where, converted, kept as typed, refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget
from typing_extensions import override

from desktop.entry.findings_list import cell_name
from desktop.entry.grid import Grid
from desktop.entry.model import ROOT, Index
from desktop.entry.paste import Fate, Pasted, PastePlan
from desktop.entry.state import EntryState
from desktop.entry.two_lines import TWO, dress
from desktop.entry.words_panel import WordsPanel
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, plain_label, row

ORDER = {Fate.REFUSED: 0, Fate.KEPT: 1, Fate.CONVERTED: 2, Fate.FILLED: 3}
INK = {Fate.REFUSED: "error", Fate.KEPT: "warning", Fate.CONVERTED: "accent", Fate.FILLED: "text"}
MOST = 2000
"""Cells listed, what needs a look first."""


class PasteModel(QAbstractListModel):
    """One entry for each cell of the block, what needs a look first."""

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._grid: Grid | None = None
        self._plan: PastePlan | None = None
        self._cells: tuple[Pasted, ...] = ()

    def show(self, grid: Grid | None, plan: PastePlan | None) -> None:
        """Show another plan."""
        self.beginResetModel()
        self._grid = grid
        if plan is not self._plan:
            self._plan = plan
            cells = [cell for cell in plan.cells if cell.typed.strip() or cell.key] if plan else []
            self._cells = tuple(sorted(cells, key=lambda cell: ORDER[cell.fate])[:MOST])
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._cells[index.row()]
        if role == TWO:
            return (("muted", self._where(cell)), (INK[cell.fate], self._becomes(cell)))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._becomes(cell)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self._where(cell)}: {self._becomes(cell)}"
        return None

    def _where(self, cell: Pasted) -> str:
        if cell.key is not None and self._grid is not None:
            return cell_name(self._grid, cell.key, self._texts)
        title = next((c.title for c in self._grid.columns if c.id == cell.column), "") if self._grid else ""
        if cell.place:
            return self._texts.text("{place} of the file", place=cell.place)
        if cell.line is None:
            return self._texts.text("No place in this form")
        return self._texts.text("New line {line} · {column}", line=cell.line + 1, column=title)

    def _becomes(self, cell: Pasted) -> str:
        reason = self._texts.text(cell.reason) if cell.reason else ""
        typed = cell.typed.strip() or self._texts.text("blank")
        match cell.fate:
            case Fate.REFUSED:
                return self._texts.text("{typed} – not pasted: {reason}", typed=typed, reason=reason)
            case Fate.KEPT:
                return self._texts.text("{typed} – kept as typed: {reason}", typed=typed, reason=reason)
            case Fate.CONVERTED:
                return self._texts.text("{typed} → {value}", typed=typed, value=cell.shown)
            case Fate.FILLED:
                return cell.shown or self._texts.text("blank")


class PastePanel(QWidget):
    """The preview with its two answers."""

    accepted = Signal()
    refused = Signal()
    meant = Signal(str, str)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._model = PasteModel(texts, self)
        self._list = QListView()
        self._list.setModel(self._model)
        dress(self._list, theme)
        texts.bind(self._list, QListView.setAccessibleName, "Preview of the paste")
        self._summary = plain_label("muted", wrap=True)
        self._words = WordsPanel(texts)
        self._words.meant.connect(self.meant)
        self._words.hide()
        self._asked = button(texts, "What the words of the file mean", self._turn, "link")
        self._accept = button(texts, "Take it", self.accepted.emit, "primary")
        self._title = plain_label("heading", wrap=True)
        buttons = row(None, button(texts, "Cancel", self.refused.emit), self._accept)
        inner = column(
            self._title,
            self._summary,
            self._asked,
            self._words,
            self._list,
            buttons,
            margin=Space.M,
        )
        self.setLayout(column(framed(inner, "panel")))

    def show_state(self, state: EntryState) -> None:
        """Show the plan of the state, if there is one."""
        plan = state.plan
        appears = plan is not None and not self.isVisible()
        self.setVisible(plan is not None)
        if plan is None:
            return
        self._model.show(state.grid, plan)
        self._words.show_state(state)
        self._name(state)
        if appears:
            self._show_words(state.file is not None and not plan.takes)
        matched = "Matched by the heads." if plan.matched else "Lands where the cursor is."
        found = plan.counts
        counts = self._texts.text(
            "{filled} filled, {converted} converted, {kept} kept as typed, {refused} not pasted.",
            filled=found[Fate.FILLED],
            converted=found[Fate.CONVERTED],
            kept=found[Fate.KEPT],
            refused=found[Fate.REFUSED],
        )
        self._summary.setText(f"{self._texts.text(matched)} {counts}")
        self._accept.setEnabled(plan.takes)
        if appears:
            self._accept.setFocus()

    def _name(self, state: EntryState) -> None:
        file = state.file
        title = self._texts.text("Preview of the paste")
        self._title.setText(title if file is None else file.source.name)
        self._asked.setVisible(file is not None and bool(file.words.headings))
        if file is None:
            self._show_words(False)

    def _turn(self) -> None:
        self._show_words(self._words.isHidden())

    def _show_words(self, wanted: bool) -> None:
        self._words.setVisible(wanted)
        self._list.setVisible(not wanted)

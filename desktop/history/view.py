"""The handed-over bundles as a table with their receipts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.entry.model import ROOT, Index
from desktop.history.presenter import HistoryPresenter
from desktop.history.state import HistoryState
from desktop.i18n import Texts
from desktop.office_port import HandedOver
from desktop.theme import Space, Theme
from desktop.widgets.parts import empty_state, label

HEADS = ("Bundle", "Handed over", "Reports", "Receipt", "File")
WIDTHS = (70, 150, 260, 150)
MINUTE = 16


class HistoryModel(QAbstractTableModel):
    """One row for each bundle."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self._bundles: tuple[HandedOver, ...] = ()

    def show(self, bundles: tuple[HandedOver, ...]) -> None:
        """Show other bundles."""
        self.beginResetModel()
        self._bundles = bundles
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._bundles)

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
        bundle = self._bundles[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(bundle, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return bundle.bundle
        if role == Qt.ItemDataRole.ForegroundRole and HEADS[index.column()] == "Receipt":
            return self._theme.colour("error" if bundle.code else "good" if bundle.receipt else "muted")
        return None

    def _text(self, bundle: HandedOver, place: int) -> str:
        match HEADS[place]:
            case "Bundle":
                return str(bundle.sequence)
            case "Handed over":
                return bundle.at[:MINUTE].replace("T", " ")
            case "Reports":
                return "、".join(f"{form} {period}" for form, period in bundle.reports)
            case "Receipt":
                if bundle.code:
                    return self._texts.text("refused: {code}", code=bundle.code)
                return bundle.receipt or self._texts.text("none yet")
            case _:
                return bundle.file


class HistoryScreen(QWidget):
    """Shows the state."""

    def __init__(self, presenter: HistoryPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._model = HistoryModel(theme, texts, self)
        self.table = QTableView()
        self.table.setModel(self._model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(34))
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, theme.px(width))
        texts.bind(self.table, QTableView.setAccessibleName, "Bundles handed over")
        self._nothing = empty_state(
            texts,
            theme,
            "history",
            "Nothing handed over yet",
            "What you hand over appears here, with its receipt.",
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.M)
        box.addWidget(label(texts, "Handed over", "display"))
        box.addWidget(self.table, 1)
        box.addWidget(self._nothing, 1)
        self.setFocusProxy(self.table)
        presenter.attach(self)

    def show_state(self, state: HistoryState) -> None:
        """Show this and nothing else."""
        self._model.show(state.bundles)
        self.table.setVisible(bool(state.bundles))
        self._nothing.setVisible(state.ready and not state.bundles)

"""The handed-over bundles as a table with their receipts."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.history.presenter import HistoryPresenter
from desktop.history.state import HistoryState
from desktop.i18n import Texts
from desktop.office_port import HandedOver
from desktop.theme import Space, Theme
from desktop.widgets.parts import empty_state, label

MINUTE = 16


class HistoryScreen(QWidget):
    """Shows the state."""

    def __init__(self, presenter: HistoryPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.table: RowsTable[HandedOver] = RowsTable(texts, theme, "Bundles handed over", self._columns())
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
        self.table.show_lines(state.bundles)
        self.table.setVisible(bool(state.bundles))
        self._nothing.setVisible(state.ready and not state.bundles)

    def _columns(self) -> tuple[Column[HandedOver], ...]:
        return (
            Column(title="Bundle", text=lambda one: str(one.sequence), width=70, number=True),
            Column(title="Time", text=lambda one: one.at[:MINUTE].replace("T", " "), width=150),
            Column(title="Reports", text=_reports, width=STRETCH),
            Column(title="Receipt", text=self._receipt, shade=_shade, tip=self._tip, width=150),
            Column(title="File", text=lambda one: one.file, tip=lambda one: one.bundle, width=260),
        )

    def _receipt(self, one: HandedOver) -> str:
        if one.code:
            return self._texts.text("refused: {code}", code=one.code)
        return one.receipt or self._texts.text("none yet")

    def _tip(self, one: HandedOver) -> str:
        """Why it was refused, in words."""
        if not one.code:
            return ""
        from forms.errors import Problem

        worded = self._texts.translator.word(Problem(code=one.code))
        return f"{worded.code}\n{worded.advice}".strip()


def _reports(one: HandedOver) -> str:
    return "、".join(f"{form} {period}" for form, period in one.reports)


def _shade(one: HandedOver) -> str:
    return "error" if one.code else "good" if one.receipt else "neutral"

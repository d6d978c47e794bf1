"""The handed-over bundles as a table with their receipts, and the second signature of the head."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.history.presenter import HistoryPresenter
from desktop.history.second_card import SecondCard
from desktop.history.second_signature import SecondPresenter
from desktop.history.state import HistoryState, SecondState
from desktop.i18n import Texts
from desktop.office_port import HandedOver
from desktop.theme import Space, Theme
from desktop.widgets.parts import (
    bundle_filter,
    button,
    empty_state,
    label,
    row,
)

MINUTE = 16


class HistoryScreen(QWidget):
    """The list, or in its place a bundle open for the second signature."""

    def __init__(
        self, presenter: HistoryPresenter, second: SecondPresenter, theme: Theme, texts: Texts
    ) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self._second = second
        self._state, self._open = presenter.state, False
        self.setAcceptDrops(True)
        self.table: RowsTable[HandedOver] = RowsTable(texts, theme, "Bundles handed over", self._columns())
        self._nothing = empty_state(
            texts,
            theme,
            "history",
            "Nothing handed over yet",
            "What you hand over appears here, with its receipt.",
        )
        self.card = SecondCard(second, theme, texts)
        self._titles = label(texts, "Handed over", "display"), label(texts, "Second signature", "display")
        self._choose = button(texts, "Second signature of the head …", self._choose_file)
        self._again = button(texts, "Write it again …", self._write_again)
        self._back = button(texts, "Back to the list", second.close)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.M)
        box.addLayout(row(*self._titles, None, self._again, self._choose, self._back))
        for part in (self.table, self._nothing, self.card):
            box.addWidget(part, 1)
        presenter.attach(self)
        second.attach(self)

    def show_state(self, state: HistoryState) -> None:
        """Show these bundles."""
        self._state = state
        self.table.show_lines(state.bundles)
        self._show_parts()

    def show_second(self, state: SecondState) -> None:
        """Show a bundle open for the second signature, or none."""
        appears = state.file is not None and not self._open
        done = bool(state.done) and self._open
        self._open = state.file is not None
        self.card.show_state(state)
        self._show_parts()
        if appears:
            self.card.passphrase.setFocus()
        elif done:
            self._back.setFocus()

    def _show_parts(self) -> None:
        listed, signing = self._titles
        filled = not self._open and bool(self._state.bundles)
        arrived = filled and self._choose.hasFocus() and self.focusProxy() is self._choose
        for part, shown in (
            (listed, not self._open),
            (self._choose, not self._open),
            (self._again, filled),
            (signing, self._open),
            (self._back, self._open),
            (self.card, self._open),
            (self.table, filled),
            (self._nothing, not self._open and self._state.ready and not self._state.bundles),
        ):
            part.setVisible(shown)
        self.setFocusProxy(self.table if filled else self._back if self._open else self._choose)
        if arrived:
            self.table.setFocus()

    def _write_again(self) -> None:
        """The bundle at the cursor, the latest where it is nowhere, into a folder or onto a stick."""
        place = max(self.table.currentIndex().row(), 0)
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Write it again …"))
        if chosen and place < len(self._state.bundles):
            self._presenter.write_again(self._state.bundles[place], Path(chosen))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self._texts.text("Second signature of the head …"),
            "",
            bundle_filter(self._texts),
        )
        if chosen:
            self._second.open(Path(chosen))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._second.open(files[0])

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

"""The whole month: 封存 and 启封, and the replies to all units."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.desk.deliveries import delivery_box
from desktop.desk.words import listed
from desktop.i18n import Texts
from desktop.review.panels import field
from desktop.review.presenter import ReviewPresenter
from desktop.review.state import ReviewState
from desktop.theme import Space
from desktop.widgets.parts import button, column, label, plain_label, row


class MonthPart(QWidget):
    """封存 and 启封 of the month, and replies for all units in one step."""

    def __init__(self, presenter: ReviewPresenter, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._standing = plain_label("heading", wrap=True)
        self.reason, self.term = field(texts, "Reason"), field(texts, "Until (date, may be blank)")
        self._accept = button(texts, "Accept what was received", presenter.accept_received)
        self._lock = button(
            texts, "Lock the month", lambda: presenter.lock(self.reason.text(), self.term.text()), "primary"
        )
        self._all = button(
            texts, "Unlock the month", lambda: presenter.unlock(self.reason.text(), only_unit=False)
        )
        self._one = button(
            texts, "Unlock for this unit only", lambda: presenter.unlock(self.reason.text(), only_unit=True)
        )
        self.reason.textChanged.connect(lambda _text: self._enable())
        self._reply = button(texts, "Write replies for all units …", self._write, "primary")
        self._how = delivery_box(texts)
        self._written = plain_label("good", wrap=True)
        box = column(
            self._standing,
            row(self._accept, None),
            self.reason,
            self.term,
            row(self._lock, self._all, None),
            row(self._one, None),
            Space.L,
            label(texts, "Replies", "heading"),
            label(
                texts,
                "Receipts, returns, acceptances, the current register and pack: one signed bundle for each unit.",
                "muted",
                wrap=True,
            ),
            self._how,
            row(self._reply, None),
            self._written,
            None,
        )
        self.setLayout(box)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        said = "This month is locked." if state.month_locked else "This month is open."
        self._standing.setText(self._texts.text(said))
        self._accept.setVisible(not state.month_locked and bool(state.waiting))
        self._accept.setText(self._texts.text("Accept all {count} reports received", count=state.waiting))
        self._lock.setVisible(not state.month_locked)
        self.term.setVisible(not state.month_locked)
        self._all.setVisible(state.month_locked)
        self._one.setVisible(state.month_locked)
        written = self._texts.text(
            "{count} replies written: {files}",
            count=len(state.replies),
            files=listed(state.replies, self._texts),
        )
        self._written.setText(written if state.replies else "")
        self._enable()

    def _enable(self) -> None:
        can = self._presenter.state.can_sign
        self._reply.setEnabled(can)
        self._accept.setEnabled(can)
        for made in (self._lock, self._all, self._one):
            made.setEnabled(can and bool(self.reason.text().strip()))

    def _write(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.reply(Path(chosen), self._how.currentData())

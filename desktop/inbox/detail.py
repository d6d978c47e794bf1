"""One file of the in-tray: who signed it, what it changes cell by cell, or why not and what to answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop.desk.rows import RowsTable
from desktop.desk.words import moment
from desktop.desk_port import Arrived, CellChange
from desktop.i18n import Texts
from desktop.inbox.columns import change_columns
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import InboxState
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import button, label, plain_label


class FileDetail(QFrame):
    """Shows the chosen file."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        as_role(self, "panel")
        self._presenter = presenter
        self._texts = texts
        self._title = plain_label("heading", wrap=True)
        self._signed = plain_label("muted", wrap=True)
        self._signed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reason = plain_label("error", wrap=True)
        self._answer_head = label(texts, "Drafted answer", "heading")
        self._answer = plain_label(wrap=True)
        self._answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = button(texts, "Copy the answer", self._copy_answer)
        self._count = plain_label("small")
        self.changes: RowsTable[CellChange] = RowsTable(
            texts, theme, "Cells that would change", change_columns(presenter)
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        box.setSpacing(Space.S)
        for part in (self._title, self._signed, self._reason, self._answer_head, self._answer):
            box.addWidget(part)
        box.addWidget(self._copy, alignment=Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._count)
        box.addWidget(self.changes, 1)
        box.addStretch(0)

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        file = state.shown
        self.setVisible(file is not None)
        if file is None:
            return
        unit = self._presenter.unit(file.unit)
        number = self._texts.text("bundle {number}", number=file.sequence) if file.sequence else ""
        self._title.setText(f"{unit}  {number}".strip() or self._texts.text("File that could not be read"))
        self._signed.setText(self._signers(file))
        reason = self._presenter.reason(file)
        _show(self._reason, reason)
        answer = self._presenter.answer(file)
        self._answer_head.setVisible(bool(answer))
        _show(self._answer, answer)
        self._copy.setVisible(bool(answer))
        self.changes.setVisible(bool(state.changes))
        self.changes.show_lines(state.changes or ())
        self._count.setText(self._said(state))

    def _signers(self, file: Arrived) -> str:
        say = self._texts.text
        lines = [
            say(
                "Signed with the key {fingerprint} of {unit}",
                fingerprint=one.fingerprint,
                unit=self._presenter.unit(one.unit) if one.unit else say("nobody known here"),
            )
            + (say(" (ended)") if one.ended else "")
            for one in file.signatures
        ]
        if file.sent_at:
            lines.append(say("Made {time}", time=moment(file.sent_at)))
        if file.gaps:
            gaps = "、".join(map(str, file.gaps))
            lines.append(say("Bundles that never arrived: {numbers}", numbers=gaps))
        return "\n".join(lines) or say("No signature could be read.")

    def _said(self, state: InboxState) -> str:
        say = self._texts.text
        if state.changes is None:
            return ""
        if not state.changes:
            return say("Changes no figure.")
        return say("{count} cells would change against the figures that count now", count=len(state.changes))

    def _copy_answer(self) -> None:
        QGuiApplication.clipboard().setText(self._answer.text())


def _show(place: QLabel, text: str) -> None:
    place.setText(text)
    place.setVisible(bool(text))

"""One file of the in-tray: who signed it, what it changes cell by cell, or why not and what to answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.desk.rows import RowsTable
from desktop.desk.words import moment
from desktop.desk_port import Arrived, CellChange
from desktop.i18n import Texts
from desktop.inbox.answer import AnswerPart
from desktop.inbox.columns import change_columns
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import InboxState
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import plain_label


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
        self.answer = AnswerPart(presenter, texts)
        self._count = plain_label("small", wrap=True)
        self.changes: RowsTable[CellChange] = RowsTable(
            texts, theme, "Cells that would change", change_columns(presenter)
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        box.setSpacing(Space.S)
        for part in (self._title, self._signed, self.answer):
            box.addWidget(part)
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
        self.answer.show_file(file, state.draft)
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
        standing = self._presenter.standing(state.shown) if state.shown is not None else ""
        if state.changes is None:
            return standing
        said = (
            say("{count} cells would change against the figures that count now", count=len(state.changes))
            if state.changes
            else say("Changes no figure.")
        )
        return " · ".join(part for part in (said, standing) if part)

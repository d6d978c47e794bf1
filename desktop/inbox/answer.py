"""Why a file was refused or waits, and the drafted answer to its sender: copied, or written as a mail draft."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from desktop.desk_port import Arrived
from desktop.i18n import Texts
from desktop.inbox.presenter import InboxPresenter
from desktop.theme import re_role
from desktop.widgets.parts import button, column, label, plain_label, row


class AnswerPart(QWidget):
    """Shows reason and answer of one file, and nothing where all is well."""

    def __init__(self, presenter: InboxPresenter, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._file: Arrived | None = None
        self._reason = plain_label("error", wrap=True)
        self._head = label(texts, "Drafted answer", "heading")
        self._answer = plain_label(wrap=True)
        for part in (self._reason, self._answer):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._written = plain_label("good", wrap=True)
        self._buttons = QWidget()
        self._buttons.setLayout(
            row(
                button(texts, "Copy the answer", self._copy),
                button(texts, "Mail draft …", self._write),
                None,
            )
        )
        self.setLayout(column(self._reason, self._head, self._answer, self._buttons, self._written))

    def show_file(self, file: Arrived | None, draft: str) -> None:
        """Show this file's reason and answer."""
        self._file = file
        answer = self._presenter.answer(file) if file is not None else ""
        reason = self._presenter.reason(file) if file is not None else ""
        self.setVisible(bool(reason))
        re_role(self._reason, "error" if file is not None and file.outcome == "refused" else "warning")
        _show(self._reason, reason)
        _show(self._answer, answer)
        for part in (self._head, self._buttons):
            part.setVisible(bool(answer))
        _show(self._written, self._texts.text("Written: {files}", files=draft) if draft else "")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._answer.text())

    def _write(self) -> None:
        if self._file is None:
            return
        name = f"{Path(self._file.file).stem}.eml"
        chosen, _ = QFileDialog.getSaveFileName(self, self._texts.text("Mail draft …"), name, "*.eml")
        if chosen:
            self._presenter.write_draft(self._file, Path(chosen))


def _show(place: QLabel, text: str) -> None:
    place.setText(text)
    place.setVisible(bool(text))

"""The head of a form as it prints: title in the middle, the box of 表号, 制定机关 and 批准文号 (else 性质) at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Space
from desktop.widgets.parts import framed, label, plain_label


class FormHead(QWidget):
    """The title stands in the middle of what the box leaves."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._title = plain_label("form-title", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._unit, self._period = plain_label("muted"), plain_label("muted")
        self._boxed = [plain_label("small") for _ in range(3)]
        box = QGridLayout()
        box.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        box.setHorizontalSpacing(Space.S)
        box.setVerticalSpacing(0)
        self._approval = plain_label("small")
        heads = (label(texts, "Form no.", "small"), label(texts, "Set by", "small"), self._approval)
        for line, (word, value) in enumerate(zip(heads, self._boxed, strict=True)):
            box.addWidget(word, line, 0)
            box.addWidget(value, line, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(Space.XS)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(
            framed(box, "box"), 0, 2, 2, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        )
        grid.addWidget(self._unit, 1, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self._period, 1, 1, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 1)
        self._texts = texts

    def show_state(self, state: EntryState) -> None:
        """Show the head of the open form."""
        head = state.head
        if head is None:
            return
        self._title.setText(head.title)
        self._unit.setText(self._texts.text("Reporting unit: {unit}", unit=head.unit))
        self._period.setText(head.period)
        self._approval.setText(self._texts.text("Approval no." if head.approval else "Kind"))
        approval = head.approval or self._texts.text("Working report")
        for place, text in zip(self._boxed, (head.form_id, head.authority, approval), strict=True):
            _set(place, text)


def _set(place: QLabel, text: str) -> None:
    place.setText(text)
    place.setToolTip(text)

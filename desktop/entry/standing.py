"""The line above the grid of a report that was handed over: where it stands, and how to correct it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.entry.presenter import EntryPresenter
from desktop.entry.state import Compare, EntryState
from desktop.i18n import Texts
from desktop.theme import Space, Theme, re_role
from desktop.widgets.parts import button, framed, picture, plain_label, row
from forms.report import Status

SENTENCES = {
    Status.SUBMITTED: "This report was handed over and cannot be changed. It can be corrected.",
    Status.RECEIVED: "The collecting office has received this report. It can be corrected.",
    Status.RETURNED: "The collecting office returned this report. The marked cells carry its remarks.",
    Status.ACCEPTED: "The collecting office accepted this report. It can still be corrected.",
    Status.LOCKED: "This month is locked. Ask the collecting office to unlock it.",
    Status.CONFLICT: "Two laptops handed this report over differently. The collecting office decides.",
    Status.CORRECTING: "This is the correction of a report that was handed over.",
}
CORRECTABLE = (Status.SUBMITTED, Status.RECEIVED, Status.RETURNED, Status.ACCEPTED)


class StandingBar(QWidget):
    """Shown only where there is something to say; a correction asks for its reason here, not in a dialog."""

    def __init__(self, presenter: EntryPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._text = plain_label(wrap=True)
        self._offered: tuple[str, str, bool] | None = None
        self.reason = QLineEdit()
        texts.bind(self.reason, QLineEdit.setPlaceholderText, "Reason of the correction")
        texts.bind(self.reason, QLineEdit.setAccessibleName, "Reason of the correction")
        self.correct = button(texts, "Correct it", self._correct, "primary")
        self.reason.textChanged.connect(lambda text: self.correct.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self._correct)
        inside = row(
            picture(theme, "info", 18, "accent"), self._text, self.reason, self.correct, margin=Space.S
        )
        inside.setStretch(1, 3)
        inside.setStretch(2, 2)
        self.beside = button(
            texts, "Beside what was handed over", lambda: presenter.compare(Compare.HANDED_OVER)
        )
        inside.addWidget(self.beside)
        self._frame = framed(inside, "notice-info")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)
        self.hide()

    def show_state(self, state: EntryState) -> None:
        """Show where the open report stands."""
        sheet = state.grid.sheet if state.grid else None
        sentence = SENTENCES.get(sheet.status) if sheet else None
        self.setVisible(sentence is not None)
        if sheet is None or sentence is None:
            return
        remark = sheet.remarks.get(("", ""), "")
        self._text.setText(self._texts.text(sentence) + (f"\n{remark}" if remark else ""))
        wanted = sheet.read_only and sheet.status in CORRECTABLE
        self.reason.setVisible(wanted)
        correcting = sheet.status is Status.CORRECTING and state.compare is not Compare.HANDED_OVER
        self.beside.setVisible(correcting)
        self.correct.setVisible(wanted)
        if wanted:
            self._offer_reason(state, returned=sheet.status is Status.RETURNED)
        self.correct.setEnabled(bool(self.reason.text().strip()))
        re_role(self._frame, "notice-warning" if sheet.status is Status.RETURNED else "notice-info")

    def _offer_reason(self, state: EntryState, *, returned: bool) -> None:
        """A return is its own reason, so one click begins; any other correction is explained by the clerk."""
        standing = (state.form, state.period, returned)
        if self._offered != standing:
            self._offered = standing
            self.reason.setText(self._texts.text("Corrected as the return asks") if returned else "")

    def _correct(self) -> None:
        if self.reason.text().strip():
            self._presenter.correct(self.reason.text().strip())
            self.reason.clear()
            self._offered = None

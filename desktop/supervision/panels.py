"""What stands beside the lists: the words of a notice or a decision, and what is known of a notice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.desk.choices import fill
from desktop.i18n import Texts
from desktop.supervision.state import NoticeLine, Wish
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, label, plain_label, row


class WishPanel(QWidget):
    """Unit or result, text, who, until when; `wanted` is called with what was typed."""

    def __init__(
        self,
        texts: Texts,
        theme: Theme,
        title: str,
        act: str,
        wanted: Callable[[Wish], None],
        *,
        decides: bool,
    ) -> None:
        super().__init__()
        self._decides = decides
        self._wanted = wanted
        self._shown = ""
        self._begun = False
        self._may = False
        self._done = 0
        self.subject = plain_label("muted", wrap=True)
        self.choice, self.text = QComboBox(), QPlainTextEdit()
        self.responsible, self.meeting, self.deadline = QLineEdit(), QLineEdit(), QLineEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(120))
        self.text.textChanged.connect(self._enable)
        self.choice.currentIndexChanged.connect(lambda _at: self._enable())
        texts.bind(self.deadline, QLineEdit.setPlaceholderText, "Day as 2026-12-31")
        self.button = button(texts, act, self._act, "primary")
        self.setLayout(
            column(
                label(texts, title, "heading"),
                self.subject,
                self._fields(texts),
                row(None, self.button),
                None,
                space=Space.S,
            )
        )
        self.setMinimumWidth(340)

    def _fields(self, texts: Texts) -> QGridLayout:
        grid, decides = QGridLayout(), self._decides
        grid.setSpacing(Space.S)
        first = ("Decision" if decides else "Office", self.choice)
        lines: list[tuple[str, QWidget]] = [first, ("Text", self.text)]
        if decides:
            lines.append(("Meeting", self.meeting))
        lines += [("Responsible", self.responsible), ("Deadline", self.deadline)]
        for place, (name, field) in enumerate(lines):
            word = label(texts, name, "muted")
            side = Qt.AlignmentFlag.AlignTop if field is self.text else Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(word, place, 0, side)
            grid.addWidget(field, place, 1)
            texts.bind(field, QWidget.setAccessibleName, name)
        grid.setColumnStretch(1, 1)
        return grid

    def show_choices(self, choices: tuple[tuple[str, str], ...], today: str) -> None:
        """Units or results to choose from; the deadline begins where the page says."""
        fill(self.choice, choices, self.choice.currentData() or (choices[0][0] if choices else ""))
        if not self._begun:
            self._begun = True
            self.deadline.setText("" if self._decides else today)

    def propose(self, key: str, wish: Wish) -> None:
        """Put a proposal in, once for each thing chosen: what is being typed is never overwritten."""
        if key == self._shown:
            return
        self._shown = key
        self.text.setPlainText(wish.text)
        self.responsible.setText(wish.responsible)
        self.meeting.setText(wish.meeting)
        for value in (wish.result, wish.unit):
            if value and self.choice.findData(value) >= 0:
                self.choice.setCurrentIndex(self.choice.findData(value))
        if wish.deadline:
            self.deadline.setText(wish.deadline)

    def begin_anew(self, done: int) -> None:
        """After every act the words of the last one go: pressing once more must not say them twice."""
        if done != self._done:
            self._done, self._shown = done, ""
            for field in (self.text, self.responsible, self.meeting):
                field.clear()

    def allow(self, *, may: bool) -> None:
        """Whether it can be signed; there must be something to sign."""
        self._may = may
        self._enable()

    def _enable(self) -> None:
        said = bool(self.text.toPlainText().strip()) or (self._decides and self.choice.currentIndex() > 0)
        self.button.setEnabled(self._may and said)

    def _act(self) -> None:
        value = str(self.choice.currentData() or "")
        self._wanted(
            Wish(
                unit="" if self._decides else value,
                result=value if self._decides else "",
                text=self.text.toPlainText(),
                responsible=self.responsible.text(),
                deadline=self.deadline.text().strip(),
                meeting=self.meeting.text(),
            )
        )


class NoticePanel(QWidget):
    """One notice with its answer, and the button that ends it."""

    def __init__(self, texts: Texts, close: Callable[[str], None]) -> None:
        super().__init__()
        self._texts = texts
        self._title, self._text = plain_label("heading", wrap=True), plain_label(wrap=True)
        self._facts, self._answer = plain_label("muted", wrap=True), plain_label(wrap=True)
        self.reason = QLineEdit()
        texts.bind(self.reason, QLineEdit.setPlaceholderText, "Why it is closed")
        texts.bind(self.reason, QLineEdit.setAccessibleName, "Why it is closed")
        self.button = button(texts, "Close the notice", lambda: close(self.reason.text()))
        answer = label(texts, "Answer of the office", "heading")
        foot = row(self.reason, self.button)
        foot.setStretch(0, 1)
        self.setLayout(
            column(self._title, self._facts, self._text, answer, self._answer, foot, None, space=Space.S)
        )
        self.setMinimumWidth(340)

    def show_notice(self, one: NoticeLine | None, *, can_sign: bool) -> None:
        """Show this one."""
        say = self._texts.text
        self._title.setText(f"{one.number}  {one.unit}" if one else say("No notice is chosen"))
        self._text.setText(one.text if one else "")
        facts = (
            say("Given {at}, until {deadline}, {state}", at=one.at, deadline=one.deadline, state=one.word)
            if one
            else ""
        )
        self._facts.setText(facts)
        self._answer.setText((one.progress or say("No answer yet.")) if one else "")
        self.button.setEnabled(one is not None and one.state != "closed" and can_sign)

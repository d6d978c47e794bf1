"""A line in the page for what happened: what, what it means, what to do, details to copy. No dialogs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, picture, plain_label, row, tool
from forms.errors import YuebaoError

MOST = 3
PASSING = ("notice-good", "notice-info")
DAMAGED = frozenset({"E-DAMAGED-STORE", "E-NOT-STORE", "E-NO-STORE"})
"""After these nobody knows yet whether data was lost; their advice says how to find out."""


class Tone(StrEnum):
    """How a notice is meant."""

    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"
    INFO = "info"


ICONS = {
    Tone.ERROR: ("circle-alert", "error"),
    Tone.WARNING: ("triangle-alert", "warning"),
    Tone.GOOD: ("circle-check", "good"),
    Tone.INFO: ("info", "accent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What to tell: one sentence, what it means for the data, what to do next, and details for whoever helps."""

    tone: Tone
    text: str
    meaning: str = ""
    advice: str = ""
    details: str = ""


def notice_of(error: Exception, texts: Texts, report: str = "") -> Notice:
    """A failure in words; what is nobody's fault but ours is `E-BUG` and says that no data was lost."""
    if isinstance(error, YuebaoError):
        worded = [texts.translator.word(problem) for problem in error.problems]
        first = worded[0]
        details = "\n".join(f"{w.code} {w.where or ''} {w.message}".strip() for w in worded)
        return Notice(
            tone=Tone.ERROR,
            text=first.message,
            meaning=_meaning(error.code, first.advice, texts),
            advice=first.advice,
            details=details,
        )
    bug = YuebaoError("E-BUG", detail=f"{type(error).__name__}: {error}", report=report)
    worded_bug = texts.translator.word(bug.problem)
    return Notice(
        tone=Tone.ERROR, text=worded_bug.message, advice=worded_bug.advice, details=f"{error!r} {report}"
    )


def _meaning(code: str, advice: str, texts: Texts) -> str:
    """That no data was lost, where the advice does not say it already."""
    if code in DAMAGED or "lost" in advice or "丢失" in advice:
        return ""
    return texts.text("Your data was not lost.")


class NoticeBoard(QWidget):
    """The notices above a page; the newest first, three at most, each can be put away."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(Space.M, Space.S, Space.M, 0)
        self._box.setSpacing(Space.S)
        self._shown: list[QFrame] = []
        self.hide()

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self._shown)

    def tell(self, notice: Notice) -> None:
        """Show a notice; one that says the same again takes the place of the first."""
        for same in [one for one in self._shown if one.accessibleName() == notice.text]:
            self._put_away(same)
        frame = self._made(notice)
        self._shown.insert(0, frame)
        self._box.insertWidget(0, frame)
        for old in self._shown[MOST:]:
            self._put_away(old)
        self.show()

    def leave(self) -> None:
        """Another page was opened: what went well was read; what went wrong stays until it is put away."""
        for frame in [one for one in self._shown if one.property("role") in PASSING]:
            self._put_away(frame)

    def clear(self) -> None:
        """Put all away."""
        for frame in list(self._shown):
            self._put_away(frame)

    def _made(self, notice: Notice) -> QFrame:
        text = plain_label("heading" if notice.advice else "", wrap=True)
        text.setText(notice.text)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        advice = plain_label(wrap=True)
        advice.setText(notice.advice)
        advice.setVisible(bool(notice.advice))
        meaning = plain_label("muted")
        meaning.setText(notice.meaning)
        meaning.setVisible(bool(notice.meaning))
        words = column(text, meaning, advice, space=Space.XS)
        name, colour = ICONS[notice.tone]
        inside = row(picture(self._theme, name, 20, colour), words, margin=Space.S)
        inside.setStretch(1, 1)
        if notice.details:
            inside.addWidget(
                button(
                    self._texts,
                    "Copy details",
                    lambda: QGuiApplication.clipboard().setText(notice.details),
                    "link",
                )
            )
        frame = framed(inside, f"notice-{notice.tone}")
        frame.setAccessibleName(notice.text)
        inside.addWidget(tool(self._texts, self._theme, "Close", "x", lambda: self._put_away(frame)))
        return frame

    def _put_away(self, frame: QFrame) -> None:
        if frame in self._shown:
            self._shown.remove(frame)
            self._box.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        self.setVisible(bool(self._shown))

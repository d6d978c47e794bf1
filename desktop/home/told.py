"""What the office above asked or decided, on the home page: one frame, a line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.i18n import Texts
from desktop.office_port import ToldHere
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, picture, plain_label, row

WORDS = {"open": "not answered", "overdue": "overdue", "answered": "being dealt with", "settled": "settled"}
MOST = 3
"""Lines of each kind; the page must keep room for the forms of the period."""


def told_frames(
    told: Sequence[ToldHere],
    theme: Theme,
    texts: Texts,
    take: Callable[[], None],
    answer: Callable[[str, str], None],
) -> list[QFrame]:
    """A frame for notices that are not settled, another for decisions; none where nothing was said."""
    notices = [one for one in told if not one.decision and one.state != "settled"]
    decisions = [one for one in told if one.decision]
    frames = []
    if notices:
        title = texts.counted(
            "{count} supervision notice to answer", "{count} supervision notices to answer", len(notices)
        )
        late = any(one.state == "overdue" for one in notices)
        inside = _lines(title, [_notice(one, texts) for one in notices], texts)
        sign = picture(theme, "clock", 24, "error" if late else "warning")
        form = next((one.form for one in notices if one.form), "")
        month = max(one.month for one in notices)
        do = (
            button(texts, "Put them into the feedback form", take, "primary")
            if any(not one.listed for one in notices)
            else button(texts, "Answer in the feedback form", lambda: answer(month, form))
        )
        frames.append(_frame(row(sign, inside, *([do] if form else []), margin=Space.M), "notice-warning"))
    if decisions:
        inside = _lines(texts.text("Decided"), [_decision(one, texts) for one in decisions], texts)
        frames.append(_frame(row(picture(theme, "circle-check", 24, "good"), inside, margin=Space.M), "card"))
    return frames


def keyless_frame(theme: Theme, texts: Texts, wanted: Callable[[], None]) -> QFrame:
    """A laptop that cannot sign says so before the month is filled in, and leads to where that is mended."""
    said = label(
        texts, "This laptop has no key yet: it can be filled in, but nothing can be handed over.", wrap=True
    )
    go = button(texts, "Put the key back …", wanted, "primary")
    return _frame(row(picture(theme, "key-round", 24, "warning"), said, go, margin=Space.M), "notice-warning")


def _frame(inside: QHBoxLayout, role: str) -> QFrame:
    inside.setStretch(1, 1)
    return framed(inside, role)


def _lines(title: str, lines: Sequence[str], texts: Texts) -> QVBoxLayout:
    head = plain_label("heading")
    head.setText(title)
    shown = list(lines[-MOST:])
    if len(lines) > MOST:
        shown.append(texts.text("and {count} more", count=len(lines) - MOST))
    said = plain_label(wrap=True)
    said.setText("\n".join(shown))
    return column(head, said, space=Space.XS)


def _notice(one: ToldHere, texts: Texts) -> str:
    state = texts.text(WORDS.get(one.state, one.state))
    return texts.text(
        "{number} {text}, until {deadline}, {state}",
        number=one.number,
        text=one.text,
        deadline=one.deadline,
        state=state,
    )


def _decision(one: ToldHere, texts: Texts) -> str:
    until = texts.text("until {deadline}", deadline=one.deadline) if one.deadline else ""
    return " ".join(filter(None, (one.number, one.result, one.text, until)))

"""Small dumb widgets that every screen uses; they know how things look and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop.i18n import Texts
from desktop.icons import icon, pixmap
from desktop.paths import BUNDLES
from desktop.theme import Space, Theme, as_role

B = TypeVar("B", bound=QBoxLayout)


def label(texts: Texts, english: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A text of the catalogue."""
    made = as_role(QLabel(), role)
    made.setWordWrap(wrap)
    return texts.bind(made, QLabel.setText, english)


def plain_label(role: str = "", *, wrap: bool = False) -> QLabel:
    """A text that its screen sets; never read as markup, and it can be copied."""
    made = as_role(QLabel(), role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role.startswith("pill"):
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setWordWrap(wrap)
    return made


class EnterButton(QPushButton):
    """Enter presses it as the space bar does; left to Qt, only buttons of dialogs know Enter."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    texts: Texts, english: str, clicked: Callable[[], object], role: str = "", tip: str | None = None
) -> QPushButton:
    """A push button."""
    made = as_role(EnterButton(), role)
    texts.bind(made, QPushButton.setText, english)
    texts.bind(made, QPushButton.setAccessibleName, english)
    if tip:
        texts.bind(made, QPushButton.setToolTip, tip)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def secret(texts: Texts, english: str) -> QLineEdit:
    """A field for a passphrase; what it is for stands in it and is its accessible name."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    texts.bind(made, QLineEdit.setPlaceholderText, english)
    return texts.bind(made, QLineEdit.setAccessibleName, english)


def tool(
    texts: Texts,
    theme: Theme,
    english: str,
    picture: str,
    clicked: Callable[[], object],
    *,
    words: bool = False,
) -> QToolButton:
    """A button with an icon; its text is the tip and the accessible name, and shown with `words`."""
    made = QToolButton()
    texts.bind(made, QToolButton.setText, english)
    texts.bind(made, QToolButton.setToolTip, english)
    texts.bind(made, QToolButton.setAccessibleName, english)
    both = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    made.setToolButtonStyle(both if words else Qt.ToolButtonStyle.ToolButtonIconOnly)

    def draw() -> None:
        made.setIcon(icon(picture, theme.colours.text, theme.px(18), theme.colours.strong_border))
        made.setIconSize(QSize(theme.px(18), theme.px(18)))

    _keep_drawn(theme, made, draw)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def bundle_filter(texts: Texts) -> str:
    """What a dialog that opens files lists first: every form in which bundles travel."""
    return f"{texts.text('Bundles')} ({BUNDLES});;* (*)"


def bind_item(texts: Texts, box: QComboBox, place: int, english: str) -> None:
    """A text of the catalogue as an entry of a list box."""

    def write(made: QComboBox, text: str) -> None:
        made.setItemText(place, text)

    texts.bind(box, write, english)


def picture(theme: Theme, name: str, pixels: int = 48, colour: str = "muted") -> QLabel:
    """An icon as a picture in a page."""
    made = QLabel()

    def draw() -> None:
        made.setPixmap(pixmap(name, getattr(theme.colours, colour), theme.px(pixels)))

    _keep_drawn(theme, made, draw)
    return made


def _keep_drawn(theme: Theme, made: QWidget, draw: Callable[[], None]) -> None:
    """Now and whenever the look changes, as long as the widget lives: a plain function has no end of its own."""
    draw()
    theme.changed.connect(draw)
    made.destroyed.connect(lambda: theme.changed.disconnect(draw) if isValid(theme) else None)


def column(*parts: QWidget | QLayout | int | None, space: int = Space.S, margin: int = 0) -> QVBoxLayout:
    """Parts below each other; a number is a distance, `None` takes the room that is left."""
    return _filled(QVBoxLayout(), parts, space, margin)


def row(*parts: QWidget | QLayout | int | None, space: int = Space.S, margin: int = 0) -> QHBoxLayout:
    """Parts beside each other."""
    return _filled(QHBoxLayout(), parts, space, margin)


def _filled(box: B, parts: tuple[QWidget | QLayout | int | None, ...], space: int, margin: int) -> B:
    box.setSpacing(space)
    box.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return box


def framed(layout: QLayout, role: str = "card") -> QFrame:
    """A surface with a border around a layout."""
    made = as_role(QFrame(), role)
    made.setLayout(layout)
    return made


def ruler() -> QFrame:
    """A thin line between parts."""
    made = as_role(QFrame(), "line")
    made.setFixedHeight(1)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def empty_state(texts: Texts, theme: Theme, name: str, title: str, advice: str) -> QWidget:
    """What a screen shows where there is nothing yet: what it is for, and what to do."""
    made = QWidget()
    headline = label(texts, title, "heading")
    sentence = label(texts, advice, "muted", wrap=True)
    sentence.setMaximumWidth(420)
    middle = Qt.AlignmentFlag.AlignHCenter
    box = QVBoxLayout(made)
    box.addStretch(1)
    for part in (picture(theme, name), headline):
        box.addWidget(part, alignment=middle)
    line = QHBoxLayout()  # not aligned: only then does a layout give it the height its wrapped lines need
    line.addStretch(1)
    line.addWidget(sentence, 100)
    line.addStretch(1)
    box.addLayout(line)
    for part in (headline, sentence):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    box.addStretch(2)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()

"""The language of the window, switchable while it runs, from the one catalogue of the program."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from forms.messages import Language, Translator

W = TypeVar("W", bound=QObject)


class Texts(QObject):
    """Texts in the present language. `bind` keeps a widget's text right through every switch."""

    changed = Signal()

    def __init__(self, translator: Callable[[Language], Translator], language: Language) -> None:
        super().__init__()
        self._make = translator
        self.translator = translator(language)
        self._bound: list[Callable[[], bool]] = []

    @property
    def language(self) -> Language:
        """The present language."""
        return self.translator.language

    def text(self, english: str, /, **params: object) -> str:
        """A text of the program."""
        return self._pointed(self.translator.text(english, **params))

    def counted(self, one: str, many: str, count: int, /, **params: object) -> str:
        """A text of the program about so many things."""
        return self._pointed(self.translator.counted(one, many, count, **params))

    def _pointed(self, text: str) -> str:
        """The … of a Chinese font stands at half height; Latin letters are followed by three points."""
        return text if self.language == "zh" else text.replace(" …", "...").replace("…", "...")

    def pick(self, chinese: str, english: str | None) -> str:
        """A text of the form pack."""
        return self.translator.pick(chinese, english)

    def bind(self, widget: W, setter: Callable[[W, str], object], english: str) -> W:
        """Set a text now and again at every switch, as long as the widget lives; returns the widget."""
        reference = weakref.ref(widget)

        def update() -> bool:
            alive = reference()
            if alive is None or not isValid(alive):
                return False
            setter(alive, self.text(english))
            return True

        update()
        self._bound.append(update)
        return widget

    def switch(self, language: Language) -> None:
        """Say everything in another language."""
        if language == self.language:
            return
        self.translator = self._make(language)
        self._bound = [update for update in self._bound if update()]
        self.changed.emit()

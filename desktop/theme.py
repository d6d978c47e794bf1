"""The design system: colours, spacing, type scale and the small stylesheet on top of Fusion.

Widgets say what they are by the property `role`; how that looks stands only here.
"""

from __future__ import annotations

import weakref
from enum import IntEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCompleter, QStyleFactory, QWidget
from shiboken6 import isValid

from desktop.colours import DARK, LIGHT, Colours
from desktop.fonts import base_font
from desktop.settings import Look
from desktop.stylesheet import stylesheet

W = TypeVar("W", bound=QWidget)


class Space(IntEnum):
    """Distances in pixels; nothing in between is used."""

    HAIR = 1
    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 40


class Theme(QObject):
    """The present look; applies itself to the application and tells who paints by hand."""

    changed = Signal()

    def __init__(self, app: QApplication, look: Look, percent: int) -> None:
        super().__init__()
        self._app = app
        self.look = look
        self.percent = percent
        self.colours = LIGHT
        self._wearers: list[weakref.ref[QWidget]] = []
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    def set_look(self, look: Look) -> None:
        """Light, dark, or as the system."""
        self.look = look
        self._apply()

    def set_percent(self, percent: int) -> None:
        """Another size of text."""
        self.percent = percent
        self._apply()

    def px(self, pixels: int) -> int:
        """A length that grows with the text."""
        return round(pixels * self.percent / 100)

    def colour(self, name: str) -> QColor:
        """A colour of the present set by its name in `Colours`."""
        return QColor(getattr(self.colours, name))

    def dress(self, widget: QWidget) -> None:
        """Let a window, and all that comes into it, wear the style sheet, and the application none.

        With a sheet on the application Qt goes through a part's whole tree each time the part is put into another one:
        a page of some hundred parts, made from the inside outwards, took twice as long.
        """
        self._wearers = [one for one in self._wearers if _alive(one) is not None]
        self._wearers.append(weakref.ref(widget))
        self._app.setStyleSheet("")
        widget.setStyleSheet(stylesheet(self.colours, self.percent))

    def _system_changed(self) -> None:
        if self.look is Look.SYSTEM:
            self._apply()

    def _wants_dark(self) -> bool:
        if self.look is Look.SYSTEM:
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.look is Look.DARK

    def _apply(self) -> None:
        self.colours = DARK if self._wants_dark() else LIGHT
        self._app.setPalette(palette(self.colours))
        self._app.setFont(base_font(self.percent))
        sheet = stylesheet(self.colours, self.percent)
        dressed = [widget for widget in map(_alive, self._wearers) if widget is not None]
        self._app.setStyleSheet("" if dressed else sheet)
        for widget in dressed:
            widget.setStyleSheet(sheet)
        self.changed.emit()


def _alive(widget: weakref.ref[QWidget]) -> QWidget | None:
    """The widget, unless Qt has destroyed it."""
    found = widget()
    return found if found is not None and isValid(found) else None


def keep_dressed(completer: QCompleter, owner: QWidget) -> None:
    """What a completer proposes belongs to its field, and is dressed as that is: a list that stands alone is not."""
    popup = completer.popup()
    if popup is not None:
        popup.setParent(owner, Qt.WindowType.Popup)


def palette(colours: Colours) -> QPalette:
    """The palette that Fusion paints with."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.raised,
        role.Text: colours.text,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.text,
        role.Link: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.border,
        role.Mid: colours.border,
        role.Dark: colours.strong_border,
        role.Shadow: colours.strong_border,
        role.Accent: colours.accent,
    }
    for which, value in pairs.items():
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.strong_border))
    return made


def as_role(widget: W, role: str) -> W:
    """Say what a widget is; the stylesheet knows how that looks."""
    widget.setProperty("role", role)
    return widget


def re_role(widget: QWidget, role: str) -> None:
    """Say that a shown widget has become something else."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)

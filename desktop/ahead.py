"""What a start does before Qt is loaded."""

from __future__ import annotations

import builtins
import gc
from importlib import import_module

WITHOUT_QT = (
    "desktop.reporting",
    "desktop.entry.presenter",
    "desktop.history.presenter",
    "desktop.home.presenter",
    "desktop.preferences.presenter",
    "desktop.submit.presenter",
    "concurrent.futures.thread",
    "forms.formula.messages",
    "forms.packs.messages",
    "forms.store.messages",
    "sync.merge_messages",
    "sync.messages",
    "sync.outputs.messages",
    "sync.transport.messages",
    "sync.trust_messages",
)
"""What every window needs and what knows nothing of Qt."""


def load() -> None:
    """Load the office's side, the presenters and Qt, and collect no garbage meanwhile (`desktop.garbage` takes over).

    PySide puts an importing of its own in Python's place, which reads the source of every module that comes after it to
    see whether it says `from __feature__ import`. None here does.
    """
    gc.disable()
    for name in WITHOUT_QT:
        import_module(name)
    plain = builtins.__import__
    import_module("PySide6.QtCore")
    builtins.__import__ = plain

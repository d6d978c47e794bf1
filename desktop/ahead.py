"""What a start does before Qt is loaded."""

from __future__ import annotations

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
    """Load the office's side and the presenters first, and collect no garbage meanwhile (`desktop.garbage` takes over).

    After Qt it would take a third longer: PySide reads the source of every module that is imported after it.
    """
    gc.disable()
    for name in WITHOUT_QT:
        import_module(name)

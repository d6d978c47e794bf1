"""What a start does before Qt is loaded."""

from __future__ import annotations

import gc


def load() -> None:
    """Load the office's side first, and collect no garbage meanwhile (`desktop.garbage` takes over).

    After Qt it would take a third longer: PySide reads the source of every module that is imported after it.
    """
    gc.disable()
    import desktop.opening
    import desktop.reporting  # noqa: F401

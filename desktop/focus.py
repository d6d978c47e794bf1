"""Where the focus goes when the control that had it is switched off or hidden, as a button often is by its own act."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def keep_near(page: QWidget | None, lost: QWidget | None) -> bool:
    """Give the focus to what comes before the lost control on the page; whether there was such a thing.

    Left to Qt it goes on to the next control, and from the end of a page to the first one of the navigation.
    """
    if page is None or lost is None or not page.isAncestorOf(lost) or (lost.isEnabled() and lost.isVisible()):
        return False
    one: QWidget | None = lost.previousInFocusChain()
    while one is not None and one is not lost:
        usable = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.isVisible()
        if usable and page.isAncestorOf(one):
            one.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        one = one.previousInFocusChain()
    return False

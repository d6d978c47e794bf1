"""Every action of the window with its key, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class ScreenId(StrEnum):
    """The pages of the window, in the order of the navigation."""

    HOME = "home"
    ENTRY = "entry"
    SUBMIT = "submit"
    HISTORY = "history"
    SAFETY = "safety"
    INBOX = "inbox"
    MATRIX = "matrix"
    REVIEW = "review"
    CONFLICTS = "conflicts"
    TOTALS = "totals"
    TARGETS = "targets"
    OUTPUTS = "outputs"
    SUPERVISION = "supervision"
    REGISTRIES = "registries"
    UNITS = "units"
    PACKS = "packs"
    PREFERENCES = "preferences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a page appears in the navigation."""

    title: str
    icon: str
    key: str


PAGES: Mapping[ScreenId, Page] = {
    ScreenId.HOME: Page(title="Home", icon="house", key="Ctrl+1"),
    ScreenId.ENTRY: Page(title="Fill in", icon="table-2", key="Ctrl+2"),
    ScreenId.SUBMIT: Page(title="Hand over", icon="send", key="Ctrl+3"),
    ScreenId.HISTORY: Page(title="Handed over", icon="history", key="Ctrl+4"),
    ScreenId.INBOX: Page(title="In-tray", icon="inbox", key="Alt+1"),
    ScreenId.MATRIX: Page(title="Who reported", icon="layout-grid", key="Alt+2"),
    ScreenId.REVIEW: Page(title="Review", icon="file-check", key="Alt+3"),
    ScreenId.CONFLICTS: Page(title="Conflicts", icon="git-compare", key="Alt+4"),
    ScreenId.TOTALS: Page(title="Summaries", icon="sigma", key="Alt+5"),
    ScreenId.TARGETS: Page(title="Targets", icon="target", key="Alt+6"),
    ScreenId.OUTPUTS: Page(title="Outputs", icon="file-text", key="Alt+9"),
    ScreenId.SUPERVISION: Page(title="Supervision", icon="message-square-text", key="Alt+0"),
    ScreenId.REGISTRIES: Page(title="Registers", icon="list-filter", key="Alt+-"),
    ScreenId.UNITS: Page(title="Units, keys", icon="users", key="Alt+7"),
    ScreenId.PACKS: Page(title="Form pack", icon="book-open", key="Alt+8"),
    ScreenId.SAFETY: Page(title="Safety", icon="shield-check", key="Ctrl+5"),
    ScreenId.PREFERENCES: Page(title="Settings", icon="settings", key="Ctrl+6"),
}


COLLECTING = frozenset(
    {
        ScreenId.INBOX,
        ScreenId.MATRIX,
        ScreenId.REVIEW,
        ScreenId.CONFLICTS,
        ScreenId.TOTALS,
        ScreenId.TARGETS,
        ScreenId.OUTPUTS,
        ScreenId.SUPERVISION,
        ScreenId.REGISTRIES,
        ScreenId.UNITS,
        ScreenId.PACKS,
    }
)
"""The pages of the group 汇总, there only for an office that has units below it."""


class WindowAction(StrEnum):
    """What the window does by key, whatever page is shown."""

    SAVE = "Ctrl+S"
    LARGER = "Ctrl++"
    LARGER_TOO = "Ctrl+="
    SMALLER = "Ctrl+-"
    USUAL_SIZE = "Ctrl+0"


def add_keys(window: QWidget, does: Mapping[str, Callable[[], object]]) -> None:
    """Let keys do something everywhere in the window."""
    for key, action in does.items():
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(action)

"""What changed, told to every screen at once; each decides whether it must show something new."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Reports that changed, as (form, period); `all_reports` when it could be any (an import).

    `initiator` is who caused it, so that a screen need not answer its own change.
    """

    reports: frozenset[tuple[str, str]] = frozenset()
    all_reports: bool = False
    handed_over: bool = False
    initiator: object | None = None

    def touches(self, form: str, period: str) -> bool:
        """Whether that report may look different now."""
        return self.all_reports or (form, period) in self.reports


class ChangeBus(QObject):
    """The one place where changes are announced, always on the GUI thread."""

    changed = Signal(Changes)

    def tell(self, changes: Changes) -> None:
        """Announce changes to all screens."""
        self.changed.emit(changes)

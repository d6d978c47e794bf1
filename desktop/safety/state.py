"""What the safety page shows."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.office_port import BackupInfo, KeyInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyState:
    """This laptop's key, the backups, and what the last examination said (`None`: not examined)."""

    key: KeyInfo | None = None
    backups: tuple[BackupInfo, ...] = ()
    examined: tuple[str, ...] | None = None
    ready: bool = False


UNREAD = SafetyState()

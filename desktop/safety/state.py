"""What the safety page shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.office_port import BackupInfo, KeyInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing that was examined, in words."""

    name: str
    said: str
    ok: bool
    serious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A backup that may be put back: what it holds, in words; `fits` unless it is another office's."""

    file: Path
    says: str
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyState:
    """This laptop's key, the backups, and what the last examination said (`None`: not examined)."""

    key: KeyInfo | None = None
    spelled: str = ""
    backups: tuple[BackupInfo, ...] = ()
    offered: Offered | None = None
    examined: tuple[Examined, ...] | None = None
    ready: bool = False


UNREAD = SafetyState()

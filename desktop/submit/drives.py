"""USB drives that are plugged in now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

PLACES = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
SYSTEM = frozenset({"C:/"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One drive that can be written to."""

    name: str
    path: Path
    free: int


def drives() -> tuple[Drive, ...]:
    """Writable drives that are none of the computer's own, by where the system mounts such drives."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        windows = root.endswith(":/") and root not in SYSTEM
        if volume.isReady() and not volume.isReadOnly() and (windows or root.startswith(PLACES)):
            found.append(Drive(name=volume.displayName(), path=Path(root), free=volume.bytesAvailable()))
    return tuple(found)

"""USB drives that are plugged in now, each with the room on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

PLACES = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
BY_HAND = "/mnt/"
"""What cannot be written to there is no stick with its switch on, but somebody's image of a disk."""
SYSTEM = frozenset({"C:/"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One drive; `free` bytes can be written to it, none where it is write-protected."""

    name: str
    path: Path
    free: int
    writable: bool = True


def drives() -> tuple[Drive, ...]:
    """Drives that are none of the computer's own, by where the system mounts such drives."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        windows = root.endswith(":/") and root not in SYSTEM
        sealed = volume.isReadOnly() and root.startswith(BY_HAND)
        if volume.isReady() and not sealed and (windows or root.startswith(PLACES)):
            found.append(
                Drive(
                    name=volume.name() or Path(root).name or root,
                    path=Path(root),
                    free=volume.bytesAvailable(),
                    writable=not volume.isReadOnly(),
                )
            )
    return tuple(found)

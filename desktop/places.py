"""Where files leave the computer: a drive that was pulled out must not come back as a folder of the computer's own disk."""

from __future__ import annotations

from pathlib import Path

from forms.errors import StoreError

GONE = "it is not there any more; was the drive pulled out?"


def require_there(folder: Path, *, drive: bool = False) -> None:
    """Raise `E-DISK` unless the folder is there; a `drive` must still be mounted, as its empty folder may stay behind."""
    if not (folder.is_mount() if drive else folder.is_dir()):
        raise StoreError("E-DISK", where=str(folder), detail=GONE)

"""Files that are whole or not there: written beside, forced to the disk, renamed."""

from __future__ import annotations

import os
from pathlib import Path

from forms.files import disk_errors, flush_folder


def replace_file(path: Path, data: bytes) -> Path:
    """Write the file through to the disk under its name, in place of any other. Raises StoreError `E-DISK`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with disk_errors(path):
        try:
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
    return path


def keep_file(path: Path, data: bytes) -> Path:
    """The same for a file that is called by its content's hash: one that is whole already stays."""
    with disk_errors(path):
        if path.is_file() and path.read_bytes() == data:
            return path
    return replace_file(path, data)

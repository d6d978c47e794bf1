"""Files that appear whole or not at all, whatever library writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forms.files import disk_errors, flush, workbook_errors


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; renamed when all went well, gone when not. `E-DISK`."""
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    with disk_errors(path), workbook_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            flush(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

"""Files that must be on the disk when we say so."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from forms.errors import StoreError, YuebaoError

SIDE_FILES = ("-wal", "-shm")
NO_SUCH_FILE = "there is no such file"
IS_A_FOLDER = "a file is needed here, this is a folder"
NOT_READABLE = "the file may not be read"
_UNUSABLE = {
    errno.ENOENT: NO_SUCH_FILE,
    errno.ENOTDIR: NO_SUCH_FILE,
    errno.ENAMETOOLONG: NO_SUCH_FILE,
    errno.ELOOP: NO_SUCH_FILE,
    errno.EINVAL: NO_SUCH_FILE,
    errno.EISDIR: IS_A_FOLDER,
    errno.EACCES: NOT_READABLE,
    errno.EPERM: NOT_READABLE,
}


def flush(path: Path) -> None:
    """Force a file's content and its name in the folder to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system has a way to (Windows has none)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(path: Path) -> Path:
    """The path, or the same with a number, under which nothing stands yet."""
    candidates = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(2))
    return path if not path.exists() else next(p for p in candidates if not p.exists())


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Failures of the file system become `E-DISK` with the file they happened to."""
    try:
        yield
    except OSError as error:
        raise StoreError("E-DISK", where=str(error.filename or path), detail=error.strerror) from error


@contextmanager
def input_errors(path: Path) -> Iterator[None]:
    """A file that somebody named is read: not there, a folder or closed is `E-USAGE`, a failing disk `E-DISK`."""
    with disk_errors(path):
        try:
            yield
        except OSError as error:
            why = (
                IS_A_FOLDER if path.is_dir() else _UNUSABLE.get(error.errno or 0)
            )  # Windows calls a folder closed
            if why is None:
                raise
            raise YuebaoError("E-USAGE", where=str(path), detail=why) from error


def read_named(path: Path) -> bytes:
    """The bytes of a file that somebody named. Raises `E-USAGE`, `E-DISK`."""
    with input_errors(path):
        return path.read_bytes()


@contextmanager
def workbook_errors(path: Path) -> Iterator[None]:
    """XlsxWriter tells in a class of its own that the file could not be written: `E-DISK` too."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        raise StoreError("E-DISK", where=str(path), detail=str(error)) from error

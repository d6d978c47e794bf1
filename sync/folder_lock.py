"""One writer a workspace: an advisory lock on a file, released by the system when the process ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from forms.errors import StoreError

NAME = "yuebao.lock"


class FolderLock:
    """Holds the workspace for this process until `release`; a second holder gets `E-BUSY`.

    The file stays when the lock is gone: removing it would let two processes lock two files of one name.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._file: IO[bytes] | None = self._open()
        if not _try_lock(self._file):
            holder = self.path.read_bytes()[:200].decode("utf-8", "replace").strip()
            self.release()
            raise StoreError("E-BUSY", where=str(folder), detail=holder or str(folder))
        self._say_who()

    def _open(self) -> IO[bytes]:
        try:
            return self.path.open("ab")
        except OSError as error:
            raise StoreError("E-DISK", where=str(self.path), detail=error.strerror) from error

    def _say_who(self) -> None:
        """For the message that the second process shows; on Windows a locked file cannot be read.

        A courtesy: where the disk has no room for it the lock holds all the same.
        """
        if self._file is not None and os.name == "posix":
            with suppress(OSError):
                os.ftruncate(self._file.fileno(), 0)
                os.write(self._file.fileno(), f"pid {os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next one in; a second time does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _try_lock(file: IO[bytes]) -> bool:
    """Whether the lock is ours; where the file system knows no locks, SQLite's own must do."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True

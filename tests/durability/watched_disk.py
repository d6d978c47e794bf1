"""A disk that tells every write, or refuses one: under SQLite by a VFS, under Python's files by their functions.

The store runs on its own connection class over apsw, whose SQLite calls the VFS below; every statement, pragma and
page is the program's. What is not watched: reading, locks, and the shared-memory index of the WAL, which is made
anew after a crash.
"""

# ruff: noqa: N802 - SQLite gave these methods their names

from __future__ import annotations

import errno
import io
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

from forms.store import database

_NAMES = itertools.count()
_CODES = {apsw.FullError: sqlite3.SQLITE_FULL, apsw.IOError: sqlite3.SQLITE_IOERR}


@dataclass(frozen=True, slots=True)
class Op:
    """`what` is create, write, truncate, sync, rename, unlink, syncdir, commit or mark."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""
    note: object = None


class Disk:
    """Watches a folder. `before` is called before each write or sync, and may raise to refuse it."""

    def __init__(self, root: Path, before: Callable[[str, str], None] = lambda what, path: None) -> None:
        self.root = str(root)
        self.ops: list[Op] = []
        self.before = before
        self.at_commit: Callable[[Connection], object] = lambda connection: None

    def tell(self, op: Op) -> None:
        if op.path.startswith(self.root):
            self.ops.append(op)

    def ask(self, what: str, path: str) -> None:
        if path.startswith(self.root):
            self.before(what, path)

    def mark(self, note: object) -> None:
        """Something returned to its caller here, who may rely on it."""
        self.ops.append(Op("mark", self.root, note=note))


# --- SQLite ----------------------------------------------------------------------------------------


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.called = f"watched{next(_NAMES)}"
        super().__init__(self.called, "")

    def xOpen(self, name, flags):
        return _File(self.disk, name, flags)

    def xDelete(self, filename, syncdir):
        self.disk.tell(Op("unlink", str(filename)))
        super().xDelete(filename, syncdir)
        if syncdir:
            self.disk.tell(Op("syncdir", str(Path(filename).parent)))


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name, flags) -> None:
        self.disk = disk
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else str(name or "")
        fresh = bool(self.path) and not Path(self.path).exists()
        super().__init__("", name, flags)
        if fresh:
            disk.tell(Op("create", self.path))
        self._folder_due = fresh and bool(flags[0] & (apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL))

    def xWrite(self, data, offset):
        _refusing(self.disk, "write", self.path, apsw.FullError)
        super().xWrite(data, offset)
        self.disk.tell(Op("write", self.path, at=offset, data=bytes(data)))

    def xTruncate(self, size):
        super().xTruncate(size)
        self.disk.tell(Op("truncate", self.path, at=size))

    def xSync(self, flags):
        _refusing(self.disk, "sync", self.path, apsw.IOError)
        super().xSync(flags)
        self.disk.tell(Op("sync", self.path))
        if self._folder_due:  # as SQLite's own unix layer does at the first sync of a journal or WAL
            self.disk.tell(Op("syncdir", str(Path(self.path).parent)))
            self._folder_due = False


def _refusing(disk: Disk, what: str, path: str, error: type[apsw.Error]) -> None:
    try:
        disk.ask(what, path)
    except OSError as refused:
        raise error(str(refused)) from refused


class Connection:
    """What `forms.store.database` asks of `sqlite3.Connection`, over apsw."""

    def __init__(self, disk: Disk, vfs: _Vfs, path: Path, timeout: float) -> None:
        self.disk = disk
        self._changes = 0
        with _errors():
            self._db = apsw.Connection(str(path), vfs=vfs.called)
        self._db.set_busy_timeout(int(timeout * 1000))

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql, params=()):
        with _errors():
            cursor = Cursor(self._db, self._db.execute(sql, tuple(params)))
        self._committed()
        return cursor

    def executemany(self, sql, params):
        with _errors():
            self._db.executemany(sql, [tuple(each) for each in params])
        self._committed()

    def close(self):
        with suppress(apsw.Error):  # as SQLite does: what the last checkpoint could not do stays in the WAL
            self._db.close()

    def plain(self, sql: str) -> list[tuple]:
        """A query beside the program."""
        return list(self._db.execute(sql))

    def _committed(self) -> None:
        changes = self._db.total_changes()
        if changes != self._changes and not self._db.in_transaction:
            self._changes = changes
            note = self.disk.at_commit(self)
            self.disk.tell(Op("commit", self._db.filename, note=note))


class Cursor:
    def __init__(self, db: apsw.Connection, cursor: apsw.Cursor) -> None:
        self.rowcount = db.changes()
        self._cursor = cursor

    def __iter__(self) -> Iterator[tuple]:
        with _errors():
            yield from self._cursor

    def fetchone(self):
        with _errors():
            return self._cursor.fetchone()

    def fetchall(self):
        with _errors():
            return self._cursor.fetchall()


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        told = sqlite3.OperationalError(str(error))
        told.sqlite_errorcode = _CODES.get(type(error), getattr(error, "result", 0))
        raise told from error


class _Sqlite:
    """The module as `forms.store.database` sees it."""

    def __init__(self, disk: Disk, vfs: _Vfs) -> None:
        self.disk = disk
        self.vfs = vfs

    def __getattr__(self, name: str) -> object:
        return getattr(sqlite3, name)

    def connect(self, path, *, timeout, isolation_level):
        assert isolation_level is None
        return Connection(self.disk, self.vfs, Path(path), timeout)


# --- Python's files ------------------------------------------------------------------------------------


class _Written(io.BufferedWriter):
    """A file of the workspace that Python writes; its bytes are told when they are flushed."""

    def __init__(self, disk: Disk, path: str, real: Callable[..., object]) -> None:
        fresh = not Path(path).exists()
        disk.ask("open", path)
        super().__init__(real(path, "wb", buffering=0))
        self.disk, self.path = disk, path
        disk.tell(Op("create", path) if fresh else Op("truncate", path, at=0))
        self._waiting: list[tuple[int, bytes]] = []

    def write(self, data):
        self.disk.ask("write", self.path)
        self._waiting.append((self.tell(), bytes(data)))
        return super().write(data)

    def flush(self):
        super().flush()
        for at, data in self._waiting:
            self.disk.tell(Op("write", self.path, at=at, data=data))
        self._waiting = []


@contextmanager
def watching(disk: Disk) -> Iterator[Disk]:
    """From here on the program runs on this disk."""
    vfs = _Vfs(disk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "sqlite3", _Sqlite(disk, vfs))
        _watch_files(patch, disk)
        yield disk


def _watch_files(patch: pytest.MonkeyPatch, disk: Disk) -> None:
    real_open, real_fsync, real_replace, real_unlink = io.open, os.fsync, os.replace, os.unlink

    def opened(file, mode="r", *rest, **more):
        if mode == "wb" and str(file).startswith(disk.root):
            return _Written(disk, str(file), real_open)
        return real_open(file, mode, *rest, **more)

    def fsync(handle):
        path = str(Path(f"/proc/self/fd/{handle if isinstance(handle, int) else handle.fileno()}").readlink())
        disk.ask("sync", path)
        real_fsync(handle)
        disk.tell(Op("syncdir" if Path(path).is_dir() else "sync", path))

    def replace(a, b, **more):
        disk.ask("rename", str(b))
        real_replace(a, b, **more)
        disk.tell(Op("rename", str(a), to=str(b)))

    def unlink(path, **more):
        real_unlink(path, **more)
        disk.tell(Op("unlink", str(path)))

    patch.setattr(io, "open", opened)
    patch.setattr(os, "fsync", fsync)
    patch.setattr(os, "replace", replace)
    patch.setattr(os, "unlink", unlink)


def full_after(writes: int) -> Callable[[str, str], None]:
    """Refuses every write and sync after so many; a disk that is full stays full."""
    left = itertools.count(writes, -1)

    def before(what: str, path: str) -> None:
        if next(left) <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    return before

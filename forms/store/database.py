"""One SQLite connection: settings for safety, nested transactions, errors told as `StoreError`.

WAL with `synchronous=FULL`: in a power-cut replay that lost nothing, NORMAL lost commits (bundles.md §6).
A connection belongs to the thread that opened it; another thread opens the store for itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from forms.errors import StoreError

Row = tuple[Any, ...]
Param = str | int | bytes | None

_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE would slip past the delete guards
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -32768",  # KiB: this setting decides the memory of a merge (performance.md §4)
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_DISK: Final = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_AUTH,
    },
)


def told(error: sqlite3.Error, path: Path) -> Exception:
    """The `StoreError` for what a person can put right; anything else is our bug and stays as it is."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary in _BUSY:
        return StoreError("E-BUSY", where=str(path), detail=path)
    if primary in _DAMAGED:
        return StoreError("E-DAMAGED-STORE", where=str(path), detail=error)
    if primary in _DISK:
        return StoreError("E-DISK", where=str(path), detail=error)
    return error


class Database:
    """Statements and transactions over one connection."""

    def __init__(self, path: Path, *, wait: float) -> None:
        """Connect; `wait` is how many seconds another writer is waited for before `E-BUSY`."""
        self.path = path
        self._depth = 0
        self.rollbacks = 0  # what was remembered of the database before one may be wrong
        try:
            self.connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
        except sqlite3.Error as error:
            raise told(error, path) from error

    def prepare(self) -> None:
        """Set what SQLite does not remember in the file; fails if the file is no database."""
        for pragma in _PRAGMAS:
            self.execute(pragma)

    def execute(self, sql: str, params: Sequence[Param] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        self._check()
        try:
            return self.connection.execute(sql, params)
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def many(self, sql: str, params: Iterable[Sequence[Param]]) -> None:
        """Run one statement for each set of parameters."""
        self._check()
        try:
            self.connection.executemany(sql, params)
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def rows(self, sql: str, params: Sequence[Param] = ()) -> list[Row]:
        """All rows of a query."""
        self._check()
        try:
            return self.connection.execute(sql, params).fetchall()
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def row(self, sql: str, params: Sequence[Param] = ()) -> Row | None:
        """The first row of a query."""
        self._check()
        try:
            found: Row | None = self.connection.execute(sql, params).fetchone()
        except sqlite3.Error as error:
            raise told(error, self.path) from error
        return found

    def each(self, sql: str, params: Sequence[Param] = ()) -> Iterator[Row]:
        """The rows of a query one by one, for those too large to hold together."""
        self._check()
        try:
            yield from self.connection.execute(sql, params)
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def number(self, sql: str, params: Sequence[Param] = ()) -> int:
        """The one integer a query gives; 0 for NULL or no row."""
        found = self.row(sql, params)
        return int(found[0] or 0) if found else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested: the inner one is a savepoint that may fail alone."""
        depth = self._depth
        self.execute(f"SAVEPOINT s{depth}" if depth else "BEGIN IMMEDIATE")
        self._depth = depth + 1
        try:
            yield
            self.execute(f"RELEASE s{depth}" if depth else "COMMIT")
        except BaseException:
            self._roll_back(depth)
            raise
        finally:
            self._depth = depth

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._depth > 0

    def close(self) -> None:
        """End the connection; SQLite folds the WAL into the file when it was the last one."""
        self.connection.close()

    def _check(self) -> None:
        """On some disk errors SQLite rolls back by itself; what follows must not commit piece by piece."""
        if self._depth and not self.connection.in_transaction:
            raise StoreError("E-DISK", where=str(self.path), detail="the transaction was rolled back")

    def _roll_back(self, depth: int) -> None:
        self.rollbacks += 1
        if not self.connection.in_transaction:
            return
        try:
            if depth:
                self.connection.execute(f"ROLLBACK TO s{depth}")
                self.connection.execute(f"RELEASE s{depth}")
            else:
                self.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise told(error, self.path) from error

"""The local store: one SQLite file `yuebao.db` a workspace, the same for offices that report and that collect."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from forms.errors import StoreError
from forms.files import disk_errors
from forms.store.audit import Audit
from forms.store.bundles import Bundles
from forms.store.database import Database
from forms.store.drafts import Drafts
from forms.store.events import Events
from forms.store.figures import Figures
from forms.store.migrations import STEPS, check_version, migrate
from forms.store.reports import Reports
from forms.store.revisions import Revisions
from forms.store.settings import Documents, Settings

WAIT: Final = 3.0


class Store:
    """One open workspace database. It belongs to the thread that opened it; others open their own."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self.database = database
        self.now = now
        self.settings = Settings(database)
        self.documents = Documents(database)
        self.revisions = Revisions(database)
        self.events = Events(database)
        self.bundles = Bundles(database)
        self.reports = Reports(database)
        self.drafts = Drafts(database, now)
        self.figures = Figures(database)
        self.audit = Audit(database, now)

    @property
    def path(self) -> Path:
        """The database file."""
        return self.database.path

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, over everything in the store; nested ones are savepoints."""
        return self.database.transaction()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(
    path: Path,
    *,
    create: bool = False,
    now: Callable[[], datetime],
    wait: float = WAIT,
) -> Store:
    """Open the workspace database, make it (`create`) or bring it up to this version's schema.

    `now` gives the times that are shown (drafts, journal, audit); nothing is decided by them. `wait` is the
    patience with another writer in seconds. Errors: `E-NO-STORE`, `E-NOT-STORE`, `E-NEWER-STORE`,
    `E-DAMAGED-STORE`, `E-BUSY`, `E-DISK`; the file is then as it was.
    """
    if create:
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.is_file():
        raise StoreError("E-NO-STORE", where=str(path), path=path)
    database = Database(path, wait=wait)
    try:
        _bring_up(database, create=create)
    except BaseException:
        database.close()
        raise
    return Store(database, now)


def _bring_up(database: Database, *, create: bool) -> None:
    database.prepare()
    found = check_version(database)
    if not found and not create:
        raise StoreError("E-NOT-STORE", where=str(database.path), path=database.path)
    if found < len(STEPS):
        migrate(database, database.path.parent / "backups")
    database.execute("PRAGMA journal_mode = WAL")  # a restored copy comes without

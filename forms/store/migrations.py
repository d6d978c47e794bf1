"""From an older schema to this one, inside one transaction, with a copy taken first.

The steps run through sqlite-utils' `Migrations`, which records them by name; `user_version` repeats their
number so that the usual start needs one PRAGMA and no import.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from forms.errors import StoreError
from forms.files import flush, free_name
from forms.store.database import Database
from forms.store.schema import APPLICATION_ID, first_version

Step = Callable[[Connection], None]


def _v1(connection: Connection) -> None:
    """The first schema."""
    for statement in first_version():
        connection.execute(statement)


STEPS: Final[tuple[tuple[str, Step], ...]] = (("v1", _v1),)


def check_version(database: Database, steps: tuple[tuple[str, Step], ...] = STEPS) -> int:
    """The schema version found: 0 for a new file; refuses foreign and newer files without touching them."""
    found = database.number("PRAGMA user_version")
    ours = database.number("PRAGMA application_id") == APPLICATION_ID
    if not ours and (found or database.number("SELECT count(*) FROM sqlite_master")):
        raise StoreError("E-NOT-STORE", where=str(database.path), path=database.path)
    if found > len(steps):
        raise StoreError("E-NEWER-STORE", where=str(database.path), found=found, known=len(steps))
    return found


def migrate(database: Database, backups: Path, steps: tuple[tuple[str, Step], ...] = STEPS) -> None:
    """Bring the schema up to date; an older database is copied to `backups` before."""
    found = check_version(database, steps)
    if found:
        copy_aside(database, backups, f"before-v{len(steps)}-from-v{found}")
    with database.transaction():
        if check_version(database, steps) == len(steps):
            return  # another process was quicker
        _apply(database.connection, steps)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {len(steps)}")


def copy_aside(database: Database, folder: Path, name: str) -> Path:
    """A complete copy of the open database as `folder/name.db`, on disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    target = free_name(folder / f"{name}.db")
    database.execute("VACUUM INTO ?", (str(target),))
    flush(target)
    return target


def _apply(connection: Connection, steps: tuple[tuple[str, Step], ...]) -> None:
    from sqlite_utils import Database as Tables
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("yuebao")
    tables = Tables(connection, execute_plugins=False)
    for name, step in steps:
        migrations(name=name)(_over(step))
    migrations.apply(tables)


def _over(step: Step) -> Callable[..., None]:
    """A step as sqlite-utils calls it; ours take the bare connection."""

    def run(tables: object) -> None:
        connection = getattr(tables, "conn", None)
        if not isinstance(connection, Connection):
            raise TypeError("a migration needs an open connection")
        step(connection)

    return run

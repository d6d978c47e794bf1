"""Copies of the workspace database that can be trusted, and the way back (bundles.md §6, "Known traps")."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from forms.errors import StoreError
from forms.files import SIDE_FILES, disk_errors, flush, flush_folder, free_name
from forms.store.database import Database
from forms.store.migrations import check_version
from forms.store.store import Store, open_store

RECENT: Final = 10
RESTORED: Final = "restored_from"  # setting by which `sync` sees that a new origin is due (bundles.md §4)
_NAME: Final = re.compile(r"yuebao-([0-9]{6})-([0-9]{4}-[0-9]{2})-[0-9]{2}\.db")


class Backup(NamedTuple):
    """A backup file; numbers, not clocks, give the order. `month` and `day` are the clock's when it was made."""

    number: int
    month: str
    path: Path

    @property
    def day(self) -> str:
        """The day it was made, `2026-11-03`."""
        return self.path.stem[-10:]


def backups(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, oldest first."""
    names = ((path, _NAME.fullmatch(path.name)) for path in folder.glob("yuebao-*.db"))
    return tuple(sorted(Backup(int(found[1]), found[2], path) for path, found in names if found))


def backup(store: Store, folder: Path, now: datetime) -> Path:
    """Write a checked copy; ten recent ones and the last of each month are kept.

    A database that fails its check is refused (`E-DAMAGED-STORE`), and no backup is touched for it.
    """
    _refuse_damaged(store.database)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = backups(folder)
        number = made[-1].number + 1 if made else 1
        target = folder / f"yuebao-{number:06d}-{now:%Y-%m-%d}.db"
        unfinished = free_name(folder / f"{target.stem}.unfinished")
        try:
            store.database.execute("VACUUM INTO ?", (str(unfinished),))
            flush(unfinished)
            _refuse_damaged_file(unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        flush_folder(folder)
        _prune(backups(folder))
    return target


def daily_backup(store: Store, folder: Path, now: datetime) -> Path | None:
    """A backup if the last one is not of today; call it at the first start of a day."""
    made = backups(folder)
    if made and made[-1].day == f"{now:%Y-%m-%d}":
        return None
    return backup(store, folder, now)


def restore(file: Path, workspace_db: Path, *, now: Callable[[], datetime]) -> Path | None:
    """Put a backup in the place of the workspace database; gives where the replaced one was moved, if any.

    The backup is checked first, and nothing is changed if it is foreign, newer or damaged, or while another
    program has the workspace open (`E-BUSY`). The setting `restored_from` then asks for a new origin.
    """
    if not file.is_file():
        raise StoreError("E-NO-STORE", where=str(file), path=file)
    _refuse_damaged_file(file)
    fresh = free_name(workspace_db.with_name(f"{workspace_db.stem}.restoring.db"))
    try:
        with disk_errors(workspace_db):
            workspace_db.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, fresh)
        with open_store(fresh, now=now) as store:
            store.settings.set(RESTORED, file.name)
        with disk_errors(workspace_db):
            flush(fresh)
            aside = _move_aside(workspace_db)
            fresh.replace(workspace_db)
            flush_folder(workspace_db.parent)
    finally:
        for path in (fresh, *_side_files(fresh)):
            path.unlink(missing_ok=True)
    return aside


def check_integrity(store: Store) -> list[str]:
    """What is wrong with the database, in SQLite's words and ours; empty when nothing is."""
    found = [str(row[0]) for row in store.database.rows("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"foreign key: {row}" for row in store.database.rows("PRAGMA foreign_key_check")]
    found += [f"revision {name}: its bytes do not give its id" for name in store.revisions.damaged()]
    bad_line = store.audit.verify()
    if bad_line is not None:
        found.append(f"audit line {bad_line} was changed")
    return found


def _refuse_damaged(database: Database) -> None:
    found = [str(row[0]) for row in database.rows("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise StoreError("E-DAMAGED-STORE", where=str(database.path), detail="; ".join(found))


def _refuse_damaged_file(path: Path) -> None:
    with closing(Database(path, wait=0)) as database:
        if not check_version(database):
            raise StoreError("E-NOT-STORE", where=str(path), path=path)
        _refuse_damaged(database)


def _prune(made: tuple[Backup, ...]) -> None:
    last_of_month = {found.month: found for found in made}
    kept = {*made[-RECENT:], *last_of_month.values()}
    for found in made:
        if found not in kept:
            found.path.unlink()


def _move_aside(path: Path) -> Path | None:
    """Free the place of the database, even of a damaged one, but not while it is in use."""
    if not path.exists():
        return None
    _fold_in(path)
    aside = free_name(path.with_name(f"{path.stem}.replaced.db"))
    for part in _side_files(path):
        if part.exists():
            part.replace(Path(f"{aside}{part.name.removeprefix(path.name)}"))
    path.replace(aside)
    return aside


def _fold_in(path: Path) -> None:
    """Bring the WAL into the file, which SQLite does only when nobody else has it open."""
    with closing(Database(path, wait=1)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE")
        except StoreError as error:
            if error.code == "E-BUSY":
                raise


def _side_files(path: Path) -> list[Path]:
    return [Path(f"{path}{end}") for end in SIDE_FILES]

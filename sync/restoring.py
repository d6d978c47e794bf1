"""A backup looked into and put in the place of the store (bundles.md §6): for the command line and the window."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from forms.errors import StoreError
from forms.files import disk_errors
from forms.store import open_store
from forms.store.backup import restore as put_back
from sync.workspace import DATABASE, FOLDERS, Workspace

WRITTEN = "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds: whose it is, drafts and the day of the last change, what was handed over and received."""

    unit: str
    drafts: int
    last_change: str
    revisions: int
    bundles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Where the replaced store lies now, if there was one, and the origin under which bundles are numbered."""

    replaced: Path | None
    origin: str


def look(file: Path, clock: Callable[[], dt.datetime]) -> Contents:
    """What a backup holds, read from a copy. Raises `E-NO-STORE`, `E-NOT-STORE`, `E-NEWER-STORE`, `E-DAMAGED-STORE`."""
    if not file.is_file():
        raise StoreError("E-NO-STORE", where=str(file), path=file)
    with tempfile.TemporaryDirectory(prefix="yuebao-backup-") as folder:
        copy = Path(folder) / DATABASE
        with disk_errors(file):
            shutil.copyfile(file, copy)
        with open_store(copy, now=clock) as store:
            drafts = store.drafts.list()
            bundles = store.bundles.list()
            times = [draft.changed_at for draft in drafts] + [row.received_at for row in bundles]
            return Contents(
                unit=store.settings.get("unit") or "",
                drafts=len(drafts),
                last_change=max(times, default=""),
                revisions=len(store.revisions),
                bundles=len(bundles),
            )


def restore(folder: Path, file: Path, clock: Callable[[], dt.datetime]) -> Restored:
    """Put a backup in the place of a workspace's store; the replaced one is kept beside it.

    The workspace numbers its bundles under a new origin from now on. The folder may be empty: a new computer.
    Raises `E-BUSY` while the workspace is open elsewhere, and what `look` raises.
    """
    replaced = put_back(file, folder / DATABASE, now=clock)
    with disk_errors(folder):
        for name in FOLDERS:
            (folder / name).mkdir(0o700, parents=True, exist_ok=True)
    with Workspace.open(folder, clock) as ws:
        origin = ws.take_new_origin()
    return Restored(replaced=replaced, origin=origin)

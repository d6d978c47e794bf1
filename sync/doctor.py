"""A workspace examined: integrity, permissions, clock, space, keys. Repairs only what cannot lose anything."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forms import canonical
from forms.errors import YuebaoError
from forms.store.backup import check_integrity
from sync import auditing
from sync.workspace import FOLDERS, Clock, Workspace

LEAST_FREE = 200 * 1024 * 1024
PLAUSIBLE_YEARS = range(2021, 2061)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing examined. `name` and `said` are texts of the catalogue; `serious`: data is in danger."""

    name: str
    ok: bool
    said: str = "in order"
    params: Mapping[str, str] = field(default_factory=dict)
    serious: bool = False


def examine(folder: Path, clock: Clock, *, repair: bool = False) -> tuple[Check, ...]:
    """Everything that can be examined; a store that cannot be opened is told and ends it."""
    if repair:
        _repair(folder)
    checks = [*_surroundings(folder, clock)]
    try:
        with Workspace.open(folder, clock, read_only=True) as ws:
            checks.extend(_inside(ws))
    except YuebaoError as failure:
        said = ", ".join(problem.code for problem in failure.problems)
        checks.append(
            Check(
                name="store",
                ok=False,
                said="it cannot be opened ({code})",
                params={"code": said},
                serious=True,
            )
        )
    return tuple(checks)


def _repair(folder: Path) -> None:
    """Missing folders are made, and the key folder closed to others."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "keys").chmod(0o700)


def _surroundings(folder: Path, clock: Clock) -> Iterator[Check]:
    absent = [name for name in FOLDERS if not (folder / name).is_dir()]
    yield Check(
        name="folders",
        ok=not absent,
        said="missing: {names}" if absent else "in order",
        params={"names": ", ".join(absent)},
    )
    writable = os.access(folder, os.W_OK)
    yield Check(
        name="permissions",
        ok=writable,
        said="in order" if writable else "the folder cannot be written",
        serious=not writable,
    )
    keys = folder / "keys"
    if os.name == "posix" and keys.is_dir():
        closed = not keys.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        yield Check(
            name="key folder", ok=closed, said="in order" if closed else "others can read it; use --repair"
        )
    year = clock().year
    plausible = year in PLAUSIBLE_YEARS
    yield Check(
        name="clock",
        ok=plausible,
        said="in order" if plausible else "the year {year} is implausible",
        params={"year": str(year)},
    )
    if folder.is_dir():
        free = shutil.disk_usage(folder).free
        yield Check(
            name="space",
            ok=free >= LEAST_FREE,
            said="in order" if free >= LEAST_FREE else "only {free} MB are free",
            params={"free": str(free // 1024 // 1024)},
        )


def _inside(ws: Workspace) -> Iterator[Check]:
    found = check_integrity(ws.store)
    yield Check(
        name="store",
        ok=not found,
        said="damaged: {what}" if found else "in order",
        params={"what": "; ".join(found[:5])},
        serious=bool(found),
    )
    yield _archive(ws)
    broken = auditing.examine(ws.store)
    yield Check(
        name="audit journal",
        ok=broken is None,
        said=broken.said if broken else "in order",
        params=broken.params if broken else {},
        serious=broken is not None,
    )
    sealed = list((ws.folder / "keys").glob("*.age"))
    yield Check(
        name="keys",
        ok=bool(sealed),
        said="in order" if sealed else "the sealed key file is missing",
        serious=not sealed,
    )


def _archive(ws: Workspace) -> Check:
    """Every bundle that was taken in lies in the archive, and its bytes still give its name."""
    names = {
        row.hash
        for row in ws.store.bundles.list()
        if row.outcome in ("merged", "written") and row.parent is None
    }
    lost = [name for name in sorted(names) if not ws.archived(name).is_file()]
    changed = [
        name
        for name in sorted(names)
        if ws.archived(name).is_file() and canonical.sha256(ws.archived(name).read_bytes()) != name
    ]
    if not lost and not changed:
        return Check(name="archive", ok=True)
    params = {"lost": str(len(lost)), "changed": str(len(changed))}
    return Check(
        name="archive",
        ok=False,
        said="{lost} bundles are missing, {changed} were changed",
        params=params,
        serious=True,
    )

"""Where a workspace lies, so that a copy or a restored backup is noticed and numbers its bundles anew.

An `origin` is the random id of one database on one machine. Two databases that continue one origin would give
two bundles one number, a *fork*, which receivers must take for a stolen key. What tells a copy from the original:

* the *place*: machine and folder (its file number; on FAT, which has no lasting ones, its path). A workspace
  moved within a disk keeps it, a copy has another. On a stick that goes between machines every machine has its
  own origin and comes back to it;
* the *mark*, a file beside the database, never part of a backup: it counts the bundles sealed, as the database
  does. A database that counts fewer is an older one put back;
* the *witness*: the time of the mark's last change as the system, not a program, keeps it, remembered in the
  database. Whoever copies the whole folder over itself changes that time. Not used on FAT and Windows, which
  do not keep it.

A wrong alarm costs a new origin, which is harmless. What stays hidden, such as a cloned machine, is found by the
receiver as a fork. This module reads the file system and decides nothing but `is_same`, which is pure.
"""

from __future__ import annotations

import hashlib
import os
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from forms.errors import StoreError

MARK = "origin.json"
_FAT = frozenset({"vfat", "exfat", "msdos", "fuseblk", "fuse"})
_MULTICAST = 1 << 40
_NOTE = "Belongs to the database beside it. Do not copy or restore it / 与旁边的数据库配套，请勿复制或恢复"


class Mark(Struct, frozen=True, kw_only=True):
    """What the file says: how many bundles were sealed here."""

    sealed: int
    note: str = _NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How many bundles were sealed, and the witness (empty where the system keeps none)."""

    sealed: int
    witness: str = ""


def is_same(database: Trace, mark: Trace | None) -> bool:
    """Whether the database and the mark beside it grew together."""
    if mark is None or database.sealed < mark.sealed:
        return False
    return not (database.witness and mark.witness and database.witness != mark.witness)


def read_mark(folder: Path) -> Trace | None:
    """The mark; `None` where there is none, or none that can be read."""
    path = folder / MARK
    try:
        mark = msgspec.json.decode(path.read_bytes(), type=Mark)
    except (OSError, msgspec.MsgspecError):
        return None
    return Trace(sealed=mark.sealed, witness=_witness(path))


def write_mark(folder: Path, sealed: int) -> Trace:
    """Write the mark through to the disk, in place, and tell its new witness."""
    path = folder / MARK
    try:
        with path.open("wb") as file:
            file.write(msgspec.json.encode(Mark(sealed=sealed)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError("E-DISK", where=str(path), detail=error.strerror) from error
    return Trace(sealed=sealed, witness=_witness(path))


def place_of(folder: Path) -> str:
    """The machine and the folder, as one hash."""
    inode = folder.stat().st_ino
    lasting = inode and file_system(folder) not in _FAT
    where = f"inode {inode}" if lasting else f"path {folder.resolve()}"
    return hashlib.sha256(f"{machine_id()}\n{where}".encode()).hexdigest()[:32]


def machine_id() -> str:
    """What tells this machine from others; empty where nothing does."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, UnicodeError):
            continue
        if text:
            return text
    node = uuid.getnode()
    return "" if node & _MULTICAST else f"{node:012x}"  # that bit: no network card, a random number


def file_system(folder: Path, table: Path = Path("/proc/self/mountinfo")) -> str:
    """The type of the file system that holds the folder; empty where it is not known."""
    device = folder.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}" if hasattr(os, "major") else ""
    try:
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        mount, dash, source = line.partition(" - ")
        if dash and mount.split()[2:3] == [wanted]:
            return source.split()[0]
    return ""


def _witness(path: Path) -> str:
    if os.name != "posix" or file_system(path.parent) in _FAT:
        return ""
    return f"ctime {path.stat().st_ctime_ns}"

"""Handing a file over on a drive: copied, flushed, read back from the drive, compared. Then it may be pulled out."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from forms.errors import StoreError, YuebaoError
from forms.files import disk_errors, free_name
from sync import durable
from sync.transport.drives import Drive, drives
from sync.transport.messages import NO_ROOM, NONE_FOUND, READ_BACK, READ_ONLY, SEVERAL

RESERVE = 64 * 1024  # clusters, the folder, and what FAT needs beside the bytes
_LONGEST = 200
"""Bytes of a name: FAT keeps 255 UTF-16 units, other disks 255 bytes, and the half-written file beside is longer."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\U00010000-\U0010ffff]')
"""What FAT and Windows keep apart for themselves, and letters for which some drivers have no room (16 bits each)."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The copy on the drive; `safe_to_remove` says that it was read back from there and is the same."""

    file: Path
    size: int
    sha256: str
    safe_to_remove: bool


def only_drive() -> Drive:
    """The drive that is plugged in; `E-NO-DRIVE` for none or several, which a person must tell apart."""
    found = [drive for drive in drives() if not drive.read_only]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(drive.path) for drive in found)
    raise YuebaoError("E-NO-DRIVE", detail=SEVERAL if found else NONE_FOUND, where=names or None)


def hand_over(file: Path, drive: Drive | Path) -> HandedOver:
    """Copy the file to the top of the drive (or into a folder), forced to it, read back and compared.

    A file of that name with other content stays; the copy then bears a number. Raises StoreError `E-DISK` when the
    drive is full, write-protected, pulled out or faulty; nothing half-written stays on it.
    """
    folder = drive.path if isinstance(drive, Drive) else drive
    with disk_errors(file):
        data = file.read_bytes()
    if isinstance(drive, Drive) and drive.read_only:
        raise StoreError("E-DISK", where=str(folder), detail=READ_ONLY)
    digest = hashlib.sha256(data).hexdigest()
    target = _place(folder, fat_name(file.name), data)
    lay_there = target.exists()
    if not lay_there:
        _require_room(folder, len(data))
        durable.replace_file(target, data)
    if _read_back(target) != digest:
        if not lay_there:
            with disk_errors(target):
                target.unlink(missing_ok=True)
        raise StoreError("E-DISK", where=str(target), detail=READ_BACK)
    return HandedOver(file=target, size=len(data), sha256=digest, safe_to_remove=True)


def fat_name(name: str) -> str:
    """The name as FAT and Windows can keep it; one that they can keep already stays as it is."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).rstrip(". ")
    if not plain or _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.partition(".")
    while len(plain.encode()) > _LONGEST and stem:
        stem = stem[:-1]
        plain = f"{stem}{dot}{ending}"
    return plain


def _place(folder: Path, name: str, data: bytes) -> Path:
    with disk_errors(folder):
        target = folder / name
        same = target.is_file() and target.read_bytes() == data
        return target if same else free_name(target)


def _require_room(folder: Path, needed: int) -> None:
    with disk_errors(folder):
        free = shutil.disk_usage(folder).free
    if free < needed + RESERVE:
        raise StoreError("E-DISK", where=str(folder), detail=NO_ROOM)


def _read_back(path: Path) -> str:
    """The hash of what the drive gives; where the system allows it, its own memory is emptied of the file before."""
    digest = hashlib.sha256()
    with disk_errors(path), path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

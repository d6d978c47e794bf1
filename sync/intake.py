"""What lies in the in-tray: single files, folders, archives, mails and armoured text, one level deep.

Yields one parcel at a time, so that memory does not grow with the size of the tray. Nothing is unpacked to
disk. A file named by the user always becomes a parcel; in folders, archives and mails only what may be a
bundle does, because a USB stick also holds photographs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forms.errors import Problem, YuebaoError
from forms.files import input_errors
from sync import armour
from sync.limits import STANDARD

SUFFIXES = (".ybz", ".age", ".zip", ".eml", ".mbox", ".asc", ".txt")
ZIP_MAGIC = b"PK\x03\x04"
AGE_MAGIC = b"age-encryption.org/"
_MANIFEST = "manifest.json"
_MAIL_SUFFIXES = (".eml", ".mbox")
_MAX_MAILBOX = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing that may be a bundle: its bytes, or why they could not be had.

    `name` is shown to people: the file, and after `!` the member of an archive or mail.
    """

    name: str
    data: bytes = b""
    problem: Problem | None = None


def count(paths: Iterable[Path]) -> int:
    """How many files there are to open, for the progress bar."""
    return sum(len(_files(path)) if path.is_dir() else 1 for path in paths)


def gather(paths: Iterable[Path]) -> Iterator[Parcel]:
    """The parcels in these files and folders, in the order given, folders in order of name."""
    for path in paths:
        if path.is_dir():
            for file in _files(path):
                yield from _open(file, asked_for=False)
        else:
            yield from _open(path, asked_for=True)


def _files(folder: Path) -> list[Path]:
    found = (p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return sorted(p for p in found if not p.name.startswith("."))


def _open(path: Path, *, asked_for: bool) -> Iterator[Parcel]:
    name = str(path)
    try:
        with input_errors(path):
            if path.suffix.lower() == ".mbox":
                yield from _mailbox(path)
                return
            STANDARD.require("bytes", path.stat().st_size, _archive_limit(path), where=name)
            data = path.read_bytes()
    except YuebaoError as error:
        yield Parcel(name=name, problem=error.problem)
    else:
        found = list(_parcels(name, data, path.suffix.lower()))
        if found or asked_for:
            yield from found or [Parcel(name=name, data=data)]


def _archive_limit(path: Path) -> int:
    """An archive or a mail may hold several bundles; what comes out of it is bounded one by one."""
    return STANDARD.total * (8 if path.suffix.lower() in (".zip", *_MAIL_SUFFIXES) else 2)


def _parcels(name: str, data: bytes, suffix: str) -> Iterator[Parcel]:
    """What this file holds. Bytes that are no container of others stand for themselves."""
    if suffix == ".eml":
        yield from _mail(name, data)
    elif data.startswith(ZIP_MAGIC) and suffix == ".zip":
        yield from _archive(name, data)
    elif suffix == ".txt" and not armour.is_armoured(data):
        return
    else:
        yield _unwrapped(name, data)


def _unwrapped(name: str, data: bytes) -> Parcel:
    try:
        return Parcel(name=name, data=armour.unwrap(data))
    except YuebaoError as error:
        return Parcel(name=name, data=data, problem=error.problem)


def _may_be_bundle(name: str, data: bytes) -> bool:
    plain = name.lower()
    return (
        plain.endswith((".ybz", ".age", ".asc"))
        or data.startswith(AGE_MAGIC)
        or (data.startswith(ZIP_MAGIC) and _MANIFEST.encode() in data[:64])
        or (plain.endswith(".txt") and armour.is_armoured(data))
    )


# --- archives ------------------------------------------------------------------------------------


def _archive(name: str, data: bytes) -> Iterator[Parcel]:
    """The bundles in an ordinary ZIP; a ZIP that is a bundle itself, well packed or not, is one parcel."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if any(m.filename == _MANIFEST for m in members):
                yield Parcel(name=name, data=data)
                return
            STANDARD.require("entries", len(members), STANDARD.entries, where=name)
            for member in members:
                yield from _member(name, archive, member)
    except YuebaoError as error:
        yield Parcel(name=name, data=data, problem=error.problem)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        yield Parcel(
            name=name, data=data, problem=Problem(code="E-NOT-A-BUNDLE", params={"detail": str(error)})
        )


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Parcel]:
    """One member, never more of it than a bundle may have, whatever its header says."""
    inner = f"{name}!{member.filename}"
    with archive.open(member) as file:
        data = file.read(STANDARD.total + 1)
    if not _may_be_bundle(member.filename, data):
        return
    if len(data) > STANDARD.total:
        params = {"what": "bytes", "found": str(member.file_size), "limit": str(STANDARD.total)}
        yield Parcel(name=inner, problem=Problem(code="E-LIMIT", params=params, where=inner))
    else:
        yield _unwrapped(inner, data)


# --- mails ---------------------------------------------------------------------------------------


def _mailbox(path: Path) -> Iterator[Parcel]:
    """Every mail of an mbox file."""
    import mailbox

    if not path.is_file():
        raise FileNotFoundError(2, "No such file or directory", str(path))
    STANDARD.require("bytes", path.stat().st_size, _MAX_MAILBOX, where=str(path))
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            yield from _mail(f"{path}!{number}", box.get_bytes(key))
    finally:
        box.close()


def _mail(name: str, data: bytes) -> Iterator[Parcel]:
    """Attachments that may be bundles, archives of them, and armour pasted into the text."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.walk(), start=1):
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        file = part.get_filename() or ""
        inner = f"{name}!{file or number}"
        if file.lower().endswith(".zip") and content.startswith(ZIP_MAGIC):
            yield from _archive(inner, content)
        elif _may_be_bundle(file, content) or armour.is_armoured(content):
            yield _unwrapped(inner, content)

"""The manifest: who sends what to whom, and the hash of every file (bundles.md §3).

It is the only thing signed. Decoding it proves its shape; whether the sender may say this is decided
in `sync.trust`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from forms import canonical
from forms.canonical import Count, Sha256
from forms.errors import YuebaoError
from sync.container import MANIFEST, SIGNATURES
from sync.signers.sm2 import ALGORITHM as SM2
from sync.signers.sm3 import sm3

FORMAT = "yuebao-bundle/1"
_FAMILY = re.compile(r"yuebao-bundle/([1-9][0-9]{0,8})")

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
"""A unit code, region or pack id."""
Origin = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]{1,64}\Z")]
"""The random id of one database on one machine."""
Sequence = Annotated[int, msgspec.Meta(ge=1, le=canonical.INT_LIMIT - 1)]
"""1, 2, 3 … per origin."""
Shown = Annotated[str, msgspec.Meta(max_length=200)]
"""Text that is shown and never decides."""


class Kind(StrEnum):
    """What a bundle is for: 上报包, 转报包, 下发包, 回复包, 密钥登记申请."""

    SUBMISSION = "submission"
    RELAY = "relay"
    TASK = "task"
    REPLY = "reply"
    ENROLMENT = "enrolment"

    @property
    def payload_type(self) -> str:
        """The DSSE payload type, so that a signature for one kind never serves another."""
        return f"application/vnd.yuebao.{self.value}+json"


class _Frozen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common settings: immutable, named arguments, unknown fields refused, defaults not written."""


class PackRef(_Frozen, frozen=True):
    """A form pack (报表制度) by name, version and the hash of its canonical JSON."""

    id: Id
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    hash: Sha256


class FileEntry(_Frozen, frozen=True):
    """Length and hashes of one file; `sm3` where the region's policy asks for it."""

    bytes: Count
    sha256: Sha256
    sm3: Sha256 | None = None


class Manifest(_Frozen, frozen=True):
    """`manifest.json`, field by field as in bundles.md §3.

    `previous` is the hash of the manifest before this one from the same origin, null for the first;
    `pack` is null where no pack is concerned. `extensions` carries what newer minor versions add; it
    is kept, passed on, and not written while empty.
    """

    format: str
    kind: Kind
    region: Id
    unit: Id
    to: Id
    origin: Origin
    sequence: Sequence
    previous: Sha256 | None
    register_version: Count
    pack: PackRef | None
    have: dict[Origin, Count]
    created_at: Shown
    app: Shown
    files: dict[str, FileEntry]
    extensions: dict[str, Any] = {}


class _Peek(Struct):
    """The one field every version has."""

    format: str


def decode(data: bytes) -> Manifest:
    """The manifest in these bytes.

    Raises YuebaoError `E-NEWER` for a format of the future, `E-MANIFEST` for any other fault.
    """
    try:
        manifest = canonical.decode(data, Manifest)
    except YuebaoError as error:
        _require_known(_format_in(data))
        raise YuebaoError("E-MANIFEST", detail=error.problem.params["detail"]) from error
    _require_known(manifest.format)
    for name in (MANIFEST, SIGNATURES):
        if name in manifest.files:
            raise YuebaoError("E-MANIFEST", detail=f"{name} cannot list itself")
    return manifest


def file_entry(content: bytes, *, national: bool = False) -> FileEntry:
    """Length and hash of a file's content; `national` adds its SM3."""
    digest = sm3(content) if national else None
    return FileEntry(bytes=len(content), sha256=canonical.sha256(content), sm3=digest)


def require_files(manifest: Manifest, entries: Mapping[str, bytes]) -> None:
    """Nothing missing, nothing extra, every length and hash as signed, every hash-name true.

    Raises YuebaoError `E-MISSING-FILE`, `E-EXTRA-FILE` or `E-HASH`, with the file.
    """
    present = entries.keys() - {MANIFEST, SIGNATURES}
    for name in sorted(manifest.files.keys() - present):
        raise YuebaoError("E-MISSING-FILE", where=name, name=name)
    for name in sorted(present - manifest.files.keys()):
        raise YuebaoError("E-EXTRA-FILE", where=name, name=name)
    for name, entry in manifest.files.items():
        content = entries[name]
        if len(content) != entry.bytes or canonical.sha256(content) != entry.sha256:
            raise YuebaoError("E-HASH", where=name, name=name)
        if entry.sm3 is not None and sm3(content) != entry.sm3:
            raise YuebaoError("E-HASH", where=name, name=name)
        if not _named_truly(name, entry.sha256):
            raise YuebaoError("E-HASH", where=name, name=name)


def require_hashes(manifest: Manifest, required_algs: Collection[str]) -> None:
    """Raise `E-ALGORITHM` where the receiver's policy asks for SM2 and a file is listed without its SM3.

    An SM2 signature over a list of SHA-256 hashes alone would rest on SHA-256 again.
    """
    if SM2 in required_algs and any(entry.sm3 is None for entry in manifest.files.values()):
        raise YuebaoError("E-ALGORITHM", algorithm="sm3")


NAMED_BY_HASH = ("revisions", "events", "pack", "attachments", "leaves", "matters")
"""Folders whose files are called by the hash of their content, whatever their ending."""


def _named_truly(name: str, sha256: str) -> bool:
    folder, slash, file = name.partition("/")
    return not slash or folder not in NAMED_BY_HASH or file.partition(".")[0] == sha256


def _format_in(data: bytes) -> str:
    try:
        return msgspec.json.decode(data, type=_Peek).format
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return FORMAT  # then the fault lies elsewhere


def _require_known(found: str) -> None:
    if found == FORMAT:
        return
    if _FAMILY.fullmatch(found):
        raise YuebaoError("E-NEWER", found=found, known=FORMAT)
    raise YuebaoError("E-MANIFEST", detail=f"format {found[:40]!a}")

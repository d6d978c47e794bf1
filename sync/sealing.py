"""Every bundle this office makes: numbered, signed, archived and noted before it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forms import canonical
from forms.files import disk_errors
from forms.store import BundleRow
from sync import auditing, bundle, durable
from sync.bundle import OpenedBundle
from sync.container import MANIFEST
from sync.manifest import Kind, PackRef
from sync.signers import Signer
from sync.version import APP
from sync.workspace import Workspace

WRITTEN = "written"
"""The outcome of a bundle that was made here."""
MERGED = "merged"
"""The outcome of a bundle that was taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be sealed: `files` as in bundles.md §1; `pack` where the kind concerns one.

    `have` is the highest gap-free sequence received, by origin. `channel` numbers the bundle apart from those
    to `to`, as an enrolment request must be, which comes before the first report.
    """

    kind: Kind
    to: str
    files: Mapping[str, bytes]
    pack: PackRef | None = None
    have: Mapping[str, int] | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A bundle that lies in the archive. `digest` is its hash, `name` the file name others will see."""

    data: bytes
    digest: str
    manifest_hash: str
    origin: str
    sequence: int
    name: str


def seal(ws: Workspace, signers: Sequence[Signer], letter: Letter, *, label: str = "") -> Sealed:
    """Make the bundle. One transaction: its number is used if and only if it is archived and noted.

    `label` is the middle of the file name: a period, or the kind of bundle.
    """
    origin = ws.origin_towards(letter.channel or letter.to)
    with ws.store.transaction():
        sequence, previous = ws.next_position(origin)
        data = _built(ws, signers, letter, (origin, sequence, previous))
        manifest_hash = canonical.sha256(bundle.open_bundle(data).entries[MANIFEST])
        sealed = Sealed(
            data=data,
            digest=canonical.sha256(data),
            manifest_hash=manifest_hash,
            origin=origin,
            sequence=sequence,
            name=f"{ws.unit}-{label or letter.kind.value}-{origin}-{sequence}.ybz",
        )
        row = _row(ws, letter, sealed, previous, signers)
        ws.store.bundles.add(row)
        auditing.sealed(ws.store, row, letter.to, letter.files)
        ws.record_position(origin, sequence, manifest_hash)
        ws.archive_bundle(data, sealed.digest)
    return sealed


@contextmanager
def still_here(ws: Workspace, sealed: Sealed) -> Iterator[None]:
    """What fails before the bundle has left undoes it whole: it leaves the archive with its transaction.

    Else the archive would tell of an act that never was, as of a report that did not fit on the stick.
    """
    try:
        yield
    except BaseException:
        ws.archived(sealed.digest).unlink(missing_ok=True)
        raise


def _built(
    ws: Workspace, signers: Sequence[Signer], letter: Letter, place: tuple[str, int, str | None]
) -> bytes:
    origin, sequence, previous = place
    return bundle.build(
        letter.files,
        signers,
        kind=letter.kind,
        region=ws.region,
        unit=ws.unit,
        to=letter.to,
        origin=origin,
        sequence=sequence,
        previous=previous,
        register_version=_version_known(ws),
        pack=letter.pack,
        have=dict(letter.have or {}),
        created_at=ws.clock().isoformat(timespec="seconds"),
        app=APP,
    )


def _version_known(ws: Workspace) -> int:
    """The version of the register that speaks for this office's keys, as far as it has come here."""
    register = ws.trust.register_for(ws.unit)
    return register.version if register else 0


def _row(
    ws: Workspace, letter: Letter, sealed: Sealed, previous: str | None, signers: Sequence[Signer]
) -> BundleRow:
    return BundleRow(
        hash=sealed.digest,
        kind=letter.kind.value,
        unit=ws.unit,
        origin=sealed.origin,
        sequence=sealed.sequence,
        previous=previous,
        manifest_hash=sealed.manifest_hash,
        register_version=_version_known(ws),
        signers=tuple(sorted(signer.keyid for signer in signers)),
        file=sealed.name,
        received_at=ws.clock().isoformat(timespec="seconds"),
        outcome=WRITTEN,
    )


def deliver(sealed: Sealed, folder: Path) -> Path:
    """Write the bundle to where it leaves from: a stick, a mail folder. Its number is already spent."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return durable.keep_file(folder.resolve() / sealed.name, sealed.data)


def deliver_again(ws: Workspace, name: str, folder: Path) -> Path:
    """Write a bundle of the archive once more, byte for byte, as when a stick was lost; `folder` must be there.

    Raises `LookupError` for a bundle that was not made here, StoreError `E-DISK`.
    """
    row = ws.store.bundles.get(name)
    if row is None or row.outcome != WRITTEN:
        raise LookupError(name)
    with disk_errors(folder):
        data = ws.archived(name).read_bytes()
    return durable.keep_file(folder.resolve() / row.file, data)


def note_received(ws: Workspace, opened: OpenedBundle) -> None:
    """Note in the books that a bundle was taken in; one that waited is settled by it."""
    manifest = opened.manifest
    row = BundleRow(
        hash=opened.digest,
        kind=manifest.kind.value,
        unit=manifest.unit,
        origin=manifest.origin,
        sequence=manifest.sequence,
        previous=manifest.previous,
        manifest_hash=opened.manifest_digest,
        register_version=manifest.register_version,
        signers=tuple(entry.keyid for entry in opened.signatures.signatures),
        file=f"{opened.digest}.ybz",
        received_at=ws.clock().isoformat(timespec="seconds"),
        outcome=MERGED,
    )
    auditing.taken(ws.store, row)
    if not ws.store.bundles.add(row):
        ws.store.bundles.set_outcome(opened.digest, MERGED)

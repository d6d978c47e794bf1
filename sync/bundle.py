"""Bundles made and opened: files, manifest and signatures in one container.

Opening covers the steps of bundles.md §5 that need no trust: size and container (1, 3), the shape of
the manifest (5) and the file set (6). The signatures (4) are checked in between, by the function the
caller passes, because only the caller knows the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from forms import canonical
from forms.errors import YuebaoError
from sync import container, envelope
from sync.container import MANIFEST, SIGNATURES, VERIFY
from sync.envelope import Signatures
from sync.limits import STANDARD, Limits
from sync.manifest import FORMAT, Kind, Manifest, PackRef, decode, file_entry, require_files
from sync.signers import Signer
from sync.signers.sm2 import ALGORITHM as SM2
from sync.verify_text import verify_text

Authenticate = Callable[[bytes, Signatures], None]
"""Step 4: manifest bytes and signatures; raises when the signatures are not good enough."""


class Header(TypedDict):
    """The manifest's fields, except those that follow from files and format."""

    kind: Kind
    region: str
    unit: str
    to: str
    origin: str
    sequence: int
    previous: str | None
    register_version: int
    pack: PackRef | None
    have: dict[str, int]
    created_at: str
    app: str
    extensions: NotRequired[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBundle:
    """A bundle whose container, manifest and file set are sound; who signed it is another question.

    `entries` holds every file by name; `digest` is the SHA-256 of the whole file (the bundle's id) and
    `manifest_digest` that of the manifest's bytes, which the next bundle of this origin names as `previous`.
    """

    digest: str
    entries: Mapping[str, bytes]
    manifest_bytes: bytes
    manifest_digest: str
    signatures: Signatures
    manifest: Manifest

    @property
    def payload_type(self) -> str:
        """What the signatures must have been made for."""
        return self.manifest.kind.payload_type

    def files(self, folder: str) -> dict[str, bytes]:
        """The files directly or deeper in this folder, such as `revisions`, in container order."""
        prefix = f"{folder}/"
        return {name: content for name, content in self.entries.items() if name.startswith(prefix)}


def build(files: Mapping[str, bytes], signers: Sequence[Signer], **header: Unpack[Header]) -> bytes:
    """The signed bundle of these files (`revisions/…`, `events/…`, …); VERIFY.txt is added and listed.

    Where one of the keys is an SM2 key, every file is listed with its SM3 too.

    Raises YuebaoError `E-NAME`, `E-LIMIT` or `E-MANIFEST` for what no receiver would take.
    """
    content = {**files, VERIFY: verify_text(signers)}
    national = any(signer.algorithm == SM2 for signer in signers)
    listed = {name: file_entry(data, national=national) for name, data in content.items()}
    manifest = Manifest(format=FORMAT, files=listed, **header)
    manifest_bytes = canonical.encode(manifest)
    require_files(decode(manifest_bytes), content)
    signatures = envelope.sign(manifest_bytes, manifest.kind.payload_type, signers)
    return container.write([(MANIFEST, manifest_bytes), (SIGNATURES, signatures), *content.items()])


def open_bundle(
    data: bytes,
    *,
    limits: Limits = STANDARD,
    digest: str | None = None,
    authenticate: Authenticate | None = None,
) -> OpenedBundle:
    """Steps 1, 3, 5 and 6 of bundles.md §5, and step 4 through `authenticate`; the first failure stops.

    `digest` is the SHA-256 of `data`, when the caller has it already.

    Raises YuebaoError with a code of the file, signature or manifest group.
    """
    entries = container.read(data, limits)
    if MANIFEST not in entries:
        raise YuebaoError("E-NOT-A-BUNDLE", detail="ZIP")
    manifest_bytes = entries[MANIFEST]
    if SIGNATURES not in entries:
        raise YuebaoError("E-UNSIGNED")
    signatures = envelope.parse(entries[SIGNATURES])
    if authenticate is not None:
        authenticate(manifest_bytes, signatures)
    manifest = decode(manifest_bytes)
    if signatures.payload_type != manifest.kind.payload_type:
        raise YuebaoError("E-SIGNATURE", detail="it was made for another kind of file")
    require_files(manifest, entries)
    return OpenedBundle(
        digest=digest or canonical.sha256(data),
        entries=entries,
        manifest_bytes=manifest_bytes,
        manifest_digest=canonical.sha256(manifest_bytes),
        signatures=signatures,
        manifest=manifest,
    )

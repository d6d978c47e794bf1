"""Small real bundles for tests, and the means to forge them."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from forms import canonical
from sync import bundle, container, envelope
from sync.container import MANIFEST, SIGNATURES
from sync.keys import SoftwareEd25519, SoftwareSm2, public_key
from sync.manifest import Kind

CLERK = SoftwareEd25519.from_seed(bytes(range(32)))
HEAD = SoftwareEd25519.from_seed(bytes(range(1, 33)))
NATIONAL = SoftwareSm2.from_seed(bytes(range(3, 35)))
STRANGER = SoftwareEd25519.from_seed(bytes(range(2, 34)))
KEYS = {signer.keyid: public_key(signer.public_spki_der) for signer in (CLERK, HEAD)}
BOTH = {**KEYS, NATIONAL.keyid: public_key(NATIONAL.public_spki_der)}
"""With the SM2 key that the clerk's laptop holds beside its Ed25519 key."""
REVISION = '{"type":"revision","unit":"540100","note":"双创"}'.encode()


def header(**changes: Any) -> bundle.Header:
    fields: bundle.Header = {
        "kind": Kind.SUBMISSION,
        "region": "540000",
        "unit": "540100",
        "to": "540000",
        "origin": "0123456789abcdef0123456789abcdef",
        "sequence": 1,
        "previous": None,
        "register_version": 1,
        "pack": None,
        "have": {},
        "created_at": "2026-11-03T09:30:00+08:00",
        "app": "yuebao 0.1.0",
    }
    return fields | changes  # type: ignore[operator,return-value]


def named(content: bytes, folder: str = "revisions", ending: str = "json") -> dict[str, bytes]:
    return {f"{folder}/{hashlib.sha256(content).hexdigest()}.{ending}": content}


def build(files: dict[str, bytes] | None = None, signers=(CLERK,), **changes: Any) -> bytes:
    return bundle.build(named(REVISION) if files is None else files, signers, **header(**changes))


def entries(data: bytes | None = None) -> dict[str, bytes]:
    return container.read(build() if data is None else data)


def verifier(keys=None, required=("ed25519",)):
    """Step 4 as the importer does it."""

    def authenticate(manifest: bytes, signatures: envelope.Signatures) -> None:
        envelope.verify(
            manifest, signatures, signatures.payload_type, KEYS if keys is None else keys, required
        )

    return authenticate


def opened(data: bytes) -> bundle.OpenedBundle:
    return bundle.open_bundle(data, authenticate=verifier())


def resigned(
    changes: dict[str, Any], signers=(CLERK,), payload_type: str | None = None, **files: bytes
) -> bytes:
    """A bundle whose manifest was changed field by field and signed again, by somebody who may sign."""
    content = entries()
    manifest = msgspec.json.decode(content[MANIFEST]) | changes
    manifest = {name: value for name, value in manifest.items() if value is not DROP}
    raw = msgspec.json.encode(manifest, order="sorted")
    return with_manifest(raw, signers, payload_type, **files)


def with_manifest(raw: bytes, signers=(CLERK,), payload_type: str | None = None, **files: bytes) -> bytes:
    content = entries() | files
    content[MANIFEST] = raw
    content[SIGNATURES] = envelope.sign(raw, payload_type or Kind.SUBMISSION.payload_type, signers)
    return container.write(list(content.items()))


def with_signatures(value: Any) -> bytes:
    """A bundle with this `signatures.json`: bytes as they are, anything else as canonical JSON."""
    content = entries()
    content[SIGNATURES] = value if isinstance(value, bytes) else canonical.encode(value)
    return container.write(list(content.items()))


def signature_value() -> dict[str, Any]:
    """The good `signatures.json` as a value to be changed."""
    value: dict[str, Any] = msgspec.json.decode(entries()[SIGNATURES])
    return value


DROP = object()

"""Checking one file without a workspace: what anybody can know of a bundle, and what a root fingerprint adds."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from forms.errors import YuebaoError
from forms.files import read_named
from sync import bundle, envelope
from sync.authority import decide
from sync.bundle import OpenedBundle
from sync.confidential import is_encrypted
from sync.container import MANIFEST, VERIFY
from sync.keys import PublicKey, fingerprint, parse_fingerprint, public_key_from_pem
from sync.merge_messages import NO_DECRYPTION
from sync.register_chain import pinned, registers_in, verifying_keys
from sync.trust import EVERYBODY, Authorised, TrustState

_BEGIN = "-----BEGIN PUBLIC KEY-----"
_END = "-----END PUBLIC KEY-----"


class Verified(Struct, frozen=True, kw_only=True):
    """An intact bundle. `trusted`: the chain from the root fingerprint reaches the signer."""

    bundle: str
    kind: str
    unit: str
    to: str
    origin: str
    sequence: int
    keyids: tuple[str, ...]
    fingerprints: tuple[str, ...]
    files: int
    trusted: bool


def verify_file(path: Path, root: str | None = None) -> Verified:
    """Check container, file hashes and signatures; with `root` also whether that region vouches for the signer.

    The public keys are those the file itself names, in VERIFY.txt or in registers: they prove that nothing was
    changed since signing, not who signed. Raises the codes of container, manifest and signature, `E-DECRYPT`
    for an encrypted file, and `E-ROOT` where the registers inside belong to another region.
    """
    data = read_named(path)
    if is_encrypted(data):
        raise YuebaoError("E-DECRYPT", where=str(path), detail=NO_DECRYPTION)
    opened = bundle.open_bundle(data)
    keys = named_keys(opened)
    manifest = opened.manifest
    algorithms = {entry.alg for entry in opened.signatures.signatures}
    verified = envelope.verify(
        opened.entries[MANIFEST], opened.signatures, opened.payload_type, keys, algorithms or {"ed25519"}
    )
    signed_by = tuple(sorted(verified.signed_by))
    return Verified(
        bundle=opened.digest,
        kind=manifest.kind.value,
        unit=manifest.unit,
        to=manifest.to,
        origin=manifest.origin,
        sequence=manifest.sequence,
        keyids=signed_by,
        fingerprints=tuple(fingerprint(keys[name].spki_der) for name in signed_by),
        files=len(manifest.files),
        trusted=root is not None and _vouched(opened, root),
    )


def named_keys(opened: OpenedBundle) -> dict[str, PublicKey]:
    """The public keys a bundle shows, by the id computed here."""
    text = opened.entries.get(VERIFY, b"").decode("utf-8", "replace")
    blocks = [_END.join((part, "")) for part in text.split(_END)[:-1]]
    shown = [public_key_from_pem(_BEGIN + block.rpartition(_BEGIN)[2]) for block in blocks]
    listed = verifying_keys(key for signed in registers_in(opened.entries) for key in signed.signed.keys)
    return {key.keyid: key for key in shown} | dict(listed)


def _vouched(opened: OpenedBundle, root: str) -> bool:
    """Whether the registers inside lead from the root to the signer; a submission carries none."""
    mark = parse_fingerprint(root)
    registers = registers_in(opened.entries)
    if not registers:
        return False
    reader = opened.manifest.to if opened.manifest.to != EVERYBODY else opened.manifest.unit
    trust = pinned(TrustState(me=reader, region="", top="", root_fingerprint=mark), registers)
    return isinstance(decide(opened, trust), Authorised)

"""Signatures over a manifest: DSSE with securesystemslib's envelope and keys (bundles.md §4).

`signatures.json` is a DSSE envelope without its payload, which lies beside it as `manifest.json`. The
signed bytes are the pre-authentication encoding of payload type and payload. Which algorithms must
have signed is told by the receiver's register, never by the file.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Struct

from forms import canonical
from forms.canonical import Sha256
from forms.errors import YuebaoError
from sync.signers import PublicKey, Signer

MAX_SIGNATURES = 64
_Algorithm = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}\Z")]
_Text = Annotated[str, msgspec.Meta(max_length=4096)]


class SignatureEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signature: algorithm, id of the key, and the signature in base64."""

    alg: _Algorithm
    keyid: Sha256
    sig: _Text


class Signatures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """`signatures.json`: entries in order of key id, one for each key."""

    payload_type: _Text
    signatures: Annotated[tuple[SignatureEntry, ...], msgspec.Meta(max_length=MAX_SIGNATURES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Which known keys signed, by algorithm, and which key ids nobody here knows."""

    keyids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def signed_by(self) -> frozenset[str]:
        """The ids of all distinct keys whose signature was verified."""
        return frozenset(keyid for keyids in self.keyids.values() for keyid in keyids)


def sign(payload: bytes, payload_type: str, signers: Iterable[Signer]) -> bytes:
    """`signatures.json` for this payload: canonical bytes, one entry for each signer.

    Raises ValueError without signers or with two signers of one key.
    """
    pae = _pre_authentication(payload, payload_type)
    entries = sorted((_entry(signer, pae) for signer in signers), key=lambda entry: entry.keyid)
    if not entries or not _ascending(entries):
        raise ValueError("a bundle is signed by one or more different keys")
    return canonical.encode(Signatures(payload_type=payload_type, signatures=tuple(entries)))


def joined(before: Signatures, more: bytes) -> Signatures:
    """The signatures of both over one payload; raises ValueError where they are of two kinds or share a key."""
    added = parse(more)
    entries = tuple(sorted((*before.signatures, *added.signatures), key=lambda entry: entry.keyid))
    if before.payload_type != added.payload_type or not _ascending(entries):
        raise ValueError("a bundle is signed by different keys for one kind")
    return Signatures(payload_type=before.payload_type, signatures=entries)


def parse(data: bytes) -> Signatures:
    """The entries of `signatures.json`, not yet verified.

    Raises YuebaoError `E-UNSIGNED` when there are none, `E-SIGNATURE` when they are malformed.
    """
    try:
        found = canonical.decode(data, Signatures)
    except YuebaoError as error:
        raise YuebaoError("E-SIGNATURE", detail=error.problem.params["detail"]) from error
    if not found.signatures:
        raise YuebaoError("E-UNSIGNED")
    if not _ascending(found.signatures):
        raise YuebaoError("E-SIGNATURE", detail="the signatures are not in order of their keys")
    return found


def verify(
    payload: bytes,
    signatures: bytes | Signatures,
    payload_type: str,
    keys: Mapping[str, PublicKey],
    required_algs: Collection[str],
) -> Verified:
    """Check every signature made by a key of `keys` (key id → key), and that each required algorithm signed.

    A signature by a key nobody knows proves nothing and hurts nothing: its id is in `unknown`.

    Raises YuebaoError `E-UNSIGNED` without signatures; `E-SIGNATURE` for another payload type or a
    known key's signature that does not fit; `E-ALGORITHM` for a known key under another algorithm's
    name, or when a required algorithm did not sign; `E-UNKNOWN-KEY` when it did, but by unknown keys only.
    """
    if not required_algs:
        raise ValueError("the policy must require an algorithm")
    found = signatures if isinstance(signatures, Signatures) else parse(signatures)
    if found.payload_type != payload_type:
        raise YuebaoError("E-SIGNATURE", detail="it was made for another kind of file")
    pae = _pre_authentication(payload, payload_type)
    known: dict[str, tuple[str, ...]] = {}
    unknown: list[SignatureEntry] = []
    for entry in found.signatures:
        key = keys.get(entry.keyid)
        if key is None:
            unknown.append(entry)
            continue
        _require_signature(key, entry, pae)
        known[entry.alg] = (*known.get(entry.alg, ()), key.keyid)
    _require_algorithms(required_algs, known, unknown)
    return Verified(keyids=known, unknown=tuple(entry.keyid for entry in unknown))


def _pre_authentication(payload: bytes, payload_type: str) -> bytes:
    from sync.signers import dsse  # loads securesystemslib, which starting the program need not wait for

    return dsse.pre_authentication(payload, payload_type)


def _entry(signer: Signer, pae: bytes) -> SignatureEntry:
    sig = base64.b64encode(signer.sign(pae)).decode("ascii")
    return SignatureEntry(alg=signer.algorithm, keyid=signer.keyid, sig=sig)


def _ascending(entries: Sequence[SignatureEntry]) -> bool:
    return all(a.keyid < b.keyid for a, b in pairwise(entries))


def _require_signature(key: PublicKey, entry: SignatureEntry, pae: bytes) -> None:
    # the mapping came from our register, but a key filed under a foreign id would count twice
    if key.keyid != entry.keyid or key.algorithm != entry.alg:
        raise YuebaoError("E-ALGORITHM", algorithm=entry.alg)
    from sync.signers import dsse

    try:
        raw = base64.b64decode(entry.sig, validate=True)
    except (binascii.Error, ValueError) as error:
        raise YuebaoError("E-SIGNATURE", detail="it is not base64", key=entry.keyid[:16]) from error
    if base64.b64encode(raw).decode("ascii") != entry.sig:
        raise YuebaoError("E-SIGNATURE", detail="it is not canonical base64", key=entry.keyid[:16])
    if not dsse.is_signed_by(key, raw, pae):
        raise YuebaoError("E-SIGNATURE", detail="the content was changed", key=entry.keyid[:16])


def _require_algorithms(
    required: Collection[str], known: Mapping[str, object], unknown: Sequence[SignatureEntry]
) -> None:
    for algorithm in required:
        if algorithm in known:
            continue
        strangers = [entry.keyid for entry in unknown if entry.alg == algorithm]
        if strangers:
            raise YuebaoError("E-UNKNOWN-KEY", key=strangers[0][:16])
        raise YuebaoError("E-ALGORITHM", algorithm=algorithm)

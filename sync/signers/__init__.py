"""Signature algorithms as plug-ins: one module each, found by name here.

A new algorithm (SM2, a certified UKey) is a `PublicKey` and a `Signer` in a module of its own and one
line in each table below. Nothing else in the program knows which algorithms exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forms.errors import YuebaoError
from sync.signers.ed25519 import Ed25519Key, SoftwareEd25519
from sync.signers.interface import PublicKey, Signer

__all__ = ["ALGORITHMS", "Ed25519Key", "PublicKey", "Signer", "SoftwareEd25519", "public_key", "signers_in"]

_PUBLIC: Mapping[str, Callable[[bytes], PublicKey | None]] = {"ed25519": Ed25519Key.from_spki}
_PRIVATE: Mapping[str, Callable[[bytes], Signer | None]] = {"ed25519": SoftwareEd25519.from_pem}

ALGORITHMS = frozenset(_PUBLIC)
"""The algorithms this installation can verify."""


def public_key(spki_der: bytes) -> PublicKey:
    """The public key with this SubjectPublicKeyInfo, whatever its algorithm.

    Raises YuebaoError `E-ALGORITHM` for an unknown algorithm, a second spelling of a key, or a weak key.
    """
    for read in _PUBLIC.values():
        key = read(spki_der)
        if key is not None:
            return key
    raise YuebaoError("E-ALGORITHM", algorithm=spki_der[:16].hex())


def signers_in(pem: bytes) -> tuple[Signer, ...]:
    """The signers of a private key file: PKCS #8 PEM blocks, one after the other.

    Raises YuebaoError `E-ALGORITHM` for a block no plug-in reads.
    """
    return tuple(_signer(block) for block in _blocks(pem))


def _blocks(pem: bytes) -> list[bytes]:
    end = b"-----END PRIVATE KEY-----"
    return [block.strip() + b"\n" + end + b"\n" for block in pem.split(end)[:-1]]


def _signer(block: bytes) -> Signer:
    for read in _PRIVATE.values():
        signer = read(block)
        if signer is not None:
            return signer
    raise YuebaoError("E-ALGORITHM", algorithm="?")

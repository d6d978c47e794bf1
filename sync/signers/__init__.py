"""Signature algorithms as plug-ins: one module each, found by name here.

A new algorithm (a certified UKey) is a `PublicKey` and a `Signer` in a module of its own and one
line in each table below. Nothing else in the program knows which algorithms exist.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

from forms.errors import YuebaoError
from sync.signers.ed25519 import Ed25519Key, SoftwareEd25519
from sync.signers.interface import PublicKey, Signer, SoftwareSigner
from sync.signers.sm2 import Sm2Key, SoftwareSm2

__all__ = [
    "ALGORITHMS",
    "Ed25519Key",
    "PublicKey",
    "Signer",
    "Sm2Key",
    "SoftwareEd25519",
    "SoftwareSigner",
    "SoftwareSm2",
    "generate",
    "public_key",
    "signers_in",
]

_PUBLIC: Mapping[str, Callable[[bytes], PublicKey | None]] = {
    "ed25519": Ed25519Key.from_spki,
    "sm2-sm3": Sm2Key.from_spki,
}
_PRIVATE: Mapping[str, Callable[[bytes], SoftwareSigner | None]] = {
    "ed25519": SoftwareEd25519.from_pem,
    "sm2-sm3": SoftwareSm2.from_pem,
}
_NEW: Mapping[str, Callable[[Callable[[int], bytes]], SoftwareSigner]] = {
    "ed25519": SoftwareEd25519.generate,
    "sm2-sm3": SoftwareSm2.generate,
}
_BLOCK = re.compile(rb"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", re.DOTALL)

ALGORITHMS = frozenset(_PUBLIC)
"""The algorithms the program knows."""


def generate(algorithm: str, random: Callable[[int], bytes] = os.urandom) -> SoftwareSigner:
    """A new private key of this algorithm, in memory. `E-ALGORITHM` for a name nobody knows."""
    if algorithm not in _NEW:
        raise YuebaoError("E-ALGORITHM", algorithm=algorithm)
    return _NEW[algorithm](random)


def public_key(spki_der: bytes) -> PublicKey:
    """The public key with this SubjectPublicKeyInfo, whatever its algorithm.

    Raises YuebaoError `E-ALGORITHM` for an unknown algorithm, a second spelling of a key, or a weak key.
    """
    for read in _PUBLIC.values():
        key = read(spki_der)
        if key is not None:
            return key
    raise YuebaoError("E-ALGORITHM", algorithm=spki_der[:16].hex())


def signers_in(pem: bytes) -> tuple[SoftwareSigner, ...]:
    """The signers of a private key file: its PKCS #8 PEM blocks in order, whatever stands between them.

    Raises YuebaoError `E-ALGORITHM` for a block no plug-in reads.
    """
    return tuple(_signer(block + b"\n") for block in _BLOCK.findall(pem))


def _signer(block: bytes) -> SoftwareSigner:
    for read in _PRIVATE.values():
        signer = read(block)
        if signer is not None:
            return signer
    raise YuebaoError("E-ALGORITHM", algorithm="?")

"""What a signature algorithm must offer: a key that verifies and a signer that signs.

The id of a key is always computed here, from the key itself, and never believed from a file.
`sync.signers.dsse` shows these keys to securesystemslib.
"""

from __future__ import annotations

import base64
import hashlib
from abc import ABC, abstractmethod
from typing import ClassVar, Protocol, runtime_checkable

PEM_COLUMNS = 64
SM2_ID = b"1234567812345678"
"""The signer's identity that GB/T 32918 and `openssl` use where none is agreed."""


class UnusableLibraryError(Exception):
    """A cryptographic library on this computer cannot do what it is asked; another one may."""


class PublicKey(ABC):
    """A public key with one spelling: its SubjectPublicKeyInfo in DER.

    `algorithm` is the name in `signatures.json` and in the register's `required_algs`;
    `keyid` is the SHA-256 of `spki_der` in hexadecimal.
    """

    algorithm: ClassVar[str]

    def __init__(self, spki_der: bytes) -> None:
        self.spki_der = spki_der
        self.keyid = key_id(spki_der)

    @abstractmethod
    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made the signature over these bytes."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.spki_der == self.spki_der

    def __hash__(self) -> int:
        return hash(self.spki_der)

    @property
    def pem(self) -> str:
        """The key as `openssl` reads it."""
        return spki_pem(self.spki_der)


class Signer(Protocol):
    """Something that holds a private key, in software or in a token."""

    @property
    def algorithm(self) -> str:
        """The name of the algorithm in `signatures.json`."""
        ...

    @property
    def public_spki_der(self) -> bytes:
        """The public half, as DER SubjectPublicKeyInfo."""
        ...

    @property
    def keyid(self) -> str:
        """SHA-256 of `public_spki_der`, in hexadecimal."""
        ...

    def sign(self, data: bytes, /) -> bytes:
        """The signature over exactly these bytes."""
        ...


@runtime_checkable
class SoftwareSigner(Signer, Protocol):
    """A signer whose private key is in memory, and so can be sealed and printed."""

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes: what a printed backup sheet carries."""
        ...

    @property
    def private_pem(self) -> bytes:
        """The private key as PKCS #8 PEM."""
        ...


def key_id(spki_der: bytes) -> str:
    """The id of a key: SHA-256 of its DER SubjectPublicKeyInfo, in hexadecimal (bundles.md §4)."""
    return hashlib.sha256(spki_der).hexdigest()


def spki_pem(spki_der: bytes) -> str:
    """The public key as a PEM block with a final line end."""
    return pem_block("PUBLIC KEY", spki_der)


def pem_block(label: str, der: bytes) -> str:
    """DER as PEM, with a final line end."""
    encoded = base64.b64encode(der).decode("ascii")
    lines = [encoded[at : at + PEM_COLUMNS] for at in range(0, len(encoded), PEM_COLUMNS)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])

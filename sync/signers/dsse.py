"""DSSE as securesystemslib does it: the signed bytes, and our keys as keys of that library.

In a module of its own, because importing securesystemslib takes longer than starting the program otherwise
does; it is loaded when the first signature is made or checked.
"""

from __future__ import annotations

from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Key, Signature

from sync.signers.interface import PublicKey


class DsseKey(Key):
    """One of our public keys, for securesystemslib's envelope and any other tool built on it."""

    def __init__(self, key: PublicKey) -> None:
        self._key = key
        super().__init__(key.keyid, key.algorithm, key.algorithm, {"public": key.pem})

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """Raise UnverifiedSignatureError unless this key made the signature over these bytes."""
        if not self._key.verifies(bytes.fromhex(signature.signature), data):
            raise UnverifiedSignatureError(f"{self._key.algorithm} key {self.keyid}")

    @classmethod
    def from_dict(cls, keyid: str, key_dict: dict[str, Any]) -> DsseKey:
        """Refused: keys come from `sync.signers.public_key`, which checks them."""
        raise NotImplementedError(keyid, key_dict)

    def to_dict(self) -> dict[str, Any]:
        """Securesystemslib's serialisation."""
        return self._to_dict()


def pre_authentication(payload: bytes, payload_type: str) -> bytes:
    """The bytes that are signed: `DSSEv1`, lengths, payload type and payload (bundles.md §4)."""
    return Envelope(payload, payload_type, {}).pae()


def is_signed_by(key: PublicKey, signature: bytes, pae: bytes) -> bool:
    """Whether the key made this signature over the pre-authentication encoding."""
    try:
        DsseKey(key).verify_signature(Signature(key.keyid, signature.hex()), pae)
    except UnverifiedSignatureError:
        return False
    return True

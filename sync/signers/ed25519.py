"""Ed25519 in software (RFC 8032), and the refusal of keys that prove nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.errors import YuebaoError
from sync.signers.interface import PublicKey, key_id

if TYPE_CHECKING:  # loaded where something is signed or verified: no start needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "ed25519"
SEED_SIZE = 32

# RFC 8410: SEQUENCE { SEQUENCE { 1.3.101.112 } BIT STRING }; DER leaves no other spelling
_SPKI_HEAD = bytes.fromhex("302a300506032b6570032100")
_SPKI_SIZE = len(_SPKI_HEAD) + 32

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN = 1 << 255
_Y_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_LOW_ORDER_Y = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})


class Ed25519Key(PublicKey):
    """An Ed25519 public key that somebody can own."""

    algorithm = ALGORITHM

    def __init__(self, spki_der: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        super().__init__(spki_der)
        self._key = Ed25519PublicKey.from_public_bytes(spki_der[len(_SPKI_HEAD) :])

    @classmethod
    def from_spki(cls, spki_der: bytes) -> Ed25519Key | None:
        """The key, or None if these bytes are no Ed25519 SubjectPublicKeyInfo.

        Raises YuebaoError `E-ALGORITHM` for a key of low order, a second spelling of a point, or no point.
        """
        if not spki_der.startswith(_SPKI_HEAD) or len(spki_der) != _SPKI_SIZE:
            return None
        if not is_sound(spki_der[len(_SPKI_HEAD) :]):
            raise YuebaoError("E-ALGORITHM", algorithm=f"{ALGORITHM}: weak key")
        return cls(spki_der)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made the signature over these bytes."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class SoftwareEd25519:
    """A private key held in memory (`software-ed25519`)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self._spki = _SPKI_HEAD + private.public_key().public_bytes_raw()
        self._keyid = key_id(self._spki)

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> SoftwareEd25519:
        """A new key from `random(32)`."""
        return cls.from_seed(random(SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> SoftwareEd25519:
        """The key of this 32-byte seed."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_pem(cls, pem: bytes) -> SoftwareEd25519 | None:
        """The key in a PKCS #8 PEM block; None if it holds no Ed25519 key."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            return None
        return cls(private) if isinstance(private, Ed25519PrivateKey) else None

    @property
    def algorithm(self) -> str:
        """`ed25519`."""
        return ALGORITHM

    @property
    def public_spki_der(self) -> bytes:
        """The public half, as DER SubjectPublicKeyInfo."""
        return self._spki

    @property
    def keyid(self) -> str:
        """SHA-256 of `public_spki_der`, in hexadecimal."""
        return self._keyid

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes: what a printed backup sheet carries."""
        return self._private.private_bytes_raw()

    @property
    def private_pem(self) -> bytes:
        """The private key as PKCS #8 PEM, as `openssl` reads it: what `seal_key` protects."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes, /) -> bytes:
        """The 64-byte signature over exactly these bytes."""
        return self._private.sign(data)


def is_sound(public: bytes) -> bool:
    """Whether these 32 bytes are the one spelling of a point on the curve that is not of low order.

    With a key of low order a signature fits any message; with two spellings one key counts twice.
    """
    value = int.from_bytes(public, "little")
    y = value & (_SIGN - 1)
    return y < _P and y not in _LOW_ORDER_Y and _is_on_curve(y)


def _is_on_curve(y: int) -> bool:
    """Whether x² = (y² - 1) / (d·y² + 1) has a root, by Euler's criterion."""
    above = (y * y - 1) % _P
    below = (_D * y * y + 1) % _P
    return pow(above * below, (_P - 1) // 2, _P) == 1

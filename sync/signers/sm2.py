"""SM2 with SM3 (GB/T 32918, GM/T 0003): the national algorithm beside Ed25519, by the register's policy.

Which library computes is decided once, by the worked example of the standard: one that gets it wrong is not
used. The program claims no cryptographic certification; a certified token is another plug-in.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable
from functools import cache
from typing import Protocol

from forms.errors import YuebaoError
from sync.signers import sm2_curve
from sync.signers.interface import PublicKey, UnusableLibraryError, key_id, pem_block

ALGORITHM = "sm2-sm3"

_PEM = re.compile(rb"-----BEGIN PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*")


class Sm2Library(Protocol):
    """Something that computes SM2 with SM3 and the identity 1234567812345678."""

    name: str

    def sign(self, scalar: bytes, point: bytes, data: bytes) -> bytes:
        """A DER signature."""
        ...

    def verify(self, point: bytes, signature: bytes, data: bytes) -> bool:
        """Whether a plain DER signature fits."""
        ...


# GB/T 32918.5-2017, appendix A.2
_EXAMPLE_DATA = b"message digest"
_EXAMPLE_KEY = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
_EXAMPLE_POINT = bytes.fromhex(
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
_EXAMPLE_SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


def computes_rightly(library: Sm2Library) -> bool:
    """Whether the library agrees with the standard's worked example, and with itself, and refuses another text."""
    try:
        own = library.sign(_EXAMPLE_KEY, _EXAMPLE_POINT, _EXAMPLE_DATA)
    except UnusableLibraryError:
        return False
    return (
        all(library.verify(_EXAMPLE_POINT, sig, _EXAMPLE_DATA) for sig in (_EXAMPLE_SIGNATURE, own))
        and not library.verify(_EXAMPLE_POINT, _EXAMPLE_SIGNATURE, _EXAMPLE_DATA + b".")
        and sm2_curve.is_plain_signature(own)
    )


@cache
def library() -> Sm2Library:
    """The library of this installation: CPython's OpenSSL 3, else GmSSL.

    Raises YuebaoError `E-ALGORITHM` when there is none that computes rightly.
    """
    from sync.signers import sm2_gmssl, sm2_openssl  # ctypes and OpenSSL only where SM2 is used

    for load in (sm2_openssl.load, sm2_gmssl.load):
        for found in load():
            if computes_rightly(found):
                return found
    raise YuebaoError("E-ALGORITHM", algorithm=f"{ALGORITHM}: not available on this computer")


class Sm2Key(PublicKey):
    """An SM2 public key on the recommended curve."""

    algorithm = ALGORITHM

    def __init__(self, spki_der: bytes, point: bytes) -> None:
        super().__init__(spki_der)
        self._point = point

    @classmethod
    def from_spki(cls, spki_der: bytes) -> Sm2Key | None:
        """The key, or None if these bytes are no SM2 SubjectPublicKeyInfo in its one spelling.

        Raises YuebaoError `E-ALGORITHM` for coordinates that are no point of the curve.
        """
        point = sm2_curve.point_in(spki_der)
        if point is None:
            return None
        if not sm2_curve.is_on_curve(point):
            raise YuebaoError("E-ALGORITHM", algorithm=f"{ALGORITHM}: weak key")
        return cls(spki_der, point)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made the signature over these bytes."""
        return sm2_curve.is_plain_signature(signature) and library().verify(self._point, signature, data)


class SoftwareSm2:
    """A private key held in memory (`software-sm2`)."""

    def __init__(self, scalar: bytes) -> None:
        if not sm2_curve.is_private(scalar):
            raise ValueError("not a private number of SM2")
        self._scalar = scalar
        self._point = sm2_curve.public_point(scalar)
        self._spki = sm2_curve.spki(self._point)
        self._keyid = key_id(self._spki)

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> SoftwareSm2:
        """A new key from `random(32)`; asked again in the rare case (1 in 2³²) that the number is too large."""
        scalar = random(sm2_curve.SCALAR_SIZE)
        while not sm2_curve.is_private(scalar):
            scalar = random(sm2_curve.SCALAR_SIZE)
        return cls(scalar)

    @classmethod
    def from_seed(cls, seed: bytes) -> SoftwareSm2:
        """The key of these 32 bytes; ValueError for a number outside 1 … n-2."""
        return cls(seed)

    @classmethod
    def from_pem(cls, pem: bytes) -> SoftwareSm2 | None:
        """The key in a PKCS #8 PEM block as `openssl genpkey -algorithm SM2` writes it; None for another."""
        match = _PEM.fullmatch(pem.strip())
        if match is None:
            return None
        try:
            der = base64.b64decode(match.group(1))
        except ValueError:
            return None
        scalar = sm2_curve.scalar_in(der)
        return None if scalar is None else cls(scalar)

    @property
    def algorithm(self) -> str:
        """`sm2-sm3`."""
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
        return self._scalar

    @property
    def private_pem(self) -> bytes:
        """The private key as PKCS #8 PEM, as `openssl` reads it: what `seal_key` protects."""
        return pem_block("PRIVATE KEY", sm2_curve.pkcs8(self._scalar, self._point)).encode("ascii")

    def sign(self, data: bytes, /) -> bytes:
        """A DER signature over exactly these bytes; another one each time."""
        return library().sign(self._scalar, self._point, data)

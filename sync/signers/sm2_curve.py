"""The curve of SM2 (GB/T 32918.5), and the one spelling of its keys and signatures.

Only what needs no library: is a point on the curve, which point belongs to a private key, is a signature
plain DER. Signing and verifying is left to tried libraries (`sync.signers.sm2_openssl`, `sync.signers.sm2_gmssl`).
"""

from __future__ import annotations

from typing import Final

SCALAR_SIZE = 32
POINT_SIZE = 64

_P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_BASE: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

# SEQUENCE { SEQUENCE { id-ecPublicKey, 1.2.156.10197.1.301 } BIT STRING { 04 x y } }
_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
# SEQUENCE { 0, the same algorithm, OCTET STRING { SEQUENCE { 1, OCTET STRING d, [1] BIT STRING { 04 x y } } } }
_PKCS8_HEAD = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_PKCS8_POINT = bytes.fromhex("a14403420004")


def spki(point: bytes) -> bytes:
    """The SubjectPublicKeyInfo of these 64 bytes x, y: named curve, uncompressed, as OpenSSL writes it."""
    return _SPKI_HEAD + point


def point_in(spki_der: bytes) -> bytes | None:
    """The 64 bytes x, y of such a SubjectPublicKeyInfo; None for anything else."""
    if not spki_der.startswith(_SPKI_HEAD) or len(spki_der) != len(_SPKI_HEAD) + POINT_SIZE:
        return None
    return spki_der[len(_SPKI_HEAD) :]


def pkcs8(scalar: bytes, point: bytes) -> bytes:
    """The private key as PKCS #8 DER, as OpenSSL writes it."""
    return _PKCS8_HEAD + scalar + _PKCS8_POINT + point


def scalar_in(pkcs8_der: bytes) -> bytes | None:
    """The private number in such a PKCS #8 key; None for anything else."""
    scalar = pkcs8_der[len(_PKCS8_HEAD) :][:SCALAR_SIZE]
    if (
        len(scalar) < SCALAR_SIZE
        or not is_private(scalar)
        or pkcs8(scalar, public_point(scalar)) != pkcs8_der
    ):
        return None
    return scalar


def is_private(scalar: bytes) -> bool:
    """Whether these 32 bytes are a private key: 1 … n-2 (GB/T 32918.1)."""
    return len(scalar) == SCALAR_SIZE and 1 <= int.from_bytes(scalar, "big") <= _ORDER - 2


def is_on_curve(point: bytes) -> bool:
    """Whether x, y is a point: y² = x³ - 3x + b with both below p. The group has prime order: no weak points."""
    x, y = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def public_point(scalar: bytes) -> bytes:
    """The public point of a private key, 64 bytes x, y; about ten milliseconds.

    Plain doubling and adding takes time that depends on the key. It runs when a key is made or read on its
    owner's laptop, never in answer to anybody else.
    """
    number = int.from_bytes(scalar, "big")
    x, y = _BASE
    for bit in bin(number)[3:]:
        x, y = _sum(x, y, x, y)
        if bit == "1":
            x, y = _sum(x, y, *_BASE)
    return x.to_bytes(32, "big") + y.to_bytes(32, "big")


def _sum(x1: int, y1: int, x2: int, y2: int) -> tuple[int, int]:
    """The sum of two points of which neither is the other's opposite."""
    rise, run = (3 * x1 * x1 - 3, 2 * y1) if x1 == x2 else (y2 - y1, x2 - x1)
    slope = rise * pow(run, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P


def is_plain_signature(signature: bytes) -> bool:
    """Whether these bytes are SEQUENCE { r, s } in DER, each once and in range.

    Libraries differ in what other spellings they forgive; here one signature has one spelling.
    """
    if len(signature) < 2 or signature[0] != _SEQUENCE or signature[1] != len(signature) - 2:  # noqa: PLR2004
        return False
    r, rest = _integer(signature[2:])
    s, end = _integer(rest)
    return 1 <= r < _ORDER and 1 <= s < _ORDER and end == b""


_SEQUENCE = 0x30
_INTEGER = 0x02


def _integer(data: bytes) -> tuple[int, bytes]:
    """The DER integer at the start and what follows it; 0 for anything that is none."""
    if len(data) < 2 or data[0] != _INTEGER or len(data) < 2 + data[1]:  # noqa: PLR2004 - tag and length
        return 0, b"?"
    end = 2 + data[1]
    number = int.from_bytes(data[2:end], "big")
    return (number, data[end:]) if data[2:end] == _shortest(number) else (0, b"?")


def _shortest(number: int) -> bytes:
    """The contents of a DER integer; the leading bit is free, as it would be a minus."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")

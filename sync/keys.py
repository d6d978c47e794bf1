"""Keys at rest, their fingerprints, and how keys are named (bundles.md §4 and §5).

A private key rests in an age passphrase file that plain `age -d` opens again. It is written here and
not by pyrage, because pyrage alone decides how long opening takes (a second or more for each key) and
the age format lets the writer say so. pyrage opens it, and so checks every file this module writes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Callable, Mapping

from forms.errors import YuebaoError
from sync.signers import (
    PublicKey,
    Signer,
    SoftwareEd25519,
    SoftwareSigner,
    SoftwareSm2,
    generate,
    public_key,
    signers_in,
)
from sync.signers.interface import key_id, spki_pem

__all__ = [
    "PublicKey",
    "Signer",
    "SoftwareEd25519",
    "SoftwareSigner",
    "SoftwareSm2",
    "fingerprint",
    "generate",
    "key_id",
    "open_key",
    "parse_fingerprint",
    "public_key",
    "public_key_from_pem",
    "seal_key",
    "signers_in",
    "spki_pem",
]

WORK_FACTOR = 17
"""log2 of scrypt's N: the least OWASP asks for; 128 MiB and about half a second on an office PC."""

MAX_WORK_FACTOR = 20
"""More than anybody writes: 1 GiB of memory and some seconds. A file that asks for more is no key but a trap."""

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")


def public_key_from_pem(pem: str) -> PublicKey:
    """The public key in a PEM block. Raises YuebaoError `E-ALGORITHM` for anything else."""
    match = _PEM.fullmatch(pem.strip())
    try:
        return public_key(base64.b64decode(match.group(1) if match else ""))
    except ValueError as error:
        raise YuebaoError("E-ALGORITHM", algorithm="PEM") from error


# --- fingerprints -------------------------------------------------------------------------------
# 80 bits of the key id in Crockford's base 32 (no I, L, O, U), then a check character: the sum of the
# sixteen values in GF(32), each times a power of 2 of its own. Any one wrong character changes it, and
# so does any exchange of two different ones, because the sixteen powers all differ.

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Mapping[str, int] = {character: value for value, character in enumerate(_ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS = 80
_SIZE = 16
_FIELD = 0b100101  # x^5 + x^2 + 1
_SEPARATORS = re.compile(r"[\s\u2010-\u2015\u2212\-_.:·—]+")


def fingerprint(spki_der: bytes) -> str:
    """The fingerprint of a public key for eyes, paper and telephone: `XXXX-XXXX-XXXX-XXXX-C`."""
    number = int.from_bytes(hashlib.sha256(spki_der).digest()[: _BITS // 8], "big")
    body = "".join(_ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return _grouped(body + _check_character(body))


def parse_fingerprint(text: str) -> str:
    """A typed fingerprint as `fingerprint` writes it.

    Case, spaces, hyphens, full-width characters and 0/O, 1/I/L are forgiven.
    Raises YuebaoError `E-ROOT` when characters are missing, foreign, or the check character disagrees.
    """
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LOOKALIKE)
    if len(plain) != _SIZE + 1 or any(character not in _VALUE for character in plain):
        raise YuebaoError("E-ROOT", detail="a fingerprint has 17 letters and digits")
    if _check_character(plain[:_SIZE]) != plain[_SIZE]:
        raise YuebaoError("E-ROOT", detail="there is a typing error in the fingerprint")
    return _grouped(plain)


def _grouped(characters: str) -> str:
    return "-".join(characters[at : at + 4] for at in range(0, len(characters), 4))


def _check_character(body: str) -> str:
    total = 0
    for character in body:
        total = _doubled(total) ^ _VALUE[character]
    return _ALPHABET[_doubled(total)]


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


# --- keys at rest -------------------------------------------------------------------------------

_CHUNK = 64 * 1024  # age's payload chunk; a key file is one chunk
_WORK_FACTOR = re.compile(rb"age-encryption\.org/v1\n-> scrypt \S+ ([0-9]{1,9})\n")
_SALT_LABEL = b"age-encryption.org/v1/scrypt"


def seal_key(
    private: bytes,
    passphrase: str,
    *,
    work_factor: int = WORK_FACTOR,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """An age passphrase file of the private key (`age-encryption.org/v1`, one scrypt recipient).

    `private` is what `signers_in` reads: PKCS #8 PEM, under 64 KiB. A lower `work_factor` is for keys
    whose passphrase is no secret, as in a demonstration; tests take 1.
    """
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # no start needs these
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if len(private) > _CHUNK:
        raise ValueError("a private key file is at most one age chunk")
    salt, file_key, nonce = random(16), random(16), random(16)
    scrypt = Scrypt(salt=_SALT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    wrapped = ChaCha20Poly1305(scrypt.derive(passphrase.encode())).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_b64(salt), work_factor, _b64(wrapped))
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    last_chunk = bytes(11) + b"\x01"
    return header + b" " + _b64(mac) + b"\n" + nonce + payload.encrypt(last_chunk, private, None)


def open_key(blob: bytes, passphrase: str) -> bytes:
    """The private key in an age passphrase file. Raises YuebaoError `E-PASSPHRASE`."""
    import pyrage

    asked = _WORK_FACTOR.match(blob)
    if asked is not None and int(asked.group(1)) > MAX_WORK_FACTOR:
        raise YuebaoError("E-PASSPHRASE", detail="it does not open the key")
    try:
        opened: bytes = pyrage.passphrase.decrypt(blob, passphrase)
    except pyrage.DecryptError as error:
        raise YuebaoError("E-PASSPHRASE", detail="it does not open the key") from error
    return opened


def _derived(file_key: bytes, salt: bytes, label: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, label).derive(file_key)


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")

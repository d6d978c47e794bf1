"""The SM3 hash (GB/T 32905): beside SHA-256 in manifests where the register's policy asks for SM2."""

from __future__ import annotations


def sm3(data: bytes) -> str:
    """The SM3 of these bytes, in hexadecimal."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize().hex()

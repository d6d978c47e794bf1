"""SM2-with-SM3 by GmSSL (`gmssl-pyx`), where Python's own OpenSSL has no SM2.

Not to be confused with the package `gmssl`, whose random numbers can be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from sync.signers.interface import SM2_ID, UnusableLibraryError


class GmsslSm2:
    """GmSSL, if it is installed."""

    name = "GmSSL"

    def __init__(self, library: Any) -> None:  # noqa: ANN401 - it may be absent, and publishes no types
        self._library = library

    def sign(self, scalar: bytes, point: bytes, data: bytes) -> bytes:
        """The DER signature over the data, with a fresh random number from GmSSL."""
        try:
            return bytes(self._library.sm2_sign(scalar, point, data, signer_id=SM2_ID))
        except self._library.GmsslInnerError as error:
            raise UnusableLibraryError("no signature") from error

    def verify(self, point: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the DER signature fits."""
        try:
            return bool(self._library.sm2_verify(point, data, signature, signer_id=SM2_ID))
        except self._library.GmsslInnerError:
            return False


def load() -> Iterator[GmsslSm2]:
    """GmSSL if it is there."""
    try:
        library = import_module("gmssl_pyx")
    except ImportError:
        return
    yield GmsslSm2(library)

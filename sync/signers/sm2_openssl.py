"""SM2-with-SM3 by the OpenSSL 3 that CPython itself carries, called through ctypes.

No second library has to be installed. Where that OpenSSL was built without SM2 (some distributions leave it
out), `load` finds nothing and the fallback is asked.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_ulong, c_void_p
from pathlib import Path
from types import ModuleType

from sync.signers import sm2_curve
from sync.signers.interface import SM2_ID, UnusableLibraryError

_OPENSSL_3 = 0x30000000
_SIGNATURE_ROOM = 80  # SEQUENCE of two integers of at most 33 bytes is 72

# name: result, arguments. Only functions OpenSSL 3 documents as public and not deprecated.
_FUNCTIONS = {
    "OpenSSL_version_num": (c_ulong, ()),
    "EVP_MD_fetch": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_MD_free": (None, (c_void_p,)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_DigestSignInit": (c_int, (c_void_p, POINTER(c_void_p), c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, POINTER(c_ubyte), POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, POINTER(c_void_p), c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "d2i_PUBKEY": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "d2i_AutoPrivateKey": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "ERR_clear_error": (None, ()),
}


class OpenSslSm2:
    """A libcrypto with SM2 and SM3."""

    name = "OpenSSL"

    def __init__(self, library: ctypes.CDLL) -> None:
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        if library.OpenSSL_version_num() < _OPENSSL_3:
            raise UnusableLibraryError("older than 3.0")
        self._library = library
        # kept for the life of the process; fetching it anew would cost more than the hashing
        self._sm3 = _some(library.EVP_MD_fetch(None, b"SM3", None), "no SM3")

    def sign(self, scalar: bytes, point: bytes, data: bytes) -> bytes:
        """The DER signature over the data, with a fresh random number from OpenSSL."""
        room = (c_ubyte * _SIGNATURE_ROOM)()
        size = c_size_t(_SIGNATURE_ROOM)
        der = sm2_curve.pkcs8(scalar, point)
        library = self._library
        with self._context(library.d2i_AutoPrivateKey, der, library.EVP_DigestSignInit) as context:
            if library.EVP_DigestSign(context, room, byref(size), data, len(data)) != 1:
                raise UnusableLibraryError("no signature")
        return bytes(room[: size.value])

    def verify(self, point: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the DER signature fits."""
        library = self._library
        der = sm2_curve.spki(point)
        with self._context(library.d2i_PUBKEY, der, library.EVP_DigestVerifyInit) as context:
            fits: int = library.EVP_DigestVerify(context, signature, len(signature), data, len(data))
        return fits == 1

    @contextmanager
    def _context(
        self, read: ctypes._NamedFuncPointer, der: bytes, init: ctypes._NamedFuncPointer
    ) -> Iterator[int]:
        """A digest context for this key and the identity of GB/T 32918; everything is freed behind it."""
        library = self._library
        context = _some(library.EVP_MD_CTX_new(), "no memory")
        key = read(None, byref(c_char_p(der)), len(der))
        try:
            _some(key, "no key")
            inner = c_void_p()
            ready = init(context, byref(inner), self._sm3, None, key)
            if ready != 1 or library.EVP_PKEY_CTX_set1_id(inner, SM2_ID, len(SM2_ID)) != 1:
                raise UnusableLibraryError("no SM2")
            yield context
        finally:
            library.EVP_MD_CTX_free(context)
            library.EVP_PKEY_free(key)
            # CPython's ssl module reads the same queue and would report our errors as its own
            library.ERR_clear_error()


def _some(pointer: int | None, missing: str) -> int:
    if not pointer:
        raise UnusableLibraryError(missing)
    return pointer


def load() -> Iterator[OpenSslSm2]:
    """Every usable libcrypto, CPython's own first; whether it computes rightly the caller tries out."""
    for name in _candidates():
        try:
            yield OpenSslSm2(ctypes.CDLL(name))
        except (OSError, AttributeError, UnusableLibraryError):
            continue  # not there, not OpenSSL 3, or built without SM2: the next one may do


def _candidates() -> Iterator[str | None]:
    """Files to look in: symbols of a module's own libraries are found through the module."""
    for path in _extension_files():
        if sys.platform == "win32":
            yield from map(str, sorted(path.parent.glob("libcrypto-3*.dll")))
        else:
            yield str(path)
    if sys.platform != "win32":
        yield None  # OpenSSL linked into the interpreter itself
    system = ctypes.util.find_library("crypto")
    if system:
        yield system


def _extension_files() -> Iterator[Path]:
    for module in _modules():
        file = getattr(module, "__file__", None)
        if file:
            yield Path(file)


def _modules() -> Iterator[ModuleType]:
    for name in ("_hashlib", "_ssl"):
        try:
            yield __import__(name)
        except ImportError:
            continue  # a Python without OpenSSL; the system's may serve

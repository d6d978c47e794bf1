"""What makes a library for SM2 unusable is found out and it is passed over; whatever was taken from it is given back."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sync.signers import sm2, sm2_curve, sm2_gmssl, sm2_openssl
from sync.signers.interface import SM2_ID, UnusableLibraryError

KEY, POINT = sm2._EXAMPLE_KEY, sm2._EXAMPLE_POINT
DATA, SIGNATURE = sm2._EXAMPLE_DATA, sm2._EXAMPLE_SIGNATURE


class Libcrypto:
    """Answers as a libcrypto does: 1 to everything, but for what this one cannot; it remembers what it was asked."""

    def __init__(self, **answers):
        self._answers = {"OpenSSL_version_num": 0x30000000, **answers}
        self.asked = []

    def __getattr__(self, name):
        def function(*_arguments):
            self.asked.append(name)
            return self._answers.get(name, 1)

        setattr(self, name, function)
        return function


@pytest.mark.parametrize(
    "lacking", [{"OpenSSL_version_num": 0x10101000}, {"EVP_MD_fetch": None}], ids=["OpenSSL 1.1", "no SM3"]
)
def test_an_old_library_or_one_without_sm3_is_not_taken(lacking):
    with pytest.raises(UnusableLibraryError):
        sm2_openssl.OpenSslSm2(Libcrypto(**lacking))


@pytest.mark.parametrize(
    "lacking",
    [
        {"EVP_MD_CTX_new": None},
        {"d2i_AutoPrivateKey": None},
        {"EVP_DigestSignInit": 0},
        {"EVP_PKEY_CTX_set1_id": 0},
        {"EVP_DigestSign": 0},
        {"EVP_DigestVerify": 0},
    ],
    ids=lambda lacking: next(iter(lacking)),
)
def test_one_that_cannot_sign_or_verify_fails_the_trial_and_is_left_clean(lacking):
    library = Libcrypto(**lacking)
    assert not sm2.computes_rightly(sm2_openssl.OpenSslSm2(library))
    taken, given_back = (library.asked.count(f"EVP_MD_CTX_{word}") for word in ("new", "free"))
    assert given_back == (0 if "EVP_MD_CTX_new" in lacking else taken)
    assert library.asked.count("EVP_PKEY_free") == library.asked.count("ERR_clear_error") == given_back


def test_the_openssl_at_hand_refuses_a_key_that_is_none_and_goes_on(tmp_path):
    library = sm2.library()
    with pytest.raises(UnusableLibraryError, match="no key"):
        library.verify(bytes(64), SIGNATURE, DATA)
    assert library.verify(POINT, SIGNATURE, DATA)


def test_on_windows_openssl_lies_beside_pythons_own_modules(tmp_path, monkeypatch):
    for name in ("_hashlib.pyd", "libcrypto-3-x64.dll", "libcrypto-1_1.dll", "libssl-3.dll"):
        (tmp_path / name).touch()
    monkeypatch.setattr(sm2_openssl, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(
        sm2_openssl, "_modules", lambda: iter([SimpleNamespace(__file__=tmp_path / "_hashlib.pyd")])
    )
    monkeypatch.setattr(sm2_openssl.ctypes.util, "find_library", lambda _name: None)
    assert list(sm2_openssl._candidates()) == [str(tmp_path / "libcrypto-3-x64.dll")]


def test_a_python_without_openssl_asks_the_system(monkeypatch):
    """A module that is linked into the interpreter has no file; one that is missing is passed over."""
    monkeypatch.setitem(sys.modules, "_hashlib", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "_ssl", None)
    monkeypatch.setattr(sm2_openssl.ctypes.util, "find_library", lambda name: f"lib{name}.so.3")
    assert list(sm2_openssl._candidates()) == [None, "libcrypto.so.3"]


def test_one_that_miscalculates_is_passed_over_for_the_next(monkeypatch):
    right = sm2.library()
    wrong = sm2_openssl.OpenSslSm2(Libcrypto())
    monkeypatch.setattr(sm2_openssl, "load", lambda: iter([wrong, right]))
    sm2.library.cache_clear()
    try:
        assert sm2.library() is right
    finally:
        sm2.library.cache_clear()


@pytest.mark.parametrize("body", ["abc", "AAAA"], ids=["no base64", "no key"])
def test_a_key_file_that_holds_none_is_left_to_others(body):
    assert (
        sm2.SoftwareSm2.from_pem(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n".encode())
        is None
    )


# --- GmSSL -------------------------------------------------------------------------------------------------


class GmSsl:
    """The functions of `gmssl_pyx`, computed by OpenSSL; a point of zeros it does not take."""

    class GmsslInnerError(Exception):
        """What GmSSL says when it cannot."""

    def _require(self, point, signer_id):
        assert signer_id == SM2_ID
        if not any(point):
            raise self.GmsslInnerError

    def sm2_sign(self, scalar, point, data, *, signer_id):
        self._require(point, signer_id)
        return bytearray(sm2.library().sign(scalar, point, data))

    def sm2_verify(self, point, data, signature, *, signer_id):
        self._require(point, signer_id)
        return int(sm2.library().verify(point, signature, data))


def test_gmssl_takes_its_place_where_it_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", GmSsl())
    (fallback,) = sm2_gmssl.load()
    assert sm2.computes_rightly(fallback)
    assert sm2_curve.is_plain_signature(fallback.sign(KEY, POINT, DATA))
    with pytest.raises(UnusableLibraryError):
        fallback.sign(KEY, bytes(64), DATA)
    assert fallback.verify(bytes(64), SIGNATURE, DATA) is False


def test_where_it_is_not_installed_there_is_no_fallback(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    assert list(sm2_gmssl.load()) == []
    monkeypatch.setattr(sm2_openssl, "_candidates", lambda: iter([str(Path(__file__))]))
    assert list(sm2_openssl.load()) == []

"""SM2 with SM3: the standard's example, keys and signatures and their one spelling, damage."""

from __future__ import annotations

import ctypes.util
import hashlib
import random
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_bundles import CLERK, NATIONAL

from forms.errors import YuebaoError
from sync import keys
from sync.signers import SoftwareSm2, public_key, sm2, sm2_curve, sm2_gmssl, sm2_openssl
from sync.signers.sm3 import sm3

ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
KEY = public_key(NATIONAL.public_spki_der)
DATA = b"DSSEv1 38 application/vnd.yuebao.submission+json 2 {}"
GOOD = NATIONAL.sign(DATA)


def run(*command, cwd, **options):
    return subprocess.run(
        ["openssl", *command], cwd=cwd, capture_output=True, check=False, timeout=30, **options
    )


def code_of(function, *arguments, **named):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments, **named)
    return caught.value.code


# --- the standard's own figures ------------------------------------------------------------------------


class TestStandard:
    """GB/T 32918.5-2017 appendix A.2; GB/T 32905-2016 appendix A."""

    def test_signature(self):
        example = public_key(sm2_curve.spki(sm2._EXAMPLE_POINT))
        assert example.verifies(sm2._EXAMPLE_SIGNATURE, b"message digest")
        assert not example.verifies(sm2._EXAMPLE_SIGNATURE, b"message digesT")

    def test_public_point_of_the_private_key(self):
        signer = SoftwareSm2.from_seed(sm2._EXAMPLE_KEY)
        assert signer.public_spki_der == sm2_curve.spki(sm2._EXAMPLE_POINT)

    def test_hash_of_the_identity_and_the_message(self):
        """Z_A and e as printed in the standard: the identity is 1234567812345678."""
        curve = (2**256 - 2**224 - 2**96 + 2**64 - 1 - 3, sm2_curve._B, *sm2_curve._BASE)
        public = sm2._EXAMPLE_POINT
        z = sm3(
            (128).to_bytes(2, "big")
            + b"1234567812345678"
            + b"".join(n.to_bytes(32, "big") for n in curve)
            + public
        )
        assert z == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
        e = sm3(bytes.fromhex(z) + b"message digest")
        assert e == "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"

    def test_sm3(self):
        assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


# --- libraries -------------------------------------------------------------------------------------------


def test_pythons_own_openssl_is_used_here():
    assert sm2.library().name == "OpenSSL"


def test_a_library_that_miscalculates_is_not_used():
    class Careless:
        name = "careless"

        def sign(self, scalar, point, data):
            return GOOD

        def verify(self, point, signature, data):
            return True

    assert not sm2.computes_rightly(Careless())


def test_other_libraries_are_passed_over(monkeypatch):
    monkeypatch.setattr(
        sm2_openssl, "_candidates", lambda: iter([ctypes.util.find_library("c"), "no-such-file"])
    )
    assert list(sm2_openssl.load()) == []


def test_without_any_library_it_is_said(monkeypatch):
    monkeypatch.setattr(sm2_openssl, "load", lambda: iter(()))
    monkeypatch.setattr(sm2_gmssl, "load", lambda: iter(()))
    sm2.library.cache_clear()
    try:
        assert code_of(NATIONAL.sign, DATA) == "E-ALGORITHM"
        assert code_of(KEY.verifies, GOOD, DATA) == "E-ALGORITHM"
    finally:
        sm2.library.cache_clear()


def test_gmssl_and_openssl_agree():
    pytest.importorskip("gmssl_pyx", reason="gmssl-pyx is installed only where Python's OpenSSL has no SM2")
    (fallback,) = sm2_gmssl.load()
    assert sm2.computes_rightly(fallback)
    point = sm2_curve.public_point(NATIONAL.seed)
    for n in range(50):
        data = bytes(n)
        assert fallback.verify(point, NATIONAL.sign(data), data)
        signature = fallback.sign(NATIONAL.seed, point, data)
        assert KEY.verifies(signature, data)
        assert not fallback.verify(point, signature, data + b"x")


def test_an_oracle_in_plain_python_agrees():
    gmalg = pytest.importorskip("gmalg", reason="gmalg is an oracle only, slow, and no dependency")
    oracle = gmalg.SM2(NATIONAL.seed, b"1234567812345678", b"\x04" + sm2_curve.public_point(NATIONAL.seed))
    for n in range(20):
        data = bytes(n)
        r, s = halves(NATIONAL.sign(data))
        assert oracle.verify(data, r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        signature = der(*(raw_of(int.from_bytes(half, "big")) for half in oracle.sign(data)))
        assert KEY.verifies(signature, data)


def test_openssls_errors_do_not_reach_the_ssl_module():
    import ssl

    assert not KEY.verifies(sm2._EXAMPLE_SIGNATURE, DATA)
    with pytest.raises(ssl.SSLError, match=r"NO_START_LINE|no start line|PEM"):
        ssl.create_default_context(cadata="-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")


# --- keys ------------------------------------------------------------------------------------------------


@given(st.binary(min_size=32, max_size=32).filter(sm2_curve.is_private))
@settings(max_examples=15)
def test_keys_survive_being_written(seed):
    signer = SoftwareSm2.from_seed(seed)
    (again,) = keys.signers_in(signer.private_pem)
    assert (again.keyid, again.seed, again.algorithm) == (signer.keyid, seed, "sm2-sm3")
    assert (
        public_key(signer.public_spki_der).keyid
        == signer.keyid
        == hashlib.sha256(signer.public_spki_der).hexdigest()
    )


def test_a_device_holds_both_keys():
    sealed = keys.seal_key(CLERK.private_pem + NATIONAL.private_pem, "correct horse", work_factor=1)
    opened = keys.signers_in(keys.open_key(sealed, "correct horse"))
    assert [(signer.algorithm, signer.keyid) for signer in opened] == [
        ("ed25519", CLERK.keyid),
        ("sm2-sm3", NATIONAL.keyid),
    ]


@pytest.mark.parametrize("number", [0, ORDER - 1, ORDER, 2**256 - 1])
def test_numbers_that_are_no_keys(number):
    with pytest.raises(ValueError, match="SM2"):
        SoftwareSm2.from_seed(number.to_bytes(32, "big"))


def test_a_number_too_large_is_drawn_again():
    draws = iter([b"\xff" * 32, bytes(32), bytes(range(32))])
    assert SoftwareSm2.generate(lambda size: next(draws)).seed == bytes(range(32))


POINT = sm2_curve.public_point(NATIONAL.seed)
X, Y = POINT[:32], POINT[32:]
HEAD = sm2_curve._SPKI_HEAD
OTHER_KEYS = {
    "not on the curve": sm2_curve.spki(X + Y[:-1] + bytes([Y[-1] ^ 1])),
    "origin": sm2_curve.spki(bytes(64)),
    "x above p": sm2_curve.spki(b"\xff" * 32 + Y),
    "y of another point": sm2_curve.spki(X + sm2._EXAMPLE_POINT[32:]),
    "compressed": bytes.fromhex("3039301306072a8648ce3d020106082a811ccf5501822d032200")
    + bytes([2 + (Y[-1] & 1)])
    + X,
    "hybrid": HEAD[:-1] + bytes([6 + (Y[-1] & 1)]) + POINT,
    "P-256": HEAD.replace(bytes.fromhex("06082a811ccf5501822d"), bytes.fromhex("06082a8648ce3d030107"))
    + POINT,
    "byte missing": sm2_curve.spki(POINT)[:-1],
    "byte more": sm2_curve.spki(POINT) + b"\0",
    "nothing": b"",
}


@pytest.mark.parametrize("spki", OTHER_KEYS.values(), ids=OTHER_KEYS)
def test_other_keys_are_refused(spki):
    assert code_of(public_key, spki) == "E-ALGORITHM"


@pytest.mark.parametrize("curve", ["P-256", "secp384r1"])
def test_private_keys_of_other_curves_are_refused(curve, tmp_path):
    pem = run("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", cwd=tmp_path).stdout
    assert b"PRIVATE KEY" in pem
    assert code_of(keys.signers_in, pem) == "E-ALGORITHM"


def test_a_private_key_with_another_public_half_is_refused():
    other = SoftwareSm2.from_seed(bytes(range(32)))
    mixed = sm2_curve.pkcs8(NATIONAL.seed, sm2_curve.public_point(other.seed))
    assert sm2_curve.scalar_in(mixed) is None


# --- signatures ---------------------------------------------------------------------------------------------


@given(st.binary(max_size=200))
@settings(max_examples=25)
def test_signed_data_verifies_and_other_data_does_not(data):
    signature = NATIONAL.sign(data)
    assert sm2_curve.is_plain_signature(signature)
    assert KEY.verifies(signature, data)
    assert not KEY.verifies(signature, data + b"\0")


def test_random_numbers_are_fresh():
    assert len({NATIONAL.sign(DATA) for _ in range(20)}) == 20


def test_every_flipped_bit_and_every_cut_is_refused(record_property):
    flipped = [
        bytes(b ^ (1 << bit) if n == at else b for n, b in enumerate(GOOD))
        for at in range(len(GOOD))
        for bit in range(8)
    ]
    cut = [GOOD[:size] for size in range(len(GOOD))] + [GOOD[size:] for size in range(1, len(GOOD))]
    refused = [signature for signature in flipped + cut if not KEY.verifies(signature, DATA)]
    record_property("count", f"SM2: {len(refused):,} damaged signatures refused")
    assert len(refused) == len(flipped) + len(cut) > 600


def der(*numbers, length=None):
    body = b"".join(b"\x02" + bytes([len(raw)]) + raw for raw in numbers)
    return b"\x30" + bytes([len(body) if length is None else length]) + body


def raw_of(number):
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def halves(signature=GOOD):
    size = signature[3]
    return int.from_bytes(signature[4 : 4 + size], "big"), int.from_bytes(signature[6 + size :], "big")


R, S = halves()
OTHER_SPELLINGS = {
    "r and s exchanged": der(raw_of(S), raw_of(R)),
    "r plus the order": der(raw_of(R + ORDER), raw_of(S)),
    "s plus the order": der(raw_of(R), raw_of(S + ORDER)),
    "minus s": der(raw_of(R), raw_of(ORDER - S)),
    "r is 0": der(b"\0", raw_of(S)),
    "s is 0": der(raw_of(R), b"\0"),
    "a leading zero": der(b"\0" + raw_of(R), raw_of(S)),
    "a minus": der((-R).to_bytes(33, "big", signed=True), raw_of(S)),
    "long form length": b"\x30\x81" + GOOD[1:],
    "no end": b"\x30\x80" + GOOD[2:] + b"\0\0",
    "bytes behind": GOOD + b"\0",
    "bytes within": der(raw_of(R), raw_of(S), b"\1"),
    "empty integers": der(b"", b""),
    "one integer": der(raw_of(R)),
    "raw, not DER": R.to_bytes(32, "big") + S.to_bytes(32, "big"),
    "nothing": b"",
}


@pytest.mark.parametrize("signature", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS)
def test_one_signature_has_one_spelling(signature):
    assert der(raw_of(R), raw_of(S)) == GOOD
    assert not KEY.verifies(signature, DATA)


def test_random_mutations_are_refused():
    chance = random.Random(32918)
    for _ in range(1_000):
        bent = bytearray(GOOD)
        for _ in range(chance.randint(1, 4)):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        assert bytes(bent) == GOOD or not KEY.verifies(bytes(bent), DATA)

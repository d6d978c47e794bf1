"""Keys: sound ones only, one name each, fingerprints that survive the telephone, files that age opens."""

from __future__ import annotations

import hashlib
import shutil
import subprocess

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import YuebaoError
from sync import keys
from sync.signers import ed25519

SIGNER = keys.SoftwareEd25519.from_seed(bytes(32))
HEAD = bytes.fromhex("302a300506032b6570032100")
P = 2**255 - 19
SEEDS = st.binary(min_size=32, max_size=32)


def code_of(function, *arguments):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments)
    return caught.value.code


# --- Ed25519 ------------------------------------------------------------------------------------


def test_rfc_8032_vector_1():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    signer = keys.SoftwareEd25519.from_seed(seed)
    assert (
        signer.public_spki_der[12:].hex()
        == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    signature = signer.sign(b"")
    assert signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    assert keys.public_key(signer.public_spki_der).verifies(signature, b"")


@given(SEEDS, st.binary(max_size=50))
@settings(max_examples=50)
def test_signed_is_verified_and_changed_is_not(seed, data):
    signer = keys.SoftwareEd25519.from_seed(seed)
    key = keys.public_key(signer.public_spki_der)
    signature = signer.sign(data)
    assert key.verifies(signature, data)
    assert not key.verifies(signature, data + b"\0")
    assert not key.verifies(bytes([signature[0] ^ 1]) + signature[1:], data)
    assert not key.verifies(signature[:-1], data)
    assert not key.verifies(b"", data)
    assert key.keyid == signer.keyid == hashlib.sha256(signer.public_spki_der).hexdigest()


@given(SEEDS)
@settings(max_examples=50)
def test_every_generated_key_is_sound(seed):
    assert ed25519.is_sound(keys.SoftwareEd25519.from_seed(seed).public_spki_der[12:])


def add(a, b):
    """Affine addition on edwards25519, slow and plain, to find the points of low order."""
    d = -121665 * pow(121666, -1, P) % P
    (x1, y1), (x2, y2) = a, b
    t = d * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P)


def root(value):
    x = pow(value, (P + 3) // 8, P)
    return x if x * x % P == value % P else x * pow(2, (P - 1) // 4, P) % P


def points_of_low_order():
    d = -121665 * pow(121666, -1, P) % P
    y = ed25519._Y_OF_ORDER_8
    x = root((y * y - 1) * pow(d * y * y + 1, -1, P) % P)
    points = [(0, 1)]
    for _ in range(7):
        points.append(add(points[-1], (x, y)))
    return points


def encoded(y, sign):
    return (y | sign << 255).to_bytes(32, "little")


def test_the_eight_points_of_low_order_are_refused_in_every_spelling():
    points = points_of_low_order()
    assert len(set(points)) == 8
    assert add(points[7], points[1]) == (0, 1)
    for _, y in points:
        for sign in (0, 1):
            for spelling in (y, y + P):
                if spelling < 2**255:
                    assert code_of(keys.public_key, HEAD + encoded(spelling, sign)) == "E-ALGORITHM"


@pytest.mark.parametrize("y", [P, P + 1, P + 2, P + 3, P + 18, 2**255 - 1])
def test_second_spellings_are_refused(y):
    assert code_of(keys.public_key, HEAD + encoded(y, 0)) == "E-ALGORITHM"
    assert code_of(keys.public_key, HEAD + encoded(y, 1)) == "E-ALGORITHM"


def test_bytes_that_are_no_point_are_refused():
    assert not ed25519.is_sound(encoded(2, 0))  # x² is no square
    assert ed25519.is_sound(encoded(3, 0))
    assert ed25519.is_sound(encoded(4 * pow(5, -1, P) % P, 0))  # the base point


SPKI = SIGNER.public_spki_der
NO_KEYS = {
    "nothing": b"",
    "raw key": SPKI[12:],
    "cut": SPKI[:-1],
    "longer": SPKI + b"\0",
    "BER length": b"\x30\x81\x2a" + SPKI[2:],
    "X25519": SPKI.replace(bytes.fromhex("2b6570"), bytes.fromhex("2b656e")),
    "Ed448": bytes.fromhex("3043300506032b6571033a00") + bytes(57),
    "parameters NULL": bytes.fromhex("302c300706032b65700500032100") + SPKI[12:],
    "unused bits": bytes.fromhex("302a300506032b6570032101") + SPKI[12:],
}


@pytest.mark.parametrize("spki", NO_KEYS.values(), ids=NO_KEYS)
def test_other_keys_are_refused(spki):
    assert code_of(keys.public_key, spki) == "E-ALGORITHM"


def test_public_pem_is_read_by_openssl_and_back(tmp_path):
    (tmp_path / "key.pem").write_text(keys.spki_pem(SPKI))
    done = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", "key.pem", "-outform", "DER"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout == SPKI
    assert keys.public_key_from_pem(keys.spki_pem(SPKI)).keyid == SIGNER.keyid
    assert keys.public_key_from_pem(keys.spki_pem(SPKI).replace("\n", "\r\n")) == keys.public_key(SPKI)


@pytest.mark.parametrize("pem", ["", "x", keys.spki_pem(b"abc"), keys.spki_pem(SPKI).replace("M", "=", 1)])
def test_other_pem_is_refused(pem):
    assert code_of(keys.public_key_from_pem, pem) == "E-ALGORITHM"


def test_private_pem_signs_with_openssl_too(tmp_path):
    (tmp_path / "key.pem").write_bytes(SIGNER.private_pem)
    (tmp_path / "data").write_bytes(b"abc")
    command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "data"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout == SIGNER.sign(
        b"abc"
    )


def test_a_key_file_may_hold_several_keys():
    other = keys.SoftwareEd25519.generate()
    found = keys.signers_in(b"Laptop 1\n" + SIGNER.private_pem + b"\n" + other.private_pem)
    assert [signer.keyid for signer in found] == [SIGNER.keyid, other.keyid]
    assert keys.signers_in(b"") == ()
    assert keys.SoftwareEd25519.from_seed(SIGNER.seed).keyid == SIGNER.keyid


def test_private_keys_no_plug_in_reads_are_refused():
    damaged = SIGNER.private_pem.replace(b"MC4", b"MC5")
    assert code_of(keys.signers_in, damaged) == "E-ALGORITHM"


# --- fingerprints -------------------------------------------------------------------------------


def test_fingerprint_is_80_bits_of_the_key_id():
    text = keys.fingerprint(SPKI)
    assert len(text) == 21
    assert [len(group) for group in text.split("-")] == [4, 4, 4, 4, 1]
    number = 0
    for character in text.replace("-", "")[:16]:
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    assert f"{number:020x}" == SIGNER.keyid[:20]


@given(st.binary(max_size=44))
def test_fingerprints_are_read_as_people_type_them(spki):
    text = keys.fingerprint(spki)
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in text)
    for typed in (
        text,
        text.lower(),
        text.replace("-", ""),
        text.replace("-", " "),
        text.replace("-", " — "),
        f"  {text}\n",
        text.replace("0", "O").replace("1", "I"),
        text.replace("0", "o").replace("1", "l"),
        wide,
    ):
        assert keys.parse_fingerprint(typed) == text


def test_one_wrong_character_is_always_found():
    text = keys.fingerprint(SPKI).replace("-", "")
    for at in range(17):
        for character in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if character != text[at]:
                assert code_of(keys.parse_fingerprint, text[:at] + character + text[at + 1 :]) == "E-ROOT"


@given(st.binary(max_size=44), st.integers(0, 16), st.integers(0, 16))
@settings(max_examples=300)
def test_any_two_exchanged_characters_are_found(spki, a, b):
    characters = list(keys.fingerprint(spki).replace("-", ""))
    characters[a], characters[b] = characters[b], characters[a]
    typed = "".join(characters)
    if typed == keys.fingerprint(spki).replace("-", ""):
        assert keys.parse_fingerprint(typed) == keys.fingerprint(spki)
    else:
        assert code_of(keys.parse_fingerprint, typed) == "E-ROOT"


@pytest.mark.parametrize(
    "text", ["", "ABCD", keys.fingerprint(SPKI) + "0", keys.fingerprint(SPKI)[:-1] + "U", "指纹" * 9]
)
def test_other_text_is_no_fingerprint(text):
    assert code_of(keys.parse_fingerprint, text) == "E-ROOT"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        assert keys.parse_fingerprint(text).replace("-", "").isalnum()
    except YuebaoError as error:
        assert error.code == "E-ROOT"  # noqa: PT017 - either outcome is right


# --- keys at rest -------------------------------------------------------------------------------


@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@settings(max_examples=20, deadline=None)
def test_sealed_keys_open_with_the_passphrase_only(private, passphrase):
    blob = keys.seal_key(private, passphrase, work_factor=1)
    assert keys.open_key(blob, passphrase) == private
    assert code_of(keys.open_key, blob, passphrase + "x") == "E-PASSPHRASE"


def test_the_usual_work_factor_opens():
    blob = keys.seal_key(SIGNER.private_pem, "双创 2026")
    assert blob.splitlines()[1].endswith(b" 17")
    assert pyrage.passphrase.decrypt(blob, "双创 2026") == SIGNER.private_pem


def test_the_same_randomness_gives_the_same_file():
    one, two = (keys.seal_key(b"x", "p", work_factor=1, random=bytes) for _ in range(2))
    assert one == two


def test_every_flipped_bit_and_cut_of_a_key_file_is_refused():
    blob = keys.seal_key(b"secret", "p", work_factor=1)
    for bit in range(len(blob) * 8):
        bent = bytearray(blob)
        bent[bit // 8] ^= 1 << bit % 8
        assert code_of(keys.open_key, bytes(bent), "p") == "E-PASSPHRASE"
    for size in range(len(blob)):
        assert code_of(keys.open_key, blob[:size], "p") == "E-PASSPHRASE"


def test_a_key_file_is_one_chunk():
    assert keys.open_key(keys.seal_key(bytes(65536), "p", work_factor=1), "p") == bytes(65536)
    with pytest.raises(ValueError, match="chunk"):
        keys.seal_key(bytes(65537), "p", work_factor=1)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_age_opens_a_key_file(tmp_path):
    (tmp_path / "key.age").write_bytes(keys.seal_key(SIGNER.private_pem, "p", work_factor=10))
    # age asks the terminal only; script(1) gives it one
    done = subprocess.run(
        ["script", "-qec", "age -d -o key.pem key.age", "/dev/null"],
        cwd=tmp_path,
        input=b"p\n",
        capture_output=True,
        check=True,
    )
    assert (tmp_path / "key.pem").read_bytes() == SIGNER.private_pem, done.stdout

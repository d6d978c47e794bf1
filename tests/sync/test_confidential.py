"""Encryption to an office and to oneself: the real `age` command, the wrong reader, damage, and a whole way."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess

import offices
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyrage import passphrase, x25519
from sample_bundles import CLERK, HEAD, NATIONAL, STRANGER, build

from forms.errors import YuebaoError
from sync import armour, confidential, encryption_messages, importer, keys
from sync.confidential import decrypt, encrypt, identities_of, known_recipients, recipients_of
from sync.import_report import FileOutcome
from sync.limits import Limits

DATA = build()
OFFICE, SENDER, OTHER = identities_of((CLERK, HEAD, STRANGER))
BOTH = (OFFICE.recipient, SENDER.recipient)
SEALED = encrypt(DATA, BOTH)


@pytest.fixture
def region(tmp_path):
    with contextlib.contextmanager(offices.region)(tmp_path) as made:
        yield made


needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")


def refusal(data, identities=(OFFICE,), **options):
    with pytest.raises(YuebaoError) as caught:
        decrypt(data, identities, **options)
    return caught.value.code, caught.value.problem.params.get("detail")


@given(st.binary(max_size=200))
@example(b"age-encryption.org")
@settings(max_examples=25)
def test_both_sides_read_it(data):
    sealed = encrypt(data, BOTH)
    assert confidential.is_encrypted(sealed)
    behind_the_header = sealed.partition(b"\n--- ")[2]  # the header is the same words in every file
    assert len(data) < 8 or data not in behind_the_header
    for reader in (OFFICE, SENDER):
        assert decrypt(sealed, [OTHER, reader]) == data
        assert decrypt(armour.armour(sealed).encode(), [reader]) == data


def test_a_bundle_of_many_chunks():
    data = random.Random(1).randbytes(300_000)
    assert decrypt(encrypt(data, BOTH), [OFFICE]) == data


# --- identities ------------------------------------------------------------------------------------------


def test_identities_are_as_age_spells_them():
    for seed in (bytes(32), b"\xff" * 32, bytes(range(32))):
        identity = confidential.new_identity(seed)
        known = x25519.Identity.from_str(identity.secret)
        assert (str(known), str(known.to_public())) == (identity.secret, identity.recipient)
        assert identity.secret not in repr(identity)


def test_an_identity_follows_from_its_device_key():
    (again,) = identities_of(keys.signers_in(CLERK.private_pem))
    assert again == OFFICE
    assert recipients_of((CLERK, NATIONAL)) == (OFFICE.recipient, identities_of((NATIONAL,))[0].recipient)
    assert CLERK.seed != confidential._derived(CLERK.seed)


def test_the_derivation_is_that_of_the_document():
    """RFC 5869 with the info of docs/formats/bundle.md, by another implementation."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    hkdf = HKDF(SHA256(), 32, None, b"yuebao age identity/1")
    assert hkdf.derive(CLERK.seed) == confidential._derived(CLERK.seed)


def test_a_key_in_a_token_has_no_identity():
    class Token:
        algorithm = "ed25519"
        public_spki_der = CLERK.public_spki_der
        keyid = CLERK.keyid

        def sign(self, data):
            return CLERK.sign(data)

    assert identities_of((Token(),)) == ()


# --- refusals ----------------------------------------------------------------------------------------------


def test_nobody_to_encrypt_for():
    with pytest.raises(ValueError, match="nobody"):
        encrypt(DATA, [])


@pytest.mark.parametrize("recipient", ["", "age1", OFFICE.recipient[:-1], OFFICE.secret, "ssh-ed25519 AAAA"])
def test_what_is_no_recipient(recipient):
    with pytest.raises(YuebaoError) as caught:
        encrypt(DATA, [recipient])
    assert caught.value.code == "E-ALGORITHM"
    assert OFFICE.secret not in str(caught.value.problem.params)


MAC = SEALED.index(b"\n--- ") + 5
REFUSED = {
    "another office": (SEALED, (OTHER,), encryption_messages.FOR_OTHERS),
    "no key": (SEALED, (), encryption_messages.NO_KEY),
    "a passphrase": (passphrase.encrypt(b"x", "p"), (OFFICE,), encryption_messages.BY_PASSPHRASE),
    "a plain bundle": (DATA, (OFFICE,), encryption_messages.NOT_AGE),
    "nothing": (b"", (OFFICE,), encryption_messages.NOT_AGE),
    "a later version": (SEALED.replace(b"/v1", b"/v2", 1), (OFFICE,), encryption_messages.NOT_AGE),
    "last byte changed": (SEALED[:-1] + bytes([SEALED[-1] ^ 1]), (OFFICE,), encryption_messages.CHANGED),
    "last byte lost": (SEALED[:-1], (OFFICE,), encryption_messages.CHANGED),
    "half": (SEALED[: len(SEALED) // 2], (OFFICE,), encryption_messages.CHANGED),
    "cut in the header": (SEALED[:60], (OFFICE,), encryption_messages.CHANGED),
    "bytes behind": (SEALED + b"\n", (OFFICE,), encryption_messages.CHANGED),
    "line ends changed": (SEALED.replace(b"\n", b"\r\n"), (OFFICE,), encryption_messages.NOT_AGE),
    "header changed": (
        SEALED[:MAC] + (b"B" if SEALED[MAC : MAC + 1] == b"A" else b"A") + SEALED[MAC + 1 :],
        (OFFICE,),
        encryption_messages.CHANGED,
    ),
}


@pytest.mark.parametrize(("data", "identities", "detail"), REFUSED.values(), ids=REFUSED)
def test_refusals_say_why(data, identities, detail):
    assert refusal(data, identities) == ("E-DECRYPT", detail)


def test_too_large():
    sealed = encrypt(bytes(3_000_000), BOTH)
    assert refusal(sealed, limits=Limits(total=1_000_000))[0] == "E-LIMIT"


def test_every_cut_and_flipped_bits_are_refused(record_property):
    sealed = encrypt(b"PK\x03\x04 a little", [OFFICE.recipient])
    bent = [
        bytes(b ^ (1 << bit) if n == at else b for n, b in enumerate(sealed))
        for at in range(len(sealed))
        for bit in range(8)
    ]
    codes = {refusal(data)[0] for data in bent}
    codes |= {refusal(sealed[:size])[0] for size in range(len(sealed))}
    assert codes == {"E-DECRYPT"}
    record_property("count", f"age: {len(bent) + len(sealed):,} damaged files refused")


TEXT = armour.armour(SEALED)
LINES = TEXT.splitlines()
DAMAGED_TEXT = {
    "a letter changed": (
        TEXT.replace(LINES[5], LINES[5][:-1] + ("A" if LINES[5][-1] != "A" else "B")),
        "E-DECRYPT",
    ),
    "a line lost": (TEXT.replace(LINES[5] + "\n", ""), "E-DECRYPT"),
    "a letter lost": (TEXT.replace(LINES[5], LINES[5][:-1]), "E-MAIL-DAMAGE"),
    "a foreign letter": (TEXT.replace(LINES[5], "?" + LINES[5][1:]), "E-MAIL-DAMAGE"),
    "a mark put in": (TEXT.replace(LINES[5], "*" + LINES[5]), "E-MAIL-DAMAGE"),
    "no end": ("\n".join(LINES[:-1]), "E-TRUNCATED"),
    "half": (TEXT[: len(TEXT) // 2], "E-TRUNCATED"),
}


@pytest.mark.parametrize(("text", "code"), DAMAGED_TEXT.values(), ids=DAMAGED_TEXT)
def test_damaged_text(text, code):
    assert refusal(text.encode())[0] == code


@pytest.mark.parametrize(
    "bend",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: "您好，附上本月报表。\n\n" + t + "\n此致\n",
        lambda t: "".join(f"> {line}\n" for line in t.splitlines()),
    ],
    ids=["line ends", "words around", "quoted"],
)
def test_what_mail_may_do(bend):
    assert decrypt(bend(TEXT).encode(), [OFFICE]) == DATA


# --- the age command -----------------------------------------------------------------------------------------


def age(*arguments, cwd, **options):
    return subprocess.run(
        ["age", *arguments], cwd=cwd, capture_output=True, check=False, timeout=30, **options
    )


@needs_age
class TestAgeCommand:
    @pytest.mark.parametrize("text", [False, True], ids=["binary", "armour"])
    def test_opens_ours(self, text, tmp_path):
        (tmp_path / "a.ybz.age").write_bytes(TEXT.encode() if text else SEALED)
        (tmp_path / "identity.txt").write_text(SENDER.text)
        done = age("-d", "-i", "identity.txt", "a.ybz.age", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, DATA)

    def test_refuses_the_wrong_identity(self, tmp_path):
        (tmp_path / "identity.txt").write_text(OTHER.text)
        done = age("-d", "-i", "identity.txt", cwd=tmp_path, input=SEALED)
        assert done.returncode != 0
        assert b"no identity matched" in done.stderr

    @pytest.mark.parametrize("options", [(), ("-a",)], ids=["binary", "armour"])
    def test_its_files_open_here(self, options, tmp_path):
        made = age(*options, "-r", OFFICE.recipient, "-r", SENDER.recipient, cwd=tmp_path, input=DATA)
        assert decrypt(made.stdout, [OFFICE]) == decrypt(made.stdout, [SENDER]) == DATA
        assert refusal(made.stdout, (OTHER,)) == ("E-DECRYPT", encryption_messages.FOR_OTHERS)

    def test_its_keygen_agrees_on_the_recipient(self, tmp_path):
        (tmp_path / "identity.txt").write_text(OFFICE.text)
        done = subprocess.run(
            ["age-keygen", "-y", "identity.txt"], cwd=tmp_path, capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == OFFICE.recipient


# --- a whole way: joined, encrypted, mailed as text, taken in ----------------------------------------------------


def test_from_an_office_to_the_region(region, tmp_path):
    office = region.join("91")
    above = region.top
    recipients = known_recipients(office.ws.trust, above.unit)
    path = office.submit(offices.cells("7"))
    mailed = tmp_path / "mail.txt"
    own = tuple(identity.recipient for identity in office.keys.identities)
    mailed.write_text("附件：\n" + armour.armour(encrypt(path.read_bytes(), (*recipients, *own))))
    (refused,) = importer.import_paths(above.ws, [mailed]).files
    assert (refused.outcome, refused.problem.code) == (FileOutcome.REFUSED, "E-DECRYPT")

    def opened(data: bytes) -> bytes:
        return decrypt(data, above.keys.identities)

    (merged,) = importer.import_paths(above.ws, [mailed], decrypt=opened).files
    assert merged.outcome is FileOutcome.MERGED
    assert above.figure("91") == "7"
    assert decrypt(mailed.read_bytes(), office.keys.identities) == path.read_bytes()
    assert refusal(mailed.read_bytes(), identities_of((STRANGER,)))[0] == "E-DECRYPT"


def test_an_office_without_a_recipient_is_said(region):
    with pytest.raises(YuebaoError) as caught:
        known_recipients(region.top.ws.trust, "93")
    assert caught.value.code == "E-UNKNOWN-KEY"


def test_the_region_can_encrypt_to_an_office(region):
    office = region.join("91")
    assert known_recipients(region.top.ws.trust, "91") == tuple(i.recipient for i in office.keys.identities)


def test_random_bytes_never_open():
    chance = random.Random(7)
    for _ in range(300):
        data = SEALED[: chance.randrange(250)] + os.urandom(chance.randrange(300))
        assert refusal(data)[0] == "E-DECRYPT"

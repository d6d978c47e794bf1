"""Armour through what mail programs do to text, and naming the damage they do to files."""

from __future__ import annotations

import base64
import quopri
import textwrap

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_bundles import build

from forms.errors import YuebaoError
from sync import armour, container

DATA = build()
TEXT = armour.armour(DATA)
AGE = pyrage.encrypt(DATA, [pyrage.x25519.Identity.generate().to_public()])


def code_of(function, *arguments):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments)
    return caught.value.code


def test_armour_of_a_bundle():
    lines = TEXT.splitlines()
    assert lines[0] == "-----BEGIN YUEBAO BUNDLE-----"
    assert lines[1].startswith("SHA-256: ")
    assert lines[3].startswith("UEsDB")
    assert lines[-1] == "-----END YUEBAO BUNDLE-----"
    assert {len(line) for line in lines[3:-2]} == {64}


def test_armour_of_an_age_file_is_ages_own():
    identity = pyrage.x25519.Identity.generate()
    text = armour.armour(pyrage.encrypt(DATA, [identity.to_public()]))
    assert text.startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert pyrage.decrypt(text.encode(), [identity]) == DATA
    theirs = pyrage.encrypt(DATA, [identity.to_public()], armored=True)
    assert pyrage.decrypt(armour.unwrap(theirs), [identity]) == DATA


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_round_trip(data):
    assert armour.unwrap(armour.armour(data).encode()) == data


SURVIVED = {
    "as it is": TEXT.encode(),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "CR": TEXT.replace("\n", "\r").encode(),
    "greeting and signature": f"您好：\n\n{TEXT}\n此致\n敬礼\n".encode(),
    "greeting in GB18030": f"您好：\n\n{TEXT}\n此致\n".encode("gb18030"),
    "quoted": textwrap.indent(TEXT, "> ", lambda _: True).encode(),
    "quoted twice": textwrap.indent(TEXT, ">> ", lambda _: True).encode(),
    "indented": textwrap.indent(TEXT, "    ").encode(),
    "trailing spaces": TEXT.replace("\n", "  \n").encode(),
    "blank lines between": TEXT.replace("\n", "\n\n").encode(),
    "wrapped at 76": "\n".join(
        [*TEXT.splitlines()[:3], *textwrap.wrap("".join(TEXT.splitlines()[3:-1]), 76), TEXT.splitlines()[-1]]
    ).encode(),
    "one long line": "\n".join(
        [*TEXT.splitlines()[:3], "".join(TEXT.splitlines()[3:-1]), TEXT.splitlines()[-1]]
    ).encode(),
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-8 with byte order mark": TEXT.encode("utf-8-sig"),
    "hash line lost": "\n".join([TEXT.splitlines()[0], *TEXT.splitlines()[3:]]).encode(),
    "bare base64": base64.encodebytes(DATA),
    "bare base64, CRLF": base64.encodebytes(DATA).replace(b"\n", b"\r\n"),
    "the file itself": DATA,
}


@pytest.mark.parametrize("data", SURVIVED.values(), ids=SURVIVED)
def test_survives(data):
    assert armour.unwrap(data) == DATA


LINES = TEXT.splitlines(keepends=True)
LOST = {
    "a line lost": ("".join(LINES[:5] + LINES[6:]), "E-MAIL-DAMAGE"),
    "two lines exchanged": ("".join([*LINES[:5], LINES[6], LINES[5], *LINES[7:]]), "E-MAIL-DAMAGE"),
    "a letter changed": (TEXT.replace("UEsDB", "UEsDC", 1), "E-MAIL-DAMAGE"),
    "a letter lost": (TEXT.replace("UEsDB", "UEsD", 1), "E-MAIL-DAMAGE"),
    "words inside": (TEXT.replace("UEsDB", "UEsDB 您好", 1), "E-MAIL-DAMAGE"),
    "soft line ends of quoted-printable": (TEXT.replace("UEsDB", "UEs=\nDB", 1), "E-MAIL-DAMAGE"),
    "end cut": ("".join(LINES[:-1]), "E-TRUNCATED"),
    "half": (TEXT[: len(TEXT) // 2], "E-TRUNCATED"),
    "another end": (TEXT.replace("END YUEBAO", "END OTHER"), "E-TRUNCATED"),
}


@pytest.mark.parametrize(("text", "code"), LOST.values(), ids=LOST)
def test_lost(text, code):
    assert armour.is_armoured(text.encode())
    assert code_of(armour.unwrap, text.encode()) == code


DAMAGED = {
    "line ends": DATA.replace(b"\n", b"\r\n"),
    "seven bits": bytes(byte & 127 for byte in DATA),
    "rewritten as UTF-8": DATA.decode("utf-8", "replace").encode(),
    "base64": base64.encodebytes(DATA),
    "armour": TEXT.encode(),
    "quoted-printable": quopri.encodestring(DATA),
    "newline at the end": DATA + b"\r\n",
    "blank lines at the end": DATA + b"\n \n",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_mail_damage_is_recognised(data):
    assert code_of(container.read, data) == "E-MAIL-DAMAGE"


OTHERS = {
    "PDF": b"%PDF-1.7",
    "XLS/DOC": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "HTML/XML": b" \n<html>",
    "age": AGE,
    "TXT": "你好".encode(),
    "?": b"\xff\x00",
    "ZIP": b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize(("name", "data"), OTHERS.items(), ids=OTHERS)
def test_other_files_are_named(name, data):
    with pytest.raises(YuebaoError) as caught:
        container.read(data)
    assert (caught.value.code, caught.value.problem.params["detail"]) == ("E-NOT-A-BUNDLE", name)
    assert armour.unwrap(data) == data


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_arbitrary_bytes(data):
    for wrapped in (data, b"-----BEGIN YUEBAO BUNDLE-----" + data, b"UEsDB" + data, b"\xff\xfe" + data):
        try:
            armour.unwrap(wrapped)
        except YuebaoError as error:
            assert error.code in {"E-TRUNCATED", "E-MAIL-DAMAGE"}  # noqa: PT017 - either outcome is right
        assert armour.damage(wrapped) is None or isinstance(armour.damage(wrapped), str)

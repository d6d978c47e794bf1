"""The age test suite (Community Cryptography Test Vectors): what must open opens, the rest is a typed refusal.

Armour is the one place where we forgive more than age does, because mail programs bend it: a vector that fails
only there may also open, to bytes that age's own checks vouch for.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter

import pytest
from corpus import files

from forms.errors import YuebaoError
from sync.armour import unwrap
from sync.confidential import Identity, decrypt
from sync.keys import open_key

REFUSALS = {"E-DECRYPT", "E-MAIL-DAMAGE", "E-TRUNCATED", "E-PASSPHRASE"}
POST_QUANTUM = "AGE-SECRET-KEY-PQ-"
FORGIVEN = {"stanza_missing_body", "stanza_missing_final_line"}
"""The library still reads recipients as age's first drafts wrote them; the header's MAC covers them all the same."""
VECTORS = files("cctv-age", "testdata/")


def read(vector: bytes) -> tuple[dict[str, list[str]], bytes]:
    head, _, body = vector.partition(b"\n\n")
    told: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        name, _, value = line.partition(": ")
        told.setdefault(name, []).append(value)
    return told, zlib.decompress(body) if "compressed" in told else body


PAYLOADS = {told["payload"][0] for told, _ in map(read, VECTORS.values()) if told["expect"] == ["success"]}
NOBODY = ["AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"]


def outcome(told: dict[str, list[str]], body: bytes) -> str:
    try:
        if "passphrase" in told and "identity" not in told:
            opened = open_key(unwrap(body), told["passphrase"][0])
        else:
            opened = decrypt(
                body, [Identity(recipient="", secret=text) for text in told.get("identity", NOBODY)]
            )
    except YuebaoError as refusal:
        return refusal.code
    return hashlib.sha256(opened).hexdigest()


@pytest.mark.parametrize("name", VECTORS)
def test_vector(name, record_property):
    told, body = read(VECTORS[name])
    if any(text.startswith(POST_QUANTUM) for text in told.get("identity", ())):
        record_property("age", "post-quantum, which we do not use")
        return
    found = outcome(told, body)
    expect = told["expect"][0]
    if expect == "success":
        assert found == told["payload"][0]
    elif expect == "armor failure":
        assert found in REFUSALS or "armored" in told  # what opens is what the MAC and the tags vouch for
    elif name in FORGIVEN:
        assert found in PAYLOADS
    else:
        assert found in REFUSALS


def test_counts(record_property):
    counts = Counter(read(vector)[0]["expect"][0] for vector in VECTORS.values())
    assert sum(counts.values()) > 140
    armoured = [read(vector) for vector in VECTORS.values() if b"expect: armor failure" in vector]
    forgiven = sum(outcome(told, body) not in REFUSALS for told, body in armoured)
    said = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    said += f"; forgiven: {forgiven} in armour, {len(FORGIVEN)} in headers"
    record_property("count", f"CCTV age: {len(VECTORS)} vectors ({said})")

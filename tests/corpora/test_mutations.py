"""A seeded fuzzer over whole bundles: 106,000 mutants, and nothing but typed refusals.

Mutants of the file find faults of the container; mutants inside a faultless container reach manifest and
signatures; mutants of the manifest that are signed again, by somebody who may, reach everything behind them.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sample_bundles import BOTH, CLERK, NATIONAL, REVISION, build, named, verifier

from forms import canonical
from forms.errors import YuebaoError
from sync import armour, bundle, confidential, container, envelope
from sync.container import MANIFEST, SIGNATURES
from sync.messages import SENTENCES

SEED = 20261122
FILES = {
    **named(REVISION),
    **named(b'{"type":"receipt"}', "events"),
    **named(b"x" * 100, "attachments", "bin"),
}
GOOD = build(FILES)
SAMPLES = (*(GOOD, build(), build({})) * 4, build(FILES, signers=(CLERK, NATIONAL)))
"""With SM2 once in thirteen: checking it takes as long as twenty other bundles."""
CONTENT = [container.read(sample) for sample in SAMPLES]
AUTHENTICATE = verifier(BOTH)
TEXT = armour.armour(GOOD).encode()
(IDENTITY,) = confidential.identities_of((CLERK,))
SEALED = confidential.encrypt(GOOD, [IDENTITY.recipient])

MANIFESTS = {content[MANIFEST] for content in CONTENT}
UNCHANGED, FEWER_SIGNATURES, RESIGNED = (
    "opened, unchanged",
    "opened, one signature made unknown",
    "opened, signed again",
)

TOKENS = (
    *(
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"PK\x07\x08",
        b"\r\n",
        b"\xef\xbb\xbf",
        b"\xff\xff\xff\xff",
    ),
    *(
        b"\0\0\0\0",
        b"../",
        b"manifest.json",
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b",",
        b":",
        b"null",
        b"true",
        b"1e9",
    ),
    *(
        b"-0",
        b"0.1",
        b"9007199254740993",
        b"\\u0000",
        b"\\ud800",
        b'"files":{}',
        b"ed25519",
        b"sm2-sm3",
        b"/",
    ),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to four changes: bytes, numbers, tokens, blocks moved, doubled or lost, another sample spliced in."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        CHANGES[chance.randrange(len(CHANGES))](out, chance.randrange(len(out) + 1), chance)
    return bytes(out)


def _flip(out: bytearray, at: int, chance: random.Random) -> None:
    if at < len(out):
        out[at] ^= 1 << chance.randrange(8)


def _byte(out: bytearray, at: int, chance: random.Random) -> None:
    out[at : at + 1] = bytes([chance.randrange(256)])


def _number(out: bytearray, at: int, chance: random.Random) -> None:
    size = chance.choice((1, 2, 4))
    value = chance.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), chance.getrandbits(8 * size)))
    out[at : at + size] = value.to_bytes(size, "little")


def _token(out: bytearray, at: int, chance: random.Random) -> None:
    token = chance.choice(TOKENS)
    out[at : at + chance.choice((0, len(token)))] = token


def _lose(out: bytearray, at: int, chance: random.Random) -> None:
    del out[at : at + chance.randint(1, 64)]


def _double(out: bytearray, at: int, chance: random.Random) -> None:
    out[at:at] = out[at : at + chance.randint(1, 64)]


def _move(out: bytearray, at: int, chance: random.Random) -> None:
    block = out[at : at + chance.randint(1, 64)]
    del out[at : at + len(block)]
    to = chance.randrange(len(out) + 1)
    out[to:to] = block


def _splice(out: bytearray, at: int, chance: random.Random) -> None:
    other = chance.choice(SAMPLES)
    start = chance.randrange(len(other))
    out[at : at + 64] = other[start : start + 64]


CHANGES = (_flip, _byte, _number, _token, _lose, _double, _move, _splice)


# --- where the mutation happens ----------------------------------------------------------------------------


def whole(chance: random.Random) -> bytes:
    return mutated(chance.choice(SAMPLES), chance)


def inside(chance: random.Random) -> bytes:
    """One file changed, in a container that is right again."""
    content = chance.choice(CONTENT)
    name = chance.choice(list(content))
    return container._assemble(list((content | {name: mutated(content[name], chance)}).items()))


def names(chance: random.Random) -> bytes:
    """One name changed, everything else right."""
    entries = list(chance.choice(CONTENT).items())
    at = chance.randrange(len(entries))
    name = mutated(entries[at][0].encode(), chance)[:200].decode("ascii", "replace").replace("\ufffd", "?")
    entries[at] = (name, entries[at][1])
    return container._assemble(entries)


def resigned(chance: random.Random) -> bytes:
    """A manifest changed and signed again by somebody who may."""
    content = chance.choice(CONTENT)
    raw = mutated(content[MANIFEST], chance)
    signatures = envelope.sign(raw, "application/vnd.yuebao.submission+json", [CLERK])
    return container._assemble(list((content | {MANIFEST: raw, SIGNATURES: signatures}).items()))


def text(chance: random.Random) -> bytes:
    return armour.unwrap(mutated(TEXT, chance))


def sealed(chance: random.Random) -> bytes:
    return confidential.decrypt(mutated(SEALED, chance), [IDENTITY])


PLAN: tuple[tuple[Callable[[random.Random], bytes], int], ...] = (
    (whole, 55_000),
    (inside, 22_000),
    (names, 8_000),
    (resigned, 12_000),
    (text, 5_000),
    (sealed, 4_000),
)


def outcome(make: Callable[[random.Random], bytes], chance: random.Random) -> str:
    try:
        data = make(chance)
        found = bundle.open_bundle(data, authenticate=AUTHENTICATE)
    except YuebaoError as refusal:
        return refusal.code
    # what opens was signed by a known key and says the same when it is written again
    assert canonical.encode(found.manifest) == found.manifest_bytes
    assert container.write(list(found.entries.items())) == data
    if data in SAMPLES:
        return UNCHANGED
    # a signature under an unknown key's name is ignored: the signed words are the same ones
    return FEWER_SIGNATURES if found.manifest_bytes in MANIFESTS else RESIGNED


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_mutants_get_typed_refusals(record_property):
    chance = random.Random(SEED)
    began = time.perf_counter()
    codes: Counter[str] = Counter()
    for make, number in PLAN:
        found = Counter(outcome(make, chance) for _ in range(number))
        assert found[RESIGNED] == 0 or make is resigned
        codes += found
    total, seconds = codes.total(), time.perf_counter() - began
    assert total >= 100_000
    assert codes.keys() - {UNCHANGED, FEWER_SIGNATURES, RESIGNED} <= SENTENCES.keys()
    assert len(codes) > 12
    said = ", ".join(f"{number:,} {code}" for code, number in codes.most_common())
    record_property("count", f"Mutated bundles: {total:,} in {seconds:.0f} s: {said}")

"""Every flipped bit and every cut of a small bundle, and random damage: typed refusals and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_bundles import CLERK, build, header, verifier

from forms import canonical
from forms.errors import YuebaoError
from sync import bundle, container, envelope
from sync.container import MANIFEST, SIGNATURES
from sync.manifest import FORMAT, Manifest
from sync.messages import SENTENCES

GOOD = build()
AUTHENTICATE = verifier()
UNTOUCHED = bundle.open_bundle(GOOD, authenticate=AUTHENTICATE)


def tiny() -> bytes:
    """As small as a bundle can be: a manifest, its signature, and one short file."""
    content = {"a": b"x"}
    files = {name: bundle.file_entry(data) for name, data in content.items()}
    raw = canonical.encode(Manifest(format=FORMAT, files=files, **header()))
    signatures = envelope.sign(raw, "application/vnd.yuebao.submission+json", [CLERK])
    return container.write([(MANIFEST, raw), (SIGNATURES, signatures), *content.items()])


SMALL = tiny()


def outcome(data: bytes) -> str:
    try:
        bundle.open_bundle(data, authenticate=AUTHENTICATE)
    except YuebaoError as error:
        return error.code
    return "opened"


def test_the_samples_are_good():
    assert (outcome(GOOD), outcome(SMALL)) == ("opened", "opened")


@pytest.mark.parametrize("data", [SMALL, GOOD], ids=["smallest", "usual"])
def test_every_flipped_bit_is_refused(data):
    codes = []
    for bit in range(len(data) * 8):
        bent = bytearray(data)
        bent[bit >> 3] ^= 1 << (bit & 7)
        codes.append(outcome(bytes(bent)))
    assert len(codes) == len(data) * 8 > 7_500
    assert set(codes) <= SENTENCES.keys()


def test_every_cut_is_said_to_be_a_cut():
    for data in (SMALL, GOOD):
        assert {outcome(data[:size]) for size in range(len(data))} == {"E-TRUNCATED"}


def test_every_byte_removed_or_doubled_is_refused():
    found = {outcome(SMALL[:at] + SMALL[at + 1 :]) for at in range(len(SMALL) - 1)}
    found |= {outcome(SMALL[:at] + SMALL[at : at + 1] + SMALL[at:]) for at in range(len(SMALL))}
    assert found <= SENTENCES.keys()


def test_every_beginning_cut_off_is_refused():
    assert {outcome(SMALL[size:]) for size in range(1, len(SMALL))} <= SENTENCES.keys()


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["set", "insert", "delete", "copy", "number"]),
        st.integers(0, len(GOOD)),
        st.binary(min_size=1, max_size=8),
        st.integers(0, 64),
    ),
    min_size=1,
    max_size=6,
)


def mutated(data: bytes, mutations) -> bytes:
    for how, at, value, size in mutations:
        match how:
            case "set":
                data = data[:at] + value + data[at + len(value) :]
            case "insert":
                data = data[:at] + value + data[at:]
            case "delete":
                data = data[:at] + data[at + size :]
            case "copy":
                data = data[:at] + data[at : at + size] * 2 + data[at + size :]
            case "number":
                data = data[:at] + (2 ** (size % 33) - 1).to_bytes(5, "little")[:4] + data[at + 4 :]
    return data


@given(MUTATIONS)
@settings(max_examples=400)
def test_random_damage(mutations):
    data = mutated(GOOD, mutations)
    assert outcome(data) in ({"opened"} if data == GOOD else SENTENCES.keys())


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_noise_behind_a_good_start(noise):
    for start in (b"", GOOD[:4], GOOD[:30], GOOD[:43], GOOD[: len(GOOD) // 2]):
        data = start + noise
        assert outcome(data) in ({"opened"} if data == GOOD else SENTENCES.keys())


@given(st.sampled_from([MANIFEST, SIGNATURES, "VERIFY.txt"]), MUTATIONS)
@settings(max_examples=300)
def test_damage_inside_a_faultless_container(name, mutations):
    content = dict(UNTOUCHED.entries)
    content[name] = mutated(content[name], mutations)
    data = container.write(list(content.items()))
    assert outcome(data) in ({"opened"} if data == GOOD else SENTENCES.keys())


@given(MUTATIONS)
@settings(max_examples=200)
def test_damaged_manifests_signed_by_somebody_who_may(mutations):
    content = dict(UNTOUCHED.entries)
    content[MANIFEST] = mutated(content[MANIFEST], mutations)
    content[SIGNATURES] = envelope.sign(content[MANIFEST], UNTOUCHED.payload_type, [CLERK])
    data = container.write(list(content.items()))
    assert outcome(data) in SENTENCES.keys() | {"opened"}
    if outcome(data) == "opened":
        found = bundle.open_bundle(data)
        assert canonical.encode(found.manifest) == found.manifest_bytes

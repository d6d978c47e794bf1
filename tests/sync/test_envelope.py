"""Signatures: who signed, with what, and every way it can be less than that."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_bundles import BOTH, CLERK, HEAD, KEYS, NATIONAL, STRANGER
from securesystemslib.dsse import Envelope

from forms import canonical
from forms.errors import YuebaoError
from sync import envelope
from sync.signers.dsse import DsseKey

ROOT = Path(__file__).parents[2]
TYPE = "application/vnd.yuebao.submission+json"
PAYLOAD = b'{"a":1}'
ED = ("ed25519",)


SM2 = NATIONAL


def code_of(signatures, *, payload=PAYLOAD, kind=TYPE, keys=KEYS, required=ED):
    with pytest.raises(YuebaoError) as caught:
        envelope.verify(payload, signatures, kind, keys, required)
    return caught.value.code


def changed(signatures, **fields):
    """The first entry with other fields."""
    value = msgspec.json.decode(signatures)
    value["signatures"][0] |= fields
    return canonical.encode(value)


@given(st.binary(max_size=100))
@settings(max_examples=50)
def test_signed_payloads_verify(payload):
    signatures = envelope.sign(payload, TYPE, [CLERK])
    found = envelope.verify(payload, signatures, TYPE, KEYS, ED)
    assert found == envelope.Verified(keyids={"ed25519": (CLERK.keyid,)}, unknown=())
    assert found.signed_by == {CLERK.keyid}
    assert code_of(signatures, payload=payload + b" ") == "E-SIGNATURE"


def test_the_file_is_canonical_and_sorted_by_key():
    signatures = envelope.sign(PAYLOAD, TYPE, [CLERK, HEAD])
    assert signatures == envelope.sign(PAYLOAD, TYPE, [HEAD, CLERK])
    value = msgspec.json.decode(signatures)
    assert canonical.encode(value) == signatures
    assert list(value) == ["payloadType", "signatures"]
    assert [entry["keyid"] for entry in value["signatures"]] == sorted([CLERK.keyid, HEAD.keyid])
    assert envelope.verify(PAYLOAD, signatures, TYPE, KEYS, ED).signed_by == {CLERK.keyid, HEAD.keyid}


def test_securesystemslib_verifies_it_on_its_own():
    value = msgspec.json.decode(envelope.sign(PAYLOAD, TYPE, [CLERK, HEAD]))
    value["payload"] = base64.b64encode(PAYLOAD).decode()
    accepted = Envelope.from_dict(value).verify([DsseKey(key) for key in KEYS.values()], 2)
    assert set(accepted) == {CLERK.keyid, HEAD.keyid}


def test_signed_bytes_are_those_of_the_dsse_paper():
    signatures = envelope.parse(envelope.sign(PAYLOAD, TYPE, [CLERK]))
    pae = b"DSSEv1 38 application/vnd.yuebao.submission+json 7 " + PAYLOAD
    assert KEYS[CLERK.keyid].verifies(base64.b64decode(signatures.signatures[0].sig), pae)


@pytest.mark.parametrize("signers", [[], [CLERK, CLERK]])
def test_signing_needs_different_keys(signers):
    with pytest.raises(ValueError, match="different keys"):
        envelope.sign(PAYLOAD, TYPE, signers)


def test_a_policy_requires_something():
    with pytest.raises(ValueError, match="policy"):
        envelope.verify(PAYLOAD, envelope.sign(PAYLOAD, TYPE, [CLERK]), TYPE, KEYS, ())


def test_strangers_beside_a_known_key_do_no_harm():
    found = envelope.verify(PAYLOAD, envelope.sign(PAYLOAD, TYPE, [CLERK, STRANGER]), TYPE, KEYS, ED)
    assert (found.signed_by, found.unknown) == ({CLERK.keyid}, (STRANGER.keyid,))


def test_only_strangers():
    assert code_of(envelope.sign(PAYLOAD, TYPE, [STRANGER])) == "E-UNKNOWN-KEY"
    assert code_of(envelope.sign(PAYLOAD, TYPE, [CLERK]), keys={}) == "E-UNKNOWN-KEY"


def test_a_known_key_that_does_not_fit_spoils_a_good_one():
    good = msgspec.json.decode(envelope.sign(PAYLOAD, TYPE, [CLERK, HEAD]))
    good["signatures"][1]["sig"] = good["signatures"][0]["sig"]
    assert code_of(canonical.encode(good)) == "E-SIGNATURE"


def test_the_payload_type_is_signed():
    other = "application/vnd.yuebao.task+json"
    signatures = envelope.sign(PAYLOAD, TYPE, [CLERK])
    assert code_of(signatures, kind=other) == "E-SIGNATURE"
    value = msgspec.json.decode(signatures) | {"payloadType": other}
    assert code_of(canonical.encode(value), kind=other) == "E-SIGNATURE"


POLICIES = [
    # signed by, required, outcome
    ([CLERK], ["ed25519"], None),
    ([CLERK, SM2], ["ed25519"], None),
    ([CLERK, SM2], ["ed25519", "sm2-sm3"], None),
    ([CLERK, SM2], ["sm2-sm3"], None),
    ([SM2], ["sm2-sm3"], None),
    ([CLERK], ["sm2-sm3"], "E-ALGORITHM"),
    ([CLERK], ["ed25519", "sm2-sm3"], "E-ALGORITHM"),
    ([SM2], ["ed25519", "sm2-sm3"], "E-ALGORITHM"),
    ([SM2], ["ed25519"], "E-ALGORITHM"),
    ([STRANGER, SM2], ["ed25519", "sm2-sm3"], "E-UNKNOWN-KEY"),
    ([STRANGER], ["sm2-sm3"], "E-ALGORITHM"),
]


@pytest.mark.parametrize(("signers", "required", "outcome"), POLICIES)
def test_policies(signers, required, outcome):
    signatures = envelope.sign(PAYLOAD, TYPE, signers)
    if outcome is None:
        found = envelope.verify(PAYLOAD, signatures, TYPE, BOTH, required)
        assert found.signed_by == {signer.keyid for signer in signers}
        assert set(required) <= set(found.keyids)
    else:
        assert code_of(signatures, keys=BOTH, required=required) == outcome


def test_a_key_under_another_algorithms_name():
    signatures = changed(envelope.sign(PAYLOAD, TYPE, [CLERK]), alg="sm2-sm3")
    assert code_of(signatures, keys=BOTH, required=["sm2-sm3"]) == "E-ALGORITHM"


def test_a_key_filed_under_a_foreign_id_counts_for_nobody():
    keys = {HEAD.keyid: KEYS[CLERK.keyid]}
    signatures = changed(envelope.sign(PAYLOAD, TYPE, [CLERK]), keyid=HEAD.keyid)
    assert code_of(signatures, keys=keys) == "E-ALGORITHM"


GOOD = envelope.sign(PAYLOAD, TYPE, [CLERK])
SIG = msgspec.json.decode(GOOD)["signatures"][0]["sig"]
MALFORMED = {
    "no JSON": b"",
    "a space": GOOD.replace(b":", b": ", 1),
    "a list": b"[]",
    "no type": b'{"signatures":[]}',
    "no list": b'{"payloadType":"x"}',
    "another field": GOOD.replace(b'{"payloadType"', b'{"payload":"","payloadType"'),
    "another field in an entry": changed(GOOD, cert="x"),
    "key id in capitals": changed(GOOD, keyid=CLERK.keyid.upper()),
    "key id cut": changed(GOOD, keyid=CLERK.keyid[:63]),
    "algorithm with spaces": changed(GOOD, alg="ed25519 "),
    "signature missing": GOOD.replace(b',"sig":"' + SIG.encode() + b'"', b""),
    "the same key twice": canonical.encode(
        {"payloadType": TYPE, "signatures": msgspec.json.decode(GOOD)["signatures"] * 2}
    ),
    "keys out of order": canonical.encode(
        {
            "payloadType": TYPE,
            "signatures": msgspec.json.decode(envelope.sign(PAYLOAD, TYPE, [CLERK, HEAD]))["signatures"][
                ::-1
            ],
        }
    ),
    "65 entries": canonical.encode(
        {
            "payloadType": TYPE,
            "signatures": [{"alg": "x", "keyid": f"{n:064x}", "sig": ""} for n in range(65)],
        }
    ),
    "empty signature": changed(GOOD, sig=""),
    "no base64": changed(GOOD, sig="*" * 88),
    "base64 without padding": changed(GOOD, sig=SIG.rstrip("=")),
    "base64 with a newline": changed(GOOD, sig=SIG + "\n"),
    "base64 with loose bits": changed(GOOD, sig=SIG[:-3] + chr(ord(SIG[-3]) + 1) + "=="),
    "URL base64": changed(GOOD, sig="_" + SIG[1:]),
    "base64 outside ASCII": changed(GOOD, sig="签"),
    "signature one byte short": changed(GOOD, sig=base64.b64encode(base64.b64decode(SIG)[:-1]).decode()),
    "signature one byte longer": changed(GOOD, sig=base64.b64encode(base64.b64decode(SIG) + b"\0").decode()),
    "signature of zeros": changed(GOOD, sig=base64.b64encode(bytes(64)).decode()),
}


@pytest.mark.parametrize("signatures", MALFORMED.values(), ids=MALFORMED)
def test_malformed(signatures):
    assert code_of(signatures) == "E-SIGNATURE"


def test_no_signatures():
    assert code_of(canonical.encode({"payloadType": TYPE, "signatures": []})) == "E-UNSIGNED"


def test_malleable_signature_is_refused():
    raw = base64.b64decode(SIG)
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(raw[32:], "little") + order
    twin = base64.b64encode(raw[:32] + s.to_bytes(32, "little")).decode()
    assert code_of(changed(GOOD, sig=twin)) == "E-SIGNATURE"


def test_keys_are_securesystemslib_keys():
    key = DsseKey(KEYS[CLERK.keyid])
    assert key.to_dict()["keyval"]["public"] == KEYS[CLERK.keyid].pem
    with pytest.raises(NotImplementedError):
        type(key).from_dict(key.keyid, key.to_dict())


def test_starting_does_not_wait_for_securesystemslib():
    code = "import sys, sync.bundle, sync.keys; print(sorted(sys.modules.keys() & {'securesystemslib', 'ctypes'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_signatures_of_two_kinds_or_of_one_key_are_not_put_together():
    mine = envelope.parse(envelope.sign(PAYLOAD, TYPE, (CLERK,)))
    assert len(envelope.joined(mine, envelope.sign(PAYLOAD, TYPE, (HEAD,))).signatures) == 2
    for more in (envelope.sign(PAYLOAD, TYPE, (CLERK,)), envelope.sign(PAYLOAD, "application/x", (HEAD,))):
        with pytest.raises(ValueError, match="different keys"):
            envelope.joined(mine, more)

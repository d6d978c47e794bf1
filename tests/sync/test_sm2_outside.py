"""SM2 outside this program and under the receiver's policy: the `openssl` command both ways, whole bundles."""

from __future__ import annotations

import subprocess
from functools import partial

import msgspec
import pytest
from sample_bundles import BOTH, CLERK, KEYS, NATIONAL, build, verifier

from forms.errors import YuebaoError
from sync import bundle, keys, manifest
from sync.signers import public_key
from sync.signers.sm3 import sm3

KEY = public_key(NATIONAL.public_spki_der)
DATA = b"DSSEv1 38 application/vnd.yuebao.submission+json 2 {}"
NATIONAL_POLICY = ("ed25519", "sm2-sm3")


def run(*command, cwd, **options):
    return subprocess.run(
        ["openssl", *command], cwd=cwd, capture_output=True, check=False, timeout=30, **options
    )


def code_of(function, *arguments, **named):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments, **named)
    return caught.value.code


# --- the openssl command, both ways ---------------------------------------------------------------------------

DISTID = "distid:1234567812345678"
VERIFY = ("pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", DISTID, "-pubin", "-inkey", "pub.pem")
SIGN = ("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", DISTID, "-inkey", "key.pem")


def test_signed_here_verified_by_openssl(tmp_path):
    (tmp_path / "pub.pem").write_text(keys.spki_pem(NATIONAL.public_spki_der))
    verify = partial(run, *VERIFY, "-in", "data", "-sigfile", "sig", cwd=tmp_path)
    for n in range(10):
        (tmp_path / "data").write_bytes(DATA * n + b".")
        (tmp_path / "sig").write_bytes(NATIONAL.sign(DATA * n + b"."))
        assert verify().returncode == 0
    (tmp_path / "data").write_bytes(b"other")
    assert verify().returncode != 0


def test_signed_by_openssl_verified_here(tmp_path):
    run("genpkey", "-algorithm", "SM2", "-out", "key.pem", cwd=tmp_path)
    (signer,) = keys.signers_in((tmp_path / "key.pem").read_bytes())
    key = public_key(signer.public_spki_der)
    (tmp_path / "data").write_bytes(DATA)
    for _ in range(10):
        signature = run(*SIGN, "-in", "data", cwd=tmp_path).stdout
        assert key.verifies(signature, DATA)
        assert not key.verifies(signature, DATA + b".")


def test_openssl_reads_our_private_key(tmp_path):
    (tmp_path / "key.pem").write_bytes(NATIONAL.private_pem)
    (tmp_path / "data").write_bytes(DATA)
    assert (
        run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", cwd=tmp_path).stdout
        == NATIONAL.public_spki_der
    )
    assert run("pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", cwd=tmp_path).stdout == NATIONAL.private_pem
    assert KEY.verifies(run(*SIGN, "-in", "data", cwd=tmp_path).stdout, DATA)


def test_another_identity_gives_another_signature(tmp_path):
    (tmp_path / "key.pem").write_bytes(NATIONAL.private_pem)
    (tmp_path / "data").write_bytes(DATA)
    other = [part.replace("1234567812345678", "8765432187654321") for part in SIGN]
    signature = run(*other, "-in", "data", cwd=tmp_path).stdout
    assert signature
    assert not KEY.verifies(signature, DATA)


def test_sm3_is_openssls(tmp_path):
    assert run("dgst", "-sm3", "-r", cwd=tmp_path, input=DATA).stdout.decode().split()[0] == sm3(DATA)


# --- bundles under the receiver's policy -----------------------------------------------------------------------

BUNDLES = {"ed25519": build(), "both": build(signers=(CLERK, NATIONAL)), "sm2": build(signers=(NATIONAL,))}
POLICIES = [
    ("ed25519", ("ed25519",), None),
    ("both", ("ed25519",), None),
    ("sm2", ("ed25519",), "E-ALGORITHM"),
    ("ed25519", NATIONAL_POLICY, "E-ALGORITHM"),
    ("both", NATIONAL_POLICY, None),
    ("sm2", NATIONAL_POLICY, "E-ALGORITHM"),
    ("ed25519", ("sm2-sm3",), "E-ALGORITHM"),
    ("both", ("sm2-sm3",), None),
    ("sm2", ("sm2-sm3",), None),
]


@pytest.mark.parametrize(("signed", "required", "code"), POLICIES)
def test_the_receivers_policy_decides(signed, required, code):
    check = verifier(BOTH, required)
    if code is None:
        assert bundle.open_bundle(BUNDLES[signed], authenticate=check).manifest.unit == "540100"
    else:
        assert code_of(bundle.open_bundle, BUNDLES[signed], authenticate=check) == code


def test_a_receiver_who_knows_only_the_other_key_takes_it_where_that_suffices():
    assert bundle.open_bundle(BUNDLES["both"], authenticate=verifier(KEYS)).manifest.sequence == 1
    check = verifier(KEYS, NATIONAL_POLICY)
    assert code_of(bundle.open_bundle, BUNDLES["both"], authenticate=check) == "E-UNKNOWN-KEY"


class TestSm3InTheManifest:
    def test_listed_when_an_sm2_key_signs(self):
        for name, data in BUNDLES.items():
            opened = bundle.open_bundle(data)
            digests = {file: entry.sm3 for file, entry in opened.manifest.files.items()}
            wanted = {file: sm3(opened.entries[file]) if name != "ed25519" else None for file in digests}
            assert digests == wanted

    def test_demanded_by_the_policy(self):
        with_sm3 = bundle.open_bundle(BUNDLES["both"]).manifest
        without = bundle.open_bundle(BUNDLES["ed25519"]).manifest
        manifest.require_hashes(with_sm3, NATIONAL_POLICY)
        manifest.require_hashes(without, ("ed25519",))
        assert code_of(manifest.require_hashes, without, ("sm2-sm3",)) == "E-ALGORITHM"

    def test_a_wrong_one_is_a_changed_file(self):
        opened = bundle.open_bundle(BUNDLES["both"])
        name = next(iter(opened.manifest.files))
        entry = msgspec.structs.replace(opened.manifest.files[name], sm3=sm3(b"other"))
        forged = msgspec.structs.replace(opened.manifest, files=opened.manifest.files | {name: entry})
        assert code_of(manifest.require_files, forged, opened.entries) == "E-HASH"

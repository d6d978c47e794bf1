"""Manifests and whole bundles: shape, file set, and checking one with nothing but common tools."""

from __future__ import annotations

import re
import shutil
import subprocess

import msgspec
import pytest
from sample_bundles import (
    CLERK,
    HEAD,
    KEYS,
    NATIONAL,
    REVISION,
    build,
    entries,
    header,
    named,
    opened,
    verifier,
)

from forms import canonical
from forms.errors import YuebaoError
from sync import bundle, container, manifest
from sync.keys import fingerprint
from sync.manifest import FORMAT, FileEntry, Kind, Manifest, PackRef

SIGNERS = {
    "one signer": (CLERK,),
    "two signers": (CLERK, HEAD),
    "both algorithms": (CLERK, NATIONAL),
    "SM2 alone": (NATIONAL,),
}
TOOLS = ("unzip", "jq", "openssl", "sha256sum")


def plain(**changes):
    fields = header() | {"format": FORMAT, "files": {"a.txt": manifest.file_entry(b"abc")}} | changes
    return canonical.encode({name: value for name, value in fields.items() if value is not ...})


def code_of(function, *arguments, **named_arguments):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments, **named_arguments)
    return caught.value.code


def test_round_trip():
    pack = PackRef(id="shuangchuang", version="2026.1", hash="0" * 64)
    data = plain(pack=pack, previous="f" * 64, have={"b": 3}, extensions={"x": [1]})
    found = manifest.decode(data)
    assert canonical.encode(found) == data
    assert (found.kind, found.pack, found.extensions) == (Kind.SUBMISSION, pack, {"x": [1]})
    assert found.files == {"a.txt": FileEntry(bytes=3, sha256=canonical.sha256(b"abc"))}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_payload_type_of_its_own(kind):
    assert manifest.decode(plain(kind=kind)).kind.payload_type == f"application/vnd.yuebao.{kind}+json"


FAULTS = {
    "no JSON": (b"{", "E-MANIFEST"),
    "empty": (b"", "E-MANIFEST"),
    "a list": (b"[]", "E-MANIFEST"),
    "no format": (plain(format=...), "E-MANIFEST"),
    "another family": (plain(format="other/1"), "E-MANIFEST"),
    "format 0": (plain(format="yuebao-bundle/0"), "E-MANIFEST"),
    "format 01": (plain(format="yuebao-bundle/01"), "E-MANIFEST"),
    "minor version": (plain(format="yuebao-bundle/1.1"), "E-MANIFEST"),
    "format 2": (plain(format="yuebao-bundle/2"), "E-NEWER"),
    "format 10": (plain(format="yuebao-bundle/10"), "E-NEWER"),
    "format 2 with fields of its own": (plain(format="yuebao-bundle/2", wings=2), "E-NEWER"),
    "format 2 of another shape": (b'{"format":"yuebao-bundle/2"}', "E-NEWER"),
    "unknown field": (plain(wings=2), "E-MANIFEST"),
    "unknown kind": (plain(kind="gift"), "E-MANIFEST"),
    "sequence 0": (plain(sequence=0), "E-MANIFEST"),
    "sequence -1": (plain(sequence=-1), "E-MANIFEST"),
    "sequence as text": (plain(sequence="1"), "E-MANIFEST"),
    "sequence as float": (plain().replace(b'"sequence":1', b'"sequence":1.0'), "E-MANIFEST"),
    "sequence of 2^53": (plain().replace(b'"sequence":1', b'"sequence":9007199254740992'), "E-MANIFEST"),
    "sequence missing": (plain(sequence=...), "E-MANIFEST"),
    "previous missing": (plain(previous=...), "E-MANIFEST"),
    "previous in capitals": (plain(previous="F" * 64), "E-MANIFEST"),
    "unit empty": (plain(unit=""), "E-MANIFEST"),
    "unit with a slash": (plain(unit="../x"), "E-MANIFEST"),
    "unit with a newline": (plain(unit="540100\n"), "E-MANIFEST"),
    "unit in Chinese": (plain(unit="拉萨"), "E-MANIFEST"),
    "origin with a hyphen": (plain(origin="a-b"), "E-MANIFEST"),
    "have of a strange origin": (plain(have={"a b": 1}), "E-MANIFEST"),
    "have below zero": (plain(have={"a": -1}), "E-MANIFEST"),
    "created_at too long": (plain(created_at="x" * 201), "E-MANIFEST"),
    "pack without hash": (plain(pack={"id": "a", "version": "1"}), "E-MANIFEST"),
    "file without hash": (plain(files={"a": {"bytes": 1}}), "E-MANIFEST"),
    "file with mode": (plain(files={"a": {"bytes": 1, "sha256": "0" * 64, "mode": 7}}), "E-MANIFEST"),
    "file of negative length": (plain(files={"a": {"bytes": -1, "sha256": "0" * 64}}), "E-MANIFEST"),
    "lists itself": (plain(files={"manifest.json": manifest.file_entry(b"")}), "E-MANIFEST"),
    "lists the signatures": (plain(files={"signatures.json": manifest.file_entry(b"")}), "E-MANIFEST"),
    "empty extensions written": (plain(extensions={}), "E-MANIFEST"),
    "float in extensions": (plain(extensions={"a": 1}).replace(b'{"a":1}', b'{"a":1.5}'), "E-MANIFEST"),
    "sm3 null written": (plain(files={"a": {"bytes": 1, "sha256": "0" * 64, "sm3": None}}), "E-MANIFEST"),
    "duplicate key": (plain().replace(b'{"app"', b'{"app":"x","app"'), "E-MANIFEST"),
    "byte order mark": (b"\xef\xbb\xbf" + plain(), "E-MANIFEST"),
    "trailing newline": (plain() + b"\n", "E-MANIFEST"),
}


@pytest.mark.parametrize(("data", "code"), FAULTS.values(), ids=FAULTS)
def test_faulty_manifests(data, code):
    assert code_of(manifest.decode, data) == code


# --- file sets ----------------------------------------------------------------------------------

LISTED = Manifest(
    **header(), format=FORMAT, files={n: manifest.file_entry(c) for n, c in {"a": b"1", "b": b"2"}.items()}
)
OWN = {"manifest.json": b"", "signatures.json": b""}
SETS = {
    "exact": ({"a": b"1", "b": b"2"}, None),
    "one missing": ({"a": b"1"}, "E-MISSING-FILE"),
    "all missing": ({}, "E-MISSING-FILE"),
    "one extra": ({"a": b"1", "b": b"2", "c": b"3"}, "E-EXTRA-FILE"),
    "renamed": ({"a": b"1", "B": b"2"}, "E-MISSING-FILE"),
    "exchanged": ({"a": b"2", "b": b"1"}, "E-HASH"),
    "emptied": ({"a": b"", "b": b"2"}, "E-HASH"),
    "longer": ({"a": b"1\n", "b": b"2"}, "E-HASH"),
    "changed": ({"a": b"1", "b": b"3"}, "E-HASH"),
}


@pytest.mark.parametrize(("files", "code"), SETS.values(), ids=SETS)
def test_file_sets(files, code):
    if code is None:
        manifest.require_files(LISTED, files | OWN)
        assert code is None
    else:
        assert code_of(manifest.require_files, LISTED, files | OWN) == code


@pytest.mark.parametrize("folder", manifest.NAMED_BY_HASH)
def test_files_named_by_hash_bear_their_own(folder):
    good = named(b"x", folder, "bin")
    assert opened(build(good)).files(folder) == good
    assert code_of(build, {f"{folder}/{'0' * 64}.bin": b"x"}) == "E-HASH"


# --- whole bundles ------------------------------------------------------------------------------


def test_what_is_built_is_opened():
    files = {**named(REVISION), "register/1.json": b"{}", "notes.txt": b"n"}
    data = build(files, sequence=7, previous="a" * 64)
    found = opened(data)
    assert {name: found.entries[name] for name in files} == files
    assert found.manifest.sequence == 7
    assert found.digest == canonical.sha256(data)
    assert found.manifest_digest == canonical.sha256(found.entries["manifest.json"])
    assert found.files("revisions") == named(REVISION)
    assert list(found.entries)[:3] == ["manifest.json", "signatures.json", "VERIFY.txt"]
    assert set(found.manifest.files) == {*files, "VERIFY.txt"}
    assert bundle.open_bundle(data, digest="known").digest == "known"


def test_the_same_content_gives_the_same_bytes():
    files = {**named(b"1"), **named(b"2")}
    assert build(files) == build(dict(reversed(files.items())))


def test_nothing_is_read_before_the_signature():
    seen = []

    def authenticate(manifest_bytes, signatures):
        seen.append((manifest_bytes, signatures.payload_type))
        raise YuebaoError("E-REVOKED-KEY")

    broken = entries() | {"manifest.json": b"no manifest"}
    data = container.write(list(broken.items()))
    assert code_of(bundle.open_bundle, data, authenticate=authenticate) == "E-REVOKED-KEY"
    assert seen == [(b"no manifest", "application/vnd.yuebao.submission+json")]


def test_a_bundle_that_no_receiver_would_take_is_not_built():
    assert code_of(build, {"CON": b""}) == "E-NAME"
    assert code_of(build, {"manifest.json": b""}) == "E-MANIFEST"
    assert code_of(build, unit="no unit") == "E-MANIFEST"
    assert code_of(build, sequence=0) == "E-MANIFEST"
    assert code_of(build, {"a.json": bytes(16 * 1024 * 1024 + 1)}) == "E-LIMIT"


def commands(text):
    """The indented lines of VERIFY.txt, as a reader would type them."""
    return "\n".join(line.removeprefix("    ") for line in text.splitlines() if line.startswith("    "))


def follow(data, folder):
    (folder / "bundle.ybz").write_bytes(data)
    text = entries(data)["VERIFY.txt"].decode()
    return text, subprocess.run(
        ["sh", "-eu", "-c", commands(text)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def missing_tools():
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {', '.join(missing_tools())}")
class TestVerifyText:
    @pytest.mark.parametrize("signers", SIGNERS.values(), ids=SIGNERS)
    def test_a_good_bundle_is_found_good(self, signers, tmp_path):
        text, done = follow(build(signers=signers), tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("Signature Verified Successfully") == len(signers)
        assert re.findall(r"^(.*): (.*)$", done.stdout, re.MULTILINE) == [
            (name, "OK") for name in ("VERIFY.txt", *named(REVISION))
        ]
        for signer in signers:
            assert f"{signer.keyid}  -" in done.stdout
            assert fingerprint(signer.public_spki_der) in text

    def test_a_changed_file_is_found(self, tmp_path):
        forged = entries() | dict.fromkeys(named(REVISION), b"forged")
        _, done = follow(container.write(list(forged.items())), tmp_path)
        assert done.returncode != 0
        assert "FAILED" in done.stdout

    def test_an_unsigned_file_is_found(self, tmp_path):
        _, done = follow(container.write(list((entries() | {"extra.txt": b""}).items())), tmp_path)
        assert done.returncode != 0
        assert "> extra.txt" in done.stdout

    def test_a_changed_manifest_is_found(self, tmp_path):
        content = entries()
        content["manifest.json"] = content["manifest.json"].replace(b'"unit":"540100"', b'"unit":"540200"')
        _, done = follow(container.write(list(content.items())), tmp_path)
        assert done.returncode != 0
        assert "Verification Failure" in done.stdout + done.stderr


def test_verifier_accepts_what_build_makes():
    found = bundle.open_bundle(build(signers=(CLERK, HEAD)), authenticate=verifier(required=["ed25519"]))
    assert [entry.keyid for entry in found.signatures.signatures] == sorted(KEYS)
    assert found.payload_type == found.signatures.payload_type
    assert msgspec.json.decode(found.manifest_bytes)["format"] == FORMAT

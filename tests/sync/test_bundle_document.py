"""docs/formats/bundle.md says what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sample_bundles import CLERK, REVISION, build, opened
from securesystemslib.dsse import Envelope

from sync import container
from sync.keys import WORK_FACTOR, fingerprint
from sync.limits import STANDARD
from sync.manifest import NAMED_BY_HASH, Kind, Manifest

DOCUMENT = (Path(__file__).parents[2] / "docs/formats/bundle.md").read_text("utf-8")
DATA = build()
BUNDLE = opened(DATA)


def block(name):
    match = re.search(rf"^```\w+ {name}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert match is not None
    return match.group(1)


def rows(heading):
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| ")][1:]


def test_the_example_is_what_the_program_makes():
    assert block("revision").strip().encode() == REVISION
    assert json.loads(block("manifest")) == json.loads(BUNDLE.manifest_bytes)
    assert json.loads(block("signatures")) == json.loads(BUNDLE.entries["signatures.json"])
    pae = Envelope(BUNDLE.manifest_bytes, BUNDLE.payload_type, {}).pae()
    assert dict(re.findall(r"^(.{19}) (.*)$", block("facts"), re.MULTILINE)) == {
        "public key (DER)   ": CLERK.public_spki_der.hex(),
        "fingerprint        ": fingerprint(CLERK.public_spki_der),
        "signed bytes begin ": pae[: pae.index(b":") + 1].decode(),
        "first 32 bytes     ": DATA[:32].hex(" "),
        "length of the file ": str(len(DATA)),
        "SHA-256 of manifest": BUNDLE.manifest_digest,
        "SHA-256 of the file": BUNDLE.digest,
    }


def test_the_order_of_entries():
    names = [re.sub(r"/.*", "", cells[1].strip(" `")) for cells in rows("Container")]
    assert names == list(container.ORDER)
    sentence = re.search(r"^In `revisions`.*?is the SHA-256", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert sentence is not None
    assert re.findall(r"`(\w+)`", sentence.group()) == list(NAMED_BY_HASH)


def test_limits_and_numbers():
    mib = 1024 * 1024
    assert (
        f"{STANDARD.total // mib} MiB for the file, {STANDARD.entries:,} entries, {STANDARD.json // mib} MiB"
        in DOCUMENT
    )
    assert re.search(rf"bundles within\s+bundles {STANDARD.depth} deep", DOCUMENT)
    assert f"work factor is {WORK_FACTOR}" in DOCUMENT


def test_every_field_of_the_manifest_is_explained():
    explained = re.findall(r"`(\w+)`", " ".join(cells[0] for cells in rows("Manifest")))
    assert explained == list(Manifest.__struct_fields__)
    kinds = next(cells[1] for cells in rows("Manifest") if "kind" in cells[0])
    assert re.findall(r"`(\w+)`", kinds) == [kind.value for kind in Kind]


def test_every_refusal_is_listed():
    listed = set(re.findall(r"`(E-[A-Z-]+)`", " ".join(cells[0] for cells in rows("Refusals of this layer"))))
    raised = set()
    for name in ("container", "armour", "limits", "envelope", "manifest", "bundle", "confidential"):
        raised |= set(
            re.findall(r'"(E-[A-Z-]+)"', (Path(container.__file__).parent / f"{name}.py").read_text("utf-8"))
        )
    assert listed == raised

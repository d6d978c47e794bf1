"""One manifest under other signatures: what a bundle is does not depend on who added or dropped one on the way."""

from __future__ import annotations

import base64
import itertools

import pytest
from offices import Office, Region, cells

from forms import canonical
from sync import bundle, container, envelope, importer, second_key
from sync.container import SIGNATURES
from sync.envelope import SignatureEntry
from sync.intake import Parcel
from sync.keys import SoftwareEd25519
from sync.manifest import Kind


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region) -> Office:
    """An office with a second key that the region does not know yet, under the policy of one algorithm."""
    found = region.join("91")
    second_key.add_key(found.ws, "sm2-sm3", region.folder / "requests", region.setup())
    found.keys = found.ws.unlock("correct horse")
    return found


def with_entries(data: bytes, change) -> bytes:
    """The bundle with other signatures over the same manifest."""
    opened = bundle.open_bundle(data)
    entries = tuple(sorted(change(opened.signatures.signatures), key=lambda entry: entry.keyid))
    found = envelope.Signatures(payload_type=opened.payload_type, signatures=entries)
    entries_now = {**opened.entries, SIGNATURES: canonical.encode(found)}
    return container.write([(name, entries_now[name]) for name in opened.entries])


def by_stranger(data: bytes) -> SignatureEntry:
    opened = bundle.open_bundle(data)
    stranger = SoftwareEd25519.from_seed(bytes(range(1, 33)))
    signed = envelope.sign(opened.manifest_bytes, opened.payload_type, (stranger,))
    return envelope.parse(signed).signatures[0]


def junk() -> SignatureEntry:
    return SignatureEntry(alg="sm2-sm3", keyid="0" * 64, sig=base64.b64encode(b"nothing").decode())


def variants(data: bytes) -> dict[str, bytes]:
    """What somebody without the office's keys can make of a file, as long as the first key's signature stays."""
    return {
        "as sent": data,
        "second dropped": with_entries(data, lambda found: [e for e in found if e.alg == "ed25519"]),
        "a stranger's added": with_entries(data, lambda found: (*found, by_stranger(data))),
        "junk added": with_entries(data, lambda found: (*found, junk())),
    }


def take(above: Office, *files: bytes):
    return importer.import_parcels(above.ws, [Parcel(name=f"{n}.ybz", data=f) for n, f in enumerate(files)])


def standing(above: Office) -> tuple[object, ...]:
    """Everything that a bundle leaves behind but the hash of its file."""
    rows = above.ws.store.bundles.list(unit="91", kind="submission")
    books = [(row.origin, row.sequence, row.manifest_hash, row.outcome) for row in rows]
    report = above.ws.store.reports.get(above.ws.store.revisions.keys(unit="91")[0])
    return (books, report.heads, report.state, report.revision)


def test_every_spelling_is_one_bundle_in_any_order(region, office) -> None:
    files = variants(office.submit(cells("5")).read_bytes())
    assert len({canonical.sha256(data) for data in files.values()}) == len(files)
    for first, second in itertools.permutations(files, 2):
        report = importer.import_parcels(
            region.top.ws,
            [Parcel(name=name, data=files[name]) for name in (first, second)],
            dry_run=True,
        )
        assert [file.outcome for file in report.files] == ["merged", "known"], (first, second)
        assert report.files[0].bundle == report.files[1].bundle, (first, second)
    take(region.top, *files.values())
    found = standing(region.top)
    assert len(found[0]) == 1
    take(region.top, *reversed(files.values()))
    assert standing(region.top) == found


def test_the_first_key_s_signature_cannot_be_touched(region, office) -> None:
    data = office.submit(cells("5")).read_bytes()

    def bent(entries):
        for entry in entries:
            raw = bytearray(base64.b64decode(entry.sig))
            raw[40] ^= entry.alg == "ed25519"
            yield SignatureEntry(alg=entry.alg, keyid=entry.keyid, sig=base64.b64encode(bytes(raw)).decode())

    report = take(region.top, with_entries(data, bent))
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-SIGNATURE")


def test_the_same_manifest_under_a_stranger_s_name_is_in_nobody_s_way(region, office) -> None:
    data = office.submit(cells("5")).read_bytes()
    false = with_entries(data, lambda _: [by_stranger(data)])
    assert take(region.top, false).files[0].outcome == "pending"
    assert take(region.top, data).files[0].outcome == "merged"
    assert region.top.figure("91") == "5"
    region.join("92")  # a register comes, what waits is judged again
    report = take(region.top)
    assert [row.outcome for row in region.top.ws.store.bundles.list(unit="91", kind="submission")] in (
        ["merged"],
        ["pending", "merged"],
    )
    assert report.balance.conflict == 0
    assert region.top.figure("91") == "5"


def test_a_stranger_cannot_use_up_a_number(region, office) -> None:
    stranger = SoftwareEd25519.from_seed(bytes(range(2, 34)))
    manifest = bundle.open_bundle(office.submit(cells("5")).read_bytes()).manifest
    false = bundle.build(
        {},
        (stranger,),
        kind=Kind.SUBMISSION,
        region=manifest.region,
        unit="91",
        to="90",
        origin=manifest.origin,
        sequence=manifest.sequence,
        previous=None,
        pack=None,
        have={},
        register_version=1,
        created_at=manifest.created_at,
        app=manifest.app,
    )
    assert take(region.top, false).files[0].outcome == "pending"
    assert region.top.take(office.bundles[0]).files[0].outcome == "merged"
    assert region.top.figure("91") == "5"

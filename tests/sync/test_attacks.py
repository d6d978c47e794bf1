"""Bundles that lie: each is refused with its code, goes to quarantine and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest
from offices import PERIOD, Office, Region, cells, pack

from forms import canonical
from forms.loader import pack_json
from forms.report import Content, ReportKey
from sync import bundle, events, importer, recording, register, revisions, tasks
from sync.events import EventType
from sync.founding import publish
from sync.keys import SoftwareEd25519
from sync.manifest import Kind, PackRef
from sync.register import Position


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region):
    return region.join("91")


def forge(office: Office, *, signers=None, files=None, revision=None, sequence: int = 1, **header) -> bytes:
    """A bundle such as the office would make, but for what is given."""
    made = revision if revision is not None else revisions.encode(office.revision(cells("5")))
    content = files if files is not None else {f"revisions/{canonical.sha256(made)}.json": made}
    usual = {
        "kind": Kind.SUBMISSION,
        "region": office.ws.region,
        "unit": office.unit,
        "to": office.ws.collector,
        "origin": office.ws.origin,
        "sequence": sequence,
        "previous": None,
        "register_version": 1,
        "pack": office.ws.pack_ref,
        "have": {},
        "created_at": "2026-11-03",
        "app": "x",
    }
    return bundle.build(content, signers or office.keys.active, **(usual | header))


def changed(office: Office, **fields) -> bytes:
    """The office's revision with other fields."""
    told = json.loads(revisions.encode(office.revision(cells("5"))))
    return msgspec.json.encode(told | fields, order="sorted")


def other(key: str) -> PackRef:
    return PackRef(id="toy", version=key, hash="d" * 64)


def event_file(office: Office, **about) -> dict[str, bytes]:
    made = recording.event(
        office.ws, EventType.ACCEPT, 1, form="T1", period=PERIOD, revision="e" * 64, **about
    )
    blob = events.encode(made)
    return {f"events/{canonical.sha256(blob)}.json": blob}


ATTACKS: list[tuple[str, str, Callable[[Office], bytes]]] = [
    ("for another office", "E-RECIPIENT", lambda o: forge(o, to="92")),
    ("of another region", "E-RECIPIENT", lambda o: forge(o, region="90-feed")),
    ("in another unit's name", "E-UNIT", lambda o: forge(o, unit="92")),
    ("of a unit nobody knows", "E-UNIT", lambda o: forge(o, unit="99")),
    ("a reply by a reporter", "E-RECIPIENT", lambda o: forge(o, kind=Kind.REPLY, to="91")),
    ("a reply to the region", "E-UNIT", lambda o: forge(o, kind=Kind.REPLY, to="90")),
    ("a task by a reporter", "E-UNIT", lambda o: forge(o, kind=Kind.TASK, to="90", files={})),
    ("a relay by one who collects nothing", "E-ROLE", lambda o: forge(o, kind=Kind.RELAY)),
    ("another unit's revision", "E-UNIT", lambda o: forge(o, revision=changed(o, unit="92"))),
    ("settling another unit's conflict", "E-UNIT",
     lambda o: forge(o, revision=changed(o, unit="92", kind="resolve", parents=["a" * 64]))),
    ("a form the pack lacks", "E-SCHEMA", lambda o: forge(o, revision=changed(o, form="T9"))),
    ("a cell the form lacks", "E-CELL", lambda o: forge(o, revision=changed(o, cells={"07": {"m": "1"}}))),
    ("more decimals than the row has", "E-CELL",
     lambda o: forge(o, revision=changed(o, cells={"01": {"m": "1.5"}}))),
    ("a figure that is none", "E-CELL", lambda o: forge(o, revision=changed(o, cells={"01": {"m": "1e9"}}))),
    ("minus nothing", "E-CELL", lambda o: forge(o, revision=changed(o, cells={"01": {"m": "-0"}}))),
    ("lines in a table", "E-CELL", lambda o: forge(o, revision=changed(o, rows=[{"name": "甲"}]))),
    ("a period of another length", "E-PERIOD", lambda o: forge(o, revision=changed(o, period="2026Q3"))),
    ("a period before the first", "E-PERIOD", lambda o: forge(o, revision=changed(o, period="2025-12"))),
    ("no period at all", "E-PERIOD", lambda o: forge(o, revision=changed(o, period="soon"))),
    ("a field nobody knows", "E-SCHEMA", lambda o: forge(o, revision=changed(o, colour="red"))),
    ("figures as numbers", "E-SCHEMA", lambda o: forge(o, revision=changed(o, cells={"01": {"m": 5}}))),
    ("an attachment that is not there", "E-MISSING-FILE",
     lambda o: forge(o, revision=changed(o, attachments=[
         {"bytes": 1, "field": None, "name": "a.pdf", "row": None, "sha256": "b" * 64}]))),
    ("another pack under the same version", "E-PACK-HASH",
     lambda o: forge(o, revision=changed(o, pack={"hash": "d" * 64, "id": "toy", "version": "1"}))),
    ("another version of the same pack", "E-PACK-HASH",
     lambda o: forge(o, revision=changed(o, pack={
         "hash": o.ws.pack_ref.hash, "id": "toy", "version": "7"}))),
    ("a later register than the keeper's", "E-ROLLBACK", lambda o: forge(o, register_version=99)),
    ("accepting its own report", "E-UNIT", lambda o: forge(o, files=event_file(o, unit="91"))),
    ("a ruling in the region's name", "E-UNIT", lambda o: forge(o, files=event_file(o, unit="91", by="90"))),
    ("leaves in a submission", "E-MANIFEST",
     lambda o: forge(o, files={f"leaves/{canonical.sha256(b'x')}.ybz": b"x"})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "made"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_refused_and_nothing_changed(region, office, tmp_path, code, made) -> None:
    path = tmp_path / "attack.ybz"
    path.write_bytes(made(office))
    store = region.top.ws.store
    before = (len(store.revisions), len(store.events), store.reports.get(ReportKey("91", "T1", PERIOD)))
    report = region.top.take(path)
    assert (report.files[0].outcome, report.files[0].code) == ("refused", code)
    assert report.files[0].problem.code == code
    assert (
        len(store.revisions),
        len(store.events),
        store.reports.get(ReportKey("91", "T1", PERIOD)),
    ) == before
    (kept,) = (region.top.ws.folder / "quarantine").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert report.balance.reports_in == report.balance.refused


def take_bytes(office, tmp_path, data: bytes, name: str = "x.ybz"):
    path = tmp_path / name
    path.write_bytes(data)
    return office.take(path)


def test_signed_by_a_stranger_waits_and_is_never_merged_by_itself(region, office, tmp_path) -> None:
    stranger = SoftwareEd25519.generate(region.random.randbytes)
    report = take_bytes(region.top, tmp_path, forge(office, signers=(stranger,)))
    assert (report.files[0].outcome, report.files[0].code) == ("pending", "E-UNKNOWN-KEY")


def test_an_unknown_pack_waits(region, office, tmp_path) -> None:
    told = {"hash": "d" * 64, "id": "toy", "version": "2"}
    report = take_bytes(region.top, tmp_path, forge(office, revision=changed(office, pack=told)))
    assert (report.files[0].outcome, report.files[0].code) == ("pending", "E-PACK-UNKNOWN")


def test_two_bundles_of_one_number_are_a_fork(region, office, tmp_path) -> None:
    take_bytes(region.top, tmp_path, forge(office))
    report = take_bytes(region.top, tmp_path, forge(office, revision=changed(office, n=2)))
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-FORK")
    assert region.top.figure("91") == "5"


def test_a_revoked_key_counts_up_to_its_last_good_bundle_in_any_order(region, office, tmp_path) -> None:
    one = office.submit(cells("5"))
    two = office.submit(cells("6"))
    region.top.take(one, two)
    first = next(r for r in region.top.ws.store.bundles.list(kind="submission") if r.sequence == 1)
    position = Position(origin=office.ws.origin, sequence=1, hash=first.manifest_hash)
    now = region.top.ws.trust.registers["90"]
    keyid = office.keys.keyids[0]
    publish(region.top.ws, region.top.keys, register.revoke(now, keyid, (position,), "失窃"))
    importer.reexamine(region.top.ws)
    assert region.top.figure("91") == "5"
    three = office.submit(cells("7"))
    report = region.top.take(three)
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-REVOKED-KEY")
    assert region.top.take(two).files[0].code == "E-REVOKED-KEY"


def test_an_older_task_bundle_does_not_set_the_office_back(region, office) -> None:
    (old,) = tasks.issue_task(region.top.ws, region.top.out, region.top.keys)
    region.join("92")
    region.inform(office)
    report = office.take(old)
    assert report.files[0].code in ("E-ROLLBACK", None)
    assert office.ws.trust.registers["90"].version == region.top.ws.trust.registers["90"].version


def test_one_bad_leaf_does_not_spoil_the_others(region, tmp_path) -> None:
    city = region.join("92")
    east = region.join("93", city)
    good = east.submit(cells("3")).read_bytes()
    bad = forge(east, revision=changed(east, cells={"09": {"m": "1"}}), sequence=2)
    leaves = {f"leaves/{canonical.sha256(data)}.ybz": data for data in (good, bad)}
    files = leaves | tasks.register_files_below(city.ws)
    report = take_bytes(region.top, tmp_path, forge(city, kind=Kind.RELAY, files=files))
    assert report.files[0].outcome == "merged"
    assert sorted((leaf.outcome, leaf.code) for leaf in report.files[0].leaves) == [
        ("merged", None),
        ("refused", "E-CELL"),
    ]
    assert region.top.figure("93") == "3"
    assert (report.balance.current, report.balance.refused) == (1, 1)


def test_a_task_with_another_pack_under_a_used_version(region, office, tmp_path) -> None:
    other_pack = pack_json(pack("1", extra_row=True))
    ref = PackRef(id="toy", version="1", hash=canonical.sha256(other_pack))
    files = {f"pack/{ref.hash}.json": other_pack} | tasks.register_files(region.top.ws)
    data = forge(region.top, kind=Kind.TASK, to="91", files=files, pack=ref)
    report = take_bytes(office, tmp_path, data)
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-PACK-HASH")
    assert office.ws.pack_ref == region.top.ws.pack_ref


def test_content_helper_is_what_the_region_sees(region, office) -> None:
    region.top.take(office.submit(Content(cells={"01": {"m": "—"}, "02": {"m": "0"}})))
    assert (region.top.figure("91"), region.top.figure("91", "02")) == ("—", "0")

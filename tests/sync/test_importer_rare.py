"""The rarer ways in: attachments, encrypted files, leaves that wait, the same manifest in another file."""

from __future__ import annotations

import pytest
from offices import Region, cells

from forms import canonical
from forms.errors import YuebaoError
from forms.report import Attachment, Content
from sync import bundle, importer, tasks
from sync.manifest import Kind
from sync.sealing import Letter, seal

PDF = b"%PDF-1.4 stamp"


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def with_attachment() -> Content:
    attached = Attachment(name="盖章.pdf", sha256=canonical.sha256(PDF), bytes=len(PDF))
    return Content(cells=cells("5").cells, attachments=(attached,))


def test_attachments_travel_with_the_report(region) -> None:
    office = region.join("91")
    office.ws.store.documents.put("attachment", canonical.sha256(PDF), PDF)
    region.top.take(office.submit(with_attachment()))
    assert region.top.ws.store.documents.get("attachment", canonical.sha256(PDF)) == PDF


def test_an_attachment_that_is_gone_stops_the_submission(region) -> None:
    office = region.join("91")
    with pytest.raises(YuebaoError) as refused:
        office.submit(with_attachment())
    assert refused.value.code == "E-MISSING-FILE"
    assert office.state("91") == "empty"


def test_another_units_report_is_not_submitted(region) -> None:
    one, city = region.join("91"), region.join("92")
    with pytest.raises(YuebaoError) as refused:
        one.send(city.revision(cells("1")))
    assert refused.value.code == "E-UNIT"


def test_an_encrypted_file_is_opened_by_the_key_given(region, tmp_path) -> None:
    path = region.join("91").submit(cells("5"))
    wrapped = tmp_path / "a.ybz.age"
    wrapped.write_bytes(b"age-encryption.org/v1\n")
    report = importer.import_paths(region.top.ws, [wrapped], decrypt=lambda _: path.read_bytes())
    assert report.files[0].outcome == "merged"


def test_a_leaf_that_waits_is_decided_when_its_key_is_known(region, tmp_path) -> None:
    city = region.join("92")
    late = region.join("93", city, admit=False)
    leaf = late.submit(cells("4")).read_bytes()
    files = {f"leaves/{canonical.sha256(leaf)}.ybz": leaf} | tasks.register_files_below(city.ws)
    sealed = seal(
        city.ws, city.keys.active, Letter(kind=Kind.RELAY, to="90", files=files, pack=city.ws.pack_ref)
    )
    path = tmp_path / "relay.ybz"
    path.write_bytes(sealed.data)
    report = region.top.take(path)
    assert [(leaf.outcome, leaf.code) for leaf in report.files[0].leaves] == [("pending", "E-UNKNOWN-KEY")]
    region.admit(late, city)
    city.take(late.submit(cells("6")))
    settled = region.top.take(city.submit(cells("10"))).settled
    assert [(file.unit, file.outcome) for file in settled] == [("93", "merged")]
    assert region.top.figure("93") == "6"


def test_the_same_manifest_in_another_file_is_known(region, tmp_path) -> None:
    office, second = region.join("91"), region.join("91")
    path = office.submit(cells("5"))
    region.top.take(path)
    opened = bundle.open_bundle(path.read_bytes())
    from sync import container, envelope

    signatures = envelope.sign(
        opened.manifest_bytes, opened.payload_type, (*office.keys.active, *second.keys.active)
    )
    entries = {**opened.entries, container.SIGNATURES: signatures}
    again = tmp_path / "again.ybz"
    again.write_bytes(container.write(list(entries.items())))
    report = region.top.take(again)
    assert report.files[0].outcome == "known"
    assert report.balance.known == 1


def test_a_tampered_request_is_refused(region, tmp_path) -> None:
    office = region.join("91", admit=False)
    opened = bundle.open_bundle(office.request.read_bytes())
    m = opened.manifest
    entries = {"enrolment.json": opened.entries["enrolment.json"].replace(b'"91"', b'"92"')}
    forged = bundle.build(
        entries, office.keys.active, kind=Kind.ENROLMENT, region=m.region, unit="91", to="90", origin=m.origin,
        sequence=1, previous=None, register_version=0, pack=None, have={}, created_at="", app="x",
    )  # fmt: skip
    path = tmp_path / "x.ybz"
    path.write_bytes(forged)
    assert region.top.take(path).files[0].outcome == "refused"

"""What is in a bundle that an admitted key signed and that is wrong all the same, each refused with its code and merged nowhere."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from offices import Region, cells

from forms import canonical
from forms.errors import StoreError, YuebaoError
from sync import contents, events, importer, keyring, recording, revisions, submission, tasks
from sync.events import EventType, Matter
from sync.manifest import Kind, PackRef
from sync.sealing import Letter, seal
from sync.taking_in import TakingIn


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region):
    return region.join("91")


def sent(folder, sender, to, files, kind=Kind.SUBMISSION):
    """A bundle with these very files, signed as every bundle is."""
    letter = Letter(kind=kind, to=to, files=files, pack=sender.ws.pack_ref)
    path = folder / "made.ybz"
    path.write_bytes(seal(sender.ws, sender.keys.active, letter).data)
    return path


def named(folder, blob):
    return {f"{folder}/{canonical.sha256(blob)}.json": blob}


def event(sender, kind, **about):
    return events.encode(recording.event(sender.ws, kind, recording.next_number(sender.ws), **about))


def test_more_reports_than_a_bundle_may_have(region, office, tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MAX_PER_BUNDLE", 1)
    blobs = [revisions.encode(office.revision(cells(n), period=f"2026-0{n}")) for n in "12"]
    path = sent(tmp_path, office, "90", named("revisions", blobs[0]) | named("revisions", blobs[1]))
    (file,) = region.top.take(path).files
    assert (file.outcome, file.code) == ("refused", "E-QUOTA")
    assert region.top.state("91", period="2026-01") == "empty"


def test_a_notice_among_the_rulings_is_refused(region, office, tmp_path):
    """Older programs read `events/`; a kind they do not know must not lie there."""
    matter = Matter(number="1", text="解决场地", deadline="2026-11-30")
    blob = event(region.top, EventType.NOTICE, unit="91", matter=matter)
    (file,) = office.take(sent(tmp_path, region.top, "91", named("events", blob), Kind.REPLY)).files
    assert (file.outcome, file.code) == ("refused", "E-SCHEMA")
    (file,) = office.take(sent(tmp_path, region.top, "91", named("matters", blob), Kind.REPLY)).files
    assert file.outcome == "merged"


def test_an_office_that_collects_nothing_takes_no_import_back(region, office, tmp_path):
    first = office.submit(cells("5"))
    region.top.take(first)
    bundle = canonical.sha256(first.read_bytes())
    blob = event(office, EventType.WITHDRAW, bundle=bundle, reason="误报")
    (file,) = region.top.take(sent(tmp_path, office, "90", named("events", blob))).files
    assert (file.outcome, file.code) == ("refused", "E-ROLE")
    assert region.top.state("91") == "received"


def test_a_task_does_not_travel_inside_another_bundle(region, tmp_path):
    city = region.join("92")
    (task,) = tasks.issue_task(city.ws, tmp_path / "tasks", city.keys)
    leaf = task.read_bytes()
    files = {f"leaves/{canonical.sha256(leaf)}.ybz": leaf} | tasks.register_files_below(city.ws)
    (file,) = region.top.take(sent(tmp_path, city, "90", files, Kind.RELAY)).files
    assert [(one.outcome, one.code) for one in file.leaves] == [("refused", "E-MANIFEST")]


def test_a_report_of_a_pack_that_nobody_knows_does_not_leave(office):
    unknown = replace(office.revision(cells("1")), pack=PackRef(id="toy", version="9", hash="0" * 64))
    with pytest.raises(YuebaoError) as refused:
        office.send(unknown)
    assert refused.value.code == "E-PACK-UNKNOWN"
    assert office.state("91") == "empty"


def test_the_top_owes_nobody_anything(region, office):
    region.top.take(office.submit(cells("5")))
    left = submission.outstanding(region.top.ws, TakingIn(region.top.ws).projection)
    assert (left.revisions, left.leaves) == ((), ())


def test_what_the_disk_gives_back_otherwise_is_not_merged(region, office, monkeypatch):
    keep = region.top.ws.archive_bundle
    monkeypatch.setattr(region.top.ws, "archive_bundle", lambda data, digest: keep(data[:-1], digest))
    path = office.submit(cells("5"))
    with pytest.raises(StoreError) as refused:
        region.top.take(path)
    assert refused.value.code == "E-DISK"
    assert region.top.state("91") == "empty"
    assert region.top.ws.store.bundles.list(kind="submission") == ()


# --- waiting -------------------------------------------------------------------------------------------------


def test_only_so_many_bundles_of_strangers_are_kept_waiting(region, monkeypatch):
    monkeypatch.setattr(importer, "MAX_WAITING", 1)
    strangers = [region.join(unit, admit=False) for unit in ("91", "92")]
    first, second = region.top.take(*(one.submit(cells("1")) for one in strangers)).files
    assert (first.outcome, first.code) == ("pending", "E-UNKNOWN-KEY")
    assert (second.outcome, second.code) == ("refused", "E-QUOTA")
    region.admit(strangers[1])
    (again,) = region.top.take(strangers[1].bundles[-1]).files
    assert again.outcome == "merged", "it was not remembered as refused for ever"


def test_a_waiting_file_that_is_gone_waits_on_and_stops_nobody(region, office):
    stranger = region.join("92", admit=False)
    path = stranger.submit(cells("1"))
    (waiting,) = region.top.take(path).files
    region.top.ws.archived(waiting.bundle).unlink()
    region.admit(stranger)
    report = region.top.take(office.submit(cells("5")))
    assert (report.files[0].outcome, report.settled) == ("merged", ())
    assert region.top.state("92") == "empty"
    region.top.take(path)
    assert region.top.state("92") == "received", "the file itself still does it"


def test_without_a_key_there_is_none_to_show(office):
    office.ws.store.settings.set("keys", None)
    office.ws.forget()
    with pytest.raises(YuebaoError) as refused:
        keyring.show(office.ws)
    assert refused.value.code == "E-UNKNOWN-KEY"

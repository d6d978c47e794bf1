"""A key ends: what was merged stays where nothing is known against it, and what lies beyond goes, everywhere."""

from __future__ import annotations

import shutil

import pytest
from offices import PASSPHRASE, Office, Region, cells

from sync import enrolment, importer, keyring, rebuild, replies, sealing, second_key
from sync.confidential import known_recipients
from sync.register import Position

MONTHS = tuple(f"2026-{n:02}" for n in range(1, 7))


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def sent(office: Office, numbers: range) -> dict[int, object]:
    """One report a month, each file kept: a receipt never comes, so every file carries those before too."""
    return {n: office.submit(cells(str(n)), period=MONTHS[n - 1]) for n in numbers}


def figures(at: Office, unit: str) -> list[str | None]:
    return [at.figure(unit, period=month) for month in MONTHS]


def rebuilt(office: Office) -> bool:
    report = rebuild.rebuild(office.ws, office.ws.folder / "backups" / f"{len(office.bundles)}.db")
    assert report.differences == ()
    return report.identical


def answered(region: Region, above: Office, *offices: Office) -> None:
    by_unit = {office.unit: office for office in offices}
    for reply in replies.write_replies(above.ws, above.keys.active):
        path = sealing.deliver(reply.recorded.sealed, region.folder / "replies")
        if reply.unit in by_unit:
            assert by_unit[reply.unit].take(path).files[0].outcome == "merged"


def test_what_was_merged_before_a_gap_stays_when_the_key_ends(region) -> None:
    office, top = region.join("91"), region.top
    top.take(sent(office, range(1, 3))[2])  # the first file is lost, the second carries its report
    answered(region, top, office)
    office.submit(cells("3"), period=MONTHS[2])  # lost
    fourth = office.submit(cells("4"), period=MONTHS[3])
    top.take(fourth)
    keyring.revoke(top.ws, office.keys.keyids[0], "丢失", top.keys)
    importer.reexamine(top.ws)
    assert figures(top, "91")[:4] == ["1", "2", "3", "4"]
    assert [row.outcome for row in top.ws.store.bundles.list(unit="91", kind="submission")] == [
        "merged",
        "merged",
    ]
    assert rebuilt(top)


def test_the_register_vouches_for_what_lay_before_a_gap_to_those_who_get_it_later(region, tmp_path) -> None:
    city = region.join("92")
    east = region.join("93", city)
    first, _, third = sent(east, range(1, 4)).values()
    city.take(first, third)
    keyring.revoke(city.ws, east.keys.keyids[0], "丢失", city.keys)
    ends = city.ws.trust.registers["92"].ends(east.keys.keyids[0])
    assert [end.last_good_sequence for end in ends if end.origin == east.ws.origin] == [1, 3]
    report = region.top.take(city.submit(cells("9")))
    assert sorted(leaf.outcome for leaf in report.files[0].leaves) == ["merged", "merged"]
    assert figures(region.top, "93")[:3] == ["1", "2", "3"]
    assert rebuilt(region.top)
    assert rebuilt(city)


def test_a_thief_cannot_fill_the_gap(region, tmp_path) -> None:
    office, top = region.join("91"), region.top
    _, second, third = sent(office, range(1, 4)).values()
    shutil.copytree(office.ws.folder, tmp_path / "stolen")
    top.take(third)
    keyring.revoke(top.ws, office.keys.keyids[0], "失窃", top.keys)
    forged = Office(office.ws, office.keys, tmp_path / "thief")
    forged.ws.store.settings.set(f"chain:{office.ws.origin}", f"1 {'a' * 64}")  # another number two
    report = top.take(forged.submit(cells("99"), period=MONTHS[5]))
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-REVOKED-KEY")
    assert top.take(second).files[0].outcome == "merged"
    assert figures(top, "91") == ["1", "2", "3", None, None, None]


def test_a_report_within_a_relay_goes_too_when_it_lies_beyond(region) -> None:
    city = region.join("92")
    east = region.join("93", city)
    one, two = sent(east, range(1, 3)).values()
    city.take(one, two)
    region.top.take(city.submit(cells("9")))
    assert figures(region.top, "93")[:2] == ["1", "2"]
    first = next(r for r in city.ws.store.bundles.list(unit="93", kind="submission") if r.sequence == 1)
    position = Position(origin=east.ws.origin, sequence=1, hash=first.manifest_hash)
    keyring.revoke(city.ws, east.keys.keyids[0], "失窃", city.keys, (position,))
    importer.reexamine(city.ws)
    region.top.take(city.submit(cells("10")))
    for office in (city, region.top):
        assert figures(office, "93")[:2] == ["1", None]
        assert rebuilt(office)


def test_a_policy_that_came_later_takes_nothing_away(region) -> None:
    office, top = region.join("91"), region.top
    top.take(office.submit(cells("5")))
    second_key.add_key(top.ws, "sm2-sm3", region.folder, region.setup())
    top.keys = top.ws.unlock(PASSPHRASE)
    second_key.require_algorithms(top.ws, ("ed25519", "sm2-sm3"), top.keys)
    keyring.revoke(top.ws, office.keys.keyids[0], "丢失", top.keys)
    importer.reexamine(top.ws)
    assert top.figure("91") == "5"
    assert rebuilt(top)


def test_a_rotation_keeps_what_was_merged_before_a_gap(region) -> None:
    office, top = region.join("91"), region.top
    first, _, third = sent(office, range(1, 4)).values()
    top.take(first, third)
    rotated = keyring.rotate(office.ws, region.folder / "requests", region.setup())
    enrolment.enroll(top.ws, rotated.request.read_bytes(), top.keys, rotated.fingerprint)
    importer.reexamine(top.ws)
    rows = top.ws.store.bundles.list(unit="91", kind="submission")
    assert {row.outcome for row in rows} == {"merged"}
    ends = top.ws.trust.registers["90"].ends(office.keys.keyids[0])
    assert sorted(end.last_good_sequence for end in ends if end.origin == office.ws.origin) == [1, 3]


def test_nobody_encrypts_for_a_laptop_whose_key_has_ended(region) -> None:
    lost, kept = region.join("91"), region.join("91")
    top = region.top
    assert set(known_recipients(top.ws.trust, "91")) == {
        identity.recipient for office in (lost, kept) for identity in office.keys.identities
    }
    keyring.revoke(top.ws, lost.keys.keyids[0], "丢失", top.keys)
    assert known_recipients(top.ws.trust, "91") == tuple(i.recipient for i in kept.keys.identities)


def test_after_a_rotation_letters_are_for_the_new_key(region) -> None:
    office, top = region.join("91"), region.top
    rotated = keyring.rotate(office.ws, region.folder / "requests", region.setup())
    enrolment.enroll(top.ws, rotated.request.read_bytes(), top.keys, rotated.fingerprint)
    office.keys = office.ws.unlock(PASSPHRASE)
    assert known_recipients(top.ws.trust, "91") == (office.keys.identities[0].recipient,)


def test_a_report_came_when_it_first_came_however_long_its_key_was_unknown(region) -> None:
    office = region.join("91", admit=False)
    top = region.top
    top.take(office.submit(cells("5")))
    (row,) = top.ws.store.bundles.pending()
    region.admit(office)
    importer.reexamine(top.ws)
    found = top.ws.store.bundles.get(row.hash)
    assert (found.outcome, found.received_at) == ("merged", row.received_at)

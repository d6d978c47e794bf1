"""Keys through their life, on real workspaces: shown, revoked by position, rotated, re-sealed."""

from itertools import pairwise

import pyrage
import pytest
import region as r
from region import CITY, COUNTY, PASSPHRASE, PREFECTURE, TOP

from forms.errors import YuebaoError
from sync import bundle, enrolment, joining, keyring, sealing, tasks
from sync.authority import decide, needs_links
from sync.keys import fingerprint, public_key_from_pem
from sync.manifest import Kind
from sync.register import Position, Role
from sync.trust import Authorised, Pending, Sent


@pytest.fixture
def region(tmp_path):
    found = r.found(tmp_path)
    yield found
    found.top.close()


def report(ws, keys):
    return sealing.seal(ws, keys.active, sealing.Letter(kind=Kind.SUBMISSION, to=ws.collector, files={}))


def merge(ws, sealed):
    """What the importer does with the books, as far as keys are concerned."""
    row = bundle_row(sealed)
    assert ws.store.bundles.add(row)


def bundle_row(sealed):
    from forms.store import BundleRow

    opened = bundle.open_bundle(sealed.data)
    m = opened.manifest
    return BundleRow(
        hash=sealed.digest,
        kind=m.kind.value,
        unit=m.unit,
        origin=m.origin,
        sequence=m.sequence,
        previous=m.previous,
        manifest_hash=opened.manifest_digest,
        signers=tuple(e.keyid for e in opened.signatures.signatures),
        file=sealed.name,
        received_at="2026-11-03",
        outcome="merged",
    )


def judged(ws, sealed, links=None):
    opened = bundle.open_bundle(sealed.data)
    return decide(opened, ws.trust, Sent(manifest_hash=opened.manifest_digest, links=links or {}))


def applied(ws, path):
    return tasks.apply_task(ws, bundle.open_bundle(path.read_bytes()))


def test_show_tells_what_a_person_compares(region):
    ws, keys = r.office(region, PREFECTURE)
    view = keyring.show(ws)
    assert (view.keyid, view.algorithm, view.unit) == (keys.active[0].keyid, "ed25519", PREFECTURE)
    assert view.fingerprint == fingerprint(keys.active[0].public_spki_der)
    assert public_key_from_pem(view.public_pem).keyid == view.keyid
    assert (view.here, view.admitted, view.ended) == (True, False, False)
    applied(ws, region.task())
    assert keyring.show(ws).admitted
    assert {v.unit for v in keyring.list_keys(ws)} == {TOP, PREFECTURE}
    ws.close()


def test_keys_are_found_by_beginning_or_fingerprint(region):
    view = keyring.show(region.top)
    for text in (view.keyid, view.keyid[:8].upper(), view.fingerprint, f" {view.keyid} "):
        assert keyring.find(region.top, text) == view.keyid
    for text in ("", view.keyid[:7], "00000000", "f" * 64):
        with pytest.raises(YuebaoError, match="E-NO-KEY"):
            keyring.find(region.top, text)


def test_revocation_keeps_what_was_merged_and_stops_what_follows(region):
    ws, keys = r.office(region, PREFECTURE)
    early = [report(ws, keys) for _ in range(3)]
    for sealed in early:
        merge(region.top, sealed)
    keyid = keys.active[0].keyid
    done = keyring.revoke(region.top, keyid, "laptop stolen", region.keys)
    assert [(p.origin, p.sequence, p.hash) for p in done.positions] == [
        (ws.origin, 3, early[2].manifest_hash)
    ]
    assert done.beyond == ()
    late = report(ws, keys)
    assert judged(region.top, late).code == "E-REVOKED-KEY"
    assert needs_links(bundle.open_bundle(early[0].data), region.top.trust)
    links = {b.manifest_hash: a.manifest_hash for a, b in pairwise(early)}
    assert all(isinstance(judged(region.top, sealed, links), Authorised) for sealed in early)
    assert isinstance(judged(region.top, early[0]), Pending)
    view = next(v for v in keyring.list_keys(region.top) if v.keyid == keyid)
    assert view.ended
    with pytest.raises(YuebaoError, match="E-REVOKED-KEY"):
        enrolment.enroll(region.top, joining.request_admission(ws, keys.active).data, region.keys)
    ws.close()


def test_an_earlier_position_lists_what_was_merged_from_beyond(region):
    ws, keys = r.office(region, PREFECTURE)
    bundles = [report(ws, keys) for _ in range(3)]
    for sealed in bundles:
        merge(region.top, sealed)
    at = Position(origin=ws.origin, sequence=1, hash=bundles[0].manifest_hash)
    done = keyring.revoke(region.top, keys.active[0].keyid, "gone since", region.keys, (at,))
    assert done.beyond == tuple(sealed.digest for sealed in bundles[1:])
    ws.close()


def test_only_the_keeper_revokes_and_never_its_last_root(region):
    ws, keys = r.office(region, PREFECTURE)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        keyring.revoke(ws, keys.active[0].keyid, "x", keys)
    with pytest.raises(YuebaoError, match="E-NO-KEY"):
        keyring.revoke(region.top, "a" * 64, "x", region.keys)
    with pytest.raises(YuebaoError, match="E-ROOT"):
        keyring.revoke(region.top, region.keys.active[0].keyid, "x", region.keys)
    ws.close()


def test_an_office_rotates_its_key_and_its_bundles_wait_until_it_is_enrolled(region, tmp_path):
    ws, old = r.office(region, PREFECTURE)
    before = report(ws, old)
    done = keyring.rotate(ws, tmp_path / "out", r.setup("rotation"))
    new = ws.unlock(PASSPHRASE)
    assert new.keyids == (done.keyid,)
    assert [s.keyid for s in new.retired] == [old.active[0].keyid]
    after = report(ws, new)
    assert isinstance(judged(region.top, after), Pending)
    assert isinstance(judged(region.top, before), Authorised)
    enrolled = enrolment.enroll(region.top, done.request.read_bytes(), region.keys, done.fingerprint)
    assert enrolled.keyid == done.keyid
    assert isinstance(judged(region.top, after), Authorised)
    assert isinstance(judged(region.top, before), Authorised)
    with_old = report(ws, old)
    assert judged(region.top, with_old).code == "E-REVOKED-KEY"
    assert region.top.trust.root.key(done.keyid).roles == (Role.SUBMIT,)
    ws.close()


def test_a_rotation_the_old_key_did_not_sign_ends_nothing(region):
    ws, keys = r.office(region, PREFECTURE)
    thief = region.join(PREFECTURE, region.task(), "thief").workspace
    signer = thief.unlock(PASSPHRASE).active[0]
    request = enrolment.Request(
        type="enrolment",
        unit=PREFECTURE,
        origin=thief.origin,
        keys=(joining.requested(thief.held_keys[0]),),
        replaces=keys.active[0].keyid,
    )
    forged = joining.request_admission(thief, (signer,), rotated=request)
    with pytest.raises(YuebaoError, match=r"E-UNSIGNED|E-ALGORITHM"):
        enrolment.enroll(region.top, forged.data, region.keys)
    assert region.top.trust.root.is_good(keys.active[0].keyid)
    ws.close()
    thief.close()


def test_a_rotation_that_got_stuck_is_done_again(region, tmp_path):
    ws, old = r.office(region, PREFECTURE)
    applied(ws, region.task())
    keyring.rotate(ws, tmp_path / "lost", r.setup("first"))
    done = keyring.rotate(ws, tmp_path / "out", r.setup("second"))
    enrolment.enroll(region.top, done.request.read_bytes(), region.keys, done.fingerprint)
    assert not region.top.trust.root.is_good(old.active[0].keyid)
    assert isinstance(judged(region.top, report(ws, ws.unlock(PASSPHRASE))), Authorised)
    ws.close()


def test_the_region_rotates_its_root_and_offices_follow(region, tmp_path):
    office = region.join(PREFECTURE, region.task()).workspace
    printed = region.fingerprint
    done = keyring.rotate(region.top, tmp_path, r.setup("new root"))
    region.keys = region.top.unlock(PASSPHRASE)
    assert done.root_fingerprint == done.fingerprint != printed
    task = region.task()
    assert applied(office, task).registers == {TOP: 2}
    assert office.trust.root.root.keyids == (done.keyid,)
    newcomers = [region.join(CITY, task)]  # with the fingerprint printed long ago
    region.fingerprint = done.root_fingerprint
    newcomers.append(region.join(CITY, task, "today"))
    for ws in (office, *(joined.workspace for joined in newcomers)):
        ws.close()


def test_a_city_rotates_and_its_units_follow(region, tmp_path):
    city, keys = r.office(region, CITY)
    applied(city, region.task())
    county = region.join(COUNTY, region.task(ws=city, keys=keys))
    done = keyring.rotate(city, tmp_path / "out", r.setup("city"))
    keys = city.unlock(PASSPHRASE)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        region.task(ws=city, keys=keys)
    enrolment.enroll(region.top, done.request.read_bytes(), region.keys, done.fingerprint)
    applied(city, region.task())
    task = region.task(ws=city, keys=keys)
    changed = applied(county.workspace, task).registers
    assert changed == {TOP: 3, CITY: 2}
    assert county.workspace.trust.registers[CITY].root.keyids == (done.keyid,)
    enrolment.enroll(city, county.request.read_bytes(), keys, county.fingerprint)
    city.close()
    county.workspace.close()


def test_the_passphrase_changes_and_the_key_stays(region):
    before = region.top.unlock(PASSPHRASE).keyids
    keyring.change_passphrase(region.top, PASSPHRASE, r.setup("x", "another horse"))
    with pytest.raises(YuebaoError, match="E-PASSPHRASE"):
        region.top.unlock(PASSPHRASE)
    assert region.top.unlock("another horse").keyids == before
    for old, new in (
        ("wrong horse", "a good one"),
        ("another horse", "12345"),
        ("another horse", "aaaaaaaaaa"),
    ):
        with pytest.raises(YuebaoError, match="E-PASSPHRASE"):
            keyring.change_passphrase(region.top, old, r.setup("x", new))
    assert region.top.unlock("another horse").keyids == before


def test_the_key_file_opens_with_plain_age(region):
    blob = (region.top.folder / "keys" / "device.key.age").read_bytes()
    pem = pyrage.passphrase.decrypt(blob, PASSPHRASE)
    assert pem.startswith(b"-----BEGIN PRIVATE KEY-----")

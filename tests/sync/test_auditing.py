"""Every change of state leaves one line, and whoever takes a line away is found out."""

from __future__ import annotations

import msgspec
import pytest
from offices import PASSPHRASE, PERIOD, Region, cells

from sync import auditing, doctor, enrolment, keyring, rebuild, replies, withdrawal
from sync.office.handing import submit
from sync.office.office import Office
from sync.review import Desk


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def lines(ws, kind=None):
    return [(line.kind, msgspec.json.decode(line.text)) for line in ws.store.audit.lines(kind)]


def kinds(ws):
    """The line's kind, and for a bundle that came in its own."""
    found = ((kind, what.get("kind", "")) for kind, what in lines(ws))
    return [kind if kind == of else f"{kind} {of}".strip() for kind, of in found]


def test_the_life_of_an_office_in_lines(region):
    office = region.join("91")
    assert kinds(office.ws) == ["origin", "merged task", "keys", "enrolment", "merged task"]
    Office(office.ws).enter("T1", PERIOD, {("01", "m"): "5"})
    assert len(lines(office.ws)) == 5  # typing has a journal of its own
    done = submit(Office(office.ws), PERIOD, office.out, office.keys.active, forms=["T1"])
    kind, what = lines(office.ws)[-1]
    assert (kind, what["bundle"], what["sequence"]) == ("submission", done.bundle, 1)
    assert what["who"] == {"unit": "91", "origin": office.ws.origin}
    assert what["signers"] == list(office.keys.keyids)


def test_what_the_collecting_office_does_in_lines(region):
    office = region.join("91")
    before = len(lines(region.top.ws))
    first = office.submit(cells("1"))
    region.top.take(first, first)
    Desk(region.top.ws, region.top.keys.active).accept("91", PERIOD)
    replies.write_replies(region.top.ws, region.top.keys.active, ("91",))
    (bundle,) = [row.hash for row in region.top.ws.store.bundles.list(unit="91", kind="submission")]
    withdrawal.withdraw(region.top.ws, region.top.keys.active, bundle, "错")
    keyring.revoke(region.top.ws, office.keys.keyids[0], "丢失", region.top.keys)
    office.take(first)
    assert kinds(region.top.ws)[before:] == [
        "merged submission",
        "reply",
        "reply",
        "reply",
        "withdrawn",
        "task",
    ]
    said = [what["events"] for _, what in lines(region.top.ws, "reply")]
    assert said == [["accept"], ["accept", "receipt"], ["withdraw-import"]]
    assert lines(region.top.ws, "withdrawn")[0][1]["bundle"] == bundle


def test_refused_and_waiting_files_are_in_it_and_a_rehearsal_is_not(region, tmp_path):
    office = region.join("91", admit=False)
    early = office.submit(cells("1"))
    broken = tmp_path / "broken.ybz"
    broken.write_bytes(early.read_bytes()[:-9])
    region.top.take(early, dry_run=True)
    before = len(lines(region.top.ws))
    region.top.take(early, broken)
    found = [(kind, what["code"]) for kind, what in lines(region.top.ws)[before:]]
    assert found == [("pending", "E-UNKNOWN-KEY"), ("refused", "E-TRUNCATED")]
    enrolment.enroll(region.top.ws, office.request.read_bytes(), region.top.keys, office.fingerprint)
    region.top.take()
    assert lines(region.top.ws)[-1][0] == "merged"


def test_a_new_passphrase_and_a_new_origin_are_in_it(region):
    office = region.join("91")
    keyring.change_passphrase(office.ws, PASSPHRASE, region.setup())
    office.ws.take_new_origin()
    assert kinds(office.ws)[-2:] == ["keys", "origin"]


def test_rebuilding_is_not_affected(region, tmp_path):
    office = region.join("91")
    region.top.take(office.submit(cells("1")))
    assert rebuild.rebuild(region.top.ws, tmp_path / "again.db").identical


def audited(ws):
    return next(c for c in doctor.examine(ws.folder, ws.clock) if c.name == "audit journal")


def test_doctor_finds_a_changed_line_and_a_cut_end(region):
    office = region.join("91")
    region.top.take(office.submit(cells("1")))
    database = region.top.ws.store.database
    assert audited(region.top.ws).ok
    for trigger in ("audit_no_update", "audit_no_delete"):
        database.execute(f"DROP TRIGGER {trigger}")
    number, _ = region.top.ws.store.audit.head()
    kept = database.row("SELECT * FROM audit WHERE n = ?", (number,))
    database.execute("DELETE FROM audit WHERE n = ?", (number,))
    assert region.top.ws.store.audit.verify() is None
    assert audited(region.top.ws).said == "{count} bundles are not in it, the first is {first}"
    database.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", kept)
    assert audited(region.top.ws).ok
    database.execute("UPDATE audit SET at = '2020-01-01' WHERE n = 2")
    found = audited(region.top.ws)
    assert (found.ok, found.serious, found.params["n"]) == (False, True, "2")
    assert auditing.examine(region.top.ws.store).params == {"n": "2"}

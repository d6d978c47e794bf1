"""A forgotten passphrase: a new key and a request for it; what the old key signed stays valid."""

import pytest
import region as r
from region import CITY, PASSPHRASE, PREFECTURE

from forms.errors import YuebaoError
from sync import bundle, enrolment, forgotten, sealing, tasks
from sync.authority import decide
from sync.manifest import Kind
from sync.register import Role
from sync.trust import Authorised, Sent

NEW = "four words nobody knows"


@pytest.fixture
def region(tmp_path):
    found = r.found(tmp_path)
    yield found
    found.top.close()


def judged(region, ws, keys):
    letter = sealing.Letter(kind=Kind.SUBMISSION, to=ws.collector, files={})
    opened = bundle.open_bundle(sealing.seal(ws, keys.active, letter).data)
    return decide(opened, region.top.trust, Sent(manifest_hash=opened.manifest_digest, links={}))


def test_a_new_key_reports_once_it_is_admitted_and_the_old_one_still_counts(region, tmp_path):
    ws, old = r.office(region, PREFECTURE)
    before = judged(region, ws, old)
    done = forgotten.renew(ws, tmp_path / "stick", r.setup("new", NEW))
    assert (ws.folder / "keys" / forgotten.KEPT).exists(), "nothing is thrown away"
    with pytest.raises(YuebaoError, match="E-PASSPHRASE"):
        ws.unlock(PASSPHRASE)
    keys = ws.unlock(NEW)
    assert keys.keyids == (done.keyid,)
    assert not isinstance(judged(region, ws, keys), Authorised)
    admitted = enrolment.enroll(region.top, done.request.read_bytes(), region.keys, done.fingerprint)
    assert admitted.roles == (Role.SUBMIT,)
    assert isinstance(judged(region, ws, keys), Authorised)
    assert isinstance(before, Authorised)
    ws.close()


def test_the_heads_laptop_asks_for_the_same_role_again(region, tmp_path):
    joined = region.join(PREFECTURE, region.task(), head=True)
    ws = joined.workspace
    assert forgotten.asked_here(ws).head
    done = forgotten.renew(ws, tmp_path / "stick", r.setup("new", NEW))
    assert enrolment.enroll(region.top, done.request.read_bytes(), region.keys).roles == (Role.HEAD,)
    assert forgotten.request_here(ws) == bundle.open_bundle(done.request.read_bytes()).digest
    ws.close()


def test_a_collecting_office_needs_its_old_key(region, tmp_path):
    ws, _keys = r.office(region, CITY)
    tasks.apply_task(ws, bundle.open_bundle(region.task().read_bytes()))
    held = ws.held_keys
    with pytest.raises(YuebaoError, match="E-ROLE"):
        forgotten.renew(ws, tmp_path / "stick", r.setup("new", NEW))
    assert ws.held_keys == held
    ws.close()


def test_a_weak_passphrase_and_a_missing_stick_change_nothing(region, tmp_path):
    ws, _keys = r.office(region, PREFECTURE)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out, words, code in ((tmp_path, "123456", "E-PASSPHRASE"), (tmp_path / "file", NEW, "E-DISK")):
        with pytest.raises(YuebaoError, match=code):
            forgotten.renew(ws, out, r.setup("new", words))
    assert ws.unlock(PASSPHRASE).active
    ws.close()

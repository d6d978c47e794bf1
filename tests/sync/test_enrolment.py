"""Enrolment requests: what a machine can check before a person compares the fingerprint."""

import msgspec
import pytest
import region as r
from region import CITY, COUNTY, PASSPHRASE, PREFECTURE, TOP

from forms.errors import YuebaoError
from sync import bundle, enrolment, joining, keyring
from sync.manifest import Kind
from sync.register import Role


@pytest.fixture
def region(tmp_path):
    found = r.found(tmp_path)
    yield found
    found.top.close()


def rebuilt(ws, signers, request, **header):
    """A request as somebody else might write it."""
    fields = {
        "kind": Kind.ENROLMENT, "region": ws.region, "unit": ws.unit, "to": TOP, "origin": "abc", "sequence": 1,
        "previous": None, "register_version": 1, "pack": None, "have": {}, "created_at": "", "app": "t/1",
    } | header  # fmt: skip
    return bundle.build({enrolment.FILE: enrolment.request_bytes(request)}, signers, **fields)


def test_requests_that_are_not_what_they_say_admit_nobody(region):
    ws = region.join(PREFECTURE, region.task()).workspace
    signer = ws.unlock(PASSPHRASE).active
    good = enrolment.Request(
        type="enrolment", unit=PREFECTURE, origin="abc", keys=(joining.requested(ws.held_keys[0]),)
    )
    other = joining.requested(region.top.held_keys[0])
    swapped = msgspec.structs.replace(good.keys[0], spki=other.spki)
    cases = {
        "E-RECIPIENT to": rebuilt(ws, signer, good, to=CITY),
        "E-RECIPIENT region": rebuilt(ws, signer, good, region="elsewhere"),
        "E-UNIT in manifest": rebuilt(ws, signer, good, unit=CITY),
        "E-UNIT county": rebuilt(ws, signer, msgspec.structs.replace(good, unit=COUNTY), unit=COUNTY),
        "E-UNKNOWN-KEY": rebuilt(ws, signer, msgspec.structs.replace(good, keys=(other,))),
        "E-UNSIGNED": rebuilt(ws, signer, msgspec.structs.replace(good, keys=(good.keys[0], other))),
        "E-SIGNATURE": rebuilt(ws, signer, msgspec.structs.replace(good, keys=(swapped,))),
        "E-MANIFEST": region.task().read_bytes(),
    }
    before = region.top.trust
    for wanted, data in cases.items():
        with pytest.raises(YuebaoError) as caught:
            enrolment.enroll(region.top, data, region.keys)
        assert caught.value.code == wanted.split()[0], wanted
    with pytest.raises(YuebaoError, match="E-ROOT"):
        enrolment.enroll(region.top, rebuilt(ws, signer, good), region.keys, region.fingerprint)
    assert region.top.trust == before
    ws.close()


def test_enrolling_twice_changes_nothing(region):
    joined = region.join(PREFECTURE, region.task())
    first = region.enroll(joined)
    assert region.enroll(joined) == first
    assert region.top.trust.root.version == 2
    rows = region.top.store.bundles.list(kind="enrolment")
    assert [(row.outcome, row.unit, row.sequence) for row in rows] == [("merged", PREFECTURE, 1)]
    joined.workspace.close()


def test_a_review_shows_what_a_person_compares_and_changes_nothing(region):
    joined = region.join(PREFECTURE, region.task())
    _, request = enrolment.review(region.top, joined.request.read_bytes())
    assert (request.unit, request.fingerprint) == (PREFECTURE, joined.fingerprint)
    assert region.top.trust.root.version == 1
    joined.workspace.close()


def test_a_heads_new_key_stays_a_heads_key_however_often_it_is_enrolled(region, tmp_path):
    joined = region.join(PREFECTURE, region.task(), head=True)
    assert region.enroll(joined).roles == (Role.HEAD,)
    done = keyring.rotate(joined.workspace, tmp_path / "out", r.setup("head"))
    for _ in range(2):
        data = done.request.read_bytes()
        assert enrolment.enroll(region.top, data, region.keys, done.fingerprint).roles == (Role.HEAD,)
    assert region.top.trust.root.version == 3
    joined.workspace.close()


def test_a_listed_key_cannot_be_claimed_for_another_unit(region):
    joined = region.join(PREFECTURE, region.task())
    region.enroll(joined)
    signer = joined.workspace.unlock(PASSPHRASE).active
    request = enrolment.Request(
        type="enrolment", unit=CITY, origin="abc", keys=(joining.requested(joined.workspace.held_keys[0]),)
    )
    with pytest.raises(YuebaoError, match="E-UNIT"):
        enrolment.enroll(region.top, rebuilt(joined.workspace, signer, request, unit=CITY), region.keys)
    joined.workspace.close()


def test_a_rotation_of_a_key_nobody_knows_is_refused(region, tmp_path):
    joined = region.join(PREFECTURE, region.task())
    done = keyring.rotate(joined.workspace, tmp_path / "out", r.setup("early"))
    with pytest.raises(YuebaoError, match="E-UNKNOWN-KEY"):
        enrolment.enroll(region.top, done.request.read_bytes(), region.keys, done.fingerprint)
    joined.workspace.close()

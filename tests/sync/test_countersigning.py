"""The head of an office signs beside the clerk: the same bundle, two signatures, and neither in place of the other."""

from __future__ import annotations

import pytest
from offices import PASSPHRASE, Office, Region, cells

from forms.errors import YuebaoError
from sync import countersigning, enrolment, importer, joining, keyring, rebuild, tasks, verifying


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def head_of(region: Region, unit: str) -> Office:
    """The head's own laptop, joined and admitted with that role."""
    (task,) = tasks.issue_task(region.top.ws, region.top.out, region.top.keys)
    joined = joining.join(
        task,
        region.folder / f"head-{unit}",
        unit,
        region.root,
        region.folder / "requests",
        region.setup(),
        head=True,
    )
    office = region._office(joined.workspace)
    office.request, office.fingerprint = joined.request, joined.fingerprint
    region.admit(office)
    return office


def signed_twice(head: Office, path, folder):
    return countersigning.countersign(head.ws, path, folder, head.keys)


def signers_of(above: Office) -> tuple[str, ...]:
    (row,) = above.ws.store.bundles.list(unit="91", kind="submission")
    return row.signers


def rebuilt(above: Office) -> bool:
    report = rebuild.rebuild(above.ws, above.ws.folder / "backups" / "again.db")
    assert report.differences == ()
    return report.identical


def test_both_signatures_arrive(region, tmp_path) -> None:
    clerk, head = region.join("91"), head_of(region, "91")
    region.inform(head)
    path = clerk.submit(cells("5"))
    done = signed_twice(head, path, tmp_path / "signed")
    assert set(done.keyids) == {*clerk.keys.keyids, *head.keys.keyids}
    assert verifying.verify_file(done.file).keyids == clerk.keys.keyids  # the one it carries itself
    (file,) = region.top.take(done.file).files
    assert (file.outcome, region.top.figure("91")) == ("merged", "5")
    assert set(signers_of(region.top)) == {*clerk.keys.keyids, *head.keys.keyids}
    assert rebuilt(region.top)
    again = signed_twice(head, done.file, tmp_path / "again")
    assert again.file.read_bytes() == done.file.read_bytes()


def test_a_signature_that_comes_later_is_noted_beside_the_first(region, tmp_path) -> None:
    clerk, head = region.join("91"), head_of(region, "91")
    region.inform(head)
    path = clerk.submit(cells("5"))
    region.top.take(path)
    (file,) = region.top.take(signed_twice(head, path, tmp_path / "signed").file).files
    assert file.outcome == "known"
    assert set(signers_of(region.top)) == {*clerk.keys.keyids, *head.keys.keyids}
    assert region.top.ws.store.audit.verify() is None
    assert rebuilt(region.top)


def test_the_head_alone_hands_in_nothing(region) -> None:
    head = head_of(region, "91")
    (file,) = region.top.take(head.submit(cells("5"))).files
    assert (file.outcome, file.code) == ("refused", "E-ROLE")


def test_the_end_of_the_head_s_key_takes_no_figure_away(region, tmp_path) -> None:
    clerk, head = region.join("91"), head_of(region, "91")
    region.inform(head)
    region.top.take(signed_twice(head, clerk.submit(cells("5")), tmp_path / "signed").file)
    keyring.revoke(region.top.ws, head.keys.keyids[0], "离任", region.top.keys, ())
    importer.reexamine(region.top.ws)
    assert region.top.figure("91") == "5"


@pytest.mark.parametrize("what", ["another office's", "a task", "by a key that ended"])
def test_the_head_does_not_sign_what_nobody_should_believe(region, tmp_path, what) -> None:
    clerk, other, head = region.join("91"), region.join("92"), head_of(region, "91")
    region.inform(head)
    if what == "another office's":
        path, code = other.submit(cells("5")), "E-UNIT"
    elif what == "a task":
        ((path,), code) = tasks.issue_task(region.top.ws, tmp_path, region.top.keys), "E-MANIFEST"
    else:
        keyring.revoke(region.top.ws, clerk.keys.keyids[0], "丢失", region.top.keys)
        region.inform(head)
        path, code = clerk.submit(cells("5")), "E-REVOKED-KEY"
    with pytest.raises(YuebaoError) as refused:
        signed_twice(head, path, tmp_path / "signed")
    assert refused.value.code == code
    assert not (tmp_path / "signed").exists()


def test_the_head_s_request_says_what_it_is_for(region) -> None:
    head = head_of(region, "91")
    request = enrolment.review(region.top.ws, head.request.read_bytes())[1]
    assert request.head
    assert head.ws.unlock(PASSPHRASE).keyids == head.keys.keyids

"""From an empty folder to a whole region: init, issue, join, enroll, on real folders."""

import datetime as dt
from dataclasses import replace

import msgspec
import pytest
import region as r
from region import CITY, COUNTY, NOW, PARK, PASSPHRASE, PREFECTURE, TOP, ZONE

from forms import canonical
from forms.errors import StoreError, YuebaoError
from forms.loader import pack_hash
from sync import bundle, container, enrolment, joining, sealing, tasks
from sync.authority import decide
from sync.manifest import Kind
from sync.register import Role
from sync.trust import Authorised, Pending, Refused
from sync.workspace import Workspace


@pytest.fixture
def region(tmp_path):
    found = r.found(tmp_path)
    yield found
    found.top.close()


def applied(ws, path):
    return tasks.apply_task(ws, bundle.open_bundle(path.read_bytes()))


def report(ws, keys):
    """A submission as the importer will meet it; what is inside is not trust's business."""
    letter = sealing.Letter(kind=Kind.SUBMISSION, to=ws.collector, files={}, pack=ws.pack_ref)
    return sealing.seal(ws, keys.active, letter, label="2026-10")


def judged(ws, sealed):
    return decide(bundle.open_bundle(sealed.data), ws.trust)


def test_a_region_begins_with_register_1_and_its_pack(region):
    ws = region.top
    assert ws.trust.root.version == 1
    assert ws.trust.root.keys[0].roles == (Role.COLLECT, Role.ROOT, Role.SUBMIT)
    assert ws.pack == r.pack()
    assert ws.pack_ref.hash == pack_hash(r.pack())
    assert ws.region.startswith(TOP + "-")
    assert ws.collects == (CITY, PREFECTURE, ZONE)
    assert {u.code: u.collector for u in ws.trust.root.units}[ZONE] == TOP


def test_a_region_needs_a_unit_of_its_pack_and_a_passphrase_worth_the_name(tmp_path):
    from sync.founding import init_region

    with pytest.raises(YuebaoError, match="E-UNIT"):
        init_region(tmp_path / "a", "999999", r.pack(), r.setup())
    with pytest.raises(YuebaoError, match="E-PASSPHRASE"):
        init_region(tmp_path / "a", TOP, r.pack(), r.setup("x", "123456"))
    assert not (tmp_path / "a").exists()


def test_an_office_joins_reports_and_is_believed_once_enrolled(region):
    joined = region.join(PREFECTURE, region.task(period="2026-12"))
    ws, keys = joined.workspace, joined.workspace.unlock(PASSPHRASE)
    assert (joined.unit, ws.unit, ws.collector, ws.top) == (PREFECTURE, PREFECTURE, TOP, TOP)
    assert ws.pack == r.pack()
    assert [row.outcome for row in ws.store.bundles.list(kind="task")] == ["merged"]
    sealed = report(ws, keys)
    assert sealed.sequence == 1
    assert sealed.name == f"{PREFECTURE}-2026-10-{ws.origin}-1.ybz"
    assert judged(region.top, sealed) == Pending(code="E-UNKNOWN-KEY", params={"key": joined.key[:16]})
    done = region.enroll(joined)
    assert (done.unit, done.keyid, done.register_version) == (PREFECTURE, joined.key, 2)
    assert done.roles == (Role.SUBMIT,)
    decision = judged(region.top, sealed)
    assert isinstance(decision, Authorised)
    assert (decision.unit, decision.register_version) == (PREFECTURE, 2)
    ws.close()


def test_the_calendar_travels(region):
    joined = region.join(PREFECTURE, region.task(period="2026-12"))
    task = tasks.calendar_of(joined.workspace, "2026-12")
    assert [(due.form, due.period, due.due) for due in task.calendar] == [
        ("F1", "2026-12", "2027-01-05"),
        ("F2", "2026Q4", "2027-01-10"),
    ]
    assert tasks.calendar_of(joined.workspace, "2026-11") is None
    assert dt.date.fromisoformat(task.calendar[0].due) > NOW.date()
    joined.workspace.close()


def test_a_wrong_or_mistyped_fingerprint_is_refused_and_leaves_nothing(region, tmp_path):
    task = region.task()
    right = region.fingerprint
    other = r.found(tmp_path / "elsewhere", "other")
    mistyped = ("A" if right[0] != "A" else "B") + right[1:]
    for wrong in (other.fingerprint, mistyped, "", "abc"):
        with pytest.raises(YuebaoError, match="E-ROOT"):
            joining.join(task, tmp_path / "new", PREFECTURE, wrong, tmp_path, r.setup())
    assert not (tmp_path / "new").exists()
    other.top.close()


def test_the_fingerprint_may_be_typed_as_people_type(region):
    sloppy = region.fingerprint.replace("-", " ").lower()
    region.fingerprint = sloppy
    region.join(PREFECTURE, region.task()).workspace.close()


@pytest.mark.parametrize(("unit", "code"), [("999999", "E-UNIT"), (COUNTY, "E-UNIT")])
def test_who_does_not_report_here_cannot_join_here(region, unit, code):
    with pytest.raises(YuebaoError, match=code):
        region.join(unit, region.task())


def test_a_task_for_one_unit_is_for_that_unit(region):
    task = region.task(units=(PREFECTURE,))
    with pytest.raises(YuebaoError, match="E-RECIPIENT"):
        region.join(CITY, task)
    region.join(PREFECTURE, task).workspace.close()
    with pytest.raises(YuebaoError, match="E-UNIT"):
        region.task(units=(COUNTY,))


def test_only_task_bundles_invite(region):
    joined = region.join(PREFECTURE, region.task())
    with pytest.raises(YuebaoError, match="E-MANIFEST"):
        region.join(CITY, joined.request)
    joined.workspace.close()


def test_a_folder_with_a_workspace_is_not_overwritten(region):
    task = region.task()
    region.join(PREFECTURE, task).workspace.close()
    with pytest.raises(YuebaoError, match="E-WORKSPACE"):
        region.join(PREFECTURE, task)


def test_a_city_collects_and_the_region_verifies_each_leaf_through_it(region):
    city, city_keys = r.office(region, CITY)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        region.task(ws=city, keys=city_keys)  # the register that admits it has not arrived
    assert applied(city, region.task()).registers == {TOP: 2}
    county = region.join(COUNTY, region.task(ws=city, keys=city_keys))
    assert (county.workspace.collector, county.workspace.top) == (CITY, TOP)
    enrolled = enrolment.enroll(city, county.request.read_bytes(), city_keys, county.fingerprint)
    assert (enrolled.roles, enrolled.register_version) == ((Role.SUBMIT,), 2)
    leaf = report(county.workspace, county.workspace.unlock(PASSPHRASE))
    assert isinstance(judged(city, leaf), Authorised)
    # delivered to the region directly it is not for it, and inside a relay its chain is verified
    assert judged(region.top, leaf).code == "E-RECIPIENT"
    files = tasks.register_files_below(city) | {f"leaves/{leaf.digest}.ybz": leaf.data}
    relay = sealing.seal(city, city_keys.active, sealing.Letter(kind=Kind.RELAY, to=TOP, files=files))
    opened = bundle.open_bundle(relay.data)
    trust = tasks.trust_with(region.top, opened, newest_only=False)
    assert isinstance(decide(opened, trust), Authorised)
    inner = bundle.open_bundle(opened.entries[f"leaves/{leaf.digest}.ybz"])
    assert isinstance(decide(inner, trust.at(CITY)), Authorised)
    assert decide(inner, trust.at(PREFECTURE)).code == "E-RECIPIENT"
    assert decide(inner, region.top.trust.at(CITY)) == Pending(
        code="E-UNKNOWN-KEY", params={"key": county.key[:16]}
    )
    county.workspace.close()
    city.close()


def test_the_citys_task_carries_the_regions_register_unchanged(region):
    city, city_keys = r.office(region, CITY)
    applied(city, region.task())
    entries = container.read(region.task(ws=city, keys=city_keys).read_bytes())
    ours = container.read(region.task().read_bytes())
    registers = {name: data for name, data in entries.items() if name.startswith("register/")}
    assert set(registers) == {"register/1.json", "register/2.json", f"register/{CITY}/1.json"}
    assert all(ours[name] == data for name, data in registers.items() if name in ours)
    city.close()


def test_a_register_forged_by_a_city_for_others_units_is_refused(region):
    city, city_keys = r.office(region, CITY)
    applied(city, region.task())
    now = enrolment.own_register(city, city_keys)
    from sync import register, register_chain
    from sync.founding import device_key
    from sync.keys import SoftwareEd25519

    stranger = SoftwareEd25519.from_seed(b"s" * 32)
    grown = register.admit(now, device_key(stranger, PREFECTURE, (Role.SUBMIT,), ()))
    signed = register_chain.parse(register_chain.seal(grown, city_keys.active))
    with pytest.raises(YuebaoError, match="E-UNIT"):
        register_chain.adopt(city.trust, (signed,))
    own = register_chain.parse(register_chain.seal(now, (stranger,)))
    with pytest.raises(YuebaoError, match=r"E-ROOT|E-ROLE"):
        register_chain.adopt(region.top.trust, (own,))
    city.close()


def test_newer_tasks_bring_register_and_pack_older_ones_are_a_roll_back(region):
    old = region.task()
    joined = region.join(PREFECTURE, old)
    ws = joined.workspace
    region.enroll(joined)
    newer = r.pack("2026.2", title="新的试报")
    tasks.adopt_pack(region.top, newer, region.keys)
    assert region.top.pack == newer
    task = region.task()
    done = applied(ws, task)
    assert done.registers == {TOP: 3}
    assert done.pack == ws.pack_ref
    assert (ws.pack.version, ws.trust.root.version) == ("2026.2", 3)
    assert ws.pack_of(pack_hash(r.pack())) == r.pack()
    assert applied(ws, task).registers == {}
    with pytest.raises(YuebaoError, match="E-ROLLBACK"):
        applied(ws, old)
    assert ws.trust.root.version == 3
    ws.close()


def test_one_version_is_one_pack(region):
    with pytest.raises(YuebaoError, match="E-PACK-HASH"):
        tasks.adopt_pack(region.top, r.pack(title="另一个"), region.keys)
    assert region.top.pack == r.pack()
    assert region.top.trust.root.version == 1
    tasks.adopt_pack(region.top, r.pack("2"), region.keys)
    with pytest.raises(YuebaoError, match="E-PACK-HASH"):
        tasks.adopt_pack(region.top, r.pack(title="另一个"), region.keys)
    assert (
        tasks.adopt_pack(region.top, r.pack(), region.keys).version == 3
    )  # back to the first, in a new version


def test_a_task_signed_by_a_key_without_the_root_is_refused(region):
    joined = region.join(TOP, region.task(), "laptop2")
    third = region.join(CITY, region.task())
    second = joined.workspace
    done = region.enroll(joined)
    assert done.roles == (Role.COLLECT, Role.SUBMIT)
    applied(second, region.task())
    keys = second.unlock(PASSPHRASE)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        enrolment.enroll(second, third.request.read_bytes(), keys)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        region.task(ws=second, keys=keys)
    letter = sealing.Letter(kind=Kind.TASK, to="everyone", files=tasks.register_files(second))
    forged = sealing.seal(second, keys.active, letter)
    office = region.join(PREFECTURE, region.task()).workspace
    with pytest.raises(YuebaoError, match="E-ROLE"):
        tasks.apply_task(office, bundle.open_bundle(forged.data))
    reply = sealing.seal(second, keys.active, sealing.Letter(kind=Kind.REPLY, to=PREFECTURE, files={}))
    applied(office, region.task())
    assert isinstance(judged(office, reply), Authorised)
    for ws in (office, second, third.workspace):
        ws.close()


def test_a_foreign_regions_bundles_are_not_ours_even_with_the_same_codes(region, tmp_path):
    other = r.found(tmp_path / "other", "other")
    ours = region.join(PREFECTURE, region.task()).workspace
    theirs, their_keys = r.office(other, PREFECTURE)
    assert judged(region.top, report(theirs, their_keys)).code == "E-RECIPIENT"
    with pytest.raises(YuebaoError, match="E-ROOT"):
        applied(ours, other.task())
    for ws in (ours, theirs, other.top):
        ws.close()


def test_two_laptops_of_one_unit_have_two_keys_and_read_each_other(region):
    first, first_keys = r.office(region, PREFECTURE)
    second, second_keys = r.office(region, PREFECTURE, "laptop2")
    assert first.origin != second.origin
    for ws, keys in ((first, first_keys), (second, second_keys)):
        assert isinstance(judged(region.top, report(ws, keys)), Authorised)
    assert isinstance(judged(first, report(second, second_keys)), Pending)
    applied(first, region.task())
    assert isinstance(judged(first, report(second, second_keys)), Authorised)
    first.close()
    second.close()


def test_the_head_of_an_office_may_sign_beside_the_clerk_but_not_alone(region):
    clerk, keys = r.office(region, PREFECTURE)
    joined = region.join(PREFECTURE, region.task(), "head", head=True)
    assert region.enroll(joined).roles == (Role.HEAD,)
    head = joined.workspace.unlock(PASSPHRASE)
    letter = sealing.Letter(kind=Kind.SUBMISSION, to=TOP, files={})
    both = sealing.seal(clerk, (*keys.active, *head.active), letter)
    decision = judged(region.top, both)
    assert isinstance(decision, Authorised)
    assert decision.roles == {Role.SUBMIT, Role.HEAD}
    alone = sealing.seal(clerk, head.active, letter)
    assert judged(region.top, alone) == Refused(
        code="E-ROLE", params={"key": joined.key[:16], "kind": "submission"}
    )
    clerk.close()
    joined.workspace.close()


def test_everything_a_workspace_believes_survives_closing(region):
    joined = region.join(PREFECTURE, region.task())
    ws = joined.workspace
    before = (ws.trust, ws.pack_ref, ws.origin, ws.held_keys)
    ws.close()
    with Workspace.open(ws.folder, r.clock) as again:
        assert (again.trust, again.pack_ref, again.origin, again.held_keys) == before


def test_what_was_sealed_lies_in_the_archive_and_in_the_books(region):
    for row in region.top.store.bundles.list():
        data = region.top.archived(row.hash).read_bytes()
        opened = bundle.open_bundle(data)
        assert opened.manifest_digest == row.manifest_hash
        assert row.outcome == sealing.WRITTEN
    ws, keys = r.office(region, PREFECTURE)
    chain = [report(ws, keys) for _ in range(3)]
    manifests = [bundle.open_bundle(sealed.data) for sealed in chain]
    assert [m.manifest.sequence for m in manifests] == [1, 2, 3]
    assert [m.manifest.previous for m in manifests] == [None, *[m.manifest_digest for m in manifests[:2]]]
    assert ws.next_sequence() == 4
    ws.close()


def test_nothing_is_numbered_when_the_disk_fails(region, monkeypatch):
    ws, keys = r.office(region, PREFECTURE)

    def full(*_):
        raise StoreError("E-DISK", detail="full")

    monkeypatch.setattr("sync.durable.replace_file", full)
    with pytest.raises(StoreError, match="E-DISK"):
        report(ws, keys)
    monkeypatch.undo()
    assert report(ws, keys).sequence == 1
    ws.close()


def test_a_task_bundle_with_another_pack_than_it_names_is_refused(region):
    opened = bundle.open_bundle(region.task().read_bytes())
    entries = {name: data for name, data in opened.entries.items() if not name.startswith("pack/")}
    with pytest.raises(YuebaoError, match="E-PACK-UNKNOWN"):
        tasks.pack_in(replace(opened, entries=entries))
    ref = msgspec.structs.replace(opened.manifest.pack, version="9")
    manifest = msgspec.structs.replace(opened.manifest, pack=ref)
    with pytest.raises(YuebaoError, match="E-PACK-HASH"):
        tasks.pack_in(replace(opened, manifest=manifest))
    assert tasks.pack_in(opened)[1] == r.pack()
    assert canonical.digest(r.pack()) == opened.manifest.pack.hash


def test_parks_and_counties_report_to_their_city(region):
    assert region.top.trust.collects(CITY) == (COUNTY, PARK)
    assert region.top.trust.way_up(COUNTY) == (CITY, TOP)
    assert region.top.trust.way_up(ZONE) == (TOP,)
    assert region.top.trust.way_up("999999") == ()


def test_only_the_top_office_changes_the_pack_and_only_for_one_that_knows_it(region):
    ws, keys = r.office(region, PREFECTURE)
    with pytest.raises(YuebaoError, match="E-ROLE"):
        tasks.adopt_pack(ws, r.pack("2"), keys)
    without = msgspec.structs.replace(r.pack("2"), units=r.pack().units[1:])
    with pytest.raises(YuebaoError, match="E-UNIT"):
        tasks.adopt_pack(region.top, without, region.keys)
    assert region.top.pack == r.pack()
    ws.close()


def test_an_office_to_which_nobody_reports_issues_nothing(region):
    ws, keys = r.office(region, PREFECTURE)
    applied(ws, region.task())
    with pytest.raises(YuebaoError, match="E-ROLE"):
        region.task(ws=ws, keys=keys)
    ws.close()


def test_a_forged_signature_is_no_matter_of_trust(region):
    ws, keys = r.office(region, PREFECTURE)
    opened = bundle.open_bundle(report(ws, keys).data)
    other = bundle.open_bundle(report(ws, keys).data)
    with pytest.raises(YuebaoError, match="E-SIGNATURE"):
        decide(replace(opened, signatures=other.signatures), region.top.trust)
    ws.close()

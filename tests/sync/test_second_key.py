"""A region goes over to SM2 beside Ed25519: second keys first, then the policy, and no way back for a sender."""

from __future__ import annotations

import pytest
from offices import PASSPHRASE, Office, Region, cells

from forms.errors import YuebaoError
from sync import bundle, enrolment, keyring, second_key, verifying
from sync.keys import fingerprint

SM2 = "sm2-sm3"
BOTH = ("ed25519", SM2)


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def add(region: Region, office: Office) -> second_key.Added:
    added = second_key.add_key(office.ws, SM2, region.folder / "requests", region.setup())
    office.keys = office.ws.unlock(PASSPHRASE)
    return added


def admit(region: Region, office: Office, added: second_key.Added) -> None:
    assert added.request is not None
    mark = fingerprint(office.keys.active[0].public_spki_der)
    enrolment.enroll(region.top.ws, added.request.read_bytes(), region.top.keys, mark)
    region.inform(office)


def gone_over(region: Region) -> Office:
    """The region and one office with both keys, and the policy that asks for both."""
    office = region.join("91")
    add(region, region.top)
    region.inform(office)
    admit(region, office, add(region, office))
    second_key.require_algorithms(region.top.ws, BOTH, region.top.keys)
    region.inform(office)
    return office


def code_of(function, *arguments, **named):
    with pytest.raises(YuebaoError) as caught:
        function(*arguments, **named)
    return caught.value.code


def test_a_device_holds_and_signs_with_both(region):
    office = region.join("91")
    added = add(region, office)
    assert [signer.algorithm for signer in office.keys.active] == list(BOTH)
    assert added.keyid == office.keys.active[1].keyid
    opened = bundle.open_bundle(office.submit(cells("5")).read_bytes())
    assert sorted(entry.alg for entry in opened.signatures.signatures) == list(BOTH)
    assert all(entry.sm3 for entry in opened.manifest.files.values())


def test_bundles_are_taken_before_the_second_key_is_admitted(region):
    office = region.join("91")
    add(region, office)
    (file,) = region.top.take(office.submit(cells("5"))).files
    assert file.outcome == "merged"


def test_reports_under_the_policy_of_both(region):
    office = gone_over(region)
    path = office.submit(cells("6"))
    (file,) = region.top.take(path).files
    assert (file.outcome, region.top.figure("91")) == ("merged", "6")
    assert verifying.verify_file(path).keyids == tuple(sorted(office.keys.keyids))


@pytest.mark.parametrize("left", [0, 1], ids=["Ed25519 alone", "SM2 alone"])
def test_one_signature_is_a_downgrade(region, left):
    office = gone_over(region)
    office.keys = type(office.keys)(active=(office.keys.active[left],))
    (file,) = region.top.take(office.submit(cells("7"))).files
    assert (file.outcome, file.code) == ("refused", "E-ALGORITHM")
    assert region.top.figure("91") is None


def test_an_office_that_has_not_gone_over_is_refused(region):
    late = region.join("92")
    gone_over(region)
    (file,) = region.top.take(late.submit(cells("1"))).files
    assert (file.outcome, file.code) == ("refused", "E-ALGORITHM")


def test_a_new_office_joins_by_the_new_root_fingerprint(region):
    added = add(region, region.top)
    second_key.require_algorithms(region.top.ws, BOTH, region.top.keys)
    region.root = added.root_fingerprint
    office = region.join("92")
    assert office.ws.trust.register_for("92").required_algs == BOTH
    admit(region, office, add(region, office))
    (file,) = region.top.take(office.submit(cells("2"))).files
    assert file.outcome == "merged"


def test_the_policy_needs_a_root_key_of_each_algorithm(region):
    assert code_of(second_key.require_algorithms, region.top.ws, BOTH, region.top.keys) in (
        "E-ROOT",
        "E-ALGORITHM",
    )
    assert region.top.ws.trust.registers["90"].required_algs == ("ed25519",)


def test_no_two_keys_of_one_algorithm(region):
    add(region, region.top)
    for algorithm in (*BOTH, "rsa"):
        with pytest.raises(YuebaoError) as caught:
            second_key.add_key(region.top.ws, algorithm, region.folder, region.setup())
        assert caught.value.code == "E-ALGORITHM"


def test_policy_of_sm2_alone(region):
    office = gone_over(region)
    second_key.require_algorithms(region.top.ws, (SM2,), region.top.keys)
    region.inform(office)
    office.keys = type(office.keys)(active=office.keys.active[1:])
    (file,) = region.top.take(office.submit(cells("8"))).files
    assert (file.outcome, region.top.figure("91")) == ("merged", "8")


def test_the_second_key_survives_the_rotation_of_the_first(region):
    office = gone_over(region)
    first, second = office.keys.keyids
    rotated = keyring.rotate(office.ws, region.folder / "requests", region.setup())
    office.keys = office.ws.unlock(PASSPHRASE)
    assert sorted(office.keys.keyids) == sorted([rotated.keyid, second])
    assert [key.keyid for key in office.keys.retired] == [first]
    enrolment.enroll(region.top.ws, rotated.request.read_bytes(), region.top.keys, rotated.fingerprint)
    region.inform(office)
    (file,) = region.top.take(office.submit(cells("9"))).files
    assert (file.outcome, region.top.figure("91")) == ("merged", "9")


def rotated(region: Region, office: Office, above: Office) -> keyring.Rotated:
    """The office's SM2 key gives way to a new one, admitted above."""
    done = keyring.rotate(office.ws, region.folder / "requests", region.setup(), algorithm=SM2)
    office.keys = office.ws.unlock(PASSPHRASE)
    if done.request is not None:
        enrolment.enroll(above.ws, done.request.read_bytes(), above.keys, done.fingerprint)
        region.inform(office, above)
    return done


def test_the_second_key_is_rotated_under_the_policy_of_both(region):
    office = gone_over(region)
    first, second = office.keys.keyids
    done = rotated(region, office, region.top)
    assert office.keys.keyids == (first, done.keyid)
    assert keyring.show(office.ws).keyid == first
    assert region.top.ws.trust.registers["90"].ends(second)
    (file,) = region.top.take(office.submit(cells("9"))).files
    assert (file.outcome, region.top.figure("91")) == ("merged", "9")
    old = office.keys.retired[0]
    office.keys = type(office.keys)(active=(office.keys.active[0], old))
    (file,) = region.top.take(office.submit(cells("10"))).files
    assert (file.outcome, file.code) == ("refused", "E-ALGORITHM")


def test_the_region_rotates_its_second_key_and_goes_on(region):
    office = gone_over(region)
    done = rotated(region, region.top, region.top)
    assert done.root_fingerprint is not None
    region.inform(office)
    assert office.ws.trust.registers["90"].key(done.keyid) is not None
    (file,) = region.top.take(office.submit(cells("4"))).files
    assert file.outcome == "merged"


def test_a_request_for_a_first_sm2_key_waits_for_a_person_under_the_policy_of_both(region):
    late = region.join("92")
    gone_over(region)
    added = add(region, late)
    (file,) = region.top.take(added.request).files
    assert (file.outcome, file.code) == ("pending", "E-ENROLMENT")


def test_a_rotation_request_waits_for_a_person_too(region):
    office = gone_over(region)
    done = keyring.rotate(office.ws, region.folder / "requests", region.setup(), algorithm=SM2)
    (file,) = region.top.take(done.request).files
    assert (file.outcome, file.code) == ("pending", "E-ENROLMENT")


def test_no_rotation_of_a_key_that_is_not_there(region):
    office = region.join("91")
    assert code_of(keyring.rotate, office.ws, region.folder, region.setup(), algorithm=SM2) == "E-ALGORITHM"


def test_a_city_goes_over_with_its_own_register_and_rotates(region):
    city = region.join("92")
    east = region.join("93", city)
    add(region, region.top)
    region.inform(city)
    for office, above in ((city, region.top), (east, city)):
        added = add(region, office)
        mark = fingerprint(office.keys.active[0].public_spki_der)
        enrolment.enroll(above.ws, added.request.read_bytes(), above.keys, mark)
        region.inform(office, above)
    second_key.require_algorithms(region.top.ws, BOTH, region.top.keys)
    region.inform(city)
    second_key.require_algorithms(city.ws, BOTH, city.keys)
    region.inform(east, city)
    done = rotated(region, city, region.top)
    region.inform(east, city)
    assert done.keyid in east.ws.trust.registers["92"].root.keyids
    city.take(east.submit(cells("3")))
    report = region.top.take(city.submit(cells("7")))
    assert [leaf.outcome for leaf in report.files[0].leaves] == ["merged"]
    assert (region.top.figure("93"), region.top.figure("92")) == ("3", "7")

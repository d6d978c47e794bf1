"""Who has which mishap, and what the post does to bundles."""

import json
import shutil

import pytest
import sample_bundles

import resources
from forms.errors import YuebaoError
from forms.loader import load_pack
from sync.bundle import open_bundle
from sync.demo.cast import Mishap, cast, participants
from sync.demo.filing import Sent
from sync.demo.mail import EARLY, LATE, PUNCTUAL, damaged, deliveries, forged
from sync.envelope import verify

TOP = "540000"


@pytest.fixture(scope="module")
def pack():
    return load_pack(resources.path("packs", "shuangchuang"))


@pytest.fixture
def bundle(tmp_path):
    revision = {"cells": {"02.12": {"other": "40"}}, "form": "SC-02"}
    content = json.dumps(revision, separators=(",", ":")).encode()
    path = tmp_path / "a.ybz"
    path.write_bytes(sample_bundles.build(sample_bundles.named(content)))
    return path


def test_all_offices_take_part_unless_fewer_are_wanted(pack):
    everybody = participants(pack, TOP, None)
    assert len(everybody) == len(pack.units) - 1
    assert participants(pack, TOP, 10)[:7] == everybody[:7]
    kinds = {unit.code: unit.kind for unit in pack.units}
    assert {kinds[code] for code in participants(pack, TOP, 10)} == {"prefecture", "zone"}
    assert participants(pack, TOP, 0) == everybody[:1]


@pytest.mark.parametrize(
    ("months", "absent"),
    [(1, {Mishap.JUMP, Mishap.LOST}), (2, set()), (3, set()), (14, set())],
)
def test_every_mishap_has_its_office_where_there_is_room(pack, months, absent):
    parts = cast(participants(pack, TOP, None), months)
    assert {part.mishap for part in parts} == set(Mishap) - absent
    assert all(0 <= part.month < months for part in parts)


def test_who_does_not_take_part_has_no_mishap():
    assert cast(("540101",), 3) == ()
    assert {part.unit for part in cast(("540600",), 3)} == {"540600"}


def test_mail_bends_a_bundle_and_the_program_says_so(bundle):
    with pytest.raises(YuebaoError) as refused:
        open_bundle(damaged(bundle).read_bytes())
    assert refused.value.code == "E-MAIL-DAMAGE"


def test_a_forged_bundle_is_whole_but_not_signed(bundle):
    opened = open_bundle(forged(bundle).read_bytes())
    (revision,) = opened.files("revisions").values()
    assert json.loads(revision)["cells"]["02.12"]["other"] == "540"
    with pytest.raises(YuebaoError) as refused:
        verify(
            opened.manifest_bytes, opened.signatures, opened.payload_type, sample_bundles.KEYS, {"ed25519"}
        )
    assert refused.value.code == "E-SIGNATURE"


def sent(bundle, unit: str, month: int, name: str | None = None) -> Sent:
    path = shutil.copyfile(bundle, bundle.with_name(f"{name or unit}-{month}.ybz"))
    return Sent(name=name or unit, unit=unit, month=month, file=str(path))


def posted(bundle, tmp_path, *letters: Sent):
    parts = cast(tuple({letter.unit for letter in letters}), 3)
    found = deliveries(letters, parts, 3, 1, tmp_path / "lost")
    return [(d.month, d.day, sorted(f.rpartition("/")[2] for f in d.files)) for d in found]


def test_a_lost_bundle_is_never_delivered(bundle, tmp_path):
    assert posted(bundle, tmp_path, sent(bundle, "540300", 0)) == []
    assert [path.name for path in (tmp_path / "lost").iterdir()] == ["540300-0.ybz"]


def test_a_late_one_comes_on_the_last_day(bundle, tmp_path):
    assert posted(bundle, tmp_path, sent(bundle, "542500", 0)) == [(0, LATE, ["542500-0.ybz"])]


def test_a_repeated_one_comes_twice(bundle, tmp_path):
    found = [file for *_, files in posted(bundle, tmp_path, sent(bundle, "540600", 0)) for file in files]
    assert sorted(found) == ["540600-0.ybz", "copy-of-540600-0.ybz"]


def test_a_correction_overtakes_what_it_corrects(bundle, tmp_path):
    first, second = sent(bundle, "540500", 0), sent(bundle, "540500", 0, "540500")
    later = Sent(name="540500", unit="540500", month=0, file=second.file.replace("540500-0", "540500-0b"))
    shutil.copyfile(second.file, later.file)
    assert posted(bundle, tmp_path, first, later) == [
        (0, PUNCTUAL, ["540500-0b.ybz"]),
        (1, LATE, ["540500-0.ybz"]),
    ]


def test_the_damaged_and_the_forged_come_first(bundle, tmp_path):
    found = posted(bundle, tmp_path, sent(bundle, "540300Z01", 0))
    assert found == [(0, EARLY, ["mail-540300Z01-0.ybz"]), (0, PUNCTUAL, ["540300Z01-0.ybz"])]
    names = [f for *_, files in posted(bundle, tmp_path, sent(bundle, "540600Z01", 0)) for f in files]
    assert sorted(names) == ["540600Z01-0.ybz", "forged-540600Z01-0.ybz"]


def test_a_second_laptop_does_not_share_the_mishaps_of_the_first(bundle, tmp_path):
    (day,) = posted(bundle, tmp_path, sent(bundle, "540300", 0, "540300-2"))
    assert day[2] == ["540300-2-0.ybz"]

"""Packs leave and come back as they were: as canonical JSON, as folders, as the golden file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import resources
from forms import canonical
from forms.errors import PackError, YuebaoError
from forms.loader import known_pack, load_pack, pack_from_json, pack_hash, pack_json, pack_problems
from forms.packs.writer import pack_files, write_pack
from tests.forms.packs.generators import packs

GOLDEN = Path(__file__).parents[2] / "golden" / "packs"
SHIPPED = resources.path("packs", "shuangchuang")
calm = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@given(packs())
@calm
def test_generated_packs_are_sound(pack):
    assert pack_problems(pack) == ()


@given(packs())
@calm
def test_written_pack_reads_as_it_was(tmp_path_factory, pack):
    folder = tmp_path_factory.mktemp("pack") / "p"
    write_pack(pack, folder)
    assert load_pack(folder) == pack


@given(packs())
@calm
def test_canonical_json_reads_as_it_was(pack):
    data = pack_json(pack)
    assert known_pack(data) == pack
    assert pack_json(known_pack(data)) == data
    assert pack_hash(pack) == canonical.sha256(data)


@pytest.mark.parametrize("folder", [GOLDEN / "minimal", SHIPPED], ids=["minimal", "shipped"])
def test_real_packs_survive_json_and_folder(tmp_path, folder):
    pack = load_pack(folder)
    assert pack_from_json(pack_json(pack)) == pack
    write_pack(pack, tmp_path / "again")
    assert load_pack(tmp_path / "again") == pack


def test_golden_json_is_what_the_minimal_pack_has_always_been():
    data = (GOLDEN / "minimal.json").read_bytes()
    assert pack_json(load_pack(GOLDEN / "minimal")) == data
    assert pack_json(pack_from_json(data)) == data


def test_writing_is_stable(tmp_path):
    pack = load_pack(GOLDEN / "minimal")
    write_pack(pack, tmp_path / "a")
    assert pack_files(load_pack(tmp_path / "a")) == pack_files(pack)


def test_writing_never_mixes_with_what_is_there(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(YuebaoError) as caught:
        write_pack(load_pack(GOLDEN / "minimal"), tmp_path)
    assert caught.value.code == "E-USAGE"
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_other_bytes_of_the_same_pack_are_refused():
    data = (GOLDEN / "minimal.json").read_bytes()
    for other in (data + b"\n", data.replace(b'":', b'": ', 1), data[:-1], b"{}", b""):
        with pytest.raises(YuebaoError) as caught:
            pack_from_json(other)
        assert caught.value.code == "E-SCHEMA"


def test_json_of_an_unsound_pack_is_refused_with_its_problems():
    data = (GOLDEN / "minimal.json").read_bytes()
    with pytest.raises(PackError) as caught:
        pack_from_json(data.replace(b'"[02] <= [01]"', b'"[02] <= [91]"'))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("E-PACK-REF", "forms/MY-01/checks/0/formula")
    ]

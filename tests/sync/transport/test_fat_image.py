"""Bundles on a FAT-formatted image, written and read by mtools: no kernel driver, no mount, the real directory entries."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from offices import Region, cells

from forms.messages import Translator
from sync import replies, sealing, tasks
from sync.transport import letters
from sync.transport.stick import fat_name, hand_over

pytestmark = pytest.mark.skipif(
    shutil.which("mcopy") is None or shutil.which("mkfs.vfat") is None,
    reason="mtools or dosfstools are not installed",
)
KINDS = {"12": 4 * 1024, "16": 20 * 1024, "32": 40 * 1024}
"""The sizes in KiB at which mkfs makes each kind of FAT."""
ODD = (
    "上报包：拉萨市 10月.ybz",
    "报告 a:b?.ybz",
    "CON.ybz",
    "lpt1",
    "结尾有点. . ",
    "月" * 300 + ".ybz",
    "MiXeD-Case.YBZ",
    "名字🙂.ybz",
    ".hidden.ybz",
)


def run(*words: object) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "0"},
    )
    return done.stdout.decode()


@pytest.fixture(params=sorted(KINDS))
def image(request, tmp_path) -> Path:
    path = tmp_path / "stick.img"
    path.touch()
    os.truncate(path, KINDS[request.param] * 1024)
    run("mkfs.vfat", "-F", request.param, "-n", "YUEBAO", path)
    return path


def put(image: Path, *files: Path) -> None:
    run("mcopy", "-i", image, "-m", *files, "::")


def fetched(image: Path, folder: Path) -> Path:
    folder.mkdir()
    run("mcopy", "-i", image, "-m", "-n", "::*", folder)
    return folder


def clean(image: Path) -> bool:
    return subprocess.run(["fsck.fat", "-n", str(image)], capture_output=True, check=False).returncode == 0


def everything(region: Region, folder: Path) -> list[Path]:
    """One file of every kind that travels, as the product names them."""
    office, city = region.join("91"), region.join("92")
    east = region.join("93", city)
    city.take(east.submit(cells("3")))
    up = [office.submit(cells("5")), city.submit(cells("8"))]
    region.top.take(*up)
    (reply, *_) = replies.write_replies(region.top.ws, region.top.keys.active)
    (task,) = tasks.issue_task(region.top.ws, folder, region.top.keys, period="2026-10")
    draft = letters.compose(
        [letters.enclosed(up[0])],
        to=["b@example.org"],
        sender="a@example.org",
        translator=Translator("zh"),
        now=region.clock(),
    )
    letter = letters.write_draft(draft, folder)
    return [*up, sealing.deliver(reply.recorded.sealed, folder), task, letter, office.request]


def test_every_kind_of_file_comes_back_byte_for_byte(region, image, tmp_path):
    files = everything(region, tmp_path / "out")
    staged = [hand_over(file, tmp_path).file for file in files]
    assert [file.name for file in staged] == [file.name for file in files]  # names that FAT can keep stay
    put(image, *staged)
    assert clean(image)
    back = fetched(image, tmp_path / "back")
    assert sorted(p.name for p in back.iterdir()) == sorted(f.name for f in staged)
    for file in staged:
        found = back / file.name
        assert found.read_bytes() == file.read_bytes()
        assert abs(found.stat().st_mtime - file.stat().st_mtime) <= 2  # FAT counts every second second
    outcomes = {Path(f.file).name: f.outcome for f in region.top.take(back).files}
    assert set(outcomes.values()) <= {"known", "pending"}, outcomes
    fresh = Region(tmp_path / "another", seed=2)
    codes = {file.code for file in fresh.top.take(back).files}
    fresh.close()
    assert "E-RECIPIENT" in codes  # read whole and judged, by a region that has nothing to do with it


def test_odd_names_become_names_that_fat_keeps(image, tmp_path):
    source = tmp_path / "source.bin"
    source.write_bytes(os.urandom(3_000))
    names = [fat_name(name) for name in ODD]
    assert len({name.casefold() for name in names}) == len(names)
    staged = [shutil.copy(source, tmp_path / name) for name in names]
    put(image, *staged)
    assert clean(image)
    back = fetched(image, tmp_path / "back")
    assert sorted(p.name for p in back.iterdir()) == sorted(names)
    assert {p.read_bytes() for p in back.iterdir()} == {source.read_bytes()}


def test_a_stick_does_not_tell_case_apart(image, tmp_path):
    one = tmp_path / "91-2026-10-a1-1.ybz"
    one.write_bytes(b"one")
    put(image, one)
    shouted = tmp_path / "again.ybz"
    run("mcopy", "-i", image, "-n", "::91-2026-10-A1-1.YBZ", shouted)
    assert shouted.read_bytes() == b"one"


def test_a_full_stick_says_so_and_keeps_what_it_had(region, tmp_path):
    image = tmp_path / "small.img"
    image.touch()
    os.truncate(image, 200 * 1024)
    run("mkfs.vfat", image)
    office = region.join("91")
    path = office.submit(cells("5"))
    put(image, path)
    ballast = tmp_path / "ballast"
    ballast.write_bytes(bytes(400 * 1024))
    with pytest.raises(subprocess.CalledProcessError):
        put(image, ballast)
    (kept,) = fetched(image, tmp_path / "back").glob("91-*.ybz")
    assert region.top.take(kept).files[0].outcome == "merged"

"""Drives as `/proc` and `/sys` show them, and copies that are read back from real file systems."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from forms.errors import StoreError, YuebaoError
from sync.transport import stick
from sync.transport.drives import Drive, _named, drives
from sync.transport.stick import fat_name, hand_over, only_drive

# --- finding -------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path):
    """A disk, a USB stick with a Chinese name and a space, a USB hard disk, a CD, and a stick a desktop mounted."""
    blocks, media = tmp_path / "block", tmp_path / "media"
    for real, removable in {
        "pci0/ata1/sda/sda1": "0",
        "pci0/usb1/sdb/sdb1": "1",
        "pci0/usb2/sdc/sdc1": "0",
        "pci0/ata2/sr0": "1",
    }.items():
        folder = tmp_path / "devices" / real
        folder.mkdir(parents=True)
        disk = folder.parent if folder.name[-1].isdigit() and folder.name != "sr0" else folder
        (disk / "removable").write_text(f"{removable}\n")
        blocks.mkdir(exist_ok=True)
        (blocks / folder.name).symlink_to(folder)
    for name in ("root", "月报 盘", "big", "cd"):
        (media / name).mkdir(parents=True)
    stick_folder = str(media / "月报 盘").replace(" ", "\\040")
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"proc /proc proc rw 0 0\n/dev/sda1 {media}/root ext4 rw 0 0\n"
        f"/dev/sdb1 {stick_folder} vfat rw,utf8 0 0\n/dev/sdc1 {media}/big exfat ro 0 0\n"
        f"/dev/sr0 {media}/cd iso9660 ro 0 0\n/dev/sdd1 {media}/gone vfat rw 0 0\n",
        encoding="utf-8",
    )
    return mounts, blocks


def test_what_can_be_pulled_out_is_found(machine):
    found = drives(*machine)
    assert [(d.name, d.device, d.file_system, d.read_only) for d in found] == [
        ("big", "/dev/sdc1", "exfat", True),
        ("月报 盘", "/dev/sdb1", "vfat", False),
    ]
    assert all(0 < d.free <= d.size for d in found)


def test_a_machine_that_tells_nothing_has_no_drives(tmp_path):
    assert drives(tmp_path / "none", tmp_path / "none") == ()


@pytest.mark.parametrize("count", [0, 2])
def test_none_and_several_are_a_question_to_a_person(monkeypatch, tmp_path, count):
    found = [a_drive(tmp_path / str(n)) for n in range(count)]
    monkeypatch.setattr(stick, "drives", lambda: tuple(found))
    with pytest.raises(YuebaoError) as refused:
        only_drive()
    assert refused.value.code == "E-NO-DRIVE"


def test_the_only_one_that_can_be_written_is_taken(monkeypatch, tmp_path):
    closed, free = a_drive(tmp_path / "1", read_only=True), a_drive(tmp_path / "2")
    monkeypatch.setattr(stick, "drives", lambda: (closed, free))
    assert only_drive() is free


@pytest.mark.parametrize(("label", "name"), [("月报", "月报 (E:)"), ("", "E:")])
def test_on_windows_a_drive_is_called_by_its_label_and_letter(tmp_path, label, name):
    drive = replace(a_drive(tmp_path), device="E:\\")
    assert _named(drive, label).name == name


def a_drive(path: Path, *, read_only: bool = False) -> Drive:
    return Drive(
        path=path, name="U", device="/dev/x", file_system="vfat", free=1, size=1, read_only=read_only
    )


# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("540100-2026-10-a1-7.ybz", "540100-2026-10-a1-7.ybz"),
        ("拉萨:十月?.ybz", "拉萨_十月_.ybz"),
        ("a/b\\c.ybz", "a_b_c.ybz"),
        ("aux.ybz", "_aux.ybz"),
        ("report. .", "report"),
        ("", "_"),
        ("藏" * 300 + ".ybz", "藏" * 65 + ".ybz"),
    ],
)
def test_names_that_fat_can_keep(name, kept):
    assert fat_name(name) == kept


# --- handing over ----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "91-2026-10-a1-1.ybz"
    path.write_bytes(os.urandom(40_000))
    return path


def test_a_copy_is_read_back_and_may_be_removed(tmp_path, file):
    folder = tmp_path / "stick"
    folder.mkdir()
    done = hand_over(file, a_drive(folder))
    assert done.safe_to_remove
    assert done.file.read_bytes() == file.read_bytes()
    assert hand_over(file, folder).file == done.file
    file.write_bytes(b"another one of that name")
    second = hand_over(file, folder)
    assert second.file.name == "91-2026-10-a1-1-2.ybz"
    assert sorted(p.name for p in folder.iterdir()) == ["91-2026-10-a1-1-2.ybz", "91-2026-10-a1-1.ybz"]


def test_a_drive_that_gives_back_something_else(tmp_path, file, monkeypatch):
    monkeypatch.setattr(stick, "_read_back", lambda path: "0" * 64)
    folder = tmp_path / "stick"
    folder.mkdir()
    for place, left in ((folder, []), (tmp_path, [file.name])):  # what lay there before is not ours to remove
        with pytest.raises(StoreError) as refused:
            hand_over(file, place)
        assert refused.value.code == "E-DISK"
        assert [p.name for p in place.iterdir() if p.is_file()] == left


def test_a_write_protected_or_absent_drive(tmp_path, file):
    for drive in (a_drive(tmp_path, read_only=True), a_drive(tmp_path / "pulled out")):
        with pytest.raises(StoreError) as refused:
            hand_over(file, drive)
        assert refused.value.code == "E-DISK"


@contextmanager
def mounted(folder: Path, *options: str):
    folder.mkdir()
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"cannot mount here: {done.stderr.decode()[:80]}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fat_image(path: Path) -> Path:
    path.write_bytes(bytes(2 * 1024 * 1024))
    try:
        subprocess.run(["mkfs.vfat", str(path)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("mkfs.vfat is not installed")
    return path


def full_drive_refuses(drive: Path, file: Path) -> None:
    first = hand_over(file, drive)
    ballast = drive / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(bytes(8 * 1024 * 1024))
    for other, free in (("b.ybz", stick.RESERVE), ("c.ybz", 0)):
        reserve, stick.RESERVE = (
            stick.RESERVE,
            free - stick.RESERVE,
        )  # the second time only the disk itself says so
        try:
            with pytest.raises(StoreError) as refused:
                hand_over(file.rename(file.with_name(other)), drive)
        finally:
            stick.RESERVE = reserve
            file = file.with_name(other)
        assert refused.value.code == "E-DISK"
    assert sorted(p.name for p in drive.iterdir()) == sorted([first.file.name, "ballast"])
    ballast.unlink()
    assert hand_over(file, drive).safe_to_remove


def test_a_small_drive_that_is_full(tmp_path, file):
    with mounted(tmp_path / "stick", "-t", "tmpfs", "-o", "size=1m", "tmpfs") as drive:
        full_drive_refuses(drive, file)


def test_a_fat_image(tmp_path, file):
    image = fat_image(tmp_path / "fat.img")
    with mounted(tmp_path / "stick", "-o", "loop", str(image)) as drive:
        full_drive_refuses(drive, file)

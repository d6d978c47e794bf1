"""USB drives: found by themselves, on Linux and on Windows.

A drive is what can be pulled out: a volume the system calls removable, one behind a USB bus, or one mounted where
desktops mount what is plugged in.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_PLUGGED_IN = ("/media/", "/run/media/")
_NO_CARRIERS = frozenset({"iso9660", "udf", "squashfs", "swap", "autofs"})
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """A volume that can be pulled out: where it is, what people call it, and how much room there is (bytes)."""

    path: Path
    name: str
    device: str
    file_system: str
    free: int
    size: int
    read_only: bool = False


def drives(mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> tuple[Drive, ...]:
    """The removable drives there are now, in order of their names."""
    found = _windows() if sys.platform == "win32" else _linux(mounts, blocks)
    return tuple(sorted(found, key=lambda drive: str(drive.path)))


# --- Linux -------------------------------------------------------------------------------------------


def _linux(mounts: Path, blocks: Path) -> Iterator[Drive]:
    """`/proc/mounts` for what is mounted, `/sys` for what can be pulled out."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        device, folder, kind, options, *_ = (*(_unescaped(word) for word in line.split(" ")), "", "", "")
        removable = _is_removable(device, blocks) or folder.startswith(_PLUGGED_IN)
        if removable and device.startswith("/") and kind not in _NO_CARRIERS:
            drive = _measured(Path(folder), device, kind, read_only="ro" in options.split(","))
            if drive is not None:
                yield drive


def _unescaped(word: str) -> str:
    """`/proc/mounts` writes spaces, tabs and backslashes as octal numbers, other letters as they are."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), word)


def _is_removable(device: str, blocks: Path) -> bool:
    block = blocks / Path(device).name
    try:
        real = block.resolve(strict=True)
    except OSError:
        return False
    flags = (real / "removable", real.parent / "removable")  # a partition's disk says it
    said = [flag.read_text(encoding="ascii").strip() for flag in flags if flag.is_file()]
    return "1" in said or any(part.startswith("usb") for part in real.parts)


def _measured(folder: Path, device: str, kind: str, *, read_only: bool) -> Drive | None:
    """With its room; `None` where it was pulled out just now."""
    try:
        room = shutil.disk_usage(folder)
    except OSError:
        return None
    return Drive(
        path=folder,
        name=folder.name or device,
        device=device,
        file_system=kind,
        free=room.free,
        size=room.total,
        read_only=read_only or not os.access(folder, os.W_OK),
    )


# --- Windows -----------------------------------------------------------------------------------------


def _windows() -> Iterator[Drive]:
    """Drive letters of the type *removable*; a reader without a card in it is passed over without a dialog."""
    if sys.platform == "win32":
        import ctypes

        no_dialogs = 0x0001
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        before = kernel.SetErrorMode(no_dialogs)
        try:
            letters = kernel.GetLogicalDrives()
            for number in range(26):
                drive = _letter(f"{chr(ord('A') + number)}:\\") if letters >> number & 1 else None
                if drive is not None:
                    yield drive
        finally:
            kernel.SetErrorMode(before)
    yield from ()


def _letter(root: str) -> Drive | None:
    """The drive behind a letter, with the label people gave it; `None` for what is no stick or has no medium."""
    if sys.platform == "win32":
        import ctypes

        removable, read_only_volume, length = 2, 0x00080000, 261
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        label, kind = ctypes.create_unicode_buffer(length), ctypes.create_unicode_buffer(length)
        flags = ctypes.c_ulong()
        there = kernel.GetDriveTypeW(root) == removable and kernel.GetVolumeInformationW(
            root, label, length, None, None, ctypes.byref(flags), kind, length
        )
        if there:
            closed = bool(flags.value & read_only_volume)
            drive = _measured(Path(root), root, kind.value.lower(), read_only=closed)
            return drive and _named(drive, label.value)
    return None


def _named(drive: Drive, label: str) -> Drive:
    return replace(drive, name=f"{label} ({drive.device[:2]})" if label else drive.device[:2])

"""A system with nothing but the libraries named to its users, made of this machine's packages and entered by chroot."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

NAMED = ("libgl1", "libegl1", "libx11-6", "libxcb1", "libdbus-1-3")
DRIVERS = ("/dri/", "libLLVM")
"""Of graphics cards; hundreds of megabytes, and no window of ours asks for one."""
PROGRAMS = ("chroot", "dpkg-query", "ldconfig")


def missing() -> list[str]:
    """What this machine lacks to make such a system and enter it."""
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking:
        return lacking
    allowed = subprocess.run(["chroot", "/", "true"], capture_output=True, check=False).returncode == 0
    return [] if allowed else ["the right to chroot"]


def make(root: Path) -> None:
    """Fill a new folder with the named packages' libraries, those they need, and an empty home."""
    for name in ("usr/lib", "usr/lib64", "etc", "tmp", "home"):
        (root / name).mkdir(parents=True)
    for name in ("lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    for package in _needed():
        for file in map(Path, _asked("--listfiles", package).splitlines()):
            if ".so" in file.name and not any(part in str(file) for part in DRIVERS):
                _take(file, root)
    subprocess.run(["ldconfig", "-r", str(root)], check=True)


def run(root: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """A program in there, with no settings but those given."""
    within = [str(shutil.which("chroot")), str(root), *command]
    environment = {"HOME": "/home", "TMPDIR": "/tmp", "PYTHONUTF8": "1", **more}  # noqa: S108 - inside the new root
    return subprocess.run(within, env=environment, capture_output=True, text=True, check=False, timeout=600)


def _take(file: Path, root: Path) -> None:
    if not (file.is_file() or file.is_symlink()):
        return
    place = str(file).lstrip("/").removeprefix("usr/")
    to = root / "usr" / place
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, to, follow_symlinks=False)


def _needed() -> set[str]:
    """The named packages and all they depend on, of alternatives the first."""
    found: set[str] = set()
    open_ = list(NAMED)
    while open_:
        package = open_.pop()
        if package in found:
            continue
        found.add(package)
        depends = _asked("--show", "--showformat=${Pre-Depends},${Depends}", package)
        names = (part.split("|")[0].split("(")[0].split(":")[0].strip() for part in depends.split(","))
        open_ += [name for name in names if name]
    return found


def _asked(*words: str) -> str:
    return subprocess.run(["dpkg-query", *words], capture_output=True, text=True, check=False).stdout

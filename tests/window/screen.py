"""A screen of its own for one test: X server, window manager, session bus and accessibility bus, all gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xclip", "dbus-daemon")
ACCESSIBILITY = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")
SIZE = "1366x768x24"
PATIENCE_S = 20


def missing() -> list[str]:
    """What this machine lacks to show a window and look at it."""
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if not ACCESSIBILITY.exists():
        lacking.append("at-spi2-core")
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False)
    return lacking if found.returncode == 0 else [*lacking, "python3-pyatspi"]


@contextlib.contextmanager
def screen(folder: Path) -> Iterator[Mapping[str, str]]:
    """The environment for programs that are to show themselves there."""
    with contextlib.ExitStack() as stack:
        display = _display(stack, folder)
        environment = {**os.environ, "DISPLAY": display, "XDG_RUNTIME_DIR": str(folder), "NO_AT_BRIDGE": "0"}
        environment.pop("QT_QPA_PLATFORM", None)
        bus = _started(
            stack, ["dbus-daemon", "--session", "--nofork", "--print-address=1"], environment, piped=True
        )
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        _started(stack, [str(ACCESSIBILITY), "--launch-immediately"], environment)
        _started(stack, ["openbox"], environment)
        yield environment


def _display(stack: contextlib.ExitStack, folder: Path) -> str:
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        SIZE,
        "-nolisten",
        "tcp",
        "-fbdir",
        str(folder),
    ]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    stack.callback(_end, process)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return ":" + pipe.readline().strip()


def _started(
    stack: contextlib.ExitStack, command: list[str], environment: Mapping[str, str], *, piped: bool = False
) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        command,
        env=environment,
        text=True,
        stdout=subprocess.PIPE if piped else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, process)
    return process


def answers(environment: Mapping[str, str]) -> bool:
    """Whether the accessibility bus works here at all: without it nobody sees any window."""
    question = "import pyatspi; print(pyatspi.Registry.getDesktop(0).childCount)"
    try:
        asked = subprocess.run(
            [SYSTEM_PYTHON, "-c", question], env=environment, capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def picture(folder: Path, target: Path) -> None:
    """What the screen shows now, as PNG: the X server's frame buffer is an XWD file (X11/XWDFile.h)."""
    from PySide6.QtGui import QImage

    data = (folder / "Xvfb_screen0").read_bytes()
    head = struct.unpack(">25I", data[:100])
    size, width, height, stride, colours = head[0], head[4], head[5], head[12], head[19]
    pixels = data[size + 12 * colours :]
    QImage(pixels, width, height, stride, QImage.Format.Format_RGB32).save(str(target))


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()

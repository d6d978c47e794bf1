"""LibreOffice over UNO, run by whichever Python has `uno` (Debian's own with python3-uno): recalculation, and a start.

    python3 office_suite.py recalc|start FILE.xlsx PROFILE

Without a screen of its own: `svp` draws into memory, as Qt's `offscreen` does.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

PIPE = f"yuebao{os.getpid()}"
PATIENCE_S = 90


def office(profile: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A soffice with its own profile that answers on a pipe."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--norestore", "--nologo", "--nodefault"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"SAL_USE_VCLPLUGIN": "svp"}
    return subprocess.Popen(
        [*command, f"--accept=pipe,name={PIPE};urp;", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def desktop(started: float):
    """Its desktop object, as soon as it answers."""
    import uno
    from com.sun.star.connection import NoConnectException

    manager = uno.getComponentContext().ServiceManager
    resolver = manager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    while time.time() - started < PATIENCE_S:
        try:
            context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.01)  # noqa: TID251 - another program's start tells no event
    raise SystemExit("soffice does not answer")


def memory(profile: str) -> float:
    """MB of the soffice process with this profile."""
    for folder in pathlib.Path("/proc").iterdir():
        try:
            line = (folder / "cmdline").read_bytes()
            if folder.name.isdigit() and b"soffice.bin" in line and profile.encode() in line:
                status = (folder / "status").read_text()
                return int(status.partition("VmRSS:")[2].split()[0]) / 1024
        except OSError:
            continue
    return 0.0


def recalc(path: str, profile: str) -> dict[str, float]:
    """`calculateAll` on an open workbook; `fails` and `total` are its own, to be compared."""
    from com.sun.star.beans import PropertyValue

    begun = time.time()
    process = office(profile, "--headless")
    desk = desktop(begun)
    document = desk.loadComponentFromURL(
        f"file://{path}", "_blank", 0, (PropertyValue("Hidden", 0, True, 0),)
    )
    count, total = (document.Sheets.getByName("checks").getCellRangeByName(at) for at in ("B1", "B2"))
    document.calculateAll()
    taken = []
    for _ in range(15):
        started = time.perf_counter()
        document.calculateAll()
        fails = count.getValue()
        taken.append(time.perf_counter() - started)
    found = {"t": statistics.median(taken), "fails": fails, "total": total.getValue()}
    finish(desk, document, process)
    return found


def start(path: str, profile: str) -> dict[str, float]:
    """From exec to a figure set in a cell of the visible sheet."""
    begun = time.time()
    process = office(profile, "--calc", path)
    desk = desktop(begun)
    document = None
    while document is None or not document.getCurrentController().getFrame().getContainerWindow().isVisible():
        if time.time() - begun > PATIENCE_S:
            process.kill()
            raise SystemExit("soffice shows no document")
        time.sleep(0.005)  # noqa: TID251 - same
        document = desk.getCurrentComponent()
    document.Sheets.getByIndex(0).getCellByPosition(1, 3).setValue(5)
    taken, peak = time.time() - begun, memory(profile)
    finish(desk, document, process)
    return {"t": taken, "rss": peak}


def finish(desk, document, process: subprocess.Popen[bytes]) -> None:
    """Close it without a question."""
    from com.sun.star.lang import DisposedException

    document.setModified(False)
    document.close(True)
    with contextlib.suppress(DisposedException):
        desk.terminate()
    process.wait(30)


if __name__ == "__main__":
    import uno  # noqa: F401 - missing is told at once

    sys.stdout.write(json.dumps({"recalc": recalc, "start": start}[sys.argv[1]](*sys.argv[2:4])) + "\n")

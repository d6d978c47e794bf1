"""How `v1.zip` was made, once and for all: later versions must read it, so it is never made again.

A region (the minimal pack) with one office: two months, one of them corrected, a return, replies; without keys.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMAND = Path(sys.executable).with_name("yuebao")
PACK = HERE.parent / "packs" / "minimal"


def run(folder, now, *words):
    env = {**os.environ, "YUEBAO_PASSPHRASE": "golden files forever", "YUEBAO_NOW": now}
    done = subprocess.run(
        [COMMAND, "--json", *map(str, words)], cwd=folder, env=env, capture_output=True, check=False
    )
    return json.loads(done.stdout)["result"]


def found(folder):
    """A region with one office; its root fingerprint."""
    root = run(folder, "2026-09-01", "--workspace", "region", "init", "--unit", "C1", "--pack", PACK)
    mark = root["root_fingerprint"]
    task = run(folder, "2026-09-01", "--workspace", "region", "issue", "--to", "mail")["files"][0]
    join = ("join", task, "--unit", "T1", "--root", mark, "--to", "mail")
    joined = run(folder, "2026-09-02", "--workspace", "T1", *join)
    admit = ("enroll", joined["request"], "--fingerprint", joined["fingerprint"])
    run(folder, "2026-09-03", "--workspace", "region", *admit)
    return mark


def report(folder):
    """Two months, taken in."""
    for period, now, cells in (
        ("2026-09", "2026-10-04", ["01,m=120", "02,m=80", "04,m=12", "05,m=3.50"]),
        ("2026-10", "2026-11-04", ["01,m=125", "02,m=81", "04,m=—"]),
    ):
        run(folder, now, "--workspace", "T1", "set", "--form", "MY-01", "--period", period, *cells)
        run(folder, now, "--workspace", "T1", "submit", "--period", period, "--to", "mail")
    run(folder, "2026-11-05", "--workspace", "region", "import", "mail")


def answer(folder):
    """One month accepted, one returned and corrected."""
    day, later = "2026-11-06", "2026-11-07"
    back = (
        "return",
        "--unit",
        "T1",
        "--period",
        "2026-10",
        "--reason",
        "请核实",
        "--cell",
        "MY-01,04,m=应填 0",
    )
    run(folder, day, "--workspace", "region", *back)
    run(folder, day, "--workspace", "region", "accept", "--unit", "T1", "--period", "2026-09")
    replies = run(folder, day, "--workspace", "region", "reply", "--to", "mail")["files"]
    run(folder, later, "--workspace", "T1", "import", *replies)
    which = ("--form", "MY-01", "--period", "2026-10")
    run(folder, later, "--workspace", "T1", "correct", *which, "--reason", "更正")
    run(folder, later, "--workspace", "T1", "set", *which, "04,m=0")
    run(folder, later, "--workspace", "T1", "submit", "--period", "2026-10", "--to", "mail")
    run(folder, "2026-11-08", "--workspace", "region", "import", "mail")


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        mark = found(folder)
        report(folder)
        answer(folder)
        with zipfile.ZipFile(HERE / "v1.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted((folder / "region").rglob("*")):
                if file.is_file() and "keys" not in file.parts and file.suffix in (".db", ".ybz"):
                    archive.write(file, file.relative_to(folder))
            archive.writestr("root.txt", mark)


if __name__ == "__main__":
    main()

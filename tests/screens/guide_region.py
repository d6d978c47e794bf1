"""The demonstration region of the guide's pictures, on disk, and what its people do between two pictures."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import resources
from desktop.reporting import ReportingOffice
from forms.index import Position
from sync.workspace import Workspace

NOW = dt.datetime(2021, 3, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
OFFICE, FORM = "540100", "SC-02"
FIRST, SECOND, THIRD = "2021-01", "2021-02", "2021-03"
MONTH = ("SC-01", "SC-02", "SC-03", "SC-04")
REMARKED = ("02.12", "national")
GONE_ROW, NEW_ROW = "02.15", "02.16.5"


class Clock:
    """A morning on which every look at the clock is a moment later."""

    def __init__(self) -> None:
        self._looks = count()

    def __call__(self) -> dt.datetime:
        """The moment."""
        return NOW + dt.timedelta(milliseconds=next(self._looks))


class Region:
    """The demonstration region on disk, and what its people do between two pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase_file = folder / "passphrase.txt"
        self._yuebao("demo", "--to", str(folder), "--units", "4", "--months", "1")
        self.passphrase = self.passphrase_file.read_text(encoding="utf-8").splitlines()[0]
        self.top, self.office = folder / "region", folder / "offices" / OFFICE
        self._tasks = count()
        self.stick = folder / "stick"
        self.stick.mkdir()

    def at(self, workspace: Path, *words: str) -> None:
        """One command of the command line in a workspace."""
        given = ["--workspace", str(workspace), "--passphrase-file", str(self.passphrase_file), "--quiet"]
        self._yuebao(*given, *words)

    def task(self, unit: str) -> Path:
        """The task bundle meant for a unit."""
        to = self.folder / f"task-{unit}-{next(self._tasks)}"
        to.mkdir()
        self.at(self.top, "issue", "--to", str(to), "--unit", unit, "--period", SECOND)
        return next(to.glob("*.ybz"))

    def root(self) -> str:
        """The fingerprint that the region tells by telephone."""
        with Workspace.open(self.top, lambda: NOW) as opened:
            return opened.trust.root_fingerprint

    def fill_second_month(self) -> None:
        """The figures of the first month once more."""
        office = ReportingOffice.open(self.office, Clock())
        try:
            for form in MONTH:
                before = office.sheet(form, FIRST)
                asked = {p for p, cell in office.sheet(form, SECOND).cells.items() if cell.state == "entered"}
                known = {Position(*p): before.cells[p].text for p in asked if p in before.cells}
                office.enter(form, SECOND, {p: text for p, text in known.items() if text is not None})
        finally:
            office.close()

    def send_back(self) -> None:
        """The region returns a form; the office takes the reply in."""
        replies = self.folder / "replies"
        replies.mkdir()
        remark = f"{FORM},{','.join(REMARKED)}=与名录不符，请核对"
        words = ("--unit", OFFICE, "--period", FIRST, "--form", FORM)
        reason = ("--reason", "入驻企业数与名录表不一致，请核对后订正", "--cell", remark)
        self.at(self.top, "return", *words, *reason)
        self.at(self.top, "reply", "--to", str(replies), "--unit", OFFICE)
        self.at(self.office, "import", str(replies))

    def head(self) -> Path:
        """The laptop of the office's head, admitted with that role."""
        requests = self.folder / "requests"
        words = ("--unit", OFFICE, "--root", self.root(), "--to", str(requests), "--head")
        made = self._answer(self.folder / "head", "join", str(self.task(OFFICE)), *words)
        self.at(self.top, "enroll", made["request"], "--fingerprint", made["fingerprint"])
        self.at(self.folder / "head", "import", str(self.task(OFFICE)))
        return self.folder / "head"

    def new_version(self) -> None:
        """The region puts another version of its forms into force; the office takes it in."""
        pack = self.folder / "pack"
        shutil.copytree(resources.path("packs", "shuangchuang"), pack)
        shutil.rmtree(pack / "samples")
        whole = pack / "pack.yaml"
        whole.write_text(whole.read_text(encoding="utf-8").replace('"2021.1"', '"2021.2"'), encoding="utf-8")
        form = pack / "forms" / f"{FORM}.yaml"
        lines = form.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if GONE_ROW not in line]
        last = next(n for n, line in enumerate(kept) if 'id: "02.16.4"' in line)
        added = (
            kept[last]
            .replace("02.16.4", NEW_ROW)
            .replace("产品推介", "政策宣讲")
            .replace("product promotion", "policy talks")
        )
        form.write_text("\n".join([*kept[: last + 1], added, *kept[last + 1 :], ""]), encoding="utf-8")
        self.at(self.top, "pack", "adopt", str(pack))
        self.at(self.office, "import", str(self.task(OFFICE)))

    def _answer(self, workspace: Path, *words: str) -> dict[str, str]:
        given = ["--workspace", str(workspace), "--passphrase-file", str(self.passphrase_file), "--json"]
        return json.loads(self._yuebao(*given, *words))["result"]

    def _yuebao(self, *words: str) -> str:
        command = [sys.executable, "-m", "sync", *words]
        done = subprocess.run(
            command, env={**os.environ, "YUEBAO_NOW": NOW.isoformat()}, check=False, capture_output=True
        )
        if done.returncode:
            raise SystemExit(f"{words}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode()

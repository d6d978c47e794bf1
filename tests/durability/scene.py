"""One month between a prefecture and the region, as the programs live it: fill, submit, import, rule, reply."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from offices import PASSPHRASE, PERIOD, Region

from sync import importer, place, replies
from sync.office.handing import HandedOver, submit
from sync.office.office import Office
from sync.review import Desk
from sync.sealing import deliver
from sync.workspace import Workspace

OFFICE, TOP, OUT = "ws1", "region", "sent"


@dataclass
class Scene:
    """Closed workspaces on a disk; `sent` are the files handed over so far."""

    root: Path
    region: Region
    sent: list[Path] = field(default_factory=list)

    @classmethod
    def built(cls, folder: Path) -> Scene:
        region = Region(folder / "root", seed=7)
        office = region.join("91")
        assert office.ws.folder.name == OFFICE
        region.inform(office)
        region.close()
        (folder / "root" / OUT).mkdir()
        return cls(folder / "root", region)

    def open(self, name: str, root: Path | None = None) -> Workspace:
        return Workspace.open((root or self.root) / name, self.region.clock)

    def fill(self, ws: Workspace, figure: str, period: str = PERIOD) -> None:
        Office(ws).enter("T1", period, {("01", "m"): figure, ("02", "m"): "3.50"})
        Office(ws).enter("T1", period, {("01", "m"): figure})

    def submit(self, ws: Workspace, period: str = PERIOD) -> HandedOver:
        done = submit(Office(ws), period, ws.folder.parent / OUT, ws.signers(PASSPHRASE), forms=["T1"])
        self.sent.append(Path(done.file))
        return done

    def correct(self, ws: Workspace, figure: str, period: str = PERIOD) -> None:
        Office(ws).correct("T1", period, "改")
        self.fill(ws, figure, period)

    def take(self, ws: Workspace, *paths: Path) -> None:
        report = importer.import_paths(ws, paths)
        assert {file.outcome for file in report.files} <= {"merged", "known"}, report

    def answer(self, ws: Workspace) -> Path:
        Desk(ws, ws.signers(PASSPHRASE)).accept("91", PERIOD)
        (made,) = replies.write_replies(ws, ws.signers(PASSPHRASE), ("91",))
        return deliver(made.recorded.sealed, ws.folder.parent / OUT)


def in_one_place(patch: pytest.MonkeyPatch) -> None:
    """A copy made by the test passes for the original: only then can an origin be used twice."""
    patch.setattr(place, "place_of", lambda folder: f"here {folder.name}")
    patch.setattr(place, "_witness", lambda path: "")


def dump(rows) -> str:
    """A hash over every row of every table; `rows` runs a query."""
    whole = hashlib.sha256()
    for (name,) in sorted(rows("SELECT name FROM sqlite_master WHERE type = 'table'")):
        whole.update(repr((name, sorted(map(repr, rows(f"SELECT * FROM {name}"))))).encode())  # noqa: S608 - our tables
    return whole.hexdigest()


def dump_of(path: Path) -> str:
    """The same for a database file, recovered by Python's own SQLite."""
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dump(lambda sql: found.execute(sql).fetchall())

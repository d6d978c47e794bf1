"""A small region on real folders: a top office, a prefecture, a city with a county and a park, a zone."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from forms.definition import BasisDef, CellType, ColumnDef, FormDef, Kind, Nature, PackDef, RowDef, UnitDef
from forms.period import Frequency
from sync import enrolment, founding, joining, tasks
from sync.founding import Setup
from sync.key_file import Unlocked
from sync.workspace import Workspace

PASSPHRASE = "correct horse"  # noqa: S105 - protects nothing
NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
TOP, CITY, COUNTY, PARK, PREFECTURE, ZONE = "540000", "540100", "540102", "540190", "540200", "540191"


def clock() -> dt.datetime:
    return NOW


def setup(seed: str = "x", passphrase: str = PASSPHRASE) -> Setup:
    return Setup(clock=clock, passphrase=passphrase, random=randomness(seed), work_factor=1)


def randomness(seed: str):
    """Bytes that differ from call to call and from seed to seed, and never from run to run."""
    calls = iter(range(10**9))

    def random(size: int) -> bytes:
        return hashlib.shake_256(f"{seed} {next(calls)}".encode()).digest(size)

    return random


def pack(version: str = "2026.1", *, title: str = "试报", extra: tuple[UnitDef, ...] = ()) -> PackDef:
    form = FormDef(
        id="F1",
        title="一",
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=("prefecture", "city", "county", "zone", "park"),
        columns=(ColumnDef(id="m", title="本月"),),
        rows=(RowDef(id="01", title="个数", type=CellType.INTEGER, nature=Nature.FLOW),),
    )
    quarterly = FormDef(
        id="F2",
        title="二",
        kind=Kind.TABLE,
        frequency=Frequency.QUARTER,
        respondents=("prefecture",),
        columns=(ColumnDef(id="m", title="本季"),),
        rows=(RowDef(id="01", title="个数", type=CellType.INTEGER, nature=Nature.FLOW),),
    )
    units = (
        UnitDef(code=TOP, name="自治区", kind="region"),
        UnitDef(code=CITY, name="拉萨市", kind="city", parent=TOP),
        UnitDef(code=COUNTY, name="城关区", kind="county", parent=CITY, inside=True),
        UnitDef(code=PARK, name="园区", kind="park", parent=CITY, inside=True),
        UnitDef(code=PREFECTURE, name="日喀则市", kind="prefecture", parent=TOP),
        UnitDef(code=ZONE, name="高新区", kind="zone", parent=CITY, reports_to=TOP, inside=True),
        *extra,
    )
    return PackDef(
        id="toy",
        version=version,
        title=title,
        authority="科技厅",
        basis=(BasisDef(document="D1"),),
        first_period="2026-01",
        due={"month": 5, "quarter": 10},
        forms=(form, quarterly),
        units=units,
    )


@dataclass
class Region:
    """The top office, open, and how others come to it."""

    base: Path
    top: Workspace
    fingerprint: str
    keys: Unlocked

    def task(self, *, ws: Workspace | None = None, keys: Unlocked | None = None, **how) -> Path:
        office = ws or self.top
        return tasks.issue_task(office, self.base / "out" / office.unit, keys or self.keys, **how)[0]

    def join(self, unit: str, task: Path, name: str | None = None, **how) -> joining.Joined:
        folder = self.base / (name or unit)
        seed = setup(str(folder))
        return joining.join(task, folder, unit, self.fingerprint, self.base / "out" / unit, seed, **how)

    def enroll(self, joined: joining.Joined) -> enrolment.Enrolled:
        data = joined.request.read_bytes()
        return enrolment.enroll(self.top, data, self.keys, joined.fingerprint)


def found(base: Path, seed: str = "top") -> Region:
    """A region with nobody in it but its top office."""
    made = founding.init_region(base / TOP, TOP, pack(), setup(seed))
    keys = made.workspace.unlock(PASSPHRASE)
    return Region(base, made.workspace, made.root_fingerprint, keys)


def office(region: Region, unit: str, name: str | None = None) -> tuple[Workspace, Unlocked]:
    """A unit that reports to the top: joined and enrolled; its own register copy is not yet newer."""
    joined = region.join(unit, region.task(), name)
    region.enroll(joined)
    return joined.workspace, joined.workspace.unlock(PASSPHRASE)

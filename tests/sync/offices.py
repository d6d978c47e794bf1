"""A small region on real folders: region 90, prefecture 91, city 92 over counties 93 and 94."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from forms.definition import ChoiceDef, ColumnDef, FieldDef, FormDef, Kind, Nature, PackDef, RowDef, UnitDef
from forms.period import Frequency
from forms.report import Content, ReportKey
from sync import enrolment, founding, importer, joining, recording, revisions, sealing, submission, tasks
from sync.founding import Setup
from sync.import_report import ImportReport
from sync.key_file import Unlocked
from sync.revisions import RevisionKind
from sync.workspace import Workspace

PASSPHRASE = "correct horse"  # noqa: S105 - opens toys only
PERIOD = "2026-10"
KINDS = ("prefecture", "city", "county")


def pack(version: str = "1", *, extra_row: bool = False) -> PackDef:
    rows = [
        RowDef(id="01", title="载体", nature=Nature.STOCK, decimals=0),
        RowDef(id="02", title="收入", nature=Nature.FLOW, decimals=2),
    ]
    if extra_row:
        rows.append(RowDef(id="03", title="新增", nature=Nature.FLOW, decimals=0))
    table = FormDef(
        id="T1",
        title="表一",
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=KINDS,
        columns=(ColumnDef(id="m", title="本月"),),
        rows=tuple(rows),
    )
    roster = FormDef(
        id="R1",
        title="名录",
        kind=Kind.ROSTER,
        frequency=Frequency.MONTH,
        respondents=KINDS,
        fields=(FieldDef(id="name", title="名称"), FieldDef(id="jobs", title="人数")),
        key=("name",),
    )
    quarter = replace(table, id="Q1", title="季报", frequency=Frequency.QUARTER)
    return PackDef(
        id="toy",
        version=version,
        title="玩具",
        authority="区",
        first_period="2026-01",
        due={"month": 5, "quarter": 8},
        forms=(table, roster, quarter),
        lists={"kinds": (ChoiceDef(code="a", title="甲"),)},
        units=(
            UnitDef(code="90", name="区", kind="region"),
            UnitDef(code="91", name="地", kind="prefecture", parent="90"),
            UnitDef(code="92", name="市", kind="city", parent="90"),
            UnitDef(code="93", name="东县", kind="county", parent="92", inside=True),
            UnitDef(code="94", name="西县", kind="county", parent="92", inside=True),
        ),
    )


def cells(one: str | None = "1", two: str | None = None) -> Content:
    return Content(cells={"01": {"m": one}, "02": {"m": two}})


@dataclass
class Office:
    """One laptop of one unit."""

    ws: Workspace
    keys: Unlocked
    out: Path
    bundles: list[Path] = field(default_factory=list)

    @property
    def unit(self) -> str:
        return self.ws.unit

    def revision(
        self,
        content: Content,
        *,
        form: str = "T1",
        period: str = PERIOD,
        kind: RevisionKind | None = None,
        parents: tuple[str, ...] | None = None,
    ) -> revisions.Revision:
        row = self.ws.store.reports.get(ReportKey(self.unit, form, period))
        stands = (row.heads if row else ()) if parents is None else parents
        return revisions.make(
            ReportKey(self.unit, form, period),
            content,
            kind=kind or (RevisionKind.CORRECT if stands else RevisionKind.SUBMIT),
            parents=stands,
            pack=self.ws.pack_ref,
            by=recording.authorship(self.ws, recording.next_number(self.ws)),
        )

    def send(self, *made: revisions.Revision) -> Path:
        found = submission.build_submission(self.ws, made, self.keys.active)
        path = sealing.deliver(found.sealed, self.out)
        self.bundles.append(path)
        return path

    def submit(self, content: Content, **about) -> Path:
        return self.send(self.revision(content, **about))

    def take(self, *paths: Path, **wishes) -> ImportReport:
        return importer.import_paths(self.ws, paths, **wishes)

    def state(self, unit: str, form: str = "T1", period: str = PERIOD) -> str:
        row = self.ws.store.reports.get(ReportKey(unit, form, period))
        return row.state if row else "empty"

    def figure(self, unit: str, row: str = "01", form: str = "T1", period: str = PERIOD) -> str | None:
        found = self.ws.store.reports.get(ReportKey(unit, form, period))
        if found is None or found.revision is None:
            return None
        stored = self.ws.store.revisions.get(found.revision)
        return revisions.decode(stored.blob).content.cell(row, "m")


class Region:
    """Makes offices as they are made: init, issue, join, enroll."""

    def __init__(self, folder: Path, *, seed: int = 1, given: PackDef | None = None, top: str = "90") -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self._hours = itertools.count()
        self.offices: list[Office] = []
        founded = founding.init_region(folder / "region", top, given or pack(), self.setup())
        self.root = founded.root_fingerprint
        self.top = self._office(founded.workspace)

    def clock(self) -> dt.datetime:
        return dt.datetime(2026, 11, 3, tzinfo=dt.UTC) + dt.timedelta(seconds=next(self._hours))

    def setup(self) -> Setup:
        return Setup(clock=self.clock, passphrase=PASSPHRASE, random=self.random.randbytes, work_factor=2)

    def _office(self, ws: Workspace) -> Office:
        office = Office(ws, ws.unlock(PASSPHRASE), self.folder / "out" / f"{ws.unit}-{ws.origin}")
        self.offices.append(office)
        return office

    def join(self, unit: str, above: Office | None = None, *, admit: bool = True) -> Office:
        """One more laptop for the unit, enrolled with the office above."""
        above = above or self.top
        (task,) = tasks.issue_task(above.ws, above.out, above.keys)
        joined = joining.join(
            task,
            self.folder / f"ws{len(self.offices)}",
            unit,
            self.root,
            self.folder / "requests",
            self.setup(),
        )
        office = self._office(joined.workspace)
        office.request = joined.request  # type: ignore[attr-defined]
        office.fingerprint = joined.fingerprint  # type: ignore[attr-defined]
        if admit:
            self.admit(office, above)
        return office

    def admit(self, office: Office, above: Office | None = None) -> None:
        above = above or self.top
        enrolment.enroll(above.ws, office.request.read_bytes(), above.keys, office.fingerprint)
        (task,) = tasks.issue_task(above.ws, above.out, above.keys)
        office.take(task)

    def inform(self, office: Office, above: Office | None = None) -> None:
        """The newest registers and pack, as a task bundle."""
        above = above or self.top
        (task,) = tasks.issue_task(above.ws, above.out, above.keys)
        office.take(task)

    def close(self) -> None:
        for office in self.offices:
            office.ws.close()


def region(folder: Path) -> Iterator[Region]:
    made = Region(folder)
    yield made
    made.close()

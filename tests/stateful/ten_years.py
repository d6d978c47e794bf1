"""A region over years, and a plain dict that says what it must know.

Fifteen offices report each month to the region, one of them a city with eleven units below it. Months go wrong:
files are lost or come twice or in heaps, programs restart, clocks are off, databases come back from backups, keys
end. The oracle knows nothing of bundles: what a file says is what its sender had told since it existed, and what an
office knows is the union of what reached it.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace
from offices import PASSPHRASE, Office, Region, cells, pack

from forms import canonical
from forms.definition import PackDef, UnitDef
from forms.report import ReportKey
from forms.store.backup import backup, restore
from sync import joining, keyring, rebuild, replies, revisions, sealing, tasks
from sync.bundle import open_bundle
from sync.register import Position
from sync.workspace import DATABASE, Workspace

OFFICES, BELOW = 15, 11
CITY = "92"
Said = dict[tuple[str, str], dict[str, tuple[tuple[str, ...], str]]]
"""By unit and period, the versions of its figure: parents and text, by id."""


def region_pack() -> PackDef:
    """The toy pack with its unit tree: 90, fourteen prefectures, the city 92 over eleven counties."""
    toy = pack()
    monthly = toy.forms[0]
    units = [
        UnitDef(code="90", name="区", kind="region"),
        UnitDef(code=CITY, name="市", kind="city", parent="90"),
        *(UnitDef(code=f"1{n:02}", name=f"地{n}", kind="prefecture", parent="90") for n in range(1, OFFICES)),
        *(
            UnitDef(code=f"2{n:02}", name=f"县{n}", kind="county", parent=CITY, inside=True)
            for n in range(1, BELOW + 1)
        ),
    ]
    return replace(toy, forms=(monthly,), units=tuple(units), first_period="2026-01")


@dataclass
class Life:
    """The run: offices by unit, files still under way, and what everybody should know."""

    folder: Path
    seed: int
    counts: Counter = field(default_factory=Counter)
    told: dict[str, Said] = field(default_factory=dict)
    carried: dict[str, Said] = field(default_factory=dict)
    late: list[Path] = field(default_factory=list)
    post: dict[str, list[Path]] = field(default_factory=dict)
    saved: dict[str, tuple[Path, Said]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.month = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
        self.region = Region(self.folder, seed=self.seed, given=region_pack())
        self.region.clock = self.clock
        for ws in (self.region.top.ws,):
            ws.clock = self.clock
        top = self.region.top
        codes = [unit.code for unit in region_pack().units]
        self.offices = {"90": top, CITY: self.region.join(CITY)}
        for code in codes:
            if code not in self.offices:
                above = self.offices[CITY] if code.startswith("2") else top
                self.offices[code] = self.region.join(code, above)
        self.inform()
        self.told = {code: {} for code in codes}
        self.number = 0

    def clock(self) -> dt.datetime:
        """The time of day goes on; now and then a clock is years off, which must not matter."""
        self.counts["clock"] += 1
        wrong = (
            dt.timedelta(days=self.rng.choice((-4000, 900))) if self.rng.random() < 0.02 else dt.timedelta()
        )
        return self.month + dt.timedelta(seconds=self.counts["clock"] % 80_000) + wrong

    def inform(self) -> None:
        """The newest registers, to everybody: first the city, then those below it."""
        (task,) = tasks.issue_task(self.region.top.ws, self.folder / "out", self.region.top.keys)
        for code, office in self.offices.items():
            if code != "90" and not code.startswith("2"):
                office.take(task)
        city = self.offices[CITY]
        (task,) = tasks.issue_task(city.ws, self.folder / "out", city.keys)
        for code, office in self.offices.items():
            if code.startswith("2"):
                office.take(task)

    # --- a month ---------------------------------------------------------------------------------------

    def live(self, months: int, begins: int = 0) -> None:
        for n in range(begins, begins + months):
            period = f"{2026 + n // 12}-{n % 12 + 1:02}"
            self.month = dt.datetime(2026 + (n + 1) // 12, (n + 1) % 12 + 1, 3, tzinfo=dt.UTC)
            self.mishaps()
            below = [code for code in self.offices if code.startswith("2")]
            self.report(below, period, CITY)
            self.report([c for c in self.offices if c.startswith("1")] + [CITY], period, "90")
            self.answer()

    def report(self, units: list[str], period: str, to: str) -> None:
        """Everybody reports, some twice, some corrects an older month; the post does what it does."""
        files = []
        for unit in units:
            files.append(self.submit(unit, period))
            if self.rng.random() < 0.06:
                files.append(
                    self.submit(unit, self.rng.choice(sorted(p for u, p in self.told[unit] if u == unit)))
                )
        arriving = [path for path in files if self.rng.random() > 0.08]
        lost = [path for path in files if path not in arriving]
        self.counts["lost"] += len(lost)
        self.late += [path for path in lost if self.rng.random() < 0.5]
        waiting = [path for path in self.late if self.to_of(path) == to and self.rng.random() < 0.3]
        self.late = [path for path in self.late if path not in waiting]
        repeated = [path for path in arriving if self.rng.random() < 0.1]
        self.counts["repeated"] += len(repeated)
        heap = arriving + waiting + repeated
        self.rng.shuffle(heap)
        self.deliver(heap, to)

    def submit(self, unit: str, period: str) -> Path:
        office = self.offices[unit]
        self.number += 1
        figure = str(self.number)
        made = office.revision(cells(figure), period=period)
        path = office.send(made)
        kept = self.folder / "post" / f"{self.number}.ybz"
        kept.parent.mkdir(exist_ok=True)
        shutil.copy(path, kept)
        version = revisions.revision_id(revisions.encode(made))
        self.told[unit].setdefault((unit, period), {})[version] = (made.parents, figure)
        self.carried[canonical.sha256(kept.read_bytes())] = _copy(self.told[unit])
        self.post.setdefault(unit, []).append(kept)
        self.counts["submitted"] += 1
        return kept

    def to_of(self, path: Path) -> str:
        return open_bundle(path.read_bytes()).manifest.to

    def deliver(self, paths: list[Path], to: str) -> None:
        report = self.offices[to].take(*paths)
        for path, file in zip(paths, report.files, strict=True):
            assert file.outcome in ("merged", "known"), (path, file)
            self.counts[file.outcome] += 1
            _unite(self.told[to], self.carried[file.bundle])

    def answer(self) -> None:
        """Receipts, without which bundles grow for ever; one in six is lost."""
        for collector in ("90", CITY):
            office = self.offices[collector]
            for reply in replies.write_replies(office.ws, office.keys.active):
                path = sealing.deliver(reply.recorded.sealed, self.folder / "replies")
                if self.rng.random() < 0.15:
                    self.counts["reply lost"] += 1
                    continue
                assert self.offices[reply.unit].take(path).files[0].outcome == "merged"
                self.counts["reply"] += 1
                for name in open_bundle(path.read_bytes()).files("leaves"):  # both sides of a conflict
                    _unite(self.told[reply.unit], self.carried[Path(name).stem])

    # --- what goes wrong -------------------------------------------------------------------------------

    def mishaps(self) -> None:
        for unit in [code for code in self.offices if code not in ("90", CITY)]:
            fate = self.rng.random()
            if fate < 0.03:
                self.restart(unit)
            elif fate < 0.05:
                self.save(unit)
            elif fate < 0.07 and unit in self.saved:
                self.put_back(unit)
            elif fate < 0.08:
                self.lose_laptop(unit)

    def restart(self, unit: str) -> None:
        office = self.offices[unit]
        folder = office.ws.folder
        office.ws.close()
        office.ws = Workspace.open(folder, self.clock, random=self.region.random.randbytes)
        office.keys = office.ws.unlock(PASSPHRASE)
        self.counts["restarted"] += 1

    def save(self, unit: str) -> None:
        office = self.offices[unit]
        path = backup(office.ws.store, self.folder / "saved" / unit, self.month)
        self.saved[unit] = (path, _copy(self.told[unit]))
        self.counts["saved"] += 1

    def put_back(self, unit: str) -> None:
        """The office forgets what it did since; the region does not, and the next reply says so."""
        office = self.offices[unit]
        folder, origin = office.ws.folder, office.ws.origin
        path, told = self.saved.pop(unit)
        office.ws.close()
        restore(path, folder / DATABASE, now=self.clock)
        office.ws = Workspace.open(folder, self.clock, random=self.region.random.randbytes)
        assert office.ws.origin != origin
        office.keys = office.ws.unlock(PASSPHRASE)
        self.told[unit] = _copy(told)
        self.counts["put back"] += 1

    def lose_laptop(self, unit: str) -> None:
        """The old key ends where its last bundle was merged; another laptop joins with a new one, knowing nothing.

        What was lost on the way is lost, or comes when its numbers are known and the chain is whole.
        """
        lost = self.offices[unit]
        collector = CITY if unit.startswith("2") else "90"
        above = self.offices[collector]
        (keyid,) = lost.keys.keyids
        positions: tuple[Position, ...] = keyring.last_good(above.ws, keyid)
        keyring.revoke(above.ws, keyid, "丢失", above.keys, positions)
        self.late = [path for path in self.late if path not in self.post.get(unit, ())]
        lost.ws.close()
        self.region.offices.remove(lost)
        (task,) = tasks.issue_task(above.ws, self.folder / "out", above.keys)
        joined = joining.join(
            task,
            self.folder / f"new-{self.number}-{unit}",
            unit,
            self.region.root,
            self.folder / "requests",
            self.region.setup(),
        )
        office = self.region._office(joined.workspace)
        office.request, office.fingerprint = joined.request, joined.fingerprint
        self.region.admit(office, above)
        self.offices[unit] = office
        self.told[unit] = {}
        self.saved.pop(unit, None)
        self.inform()
        self.counts["revoked"] += 1

    # --- the end ---------------------------------------------------------------------------------------

    def everything_arrives(self) -> None:
        """One more bundle of everybody: cumulative, so it brings what was lost on the way."""
        last = max(period for said in self.told.values() for _, period in said)
        for units, to in (("2", CITY), ("1", "90"), (CITY, "90")):
            names = [code for code in self.offices if code.startswith(units) and code != "90"]
            self.deliver([self.submit(code, last) for code in names if code != to], to)

    def agrees(self, collector: str) -> int:
        """Every report of the collector's store is what the dict says; gives how many were compared."""
        office: Office = self.offices[collector]
        compared = 0
        for (unit, period), versions in self.told[collector].items():
            row = office.ws.store.reports.get(ReportKey(unit, "T1", period))
            named = {parent for parents, _ in versions.values() for parent in parents}
            heads = sorted(versions.keys() - named)
            figures = {versions[head][1] for head in heads}
            assert list(row.heads) == heads, (collector, unit, period)
            assert (row.state == "conflict") == (len(figures) > 1)
            if len(figures) == 1:
                assert {office.figure(unit, period=period)} == figures, (collector, unit, period)
            else:
                self.counts[f"conflicts in {collector}"] += 1
            compared += 1
        assert len(office.ws.store.revisions) == sum(len(v) for v in self.told[collector].values())
        assert office.ws.store.figures.check_sums() == ()
        assert office.ws.store.audit.verify() is None
        return compared

    def rebuilt(self, collector: str) -> bool:
        """Whether the archive alone gives the same store, row for row."""
        report = rebuild.rebuild(self.offices[collector].ws, self.folder / f"again-{collector}.db")
        assert report.differences == ()
        return report.identical


def _copy(said: Said) -> Said:
    return {key: dict(versions) for key, versions in said.items()}


def _unite(said: Said, more: Said) -> None:
    for key, versions in more.items():
        said.setdefault(key, {}).update(versions)

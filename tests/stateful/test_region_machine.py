"""Two laptops of one office, a city with a county, and the region, against plain dicts.

The oracle knows nothing of bundles: a report is a set of versions with parents; what an office has is the set of
versions that reached it. Files are lost, repeated, scrambled; workspaces are closed and opened; databases put back.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

sys.path.insert(0, str(Path(__file__).parents[1] / "sync"))

from offices import PASSPHRASE, PERIOD, Office, Region, cells

from forms.report import ReportKey
from sync import rebuild, replies, sealing
from sync.bundle import open_bundle
from sync.workspace import Workspace

PERIODS = (PERIOD, "2026-09")
TEXTS = ("1", "2", "0", None)


class Versions:
    """What one store should hold: versions of reports by id, each with parents and a figure."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[ReportKey, tuple[str, ...], str | None]] = {}

    def heads(self, key: ReportKey) -> list[str]:
        mine = {i: parents for i, (k, parents, _) in self.known.items() if k == key}
        named = set(itertools.chain.from_iterable(mine.values()))
        return sorted(set(mine) - named)

    def expected(self, key: ReportKey) -> tuple[bool, str | None]:
        """Whether there is a conflict, and the figure otherwise."""
        figures = {self.known[head][2] for head in self.heads(key)}
        return (True, None) if len(figures) > 1 else (False, next(iter(figures), None))


class RegionMachine(RuleBasedStateMachine):
    """Anything that can happen between four workspaces."""

    files = Bundle("files")

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="region-"))
        self.region = Region(self.folder)
        self.one, self.two = self.region.join("91"), self.region.join("91")
        self.city = self.region.join("92")
        self.east = self.region.join("93", self.city)
        for office in (self.one, self.two):
            self.region.inform(office)
        self.region.inform(self.city)
        self.offices = {"one": self.one, "two": self.two, "city": self.city, "east": self.east}
        self.oracle = {name: Versions() for name in (*self.offices, "top")}
        self.carried: dict[Path, dict] = {}
        self.count = 0

    def office(self, name: str) -> Office:
        return self.region.top if name == "top" else self.offices[name]

    @rule(
        target=files,
        name=st.sampled_from(["one", "two", "city", "east"]),
        period=st.sampled_from(PERIODS),
        text=st.sampled_from(TEXTS),
    )
    def submit(self, name, period, text):
        office, oracle = self.offices[name], self.oracle[name]
        key = ReportKey(office.unit, "T1", period)
        made = office.revision(cells(text), period=period)
        assert list(made.parents) == oracle.heads(key)
        path = self._keep(office.send(made))
        (new,) = [n for n, k in self._revisions(office) if n not in oracle.known and k == key]
        oracle.known[new] = (key, made.parents, text)
        self.carried[path] = dict(oracle.known)
        return path

    def _revisions(self, office: Office):
        return [(r.id, ReportKey(r.unit, r.form, r.period)) for r in office.ws.store.revisions]

    def _keep(self, path: Path) -> Path:
        """A file on a stick stays as it was, whatever becomes of the folder it left."""
        self.count += 1
        kept = self.folder / "stick" / f"{self.count}.ybz"
        kept.parent.mkdir(exist_ok=True)
        shutil.copy(path, kept)
        return kept

    @rule(chosen=st.lists(files, min_size=1, max_size=4), dry_first=st.booleans())
    def hand_over(self, chosen, dry_first):
        """Each file goes to the office it is for; what was never handed over is lost, and may come later."""
        for path in chosen:
            self._deliver(path, dry_first=dry_first)

    def _deliver(self, path: Path, *, dry_first: bool) -> None:
        to = {"90": "top", "92": "city"}[open_bundle(path.read_bytes()).manifest.to]
        office = self.office(to)
        rehearsed = office.take(path, dry_run=True) if dry_first else None
        report = office.take(path)
        assert report.files[0].outcome in ("merged", "known")
        if rehearsed is not None:
            assert rehearsed.balance == report.balance
        b = report.balance
        assert b.reports_in == b.current + b.superseded + b.conflict + b.known + b.refused
        self.oracle[to].known.update(self._contents(path))

    def _contents(self, path: Path) -> dict:
        """What the file says, leaves included, of the versions its sender knew."""
        found: dict = {}
        opened = open_bundle(path.read_bytes())
        everything = {i: v for oracle in self.oracle.values() for i, v in oracle.known.items()}
        waiting = [opened.entries]
        while waiting:
            for name, data in waiting.pop().items():
                if name.startswith("revisions/"):
                    identity = name.removeprefix("revisions/").removesuffix(".json")
                    found[identity] = everything[identity]
                elif name.startswith("leaves/"):
                    waiting.append(open_bundle(data).entries)
        return found

    @rule(unit=st.sampled_from(["91", "92"]), lost=st.booleans(), name=st.sampled_from(["one", "two"]))
    def reply(self, unit, lost, name):
        """The region answers; the answer may be lost. It brings both sides of a conflict."""
        top = self.region.top
        (made,) = replies.write_replies(top.ws, top.keys.active, (unit,))
        path = self._keep(sealing.deliver(made.recorded.sealed, top.out))
        if lost:
            return
        to = "city" if unit == "92" else name
        report = self.offices[to].take(path)
        assert report.files[0].outcome == "merged"
        self.oracle[to].known.update(self._contents(path))

    @rule(name=st.sampled_from(["one", "two", "city", "east", "top"]))
    def restart(self, name):
        office = self.office(name)
        folder, clock = office.ws.folder, office.ws.clock
        office.ws.close()
        office.ws = Workspace.open(folder, clock, random=self.region.random.randbytes)
        office.keys = office.ws.unlock(PASSPHRASE)

    @rule(target=files, name=st.sampled_from(["one", "two"]))
    def database_put_back(self, name):
        """An older copy of the database comes back, without the mark beside it: a new origin, nothing lost."""
        office = self.offices[name]
        origin = office.ws.origin
        folder, clock = office.ws.folder, office.ws.clock
        saved = self.folder / "saved.db"
        saved.unlink(missing_ok=True)
        office.ws.store.database.execute("VACUUM INTO ?", (str(saved),))
        key = ReportKey(office.unit, "T1", PERIOD)
        heads = self.oracle[name].heads(key)
        path = self._keep(office.submit(cells("9")))
        (new,) = [n for n, k in self._revisions(office) if n not in self.oracle[name].known and k == key]
        lost = dict(self.oracle[name].known)
        self.oracle[name].known[new] = (key, tuple(heads), "9")
        self.oracle.setdefault("gone", Versions()).known.update(self.oracle[name].known)
        self.oracle[name].known = lost
        office.ws.close()
        for suffix in ("", "-wal", "-shm"):
            (folder / f"yuebao.db{suffix}").unlink(missing_ok=True)
        shutil.copy(saved, folder / "yuebao.db")
        office.ws = Workspace.open(folder, clock, random=self.region.random.randbytes)
        assert office.ws.origin != origin
        office.keys = office.ws.unlock(PASSPHRASE)
        return path

    @rule(name=st.sampled_from(["top", "city"]))
    def rebuild(self, name):
        self.count += 1
        office = self.office(name)
        report = rebuild.rebuild(office.ws, self.folder / f"again-{self.count}.db")
        assert report.differences == ()

    @invariant()
    def every_store_is_what_the_oracle_says(self):
        for name, oracle in self.oracle.items():
            if name == "gone":
                continue
            office = self.office(name)
            assert {i for i, _ in self._revisions(office)} == set(oracle.known)
            for key in {k for k, _, _ in oracle.known.values()}:
                conflict, figure = oracle.expected(key)
                row = office.ws.store.reports.get(key)
                assert (row.state == "conflict") == conflict
                assert list(row.heads) == oracle.heads(key)
                if not conflict:
                    assert office.figure(key.unit, period=key.period) == figure
            assert office.ws.store.figures.check_sums() == ()

    def teardown(self):
        if hasattr(self, "region"):
            self.region.close()
            shutil.rmtree(self.folder, ignore_errors=True)


RegionMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestRegion = RegionMachine.TestCase

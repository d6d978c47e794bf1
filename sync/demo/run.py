"""The example from beginning to end: a region, its offices, several months, mishaps, merges and totals."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from forms.files import disk_errors
from forms.loader import load_pack
from forms.messages import Language
from forms.period import parse_period
from resources import path as resource
from sync import importer
from sync.demo import cast, mail, region
from sync.demo.cast import Part
from sync.demo.filing import Filed, Job, file_all
from sync.demo.region import Region
from sync.demo.report import DemoReport, Import
from sync.demo.seats import PASSPHRASE, Joining, Seat, pack_of, take_seat, world_of
from sync.demo.telling import Story, tell
from sync.demo.workers import Spread, processes_here, workers
from sync.import_report import ImportReport
from sync.progress import Progress, Step, silent
from sync.workspace import Clock

PACK = ("packs", "shuangchuang")
PASSPHRASE_FILE = "passphrase.txt"  # noqa: S105 - the file's name


def now() -> dt.datetime:
    """The machine's clock."""
    return dt.datetime.now(dt.UTC)


def run_demo(
    folder: Path,
    *,
    units: int | None = None,
    months: int = 3,
    seed: int = 1,
    language: Language = "zh",
    progress: Progress = silent,
    clock: Clock = now,
    processes: int | None = None,
) -> DemoReport:
    """Make the example in an empty or absent folder and tell what came of it.

    `units` is how many offices take part (all by default). The same seed gives the same figures; keys, ids and
    file names differ each time. It runs to its end whatever `progress` answers. Raises YuebaoError `E-WORKSPACE` where an example lies already, StoreError `E-DISK`.
    """
    pack = load_pack(resource(*PACK))
    top = pack.units[0].code
    chosen = cast.participants(pack, top, units)
    parts = cast.cast(chosen, months)
    steps = _Steps(progress, len(chosen) * (2 + months))
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PASSPHRASE_FILE).write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    with workers(processes_here() if processes is None else processes) as spread:
        made = region.found(folder, pack, top)
        with made.top.workspace:

            def joined(jobs: Sequence[Joining]) -> Iterator[Seat]:
                return steps.over(spread(take_seat, jobs))

            region.populate(made, chosen, parts, joined)
            filed = _filed(made, parts, months, seed, language, spread, steps)
            imports = _taken_in(made, filed, parts, months, seed, steps)
            world = world_of(pack_of(made.top.workspace), top, months, seed)
            story = Story(
                region=made,
                world=world,
                units=chosen,
                filed=filed,
                imports=tuple(_summed(one, report) for one, report in imports),
                reports=tuple(report for _, report in imports),
                language=language,
                seed=seed,
                made_at=clock().isoformat(timespec="seconds"),
            )
            return tell(story)


class _Steps:
    """Counts what is done for whoever watches."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def over(self, things: Iterator[Seat]) -> Iterator[Seat]:
        """Count these as they come."""
        for thing in things:
            self.one(thing.name)
            yield thing

    def one(self, what: str) -> None:
        """One more is done."""
        self._done += 1
        self._progress(Step(done=self._done, total=max(self._total, self._done), what=what))


# --- filing ----------------------------------------------------------------------------------------


def _filed(  # noqa: PLR0917 - the whole of one phase
    made: Region,
    parts: Sequence[Part],
    months: int,
    seed: int,
    language: Language,
    spread: Spread,
    steps: _Steps,
) -> tuple[Filed, ...]:
    """All laptops file all months; offices that collect do so after those below them."""
    top = made.top.workspace
    jobs = {seat.name: _job(made, seat, parts, months, seed, language) for seat in made.seats}
    cities = [name for name in jobs if top.trust.collects(name)]
    done: list[Filed] = []
    for filed in spread(file_all, [job for name, job in jobs.items() if name not in cities]):
        done.append(filed)
        steps.one(filed.name)
    for city in cities:
        below = [f for f in done if top.trust.collector(f.unit) == city]
        incoming = tuple(
            tuple(sent.file for f in below for sent in f.sent if sent.month == month)
            for month in range(months)
        )
        done.append(file_all(_with_incoming(jobs[city], incoming)))
        steps.one(city)
    return tuple(done)


def _job(made: Region, seat: Seat, parts: Sequence[Part], months: int, seed: int, language: Language) -> Job:
    collector = made.top.workspace.trust.collector(seat.unit)
    return Job(
        name=seat.name,
        unit=seat.unit,
        folder=seat.folder,
        tasks=made.tasks[seat.name],
        out=str(made.mail / f"to-{collector}"),
        top=made.top.workspace.unit,
        months=months,
        seed=seed,
        language=language,
        parts=tuple(part for part in parts if part.unit == seat.unit),
    )


def _with_incoming(job: Job, incoming: tuple[tuple[str, ...], ...]) -> Job:
    return replace(job, incoming=incoming)


# --- taking in -------------------------------------------------------------------------------------


def _taken_in(
    made: Region, filed: Sequence[Filed], parts: Sequence[Part], months: int, seed: int, steps: _Steps
) -> list[tuple[Import, ImportReport]]:
    """The region takes in its post day by day, each day's in scrambled order."""
    top = made.top.workspace
    direct = [sent for one in filed if one.unit in top.collects for sent in one.sent]
    world = world_of(pack_of(top), top.unit, months, seed)
    posts = mail.deliveries(direct, parts, months, seed, made.mail / "lost")
    found = []
    for post in posts:
        day = parse_period(world.periods[post.month]).last_day + dt.timedelta(days=post.day)
        made.top.almanac.now = dt.datetime(day.year, day.month, day.day, 17, 0, tzinfo=dt.UTC)

        def watch(step: Step) -> bool:
            steps.one(Path(step.what).name)
            return True

        report = importer.import_paths(top, [Path(file) for file in post.files], progress=watch)
        about = Import(
            at=day.isoformat(),
            period=world.periods[post.month],
            files=len(post.files),
            merged=0,
            known=0,
            pending=0,
            refused=0,
            reports={},
        )
        found.append((about, report))
    return found


def _summed(about: Import, report: ImportReport) -> Import:
    counts = Counter(str(file.outcome) for file in report.files)
    kept = report.balance
    return replace(
        about,
        merged=counts["merged"],
        known=counts["known"],
        pending=counts["pending"],
        refused=counts["refused"],
        reports={name: getattr(kept, name) for name in kept.__struct_fields__},
    )

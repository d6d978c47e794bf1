"""The example region comes into being: root key, tasks, laptops that join, fingerprints compared, keys admitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.definition import PackDef
from sync import enrolment, founding, importer, tasks
from sync.demo.cast import SECOND, Mishap, Part
from sync.demo.seats import PASSPHRASE, Almanac, Joining, Seat, setup, take_seat
from sync.key_file import Unlocked
from sync.workspace import Workspace

Run = Callable[[Sequence[Joining]], Iterable[Seat]]
START = dt.datetime(2021, 1, 4, 9, 0, tzinfo=dt.UTC)


@dataclass(slots=True, kw_only=True)
class Collecting:
    """A collecting office at work: its open workspace and keys."""

    workspace: Workspace
    keys: Unlocked
    almanac: Almanac


@dataclass(slots=True, kw_only=True)
class Region:
    """The region with all its laptops. `tasks` are the files each laptop takes in before it begins."""

    folder: Path
    top: Collecting
    root: str
    seats: list[Seat] = field(default_factory=list)
    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def mail(self) -> Path:
        """Bundles in transit."""
        return self.folder / "mail"


def found(folder: Path, pack: PackDef, unit: str) -> Region:
    """The region's own workspace."""
    almanac = Almanac(START)
    made = founding.init_region(folder / "region", unit, pack, setup(almanac))
    keys = made.workspace.unlock(PASSPHRASE)
    top = Collecting(workspace=made.workspace, keys=keys, almanac=almanac)
    return Region(folder=folder, top=top, root=made.root_fingerprint)


def populate(region: Region, units: Sequence[str], parts: Sequence[Part], run: Run) -> None:
    """All laptops of these units join and are admitted, those that collect first.

    A unit whose collecting office does not take part stays out.
    """
    top = region.top.workspace
    cities = [unit for unit in units if top.trust.collects(unit)]
    seconds = {p.unit for p in parts if p.mishap in (Mishap.STRANGER, Mishap.RIVALS)}
    direct = [u for u in units if u in top.collects and u not in cities]
    _join(region, region.top, cities, (), take_all)
    first = _issued(region, region.top)
    names = [*direct, *(f"{unit}{SECOND}" for unit in direct if unit in seconds)]
    strangers = {f"{p.unit}{SECOND}" for p in parts if p.mishap is Mishap.STRANGER}
    _join(region, region.top, names, strangers, run)
    for city in cities:
        _below(region, city, [u for u in units if top.trust.collector(u) == city], first, run)
    last = _issued(region, region.top)
    for seat in region.seats:
        if seat.unit in top.collects:
            region.tasks[seat.name] = (last,)


def take_all(jobs: Sequence[Joining]) -> Iterable[Seat]:
    """Join one after the other, in this process."""
    return [take_seat(job) for job in jobs]


def _issued(region: Region, office: Collecting) -> str:
    out = region.mail / f"from-{office.workspace.unit}"
    (file,) = tasks.issue_task(office.workspace, out, office.keys)
    return str(file)


def _join(
    region: Region, office: Collecting, names: Sequence[str], strangers: Iterable[str], run: Run
) -> None:
    """These laptops join with the office's task, and all but strangers are admitted."""
    if not names:
        return
    task = _issued(region, office)
    out = region.mail / f"requests-{office.workspace.unit}"
    jobs = [
        Joining(
            name=name,
            unit=name.removesuffix(SECOND),
            folder=str(region.folder / "offices" / name),
            task=task,
            root=region.root,
            out=str(out),
            at=START,
        )
        for name in names
    ]
    unknown = frozenset(strangers)
    for seat in run(jobs):
        region.seats.append(seat)
        if seat.name not in unknown:
            request = Path(seat.request).read_bytes()
            enrolment.enroll(office.workspace, request, office.keys, seat.fingerprint)


def _below(region: Region, city: str, units: Sequence[str], task: str, run: Run) -> None:
    """The units of a city join with it; its workspace is closed again afterwards."""
    almanac = Almanac(START)
    with Workspace.open(region.folder / "offices" / city, almanac) as ws:
        importer.import_paths(ws, [Path(task)])
        office = Collecting(workspace=ws, keys=ws.unlock(PASSPHRASE), almanac=almanac)
        if not units:
            return
        _join(region, office, units, (), run)
        issued = _issued(region, office)
    region.tasks |= dict.fromkeys(units, (issued,))

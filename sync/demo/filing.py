"""One office files its months: fills every form, meets what the checks say, signs and hands over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from forms.definition import Level
from forms.findings import Finding, sentence
from forms.index import Position
from forms.intake.filling import Filling
from forms.messages import Language, Translator
from forms.period import parse_period
from forms.report import Cover
from sync import importer
from sync.demo.cast import SECOND_LAPTOPS, Mishap, Part
from sync.demo.lines import EXAMPLE, Month
from sync.demo.rosters import roster
from sync.demo.seats import PASSPHRASE, Almanac, PreparedOffice, pack_of, program_of, world_of
from sync.demo.tables import desk, table
from sync.demo.world import World
from sync.office.handing import NotReady, submit
from sync.signers import Signer
from sync.workspace import Workspace

COVER = Cover(head=EXAMPLE, statistician=EXAMPLE, preparer=f"{EXAMPLE}数据（yuebao demo）")
BASE_CONTRACTS = "R9-SC-07A-1"
_WHY = {
    BASE_CONTRACTS: f"{EXAMPLE}：首月一次性补登2020年末以前累计登记的合同，日期照合同登记日期",
    "R8-SC-02-2": f"{EXAMPLE}：本月一批载体集中招聘，人数已与名录逐家核对",
}
_LATE_DAYS = 12


class Job(Struct, frozen=True, kw_only=True):
    """What one laptop does in all months. `incoming` are files it takes in before each month's report."""

    name: str
    unit: str
    folder: str
    tasks: tuple[str, ...]
    out: str
    top: str
    months: int
    seed: int
    language: Language
    parts: tuple[Part, ...] = ()
    incoming: tuple[tuple[str, ...], ...] = ()


class Incident(Struct, frozen=True, kw_only=True):
    """A mishap and what the software said to it, in the reader's language."""

    mishap: Mishap
    unit: str
    period: str
    form: str = ""
    code: str = ""
    said: str = ""
    outcome: str = ""


class Sent(Struct, frozen=True, kw_only=True):
    """A bundle on its way, made in which month."""

    name: str
    unit: str
    month: int
    file: str


class Filed(Struct, frozen=True, kw_only=True):
    """What one laptop did. `unexpected` are findings that no mishap explains: there should be none."""

    name: str
    unit: str
    sent: tuple[Sent, ...]
    incidents: tuple[Incident, ...] = ()
    unexpected: tuple[str, ...] = ()


def file_all(job: Job) -> Filed:
    """File every month of the example from this laptop."""
    with Workspace.open(Path(job.folder), Almanac(_morning("2021-01", 1))) as ws:
        importer.import_paths(ws, [Path(task) for task in job.tasks])
        pack = pack_of(ws)
        world = world_of(pack, job.top, job.months, job.seed)
        filer = Filer(job, PreparedOffice(ws, program_of(pack)), world, ws.signers(PASSPHRASE))
        for month in world.months:
            filer.month(month)
    return Filed(
        name=job.name,
        unit=job.unit,
        sent=tuple(filer.sent),
        incidents=tuple(filer.incidents),
        unexpected=tuple(filer.unexpected),
    )


def _morning(period: str, day: int) -> dt.datetime:
    """Nine in the morning of a day of the month after the period."""
    after = parse_period(period).last_day + dt.timedelta(days=day)
    return dt.datetime(after.year, after.month, after.day, 9, 0, tzinfo=dt.UTC)


class Filer:
    """The clerk of one laptop."""

    def __init__(self, job: Job, office: PreparedOffice, world: World, signers: Sequence[Signer]) -> None:
        self.job = job
        self.office = office
        self.world = world
        self.signers = signers
        self.translator = Translator(job.language)
        self.sent: list[Sent] = []
        self.incidents: list[Incident] = []
        self.unexpected: list[str] = []

    def month(self, month: Month) -> None:
        """Fill, check and hand over one month."""
        planned = self._planned(month)
        self._at(_morning(month.period, _LATE_DAYS if Mishap.LATE in planned else 2))
        if self.job.incoming:
            importer.import_paths(
                self.office.workspace, [Path(file) for file in self.job.incoming[month.number]]
            )
            self.office.forget()
        if Mishap.RIVALS in planned:
            self._rival(month)
        elif Mishap.MISSING not in planned and (self._first or planned):
            self._report(month, planned)

    @property
    def _first(self) -> bool:
        """Whether this is the office's own laptop, and not a second one that appears for its mishap only."""
        return self.job.name == self.job.unit

    def _planned(self, month: Month) -> set[Mishap]:
        found = {part.mishap for part in self.job.parts if part.month == month.number}
        return found - SECOND_LAPTOPS if self._first else found & SECOND_LAPTOPS

    def _report(self, month: Month, planned: set[Mishap]) -> None:
        right = self._fill(month)
        for mishap in (Mishap.OFF_BY_ONE, Mishap.WRONG_MEASURE, Mishap.LEFT_BLANK):
            if mishap in planned:
                self._slip(month, mishap, right)
        if Mishap.CORRECTED in planned:
            self._correct(month, right)
        elif Mishap.JUMP in planned:
            self._explain(month)
        else:
            self._hand_over(month)

    def _at(self, now: dt.datetime) -> None:
        clock = self.office.workspace.clock
        if isinstance(clock, Almanac):
            clock.now = now

    # --- filling -----------------------------------------------------------------------------------

    def _fill(self, month: Month) -> Mapping[str, Filling]:
        """Every form that is due, as it should be."""
        at = desk(self.world, self.job.unit, month)
        fillings: dict[str, Filling] = {}
        for form, own in self.office.due_forms(month.period):
            index = self.office.index.form(form.id)
            if index.is_table:
                fillings[form.id] = Filling(cells=table(at, index), cover=COVER)
            else:
                fillings[form.id] = Filling(rows=roster(at, form.id), cover=COVER)
            del own
        with self.office.workspace.store.transaction():
            for name, filling in fillings.items():
                self._take(name, month, filling)
        self._explain_base(month)
        return fillings

    def _take(self, form: str, month: Month, filling: Filling) -> None:
        taken = self.office.take(form, month.period, filling)
        self.unexpected += [
            f"{self.job.unit} {form} {u.where} {u.text}: {u.reason}" for u in taken.unrecognised
        ]

    def _explain_base(self, month: Month) -> None:
        """The base month takes in contracts of earlier years; its warnings are explained from the start."""
        mine = frozenset(place.code for place in self.world.places.of(self.job.unit))
        if not month.number and any(c.place in mine for c in month.contracts):
            self.office.explain("SC-07A", month.period, BASE_CONTRACTS, None, _WHY[BASE_CONTRACTS])

    # --- handing over ------------------------------------------------------------------------------

    def _hand_over(self, month: Month, *, forms: Sequence[str] = ()) -> None:
        """Submit; what stands in the way and was not planned is explained in general terms and noted."""
        blocking = self._try(month, forms)
        if blocking:
            for finding in blocking:
                self.unexpected.append(f"{self.job.unit} {month.period} {finding.id}: {finding.message}")
                if finding.level is Level.WARNING:
                    self._justify(month, finding, f"{EXAMPLE}数据")
            still = self._try(month, forms)
            if still:
                raise NotReady(still)

    def _justify(self, month: Month, finding: Finding, why: str) -> None:
        cell = finding.cells[0] if finding.cells else None
        self.office.explain(finding.form, month.period, finding.id, cell, why)

    def _try(self, month: Month, forms: Sequence[str] = ()) -> Sequence[Finding]:
        """Submit; what stands in the way, if something does."""
        try:
            done = submit(self.office, month.period, self._out(month), self.signers, forms=forms)
        except NotReady as refused:
            return refused.blocking
        self.sent.append(Sent(name=self.job.name, unit=self.job.unit, month=month.number, file=done.file))
        return ()

    def _out(self, month: Month) -> Path:
        return Path(self.job.out) / month.period

    # --- mishaps -----------------------------------------------------------------------------------

    def _slip(self, month: Month, mishap: Mishap, right: Mapping[str, Filling]) -> None:
        """Type something wrong, be told so at submission, and put it right."""
        form, position, wrong, corrected = self._wrong(mishap, right)
        if wrong == corrected:
            return
        self.office.take(form, month.period, Filling(cells={position: wrong}))
        blocking = self._try(month)
        done = self.office.take(form, month.period, Filling(cells={position: corrected}))
        outcome = self.translator.text("put right before it was handed over")
        if done.converted:
            outcome = self.translator.text(
                "put right: {typed} was converted to {measure}",
                typed=done.converted[0].typed,
                measure=done.converted[0].measure,
            )
        self._note(month, mishap, blocking, outcome)

    def _wrong(
        self, mishap: Mishap, right: Mapping[str, Filling]
    ) -> tuple[str, Position, str | None, str | None]:
        """The form and cell, what is typed first, and what is typed then."""
        match mishap:
            case Mishap.OFF_BY_ONE:
                position = Position("02.12", "other")
                good = right["SC-02"].cells[position]
                return "SC-02", position, str(int(good or 0) + 1), good
            case Mishap.LEFT_BLANK:
                position = Position("02.13", "national")
                return "SC-02", position, None, right["SC-02"].cells[position]
            case _:
                position = Position("07.02", "m")
                good = right["SC-07"].cells[position]
                ten_thousands = format((Decimal(good or 0) * 10_000).normalize(), "f")
                if not Decimal(ten_thousands):
                    return "SC-07", position, good, good
                return "SC-07", position, ten_thousands, f"{ten_thousands}万元"

    def _explain(self, month: Month) -> None:
        """A true figure that looks wrong: the office says why and may hand over."""
        blocking = self._try(month)
        for finding in blocking:
            self._justify(month, finding, _WHY.get(finding.id, EXAMPLE))
        self._note(month, Mishap.JUMP, blocking, self.translator.text("explained, then handed over"))
        self._hand_over(month)

    def _correct(self, month: Month, right: Mapping[str, Filling]) -> None:
        """Hand over a figure that no check can know to be wrong, and correct it two days later."""
        position = Position("08.02", "m")
        good = right["SC-08"].cells[position]
        self.office.take("SC-08", month.period, Filling(cells={position: str(int(good or 0) + 300)}))
        self._hand_over(month)
        self._at(_morning(month.period, 4))
        self.office.correct("SC-08", month.period, f"{EXAMPLE}：重复统计300人")
        self.office.take("SC-08", month.period, Filling(cells={position: good}))
        self._hand_over(month)
        self._note(month, Mishap.CORRECTED, (), self.translator.text("corrected by a second bundle"), "SC-08")

    def _rival(self, month: Month) -> None:
        """A second laptop of the same office reports one form otherwise."""
        at = desk(self.world, self.job.unit, month)
        cells = dict(table(at, self.office.index.form("SC-07")))
        position = Position("07.04.1", "m")
        cells[position] = str(int(cells[position] or 0) + 2)
        self._take("SC-07", month, Filling(cells=cells, cover=COVER))
        self._hand_over(month, forms=("SC-07",))
        outcome = self.translator.text("two laptops of one office disagree; both figures are kept")
        self._note(month, Mishap.RIVALS, (), outcome, "SC-07")

    def _note(
        self, month: Month, mishap: Mishap, blocking: Sequence[Finding], outcome: str, form: str = ""
    ) -> None:
        first = blocking[0] if blocking else None
        self.incidents.append(
            Incident(
                mishap=mishap,
                unit=self.job.unit,
                period=month.period,
                form=first.form if first else form,
                code=first.id if first else "",
                said=sentence(first, self.translator) if first else "",
                outcome=outcome,
            )
        )

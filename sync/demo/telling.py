"""From the region's workspace to the report: matrices, totals, targets, conflicts, refusals, what to try next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from forms.messages import Language, Translator
from forms.period import Frequency, parse_period
from forms.targets import Judged
from forms.values import to_text
from sync import merge_messages, messages, trust_messages
from sync.demo.cast import Mishap, cast
from sync.demo.filing import Filed, Incident
from sync.demo.published import NOT_CARRIED, Carried, compare
from sync.demo.region import Region
from sync.demo.report import DemoReport, Goal, Headline, Import, Missing, Rival, Unwelcome
from sync.demo.world import World
from sync.desk.collected import Collected
from sync.desk.matrix import Matrix, matrix
from sync.desk.nodecheck import nodecheck
from sync.desk.summary import FormTotal, summarise
from sync.desk.targets import judged_targets
from sync.import_report import FileOutcome, ImportReport
from sync.settling import conflicts_of

_HEADLINES = (
    ("SC-02", "02.10", "national"),
    ("SC-02", "02.10", "regional"),
    ("SC-02", "02.10", "total"),
    ("SC-02", "02.12", "total"),
    ("SC-02", "02.13", "total"),
    ("SC-03", "03.01", "ytd"),
    ("SC-04", "04.01", "end"),
    ("SC-04", "04.05", "end"),
    ("SC-05", "05.01", "total"),
    ("SC-06", "06.12.1", "m"),
    ("SC-07", "07.01", "m"),
    ("SC-07", "07.02", "m"),
    ("SC-08", "08.02", "m"),
    ("SC-08", "08.12", "ytd"),
    ("SC-09", "09.06", "amt_ytd"),
    ("SC-10", "10.05", "ytd"),
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that happened. Not slotted: what is read from the region is kept."""

    region: Region
    world: World
    units: tuple[str, ...]
    filed: tuple[Filed, ...]
    imports: tuple[Import, ...]
    reports: tuple[ImportReport, ...]
    language: Language
    seed: int
    made_at: str

    @cached_property
    def translator(self) -> Translator:
        """Texts in the reader's language."""
        return Translator(
            self.language, messages.SENTENCES, trust_messages.SENTENCES, merge_messages.SENTENCES
        )

    @cached_property
    def collected(self) -> Collected:
        """The region's reports."""
        return Collected(self.region.top.workspace)

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, FormTotal]]:
        """The region's totals by period and form."""
        return {
            period: {total.form: total for total in summarise(self.collected, period).forms}
            for period in self.world.periods
        }

    @property
    def quarter(self) -> str | None:
        """The first month that ends a quarter."""
        ends = (p for p in self.world.periods if parse_period(p).ends(Frequency.QUARTER))
        return next(ends, None)


def tell(story: Story) -> DemoReport:
    """The report."""
    region = story.region
    periods = story.world.periods
    return DemoReport(
        folder=str(region.folder),
        region=str(region.folder / "region"),
        mail=str(region.mail),
        passphrase_file=str(region.folder / "passphrase.txt"),
        root_fingerprint=region.root,
        seed=story.seed,
        periods=periods,
        laptops=len(region.seats),
        units=story.units,
        names={unit.code: unit.short_name or unit.name for unit in story.world.places.pack.units},
        made_at=story.made_at,
        imports=story.imports,
        matrices=tuple(_matrix(story, period) for period in periods),
        totals=tuple(_headline(story, *cell) for cell in _HEADLINES),
        published=_published(story),
        not_carried=tuple(
            Missing(ids=ids, reason=story.translator.text(why)) for ids, why in NOT_CARRIED.items()
        ),
        goals=_goals(story),
        incidents=_incidents(story),
        unwelcome=_unwelcome(story),
        rivals=_rivals(story),
        nodes=sum(len(nodecheck(story.collected, period)) for period in periods),
        unexpected=tuple(said for filed in story.filed for said in filed.unexpected),
        notes=_notes(story),
        commands=_commands(story),
    )


def _matrix(story: Story, period: str) -> Matrix:
    return matrix(story.region.top.workspace, period)


def _headline(story: Story, form: str, row: str, column: str) -> Headline:
    cell = story.collected.index.form(form).cell(row, column)
    pick = story.translator.pick
    title = row if cell is None else f"{pick(cell.row.title, cell.row.title_en)}"
    head = "" if cell is None else pick(cell.column.title, cell.column.title_en)
    return Headline(
        form=form,
        row=row,
        column=column,
        title=f"{title}（{head}）" if story.language == "zh" else f"{title} ({head})",
        measure=(cell.spec.measure or "") if cell else "",
        figures={p: _cell(totals.get(form), row, column) for p, totals in story.totals.items()},
    )


def _cell(total: FormTotal | None, row: str, column: str) -> str | None:
    return total.cells.get(row, {}).get(column) if total else None


def _published(story: Story) -> tuple[Carried, ...]:
    """Only where everybody takes part who carries a share of the figures."""
    carriers = [
        unit.code
        for unit in story.world.places.pack.units
        if unit.kind in ("prefecture", "department-science")
    ]
    if not set(carriers) <= set(story.units):
        return ()
    return compare(story.totals, story.world.periods[0], story.quarter)


def _goals(story: Story) -> tuple[Goal, ...]:
    judged = judged_targets(story.collected, story.world.periods[-1])
    figures: dict[tuple[str, str, str, str], list[Judged]] = {}
    for one in judged:
        t = one.target
        if t.form and t.row:
            figures.setdefault((t.form, t.row, t.column or "", t.unit or ""), []).append(one)
    return tuple(_goal(story, one, figures) for one in judged)


def _goal(story: Story, one: Judged, figures: Mapping[tuple[str, str, str, str], Sequence[Judged]]) -> Goal:
    t = one.target
    same = figures.get((t.form or "", t.row or "", t.column or "", t.unit or ""), ())
    return Goal(
        id=t.id,
        indicator=t.indicator,
        source=f"{t.document or ''} {t.clause or ''}".strip(),
        goal=_goal_text(one, story.translator),
        value=to_text(one.value),
        completion=to_text(one.completion),
        time_progress=to_text(one.time_progress),
        verdict=str(one.verdict),
        rivals=tuple(other.target.id for other in same if other is not one),
    )


def _goal_text(one: Judged, translator: Translator) -> str:
    """`range` and `cumulative` are words of targets.csv; signs stay signs."""
    t = one.target
    if t.target is None:
        return t.comparator or ""
    word = {"cumulative": "in all {goal}", "range": "{goal} at least"}.get(t.comparator or "")
    figure = to_text(t.target) or ""
    return translator.text(word, goal=figure) if word else f"{t.comparator or ''}{figure}"


# --- mishaps, refusals, conflicts --------------------------------------------------------------------


def _incidents(story: Story) -> tuple[Incident, ...]:
    """What offices met while filing, and what the region met in its post."""
    text = story.translator.text
    met = [incident for filed in story.filed for incident in filed.incidents]
    texts = {
        Mishap.LOST: text("the bundle never arrived; the next one carried its reports again"),
        Mishap.REPEATED: text("the same bundle came twice; the second changed nothing"),
        Mishap.DAMAGED: text("refused; the undamaged file came a day later"),
        Mishap.FORGED: text("refused and put into quarantine; the true bundle counts"),
        Mishap.STRANGER: text("waits until somebody compares the fingerprint and admits the key"),
        Mishap.LATE: text("came after the deadline; the matrix counts the days"),
        Mishap.MISSING: text("never came; totals and matrix name the unit"),
    }
    for part in cast(story.units, len(story.world.periods)):
        if part.mishap in texts:
            period = story.world.periods[part.month]
            met.append(
                Incident(mishap=part.mishap, unit=part.unit, period=period, outcome=texts[part.mishap])
            )
    return tuple(sorted(met, key=lambda i: (i.period, i.unit, i.mishap)))


def _unwelcome(story: Story) -> tuple[Unwelcome, ...]:
    found = []
    for report in story.reports:
        for file in report.every_file():
            if file.outcome in (FileOutcome.REFUSED, FileOutcome.PENDING) and file.problem is not None:
                worded = story.translator.word(file.problem)
                found.append(
                    Unwelcome(
                        file=Path(file.file).name,
                        outcome=str(file.outcome),
                        code=file.code or "",
                        unit=file.unit or "",
                        said=worded.message,
                    )
                )
    return tuple(found)


def _rivals(story: Story) -> tuple[Rival, ...]:
    return tuple(
        Rival(
            unit=c.unit,
            form=c.form,
            period=c.period,
            heads=c.heads,
            cells=tuple(
                f"[{d.place.row}, {d.place.column}] {' ≠ '.join(v or '' for v in d.values.values())}"
                for d in c.cells
                if not _is_derived(story, c.form, d.place.row, d.place.column)
            ),
        )
        for c in conflicts_of(story.region.top.workspace)
    )


def _is_derived(story: Story, form: str, row: str, column: str) -> bool:
    """Cumulative and opening figures differ because others do."""
    cell = story.collected.index.form(form).cell(row, column)
    return cell is not None and cell.derive is not None


# --- words -------------------------------------------------------------------------------------------


def _notes(story: Story) -> tuple[str, ...]:
    text = story.translator.text
    said = [
        text(
            "All figures are examples. The region's totals of the base month {base} equal the figures published for"
            " the end of 2020; how they are split over offices is invented, and every report says so.",
            base=story.world.periods[0],
        ),
        text(
            "The pack begins with {base}: its closing stocks are the published ones and nothing moves in that month.",
            base=story.world.periods[0],
        ),
        text(
            "The contracts registered up to 2020 are entered once, in the base month, with an explanation for every"
            " date that lies before it. Here they therefore count as turnover of the base year, and targets TR-10,"
            " TP-07 and TL-11 look nearer than they are."
        ),
        text(
            "The keys are sealed weakly (work factor 10): they protect nothing. Real keys are sealed slowly."
        ),
    ]
    if not _published(story):
        said.append(
            text("Not all prefectures take part, so totals are not compared with the published figures.")
        )
    return tuple(said)


def _commands(story: Story) -> tuple[str, ...]:
    region = story.region.folder / "region"
    last = story.world.periods[-1]
    first_unit = story.units[0]
    office = story.region.folder / "offices" / first_unit
    return (
        f"yuebao --workspace {region} matrix --period {last}",
        f"yuebao --workspace {region} summary --period {story.world.periods[0]} --form SC-02",
        f"yuebao --workspace {region} targets --period {last}",
        f"yuebao --workspace {region} conflicts",
        f"yuebao --workspace {region} history --unit {first_unit} --form SC-02 --period {last}",
        f"yuebao --workspace {region} rebuild",
        f"yuebao --workspace {office} show --form SC-02 --period {last}",
        f"yuebao --workspace {office} correct --form SC-08 --period {last} --reason …",
        f"yuebao --workspace {office} app",
    )

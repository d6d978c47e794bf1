"""Everything that goes out for a period in one go: workbook, print, brief and open formats, of a part or of all.

Each kind is written by itself: one that cannot be (no figures, a broken template, a missing library) is told
beside those that were, and never costs them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from forms.errors import Problem, YuebaoError
from forms.files import disk_errors
from forms.messages import Translator
from forms.period import parse_period
from sync.desk.collected import Collected, is_due
from sync.desk.scope import EVERYTHING, Scope
from sync.desk.summary import Summary, summarise
from sync.progress import Progress, Step, silent


class Output(StrEnum):
    """What can be written."""

    WORKBOOK = "xlsx"
    PRINT = "pdf"
    UNIT_PRINT = "unit-pdf"
    BRIEF = "docx"
    CSV = "csv"
    DATAPACKAGE = "datapackage"
    SDMX = "sdmx-csv"
    ADX = "adx"
    PARQUET = "parquet"


_TOTALS = frozenset({Output.WORKBOOK, Output.PRINT, Output.BRIEF, Output.PARQUET})
"""Those made of totals; the others hold the reports one by one."""
_FOLDERS = frozenset({Output.CSV, Output.DATAPACKAGE, Output.UNIT_PRINT})


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants written."""

    period: str
    kinds: tuple[Output, ...]
    scope: Scope = EVERYTHING


class Issued(Struct, frozen=True, kw_only=True):
    """What became of one kind: the files written, or why it could not be."""

    kind: Output
    files: tuple[Path, ...] = ()
    problem: Problem | None = None


class Issue(Struct, frozen=True, kw_only=True):
    """All of it; `cancelled` where somebody stopped between two kinds."""

    issued: tuple[Issued, ...]
    cancelled: bool = False


def issue(
    collected: Collected, wish: Wish, folder: Path, translator: Translator, progress: Progress = silent
) -> Issue:
    """Write every kind wanted into the folder. Raises `E-PERIOD`, `E-UNIT` for what cannot be asked, `E-DISK`."""
    parse_period(wish.period)
    collected.index.unit(wish.scope.node or collected.ws.unit)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(collected, wish, folder, translator)
    done: list[Issued] = []
    for number, kind in enumerate(wish.kinds):
        within = _Within(progress, number, len(wish.kinds))
        if not within(Step(done=0, total=1, what=kind)):
            return Issue(issued=tuple(done), cancelled=True)
        done.append(desk.write(kind, within))
        if within.stopped:
            return Issue(issued=tuple(done), cancelled=True)
    progress(Step(done=len(wish.kinds), total=len(wish.kinds)))
    return Issue(issued=tuple(done))


class _Within:
    """The steps of one kind as part of all of them; remembers whether somebody stopped it."""

    def __init__(self, progress: Progress, before: int, kinds: int) -> None:
        self._progress = progress
        self._before = before
        self._kinds = kinds
        self.stopped = False

    def __call__(self, step: Step) -> bool:
        total = max(step.total, 1)
        done = self._before * total + step.done
        self.stopped = not self._progress(Step(done=done, total=self._kinds * total, what=step.what))
        return not self.stopped


class _Desk:
    """Makes the totals once for all kinds that need them."""

    def __init__(self, collected: Collected, wish: Wish, folder: Path, translator: Translator) -> None:
        self._collected = collected
        self._wish = wish
        self._stem = folder / wish.scope.stem(collected.ws.unit, wish.period)
        self._translator = translator
        self._totals: Summary | None = None

    def write(self, kind: Output, progress: Progress) -> Issued:
        """One kind; what is wrong with it is a value, but a failing disk stops everything."""
        try:
            files = self._files(kind, progress)
        except YuebaoError as refused:
            if refused.code == "E-DISK":
                raise
            return Issued(kind=kind, problem=refused.problem)
        return Issued(kind=kind, files=files)

    def _files(self, kind: Output, progress: Progress) -> tuple[Path, ...]:
        if kind is Output.PRINT:
            return (self._printed(),)
        if kind in _TOTALS:
            from sync.outputs import write_summary

            path = self._stem.with_name(f"{self._stem.name}.{kind}")
            summary, collected = self._summary(), self._collected
            return (write_summary(path, summary, collected, columns=None, translator=self._translator),)
        return self._exported(kind, progress)

    def _printed(self) -> Path:
        """All forms, and after them the key indicators over time."""
        from sync.outputs.printing import summary_job, trend_pages, write_pdf

        summary, collected, forms = self._summary(), self._collected, self._wish.scope.forms
        charts = trend_pages(summary, collected, self._translator, forms)
        job = summary_job(summary, collected, self._translator, charts=charts)
        return write_pdf(self._stem.with_name(f"{self._stem.name}.pdf"), job)

    def _exported(self, kind: Output, progress: Progress) -> tuple[Path, ...]:
        from sync.outputs.export import export

        apart = kind in _FOLDERS
        folder = self._stem.with_name(f"{self._stem.name}-{kind}") if apart else self._stem.parent
        wish = self._wish
        return export(
            self._collected, wish.period, kind, folder, self._translator, wish.scope, progress=progress
        )

    def _summary(self) -> Summary:
        if self._totals is None:
            self._totals = totals(self._collected, self._wish)
        if not any(total.units for total in self._totals.forms):
            raise YuebaoError("E-EMPTY", period=self._wish.period)
        return self._totals


def totals(collected: Collected, wish: Wish) -> Summary:
    """The totals a wish speaks of, of the forms due then."""
    scope = wish.scope
    period = parse_period(wish.period)
    asked = [form for form in scope.forms if is_due(collected.index.form(form).form, period)]
    if scope.forms and not asked:
        raise YuebaoError("E-PERIOD", text=wish.period, where=", ".join(scope.forms))
    return summarise(collected, wish.period, forms=asked, node=scope.node, kinds=scope.kinds)

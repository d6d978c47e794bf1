"""The real totals: forms summed as they print, whose figures are in them, node checks and targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.bench import Bench
from desktop.desk.words import unit_name
from desktop.desk_port import Earlier, Part, TargetLine, Total
from forms.definition import TargetDef
from forms.ids import CellRef
from forms.period import Period, parse_period
from forms.report import Content, ReportKey, Status
from forms.sheet import Sheet
from forms.targets import Judged
from forms.values import to_text
from sync.desk import pivot, selections
from sync.desk.collected import Collected, is_due, parts_of
from sync.desk.nodecheck import NodeFinding, nodecheck
from sync.desk.received import plain_sheet
from sync.desk.selections import Selection
from sync.desk.series import series
from sync.desk.summary import FormTotal, Summary, Table, summarise
from sync.desk.targets import judged_targets
from sync.keyring import list_keys

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.outputs.print_job import PrintJob


class RealSums:
    """See `desktop.desk_port.SumDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._made: dict[tuple[str, str, str], FormTotal] = {}
        self._made_of: Collected | None = None
        self._compared: dict[tuple[str, str, str], Sequence[pivot.Compared]] = {}
        self._prints: dict[str, str] = {}
        self._prints_of: Collected | None = None

    def _total(self, form: str, period: str, node: str) -> FormTotal:
        """A total, added up once until something changes."""
        if self._made_of is not self._bench.collected:
            self._made, self._made_of, self._compared = {}, self._bench.collected, {}
        key = (form, period, node)
        if key not in self._made:
            self._made[key] = summarise(self._bench.collected, period, forms=[form], node=node).forms[0]
        return self._made[key]

    def total(self, form: str, period: str, node: str) -> Total:
        """One form's totals over a node. Raises `E-PERIOD` where the form is not due then."""
        found = self._total(form, period, node)
        return Total(
            total=found,
            sheet=self._sheet(found, node, self._content(found)),
            inside=self._sheet(found, node, Content(cells=_cells(found.inside))) if found.inside else None,
            adjusted=self._sheet(found, node, _over(found)) if found.adjustments else None,
        )

    def _content(self, total: FormTotal) -> Content:
        form = self._bench.collected.index.form(total.form)
        if form.is_table:
            return Content(cells=_cells(total.cells))
        period = parse_period(total.period)
        units = [self._bench.collected.index.unit(code) for code in total.units]
        shares = self._bench.collected.shares(form.form, period, units)
        return Content(rows=tuple(line for share in shares for line in share.content.rows))

    def _sheet(self, total: FormTotal, node: str, content: Content) -> Sheet:
        collected = self._bench.collected
        form, unit = collected.index.form(total.form), collected.index.unit(node)
        period = parse_period(total.period)
        return plain_sheet(collected.program, form, content, unit, period, Status.RECEIVED, everybody=True)

    def parts(self, form: str, period: str, node: str, cell: tuple[str, str]) -> Sequence[Part]:
        """What each unit has in a total, 其中 marked, and who signed it."""
        collected = self._bench.collected
        total = self._total(form, period, node)
        last = parts_of(collected.index.form(form).form, parse_period(period))[-1]
        figures = self._figures(form, period, (*total.units, *total.units_inside), cell)
        found = [self._part(ReportKey(unit, form, str(last)), figures, inside=False) for unit in total.units]
        within = [
            self._part(ReportKey(unit, form, str(last)), figures, inside=True) for unit in total.units_inside
        ]
        missing = [Part(unit=unit, text=None, inside=False) for unit in total.missing]
        return (*found, *within, *missing)

    def earlier(self, form: str, period: str, node: str, cell: tuple[str, str]) -> Earlier:
        """The same cell one period and one year before (环比, 同比)."""
        definition, now = self._bench.collected.index.form(form).form, parse_period(period)
        return Earlier(
            previous=self._cell(form, pivot.before(definition, now), node, cell),
            last_year=self._cell(form, pivot.a_year_before(now), node, cell),
        )

    def _cell(self, form: str, period: Period, node: str, cell: tuple[str, str]) -> str | None:
        if not is_due(self._bench.collected.index.form(form).form, period):
            return None
        row, column = cell
        return self._total(form, str(period), node).cells.get(row, {}).get(column)

    # tables -------------------------------------------------------------------------------------------

    def compare(self, form: str, period: str, node: str) -> Sequence[pivot.Compared]:
        """Every cell beside the period before, last year, and the year so far."""
        self._total(form, period, node)  # forgets what was compared before a change
        key = (form, period, node)
        if key not in self._compared:
            self._compared[key] = pivot.compare(
                self._bench.collected, form, period, lambda asked: self._total(form, asked, node)
            )
        return self._compared[key]

    def by_unit(self, form: str, period: str, node: str) -> Sequence[pivot.UnitFigures]:
        """The units' own figures, 其中 and missing ones marked."""
        return pivot.by_unit(self._bench.collected, self._total(form, period, node), period)

    def selections(self) -> Sequence[Selection]:
        """The named ones."""
        return selections.selections(self._bench.ws)

    def keep(self, selection: Selection) -> None:
        """Keep one under its name. Raises `E-USAGE` without a name."""
        selections.keep(self._bench.ws, selection)

    def drop(self, name: str) -> None:
        """Forget one."""
        selections.drop(self._bench.ws, name)

    def write(self, path: Path, form: str, period: str, node: str, translator: Translator) -> Path:
        """This total as a file, by its ending: what `yuebao summary --out` writes."""
        from sync.outputs import write_summary

        summary = Summary(node=node, period=period, forms=(self._total(form, period, node),))
        return write_summary(path, summary, self._bench.collected, columns=None, translator=translator)

    def print_job(self, form: str, period: str, node: str, translator: Translator) -> PrintJob:
        """This total as it prints."""
        from sync.outputs.printing import summary_job

        summary = Summary(node=node, period=period, forms=(self._total(form, period, node),))
        return summary_job(summary, self._bench.collected, translator)

    # who is in a figure -------------------------------------------------------------------------------

    def _figures(
        self, form: str, period: str, units: Sequence[str], cell: tuple[str, str]
    ) -> dict[str, str | None]:
        """The cell of each unit over the whole period, as it is in the total."""
        collected = self._bench.collected
        known = [collected.index.unit(code) for code in units]
        shares = collected.shares(collected.index.form(form).form, parse_period(period), known)
        return {share.unit.code: share.content.cell(*cell) for share in shares}

    def _part(self, key: ReportKey, figures: Mapping[str, str | None], *, inside: bool) -> Part:
        store = self._bench.ws.store
        row = store.reports.get(key)
        names = store.revisions.carriers(row.revision) if row and row.revision else ()
        carrier = store.bundles.get(names[0]) if names else None
        return Part(
            unit=key.unit,
            text=figures.get(key.unit),
            inside=inside,
            bundle=carrier.hash if carrier else "",
            signer=self._fingerprint(carrier.signers[0]) if carrier and carrier.signers else "",
            file=carrier.file if carrier else "",
            sequence=carrier.sequence if carrier else None,
            received_at=carrier.received_at if carrier else "",
        )

    def _fingerprint(self, keyid: str) -> str:
        """How people call a key; its id where no register names it any more."""
        if self._prints_of is not self._bench.collected:
            self._prints_of = self._bench.collected
            self._prints = {view.keyid: view.fingerprint for view in list_keys(self._bench.ws)}
        return self._prints.get(keyid, keyid[:16])

    def nodecheck(self, period: str) -> Sequence[NodeFinding]:
        """Every cell where a unit differs from the units below it."""
        return nodecheck(self._bench.collected, period)

    def series(
        self, form: str, cell: tuple[str, str], node: str, periods: Sequence[str]
    ) -> Sequence[tuple[str, str | None]]:
        """One cell of a total over periods, where the form is due."""
        return series(
            self._bench.collected,
            CellRef(form=form, row=cell[0], column=cell[1]),
            node,
            [parse_period(one) for one in periods],
            lambda period: self._total(form, period, node),
        )

    def targets(self, period: str) -> Sequence[TargetLine]:
        """Every target judged."""
        judged = judged_targets(self._bench.collected, period, self._total)
        same: defaultdict[tuple[str, ...], list[TargetDef]] = defaultdict(list)
        for one in judged:
            same[_subject(one.target)].append(one.target)
        return tuple(_line(one, same[_subject(one.target)], self._named(one.target)) for one in judged)

    def _named(self, target: TargetDef) -> str:
        """What a target is about; with its unit where that is another one, for some are set zone by zone."""
        collected = self._bench.collected
        if not target.unit or target.unit == self._bench.ws.unit:
            return target.indicator
        return f"{target.indicator}（{unit_name(collected.index, target.unit)}）"


def _subject(target: TargetDef) -> tuple[str, ...]:
    """What a target speaks of: a cell of a unit in a year; what is not measured is known by its words."""
    if target.form:
        return (
            target.form,
            target.row or "",
            target.column or "",
            target.unit or "",
            str(target.target_year),
        )
    return (target.indicator, target.unit or "", str(target.target_year))


def _line(judged: Judged, same: Sequence[TargetDef], indicator: str) -> TargetLine:
    target = judged.target
    rivals = [
        o.id
        for o in same
        if o.id != target.id and (o.target, o.comparator) != (target.target, target.comparator)
    ]
    return TargetLine(
        id=target.id,
        indicator=indicator,
        document=target.document,
        clause=target.clause,
        unit=target.unit or "",
        baseline=_text(target.baseline),
        aim=_text(target.target),
        target=f"{target.comparator}{_text(target.target)}" if target.target is not None else "",
        year=target.target_year,
        value=_text(judged.value),
        completion=float(judged.completion) if judged.completion is not None else None,
        time=float(judged.time_progress) if judged.time_progress is not None else None,
        verdict=judged.verdict.value,
        rivals=tuple(rivals),
        note=target.note,
    )


def _text(value: Decimal | None) -> str:
    return (to_text(value) or "") if value is not None else ""


def _cells(table: Table) -> dict[str, dict[str, str | None]]:
    return {row: dict(columns) for row, columns in table.items()}


def _over(total: FormTotal) -> Content:
    cells = _cells(total.cells)
    for row, columns in total.adjusted.items():
        cells.setdefault(row, {}).update(columns)
    return Content(cells=cells)

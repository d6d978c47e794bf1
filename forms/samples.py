"""A pack's own scenarios run through the engine, and the whole report on a pack for `pack check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from forms.definition import PackDef
from forms.errors import PackError, Problem
from forms.evaluation import Evaluation, Inputs
from forms.findings import Finding
from forms.ids import CellRef
from forms.index import FormIndex, PackIndex, Position
from forms.lines import figure_of
from forms.loader import in_file_order, pack_from_source
from forms.packs.folder import Source, read_folder
from forms.packs.scenarios import Sample, SampleFinding, SampleReport, SampleValue, load_samples
from forms.packs.sites import Site
from forms.past import Figure, PastReport
from forms.period import Period, parse_period
from forms.program import Program
from forms.report import Content
from forms.validate import findings
from forms.values import NA, Invalid, Value, parse_entry, to_text

_Shape = tuple[str, str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResult:
    """One scenario and where it came out differently; no differences is a pass."""

    id: str
    title: str
    differences: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReport:
    """Everything `yuebao pack check` says. Without a pack there are problems."""

    pack: PackDef | None
    problems: tuple[Problem, ...] = ()
    samples: tuple[SampleResult, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the pack may be used: no problems and every scenario as written."""
        return not self.problems and not any(sample.differences for sample in self.samples)


def check_pack(folder: Path) -> PackReport:
    """Read the pack in this folder, check it and run its scenarios."""
    return check_source(read_folder(folder))


def check_source(source: Source) -> PackReport:
    """The same for a pack from anywhere."""
    try:
        pack = pack_from_source(source)
    except PackError as error:
        return PackReport(pack=None, problems=error.problems)
    site = Site()
    samples = load_samples(pack, source.samples, site)
    results = tuple(run_samples(pack, samples))
    counts = count_parts(pack) | {"samples": len(source.samples)}
    return PackReport(pack=pack, problems=in_file_order(site.problems), samples=results, counts=counts)


def read_samples(pack: PackDef, source: Source) -> tuple[tuple[Sample, ...], tuple[Problem, ...]]:
    """A pack's scenarios to be carried along, and what is wrong with those that do not fit it (any more)."""
    site = Site()
    samples = load_samples(pack, source.samples, site)
    return tuple(samples.values()), in_file_order(site.problems)


def count_parts(pack: PackDef) -> dict[str, int]:
    """How much there is of everything."""
    forms = pack.forms
    return {
        "forms": len(forms),
        "rows": sum(len(form.rows) for form in forms),
        "columns": sum(len(form.columns) for form in forms),
        "cells": sum(len(form.rows) * len(form.columns) for form in forms),
        "fields": sum(len(form.fields) for form in forms),
        "calculations": sum(len(form.calculations) for form in forms),
        "checks": sum(len(form.checks) for form in forms),
        "node_checks": len(pack.node_checks),
        "lists": len(pack.lists),
        "units": len(pack.units),
        "targets": len(pack.targets),
    }


def run_samples(pack: PackDef, samples: Mapping[str, Sample]) -> Iterator[SampleResult]:
    """Each scenario's differences between what must come out and what does; named by their files."""
    program = Program(PackIndex(pack)) if samples else None
    for where, sample in samples.items():
        if program is not None:
            differences = tuple(_Run(program, sample, where).differences())
            yield SampleResult(id=sample.id, title=sample.title, differences=differences)


class _Earlier:
    """The history of a scenario, counted as accepted."""

    def __init__(self) -> None:
        self.reports: dict[tuple[str, Period], PastReport] = {}

    def report(self, form: str, period: Period) -> PastReport | None:
        """The report of that form and period."""
        return self.reports.get((form, period))


class _Run:
    """One scenario: its history in order, then its own period."""

    def __init__(self, program: Program, sample: Sample, where: str) -> None:
        self._program = program
        self._sample = sample
        self._where = where
        self._unit = program.index.units[sample.unit]
        self._past = _Earlier()
        for month, reports in _by_month(sample.history):
            self._remember(self._evaluate(month, reports), reports)

    def differences(self) -> Iterator[Problem]:
        """Values that differ, findings that are missing, findings that nobody expected."""
        evaluation = self._evaluate(parse_period(self._sample.period), self._sample.reports)
        for value in self._sample.values:
            yield from self._value(evaluation, value)
        found = [
            finding
            for report in self._sample.reports
            for finding in findings(evaluation, report.form, (), self._raw(report))
        ]
        yield from self._findings(found)

    def _evaluate(self, period: Period, reports: Sequence[SampleReport]) -> Evaluation:
        inputs = {report.form: self._inputs(report) for report in reports}
        return Evaluation(self._program, self._unit, period, inputs, self._past)

    def _form(self, report: SampleReport) -> FormIndex:
        return self._program.index.forms[report.form]

    def _inputs(self, report: SampleReport) -> Inputs:
        form = self._form(report)
        cells = {
            Position(row, column): parse_entry(text, form.cells[Position(row, column)].spec).value
            for row, columns in report.cells.items()
            for column, text in columns.items()
        }
        kinds = [spec.type for spec in form.field_specs.values()]
        lines = [
            tuple(figure_of(value, kind) for value, kind in zip(line, kinds, strict=True))
            for line in self._raw(report)
        ]
        return Inputs(cells, lines)

    def _raw(self, report: SampleReport) -> list[tuple[Value | Invalid, ...]]:
        specs = self._form(report).field_specs
        return [
            tuple(parse_entry(line.get(name), spec).value for name, spec in specs.items())
            for line in report.rows
        ]

    def _remember(self, evaluation: Evaluation, reports: Sequence[SampleReport]) -> None:
        """Earlier reports carry their computed cells, as submitted ones do; what the sample states stands."""
        for report in reports:
            form = self._form(report)
            given = self._inputs(report).cells
            cells: dict[str, dict[str, str | None]] = {}
            for position in form.cells:
                slot = self._program.slots[CellRef(report.form, *position)]
                value = given.get(position)
                if value is None or isinstance(value, Invalid):
                    text = _at(evaluation, slot)
                else:
                    text = to_text(value)
                cells.setdefault(position.row, {})[position.column] = text
            rows = tuple(
                {name: _text(value) for name, value in zip(form.fields, line, strict=True)}
                for line in evaluation.roster(report.form)
            )
            key = (report.form, parse_period(report.period or ""))
            self._past.reports[key] = PastReport(Content(cells=cells, rows=rows), "accepted")

    def _value(self, evaluation: Evaluation, expected: SampleValue) -> Iterator[Problem]:
        found = self._found(evaluation, expected)
        if not _equal(found, expected.value):
            cell = f"{expected.form}[{', '.join(expected.cell)}]"
            yield self._problem(
                "E-SAMPLE-VALUE", cell=cell, expected=expected.value or "∅", found=found or "∅"
            )

    def _found(self, evaluation: Evaluation, expected: SampleValue) -> str | None:
        row, column = expected.cell
        form = self._program.index.forms[expected.form]
        if form.is_table:
            return _at(evaluation, self._program.slots[CellRef(expected.form, row, column)])
        lines = evaluation.roster(expected.form)
        number = int(row[1:]) if row[1:].isdecimal() else 0
        place = list(form.fields).index(column)
        return _text(lines[number - 1][place]) if 1 <= number <= len(lines) else None

    def _findings(self, found: Sequence[Finding]) -> Iterator[Problem]:
        came = Counter(_shape(f.id, f.level, f.cells) for f in found)
        said = {_shape(f.id, f.level, f.cells): f.message or f.title for f in found}
        exact = Counter(_shape(f.check, f.level, f.cells) for f in self._sample.expect if f.cells is not None)
        missing, extra = exact - came, came - exact
        for loose in (f for f in self._sample.expect if f.cells is None):
            if not _take(extra, loose):
                missing[_shape(loose.check, loose.level, ())] += 1
        for shape in missing.elements():
            yield self._problem("E-SAMPLE-MISSING", check=shape[0], level=shape[1], cells=_cells(shape))
        for shape in () if self._sample.partial else extra.elements():
            yield self._problem(
                "E-SAMPLE-EXTRA", check=shape[0], level=shape[1], cells=_cells(shape), message=said[shape]
            )

    def _problem(self, code: str, **params: str) -> Problem:
        return Problem(code=code, where=self._where, params={"sample": self._sample.id, **params})


def _by_month(reports: Sequence[SampleReport]) -> list[tuple[Period, list[SampleReport]]]:
    """Earlier reports by the month that ends their period, in order."""
    months: dict[int, list[SampleReport]] = {}
    for report in reports:
        months.setdefault(parse_period(report.period or "").end, []).append(report)
    return [(Period(end, 1), months[end]) for end in sorted(months)]


def _at(evaluation: Evaluation, slot: int) -> str | None:
    """A cell's canonical text, — where it is not asked or entered so."""
    return to_text(NA) if evaluation.na(slot) else _text(evaluation.values[slot])


def _text(figure: Figure) -> str | None:
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    return to_text(figure)


def _equal(found: str | None, expected: str | None) -> bool:
    """Equal as figures where both are, else as texts."""
    if found is None or expected is None:
        return found == expected
    try:
        return Decimal(found) == Decimal(expected)
    except InvalidOperation:
        return found == expected


def _shape(check: str, level: str, cells: Sequence[Sequence[str]]) -> _Shape:
    return check, str(level), tuple(sorted(tuple(cell) for cell in cells))


def _take(found: Counter[_Shape], wanted: SampleFinding) -> bool:
    """Strike out one finding of this check and level, wherever it is."""
    for shape in found:
        if shape[:2] == (wanted.check, str(wanted.level)) and found[shape]:
            found[shape] -= 1
            return True
    return False


def _cells(shape: _Shape) -> str:
    return " ".join(f"[{', '.join(cell)}]" for cell in shape[2]) or "—"

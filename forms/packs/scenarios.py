"""What `samples/*.yaml` say: filled reports with the values and findings they must give (pack.md, "Samples")."""

from __future__ import annotations

from msgspec import Struct

from forms.definition import FormDef, Kind, Level, PackDef
from forms.errors import YuebaoError
from forms.packs.build import Builder, Path
from forms.packs.nodes import Node
from forms.packs.sites import Site
from forms.packs.structure import check_id
from forms.period import parse_period
from forms.report import Cells, Line

_PAIR = 2


class _Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Common settings: immutable, named arguments, unknown keys refused."""


class SampleReport(_Part, frozen=True, kw_only=True):
    """One report as a clerk types it; `period` only in the history."""

    form: str
    period: str | None = None
    cells: Cells = {}
    rows: tuple[Line, ...] = ()


class SampleValue(_Part, frozen=True, kw_only=True):
    """A computed cell, `(row, column)` or `("#line", field)`, and what it must be; `None` is blank."""

    form: str
    cell: tuple[str, ...]
    value: str | None = None


class SampleFinding(_Part, frozen=True, kw_only=True):
    """A finding that must occur; without `cells` wherever it is."""

    check: str
    level: Level
    cells: tuple[tuple[str, ...], ...] | None = None


class Sample(_Part, frozen=True, kw_only=True):
    """A scenario of one unit and period."""

    id: str
    title: str
    unit: str
    period: str
    history: tuple[SampleReport, ...] = ()
    reports: tuple[SampleReport, ...] = ()
    values: tuple[SampleValue, ...] = ()
    expect: tuple[SampleFinding, ...] = ()
    partial: bool = False
    note: str | None = None


def load_samples(pack: PackDef, nodes: tuple[tuple[str, Node], ...], site: Site) -> dict[str, Sample]:
    """The sound samples by the names of their nodes; what is wrong with the others is noted in `site`."""
    found: dict[str, Sample] = {}
    seen: dict[str, Path] = {}
    for name, node in nodes:
        builder = Builder([])
        path: Path = ("samples", name)
        sample = builder.struct(Sample, node, path)
        site.problems.extend(builder.problems)
        site.places.update(builder.places)
        if sample is None or builder.problems:
            continue
        before = len(site.problems)
        _check(site, pack, sample, path)
        first = seen.setdefault(sample.id.casefold(), (*path, "id"))
        if first != (*path, "id"):
            site.note("E-PACK-DUPLICATE", (*path, "id"), sample.id, first=site.where(first))
        if len(site.problems) == before:
            found[name] = sample
    return found


def _check(site: Site, pack: PackDef, sample: Sample, path: Path) -> None:
    check_id(site, (*path, "id"), sample.id)
    site.refer((*path, "unit"), sample.unit, [unit.code for unit in pack.units])
    _period(site, (*path, "period"), sample.period)
    for part, reports in (("history", sample.history), ("reports", sample.reports)):
        for place, report in enumerate(reports):
            here = (*path, part, place)
            _report(site, pack, report, here)
            if part == "history" and report.period is None:
                site.note("E-PACK-MISSING", (*here, "period"), "period")
            if report.period is not None:
                _period(site, (*here, "period"), report.period)
        site.distinct((f"{r.form} {r.period}", (*path, part, place)) for place, r in enumerate(reports))
    for place, value in enumerate(sample.values):
        _value(site, pack, value, (*path, "values", place))
    checks = {check.id: check for form in pack.forms for check in form.checks}
    for place, finding in enumerate(sample.expect):
        here = (*path, "expect", place)
        if not any(finding.check.startswith(f"{form.id}-auto-") for form in pack.forms):
            site.refer((*here, "check"), finding.check, checks)
        if any(len(cell) != _PAIR for cell in finding.cells or ()):
            site.note("E-PACK-VALUE", (*here, "cells"), finding.check, expected="[[row, column], …]")


def _period(site: Site, path: Path, text: str) -> None:
    try:
        parse_period(text)
    except YuebaoError:
        site.note("E-PACK-VALUE", path, text, expected="2026-10 | 2026Q4 | 2026H2 | 2026")


def _report(site: Site, pack: PackDef, report: SampleReport, path: Path) -> None:
    form = _form(site, pack, report.form, path)
    if form is None:
        return
    for row, columns in report.cells.items():
        site.refer((*path, "cells", row), row, [r.id for r in form.rows], "cells")
        for column in columns:
            site.refer((*path, "cells", row, column), column, [c.id for c in form.columns], "cells")
    for place, line in enumerate(report.rows):
        for field in line:
            site.refer((*path, "rows", place, field), field, [f.id for f in form.fields], "rows")


def _form(site: Site, pack: PackDef, name: str, path: Path) -> FormDef | None:
    forms = {form.id: form for form in pack.forms}
    return forms[name] if site.refer((*path, "form"), name, forms) else None


def _value(site: Site, pack: PackDef, value: SampleValue, path: Path) -> None:
    form = _form(site, pack, value.form, path)
    if form is None:
        return
    if len(value.cell) != _PAIR:
        site.note("E-PACK-VALUE", (*path, "cell"), ", ".join(value.cell), expected="[row, column]")
    elif form.kind is Kind.TABLE:
        site.refer((*path, "cell"), value.cell[0], [row.id for row in form.rows])
        site.refer((*path, "cell"), value.cell[1], [column.id for column in form.columns])
    else:
        site.refer((*path, "cell"), value.cell[1], [field.id for field in form.fields])

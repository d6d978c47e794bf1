"""Trying a pack on reports that came in under another version, before it is signed and sent (forms.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.calendar import is_respondent, own_period
from forms.definition import PackDef, UnitDef
from forms.evaluation import Evaluation
from forms.findings import Finding
from forms.index import FormIndex, PackIndex, Position
from forms.period import Period, parse_period
from forms.program import Program
from forms.report import Content, ReportKey
from forms.validate import findings
from forms.validate_lines import RawLine
from sync import revisions
from sync.office.earlier import ReportedPast
from sync.office.inputs import content_inputs, content_lines
from sync.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One report under the other version: its findings, and filled cells that version no longer has."""

    unit: str
    form: str
    period: str
    findings: tuple[Finding, ...]
    dropped: tuple[tuple[str, str], ...]

    def count(self, level: str) -> int:
        """How many findings are of a level."""
        return sum(finding.level == level for finding in self.findings)


def try_pack(ws: Workspace, pack: PackDef, period_text: str) -> tuple[Tried, ...]:
    """Every report of a period that counts here, checked under `pack`."""
    index = PackIndex(pack)
    program = Program(index)
    period = parse_period(period_text)
    return tuple(tried for unit in pack.units for tried in _unit(ws, program, unit, period))


def _unit(ws: Workspace, program: Program, unit: UnitDef, period: Period) -> list[Tried]:
    found: dict[str, tuple[Period, Content]] = {}
    for form_id, form in program.index.forms.items():
        own = own_period(form.form, period)
        if own is None or not is_respondent(form.form, unit, own):
            continue
        content = _content(ws, ReportKey(unit.code, form_id, str(own)))
        if content is not None:
            found[form_id] = (own, content)
    if not found:
        return []
    lines = {name: content_lines(program.index.forms[name], content) for name, (_, content) in found.items()}
    inputs = {
        name: content_inputs(program.index.forms[name], content, lines[name])
        for name, (_, content) in found.items()
    }
    past = ReportedPast(ws.store, program.index, unit.code)
    evaluation = Evaluation(program, unit, period, inputs, past)
    return [
        _tried(evaluation, program.index.forms[name], own, content, lines[name])
        for name, (own, content) in found.items()
    ]


def _tried(
    evaluation: Evaluation, form: FormIndex, period: Period, content: Content, lines: Sequence[RawLine]
) -> Tried:
    return Tried(
        unit=evaluation.unit_def.code,
        form=form.form.id,
        period=str(period),
        findings=findings(evaluation, form.form.id, content.explanations, lines),
        dropped=_dropped(form, content),
    )


def _dropped(form: FormIndex, content: Content) -> tuple[tuple[str, str], ...]:
    """Filled cells that have no place any more; roster fields are named as (`#`, field)."""
    cells = [
        (row, column)
        for row, columns in content.cells.items()
        for column, text in columns.items()
        if text not in (None, "—") and Position(row, column) not in form.cells
    ]
    fields = {
        ("#", name)
        for line in content.rows
        for name, text in line.items()
        if text and name not in form.fields
    }
    return (*cells, *sorted(fields))


def _content(ws: Workspace, key: ReportKey) -> Content | None:
    row = ws.store.reports.get(key)
    stored = ws.store.revisions.get(row.revision) if row and row.revision else None
    return revisions.decode(stored.blob).content if stored else None

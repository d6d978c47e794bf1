"""One period of this office, evaluated: every form's draft or, where there is none, what was handed over.

The engine keeps it current edit by edit; screens and commands read sheets, findings and contents from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forms.calendar import own_period
from forms.definition import Derive, UnitDef
from forms.evaluation import Evaluation, Inputs
from forms.findings import Finding
from forms.index import FormIndex, Position
from forms.past import Past
from forms.period import Period
from forms.program import Program
from forms.report import Content, ReportKey
from forms.store import Draft, Store
from forms.validate import findings
from forms.validate_lines import RawLine
from forms.values import Invalid, Value, from_text
from sync import revisions
from sync.office.freezing import frozen_content, placed
from sync.office.inputs import content_inputs, content_lines, draft_inputs, draft_lines


@dataclass(slots=True)
class Part:
    """What stands for one form: the draft, else the content handed over, else nothing."""

    form: FormIndex
    period: Period
    draft: Draft | None
    content: Content | None
    lines: Sequence[RawLine]


class Worksheet:
    """The evaluation of one period with the drafts it was made from."""

    def __init__(self, store: Store, program: Program, unit: UnitDef, period: Period, past: Past) -> None:
        self._store = store
        self.program = program
        self.unit = unit
        self.period = period
        month = Period(period.end, 1)
        self.parts: dict[str, Part] = {
            form_id: self._part(form, own_period(form.form, month) or month.covering(form.form.frequency))
            for form_id, form in program.index.forms.items()
        }
        inputs = {form_id: self._inputs(part) for form_id, part in self.parts.items()}
        self.evaluation = Evaluation(program, unit, period, inputs, past)
        self._keep_openings()

    def part(self, form: str) -> Part:
        """What stands for a form."""
        return self.parts[form]

    def _part(self, form: FormIndex, period: Period, before: Part | None = None) -> Part:
        form_id = form.form.id
        draft = self._store.drafts.load(form_id, str(period))
        if draft is not None:
            known = (before.draft, before.lines) if before and before.draft else (None, ())
            return Part(form, period, draft, None, draft_lines(form, draft, *known))
        content = self.handed_over(form_id, period)
        lines = content_lines(form, content) if content else ()
        return Part(form, period, None, content, lines)

    def handed_over(self, form: str, period: Period) -> Content | None:
        """The content of this office's report that counts, `None` while none was handed over."""
        row = self._store.reports.get(ReportKey(self.unit.code, form, str(period)))
        stored = self._store.revisions.get(row.revision) if row and row.revision else None
        return revisions.decode(stored.blob).content if stored else None

    @staticmethod
    def _inputs(part: Part) -> Inputs:
        if part.draft is not None:
            return draft_inputs(part.form, part.draft, part.lines)
        return content_inputs(part.form, part.content, part.lines) if part.content else Inputs({})

    def _keep_openings(self) -> None:
        """A handed-over cumulative figure that the months do not give was typed (1月至当月之和): it stays."""
        for form_id, part in self.parts.items():
            if part.content is not None:
                typed = openings(self.evaluation, part.form, part.content)
                if typed:
                    self.evaluation.change(form_id, typed)

    def reload(self, form: str) -> None:
        """Take a form's draft anew after it was changed in the store, and recalculate what depends on it."""
        old = self.parts[form]
        part = self._part(old.form, old.period, old)
        self.parts[form] = part
        fresh = self._inputs(part)
        if old.form.is_table:
            before = self._entered(form)
            changed: dict[Position, Value | Invalid] = {
                position: fresh.cells.get(position)
                for position in before.keys() | fresh.cells.keys()
                if before.get(position) != fresh.cells.get(position)
            }
            self.evaluation.change(form, changed)
        else:
            self.evaluation.replace_lines(form, fresh.lines)

    def _entered(self, form: str) -> Mapping[Position, Value | Invalid]:
        cells = self.program.cells
        return {
            cells[slot].position: self.evaluation.entered[slot]
            for slot in self.program.form_slots[form]
            if slot in self.evaluation.entered
        }

    def findings(self, form: str) -> tuple[Finding, ...]:
        """All findings of a form with the explanations that stand beside them."""
        part = self.parts[form]
        source = part.draft or part.content
        explanations = source.explanations if source is not None else ()
        return findings(self.evaluation, form, explanations, part.lines)

    def content(self, form: str) -> Content:
        """The whole content of a form as it stands now."""
        part = self.parts[form]
        source = part.draft or part.content
        if source is None:
            return frozen_content(self.evaluation, part.form)
        return frozen_content(
            self.evaluation,
            part.form,
            lines=part.lines,
            explanations=source.explanations,
            cover=source.cover,
            attachments=placed(source.attachments, [line.line for line in part.draft.lines])
            if part.draft
            else source.attachments,
        )


def openings(evaluation: Evaluation, form: FormIndex, content: Content) -> dict[Position, Value | Invalid]:
    """Cumulative figures of a content that differ from what the months give, so must have been typed."""
    found: dict[Position, Value | Invalid] = {}
    for slot in evaluation.program.form_slots[form.form.id]:
        cell = evaluation.program.cells[slot]
        if cell.derive is not Derive.YEAR_TO_DATE or slot in evaluation.not_asked:
            continue
        stated = from_text(content.cell(cell.row.id, cell.column.id), cell.spec)
        if isinstance(stated, Decimal) and stated != evaluation.values[slot]:
            found[cell.position] = stated
    return found

"""One period of this office, evaluated: every form's draft or, where there is none, what was handed over.

A form is read, computed and checked when it is first asked for, with the forms it comes from. The engine keeps it
current edit by edit; screens and commands read sheets, findings and contents from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forms.calendar import own_period
from forms.definition import Derive, UnitDef
from forms.evaluation import Evaluation, Inputs
from forms.findings import Finding
from forms.index import FormIndex, Position
from forms.past import Figure, Past, Timeline
from forms.period import Period
from forms.program import Program
from forms.report import Content, ReportKey
from forms.sheet import CellView
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


class _Given(Mapping[str, Inputs]):
    """What stands in each form, read when the evaluation first needs it."""

    def __init__(self, forms: Collection[str], read: Callable[[str], Inputs]) -> None:
        self._forms = forms
        self._read = read

    def __getitem__(self, form: str) -> Inputs:
        return self._read(form)

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)


class Worksheet:
    """The evaluation of one period with the drafts it was made from."""

    def __init__(self, store: Store, program: Program, unit: UnitDef, period: Period, past: Past) -> None:
        self._store = store
        self.program = program
        self.unit = unit
        self.period = period
        self._month = Period(period.end, 1)
        self._parts: dict[str, Part] = {}
        self._found: dict[str, tuple[Finding, ...]] = {}
        self.shown: dict[int, tuple[Value | Invalid, Figure, CellView]] = {}
        """By slot, what a cell was last shown as, and the entry and the figure that it shows."""
        given = _Given(program.index.forms, lambda form: self._inputs(self.part(form)))
        self._evaluation = Evaluation(program, unit, period, given, past, at_once=False)

    @property
    def timeline(self) -> Timeline:
        """The earlier reports around this period."""
        return self._evaluation.timeline

    def part(self, form: str) -> Part:
        """What stands for a form."""
        found = self._parts.get(form)
        if found is None:
            index = self.program.index.forms[form]
            own = own_period(index.form, self._month) or self._month.covering(index.form.frequency)
            found = self._parts[form] = self._part(index, own)
        return found

    def at(self, form: str) -> Evaluation:
        """The evaluation, with the figures of this form and of those they come from; others may still wait."""
        self._reach((form,))
        return self._evaluation

    def _reach(self, forms: Iterable[str]) -> None:
        """A handed-over cumulative figure that the months do not give was typed (1月至当月之和): it stays."""
        for form in self._evaluation.reach(forms):
            part = self.part(form)
            if part.content is not None:
                typed = openings(self._evaluation, part.form, part.content)
                if typed:
                    self._evaluation.change(form, typed)

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

    def reload(self, form: str) -> None:
        """Take a form's draft anew after it was changed in the store, and recalculate what depends on it."""
        self._found.clear()
        old = self._parts.get(form)
        if old is None:
            return
        part = self._parts[form] = self._part(old.form, old.period, old)
        if not self._evaluation.is_reached(form):
            return
        fresh = self._inputs(part)
        if old.form.is_table:
            before = self._entered(form)
            changed: dict[Position, Value | Invalid] = {
                position: fresh.cells.get(position)
                for position in before.keys() | fresh.cells.keys()
                if before.get(position) != fresh.cells.get(position)
            }
            self._evaluation.change(form, changed)
        else:
            self._evaluation.replace_lines(form, fresh.lines)

    def _entered(self, form: str) -> Mapping[Position, Value | Invalid]:
        cells = self.program.cells
        return {
            cells[slot].position: self._evaluation.entered[slot]
            for slot in self.program.form_slots[form]
            if slot in self._evaluation.entered
        }

    def findings(self, form: str) -> tuple[Finding, ...]:
        """All findings of a form with the explanations that stand beside them."""
        found = self._found.get(form)
        if found is None:
            self._reach(self.program.looked_at(form))
            self._evaluation.judge(form)
            part = self.part(form)
            source = part.draft or part.content
            explanations = source.explanations if source is not None else ()
            found = self._found[form] = findings(self._evaluation, form, explanations, part.lines)
        return found

    def content(self, form: str) -> Content:
        """The whole content of a form as it stands now."""
        evaluation = self.at(form)
        part = self.part(form)
        source = part.draft or part.content
        if source is None:
            return frozen_content(evaluation, part.form)
        return frozen_content(
            evaluation,
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

"""A report as it came in, evaluated at the collecting office: its sheet with findings, and its earlier states."""

from __future__ import annotations

from forms.calendar import applies, asked
from forms.definition import UnitDef
from forms.index import FormIndex
from forms.past import Past
from forms.period import Period
from forms.program import Calculation, Program
from forms.report import Content, Status
from forms.sheet import CellState, CellView, LineView, Sheet
from forms.store import Store
from sync.office.inputs import content_lines
from sync.office.worksheet import Part, Worksheet


class ReceivedWorksheet(Worksheet):
    """The reports of a unit that reports here, as received; this office's own drafts do not come into it."""

    def __init__(self, store: Store, program: Program, unit: UnitDef, period: Period, past: Past) -> None:
        super().__init__(store, program, unit, period, past)

    def _part(self, form: FormIndex, period: Period, before: Part | None = None) -> Part:  # noqa: ARG002 - drafts
        content = self.handed_over(form.form.id, period)
        return Part(form, period, None, content, content_lines(form, content) if content else ())


def plain_sheet(
    program: Program,
    form: FormIndex,
    content: Content,
    unit: UnitDef,
    period: Period,
    status: Status,
    *,
    everybody: bool = False,
) -> Sheet:
    """Figures as a sheet without checking them: an earlier revision, or a total.

    `everybody` is set for totals: every cell the form has, whatever it asks of which unit.
    """
    cells = {
        cell.position: _view(program, content.cell(*cell.position), slot)
        if (
            applies(cell.row, cell.column)
            if everybody
            else asked(form.form, cell.row, cell.column, unit, period)
        )
        else CellView(text="—", state=CellState.NOT_ASKED)
        for slot, cell in zip(program.form_slots[form.form.id], form.cells.values(), strict=True)
    }
    lines = tuple(
        LineView(
            id=number,
            values={
                name: CellView(text=line.get(name), state=CellState.ENTERED) for name in form.field_specs
            },
        )
        for number, line in enumerate(content.rows, start=1)
    )
    return Sheet(
        form=form.form,
        unit=unit.code,
        period=str(period),
        status=status,
        cells=cells,
        lines=lines,
        findings=(),
        explanations=content.explanations,
        cover=content.cover,
        filled=0,
        asked=0,
        can_undo=False,
        can_redo=False,
        read_only=True,
    )


def _view(program: Program, text: str | None, slot: int) -> CellView:
    step = program.step_of.get(slot)
    if step is None:
        return CellView(text=text, state=CellState.ENTERED)
    if isinstance(step, Calculation):
        return CellView(text=text, state=CellState.COMPUTED, formula=step.written)
    return CellView(text=text, state=CellState.DERIVED)

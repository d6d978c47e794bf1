"""A worksheet's form as a `Sheet`: what a grid, `show` and the printer need, frozen."""

from __future__ import annotations

from collections.abc import Mapping

from forms.definition import Derive
from forms.evaluation import Evaluation
from forms.findings import Finding
from forms.formula.tree import LastYear, Prev, Time, Ytd
from forms.index import CellDef, FormIndex, Position
from forms.program import Calculation, Derivation
from forms.report import Cover, Status
from forms.sheet import CellState, CellView, LineView, Sheet
from forms.validate_lines import RawLine
from forms.values import Invalid, NotApplicable, to_text
from sync.office.freezing import cell_value
from sync.office.worksheet import Part, Worksheet

_STEPS: Mapping[Derive, Time] = {
    Derive.YEAR_TO_DATE: (Prev(), Ytd()),
    Derive.LAST_YEAR: (LastYear(),),
    Derive.PREVIOUS: (Prev(),),
}


def build_sheet(
    worksheet: Worksheet,
    form_id: str,
    *,
    status: Status,
    undo: tuple[bool, bool] = (False, False),
    remarks: Mapping[tuple[str, str], str] | None = None,
    pack_outdated: bool = False,
) -> Sheet:
    """The form as it stands, with its findings; `undo` says whether undo and redo have anything to do."""
    part = worksheet.part(form_id)
    source = part.draft or part.content
    cells = _cells(worksheet, part.form)
    lines = _lines(worksheet, part)
    found: tuple[Finding, ...] = worksheet.findings(form_id) if source is not None else ()
    asked = [v for v in cells.values() if v.state in (CellState.ENTERED, CellState.INVALID)]
    return Sheet(
        form=part.form.form,
        unit=worksheet.unit.code,
        period=str(part.period),
        status=status,
        cells=cells,
        lines=lines,
        findings=found,
        explanations=source.explanations if source else (),
        cover=source.cover if source else Cover(),
        filled=sum(view.text is not None or view.typed is not None for view in asked),
        asked=len(asked),
        can_undo=undo[0],
        can_redo=undo[1],
        read_only=part.draft is None and part.content is not None,
        remarks=remarks or {},
        pack_outdated=pack_outdated,
        attachments=source.attachments if source else (),
    )


def _cells(worksheet: Worksheet, form: FormIndex) -> dict[Position, CellView]:
    """Every cell; those whose entry and figure are the same objects as before are shown as before."""
    evaluation, shown = worksheet.at(form.form.id), worksheet.shown
    cells = {}
    for position, slot in zip(form.cells, evaluation.program.form_slots[form.form.id], strict=True):
        entered, value = evaluation.entered.get(slot), evaluation.values[slot]
        kept = shown.get(slot)
        if kept is None or kept[0] is not entered or kept[1] is not value:
            kept = shown[slot] = (entered, value, _cell(evaluation, slot))
        cells[position] = kept[2]
    return cells


def _cell(evaluation: Evaluation, slot: int) -> CellView:
    cell = evaluation.program.cells[slot]
    reason = evaluation.not_asked.get(slot)
    if reason is not None:
        return CellView(text="—", state=CellState.NOT_ASKED, reason=reason.value)
    entered = evaluation.entered.get(slot)
    if isinstance(entered, Invalid):
        return CellView(text=None, state=CellState.INVALID, reason=entered.reason.value, typed=entered.typed)
    text = to_text(cell_value(evaluation, slot))
    match evaluation.program.step_of.get(slot):
        case Calculation(written=written):
            return CellView(text=text, state=CellState.COMPUTED, formula=written)
        case Derivation():
            typed = entered is not None and not isinstance(entered, NotApplicable)
            source = None if typed else _source(evaluation, cell)
            return CellView(text=text, state=CellState.DERIVED, source=source)
        case _:
            return CellView(text=text, state=CellState.ENTERED)


def _source(evaluation: Evaluation, cell: CellDef) -> str | None:
    """Whether the earlier figure was accepted, only submitted, or still a draft."""
    steps = _STEPS.get(cell.derive) if cell.derive else None
    base = evaluation.program.index.forms[cell.form].cell(cell.row.id, cell.of or "")
    if steps is None or base is None:
        return None
    return evaluation.timeline.source(base, steps)


def _lines(worksheet: Worksheet, part: Part) -> tuple[LineView, ...]:
    if part.form.is_table:
        return ()
    form_id = part.form.form.id
    computed = {c.field for c in worksheet.program.line_calculations if c.form == form_id}
    ids = [line.line for line in part.draft.lines] if part.draft else range(1, len(part.lines) + 1)
    content = worksheet.content(form_id).rows if computed else ()
    return tuple(
        LineView(id=name, values=_fields(part.form, raw, content[n] if computed else {}, computed))
        for n, (name, raw) in enumerate(zip(ids, part.lines, strict=True))
    )


def _fields(
    form: FormIndex, raw: RawLine, content: Mapping[str, str | None], computed: set[str]
) -> dict[str, CellView]:
    views = {}
    for name, entry in zip(form.field_specs, raw, strict=True):
        if name in computed:
            views[name] = CellView(text=content.get(name), state=CellState.COMPUTED)
        elif isinstance(entry, Invalid):
            views[name] = CellView(
                text=None, state=CellState.INVALID, reason=entry.reason.value, typed=entry.typed
            )
        else:
            views[name] = CellView(text=to_text(entry), state=CellState.ENTERED)
    return views

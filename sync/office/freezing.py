"""A finished evaluation as content: every cell of the form, in the form's order, as a revision carries it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from forms.definition import Derive
from forms.evaluation import Evaluation, RosterLine
from forms.index import CellDef, FormIndex
from forms.past import Figure
from forms.report import Attachment, Content, Cover, Explanation
from forms.validate_lines import RawLine
from forms.values import NA, Invalid, Value, fit, to_text


def frozen_content(
    evaluation: Evaluation,
    form: FormIndex,
    *,
    lines: Sequence[RawLine] = (),
    explanations: tuple[Explanation, ...] = (),
    cover: Cover | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Content:
    """The whole content of one form; `lines` are a roster's lines as entered.

    Entries that were not understood have no place in it (checks refuse them).
    """
    if form.is_table:
        return Content(
            cells=_cells(evaluation, form),
            explanations=explanations,
            cover=cover or Cover(),
            attachments=attachments,
        )
    computed = frozenset(c.field for c in evaluation.program.line_calculations if c.form == form.form.id)
    figures = evaluation.roster(form.form.id)
    return Content(
        rows=tuple(_line(form, line, raw, computed) for line, raw in zip(figures, lines, strict=True)),
        explanations=explanations,
        cover=cover or Cover(),
        attachments=attachments,
    )


def placed(attachments: Sequence[Attachment], lines: Sequence[int]) -> tuple[Attachment, ...]:
    """Attachments of a draft as a revision carries them: by the line's place, counted from 1.

    A file whose line was taken out does not go.
    """
    places = {line: place for place, line in enumerate(lines, start=1)}
    return tuple(
        replace(one, row=None if one.row is None else places[one.row])
        for one in attachments
        if one.row is None or one.row in places
    )


def _cells(evaluation: Evaluation, form: FormIndex) -> dict[str, dict[str, str | None]]:
    cells: dict[str, dict[str, str | None]] = {}
    for slot in evaluation.program.form_slots[form.form.id]:
        cell = evaluation.program.cells[slot]
        cells.setdefault(cell.row.id, {})[cell.column.id] = to_text(cell_value(evaluation, slot))
    return cells


def cell_value(evaluation: Evaluation, slot: int) -> Value:
    """What stands in a cell in one of its four states."""
    if slot in evaluation.not_asked:
        return NA
    typed = evaluation.entered.get(slot)
    if typed is not None and not isinstance(typed, Invalid) and evaluation.program.step_of.get(slot) is None:
        return typed
    return shown(evaluation.values[slot], evaluation.program.cells[slot])


def shown(figure: Figure, cell: CellDef) -> Value:
    """A computed figure with its cell's decimals."""
    match figure:
        case None:
            return None
        case bool():
            return "yes" if figure else "no"
        case str():
            return figure
        case _:
            if cell.derive is Derive.TARGET:
                return figure
            fitted = fit(figure, cell.spec)
            return figure if fitted is None else fitted


def _line(form: FormIndex, line: RosterLine, raw: RawLine, computed: frozenset[str]) -> dict[str, str | None]:
    texts: dict[str, str | None] = {}
    for place, (name, spec) in enumerate(form.field_specs.items()):
        entry = raw[place]
        if name not in computed:
            texts[name] = None if isinstance(entry, Invalid) else to_text(entry)
            continue
        figure = line[place]
        fitted = fit(figure, spec) if isinstance(figure, Decimal) else None
        texts[name] = to_text(fitted) if fitted is not None else None
    return texts

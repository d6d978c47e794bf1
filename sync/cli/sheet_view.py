"""How reports look on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.definition import ColumnDef, FormDef, PackDef
from forms.messages import Translator
from forms.report import Content
from forms.sheet import CellState, CellView, Sheet
from sync.cli.grid import Grid
from sync.outputs.wording import status_text


def shown(view: CellView) -> str | None:
    """What stands in a cell: its text, or what was typed where that was not understood."""
    return view.typed if view.state is CellState.INVALID else view.text


def sheet_table(sheet: Sheet, translator: Translator) -> Grid:
    """The form as a table: rows by columns, or the lines of a roster."""
    cells = {(row, column): shown(view) or "" for (row, column), view in sheet.cells.items()}
    lines = [{name: shown(view) or "" for name, view in line.values.items()} for line in sheet.lines]
    status = translator.text(status_text(sheet.status))
    return _table(sheet.form, f"{sheet.unit}  {sheet.period}  [{status}]", cells, lines, translator)


def content_table(pack: PackDef, form: FormDef, content: Content, about: str, translator: Translator) -> Grid:
    """A report as it was received, choices by their titles; `about` says whose and of when."""
    from sync.outputs.wording import cell_text, field_text

    cells = {
        (row.id, column.id): cell_text(pack, row, column, content.cell(row.id, column.id), translator)
        for row in form.rows
        for column in form.columns
    }
    lines = [
        {field.id: field_text(pack, field, line.get(field.id), translator) for field in form.fields}
        for line in content.rows
    ]
    return _table(form, about, cells, lines, translator)


def _table(
    form: FormDef,
    about: str,
    cells: Mapping[tuple[str, str], str],
    lines: Sequence[Mapping[str, str]],
    translator: Translator,
) -> Grid:
    if form.rows:
        return form_grid(form, about, form.columns, cells, translator)
    return Grid(
        title=_title(form, about, translator),
        heads=["#", *(translator.pick(field.title, field.title_en) for field in form.fields)],
        rows=[
            (str(number), *(line[field.id] for field in form.fields))
            for number, line in enumerate(lines, start=1)
        ],
        keys=2,
    )


def form_grid(
    form: FormDef,
    about: str,
    columns: Sequence[ColumnDef],
    cells: Mapping[tuple[str, str], str],
    translator: Translator,
) -> Grid:
    """A table form, its rows by their codes and titles; `about` says whose and of when."""
    return Grid(
        title=_title(form, about, translator),
        heads=[
            translator.text("code"),
            translator.text("indicator"),
            *(translator.pick(column.title, column.title_en) for column in columns),
        ],
        keys=2,
        figures=True,
        rows=[
            (row.id, translator.pick(row.title, row.title_en), *(cells[row.id, c.id] for c in columns))
            for row in form.rows
        ],
    )


def _title(form: FormDef, about: str, translator: Translator) -> str:
    return f"{form.id} {translator.pick(form.title, form.title_en)}  {about}"

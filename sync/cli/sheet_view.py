"""How reports look on a terminal, and what statuses are called there."""

from __future__ import annotations

from rich.table import Table

from forms.messages import Translator
from forms.report import Status
from forms.sheet import CellState, CellView, Sheet


def shown(view: CellView) -> str | None:
    """What stands in a cell: its text, or what was typed where that was not understood."""
    return view.typed if view.state is CellState.INVALID else view.text


def sheet_table(sheet: Sheet, translator: Translator) -> Table:
    """The form as a table: rows by columns, or the lines of a roster."""
    form = sheet.form
    title = f"{form.id} {translator.pick(form.title, form.title_en)}  {sheet.unit}  {sheet.period}  [{translator.text(status_text(sheet.status))}]"
    table = Table(title=title, title_justify="left")
    if form.fields:
        table.add_column("#")
        for field in form.fields:
            table.add_column(translator.pick(field.title, field.title_en))
        for number, line in enumerate(sheet.lines, start=1):
            table.add_row(str(number), *(shown(line.values[field.id]) or "" for field in form.fields))
        return table
    table.add_column("")
    table.add_column(translator.text("indicator"))
    for column in form.columns:
        table.add_column(translator.pick(column.title, column.title_en), justify="right")
    for row in form.rows:
        views = [sheet.cells[(row.id, column.id)] for column in form.columns]  # type: ignore[index]  # a Position is a pair
        table.add_row(row.id, translator.pick(row.title, row.title_en), *(shown(v) or "" for v in views))
    return table


_STATUS = {
    Status.EMPTY: "not begun",
    Status.DRAFT: "being filled in",
    Status.FAILED: "checks failed",
    Status.PASSED: "checks passed",
    Status.SUBMITTED: "submitted",
    Status.RECEIVED: "received",
    Status.RETURNED: "returned",
    Status.CORRECTING: "being corrected",
    Status.ACCEPTED: "accepted",
    Status.LOCKED: "locked",
    Status.CONFLICT: "in conflict",
    Status.WITHDRAWN: "withdrawn",
}


def status_text(status: Status) -> str:
    """The status as a text of the catalogue."""
    return _STATUS[status]

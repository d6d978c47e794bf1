"""How values look on the screen, apart from how they are stored."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from desktop.entry.grid import CellKey, Column, Grid, Row
from desktop.says import Says
from forms.definition import CellType
from forms.sheet import CellState, CellView
from forms.values import CellSpec

_SOURCES = {
    "accepted": "taken from the accepted report",
    "submitted": "taken from the submitted report, not accepted yet",
    "draft": "taken from the draft, not handed over yet",
}


def shown(text: str | None, spec: CellSpec, says: Says) -> str:
    """A canonical value as people read it: grouped digits, list titles, 是/否."""
    if text is None:
        return ""
    if spec.type.numeric:
        return grouped(text)
    if spec.type is CellType.YESNO:
        return {"yes": says.text("yes"), "no": says.text("no")}.get(text, text)
    if spec.type in (CellType.CHOICE, CellType.CHOICES):
        titles = {choice.code: says.pick(choice.title, choice.title_en) for choice in spec.choices}
        return "；".join(titles.get(part, part) for part in text.split("；"))
    return text


def grouped(text: str) -> str:
    """Digits in groups of three: 12345.60 is 12,345.60."""
    try:
        return f"{Decimal(text):,}"
    except InvalidOperation:
        return text


def cell_text(grid: Grid, key: CellKey, says: Says) -> str:
    """What stands in a cell now, entries on their way included."""
    row, column = key
    if key in grid.preview:
        return grid.preview[key] or ""
    if key in grid.pending:
        return grid.pending[key] or ""
    cell = grid.cell(row, column)
    if cell.state is CellState.INVALID:
        return cell.typed or ""
    if cell.state is CellState.NOT_ASKED:
        return "—"
    return shown(cell.text, grid.spec(row, column), says)


def compared(grid: Grid, key: CellKey, says: Says) -> str:
    """The other sheet's value and the difference, as a small line below the figure."""
    row, column = key
    if grid.other is None:
        return ""
    before, now = grid.other_text(row, column), grid.cell(row, column).text
    if not grid.spec(row, column).type.numeric:
        return shown(before, grid.spec(row, column), says) if before not in (now, "—") else ""
    if before is None or before == "—":
        return ""
    try:
        difference = Decimal(now) - Decimal(before) if now not in (None, "—") else None
    except InvalidOperation:
        difference = None
    if not difference:
        return grouped(before) + ("" if difference is None else " =")
    return says.text("{before} ({difference})", before=grouped(before), difference=f"{difference:+,}")


def row_name(row: Row, says: Says) -> str:
    """A row as people call it."""
    return f"{row.code} {row.title}" if row.title else says.text("Line {line}", line=row.code)


def spoken(grid: Grid, row: Row, column: Column, says: Says) -> str:
    """A cell for a screen reader: 行 栏 值."""
    text = cell_text(grid, (row.key, column.id), says) or says.text("blank")
    return f"{row_name(row, says)} {column.title} {text}"


def explain_cell(grid: Grid, key: CellKey, says: Says, *, remark: bool = True) -> str:
    """What hovering over a cell says: where its figure comes from, or why there is none."""
    row, column = key
    cell = grid.cell(row, column)
    lines = [_state(cell, says)]
    if cell.formula:
        lines.append(says.text("Formula: {formula}", formula=_on_paper(grid, cell.formula)))
    if cell.source in _SOURCES:
        lines.append(says.text(_SOURCES[cell.source]))
    if cell.reason:
        lines.append(says.text(cell.reason))
    said = grid.remarks.get(key) if remark else None
    if said:
        lines.append(says.text("Remark of the collecting office: {text}", text=said))
    return "\n".join(line for line in lines if line)


def _on_paper(grid: Grid, formula: str) -> str:
    """As 审核关系 are written: rows by their codes, columns by the numbers above them."""
    from forms.formula.parser import parse
    from forms.formula.relation import relation

    numbers = {column.id: str(place) for place, column in enumerate(grid.columns, 1)} if grid.is_table else {}
    return relation(parse(formula), tuple(row.code for row in grid.rows), numbers)


def _state(cell: CellView, says: Says) -> str:
    match cell.state:
        case CellState.COMPUTED:
            return says.text("Computed by the program")
        case CellState.DERIVED:
            return says.text("Filled from earlier figures")
        case CellState.NOT_ASKED:
            return says.text("Not asked here")
        case CellState.INVALID:
            return says.text("Kept as typed, but not understood")
        case CellState.ENTERED:
            return ""


def edit_text(grid: Grid, key: CellKey, says: Says) -> str:
    """The text to edit or copy: plain digits, but list titles and 是/否 as people say them."""
    row, column = key
    cell = grid.cell(row, column)
    spec = grid.spec(row, column)
    if key in grid.pending or cell.state is CellState.INVALID or spec.type.numeric:
        return grid.raw(row, column)
    return "—" if cell.state is CellState.NOT_ASKED else shown(cell.text, spec, says)

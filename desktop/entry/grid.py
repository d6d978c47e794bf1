"""A sheet as rows and columns on the screen: one shape for tables and rosters, frozen and without Qt.

A cell is named by its row's key (row id of a table, line id of a roster) and its column's id, so that
sorting, filtering and new lines never move what a name means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from desktop.says import Says
from forms.carry import CarryOver
from forms.definition import CellType, ColumnDef, Derive, FieldDef
from forms.findings import Finding
from forms.index import FormIndex, Position
from forms.sheet import CellState, CellView, Sheet
from forms.values import CellSpec

RowKey = str | int
CellKey = tuple[RowKey, str]
Marks = Mapping[CellKey, "Mark"]
BLANK = CellView(text=None, state=CellState.ENTERED)


class Mark(IntEnum):
    """The worst that checking says about a cell, from harmless to blocking."""

    HINT = 1
    EXPLAINED = 2
    WARNING = 3
    ERROR = 4


class LineMark(IntEnum):
    """What a roster line is against the last period."""

    NEW = 1
    CHANGED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column with its head; `group` merges neighbouring heads, `width` is in characters."""

    id: str
    title: str
    group: str | None = None
    measure: str | None = None
    note: str | None = None
    names: tuple[str, ...] = ()
    width: int = 12
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with its stub (甲 乙 丙); a roster's row has only its line number as `code`."""

    key: RowKey
    title: str = ""
    code: str = ""
    measure: str = ""
    names: tuple[str, ...] = ()
    indent: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What the grid shows. `pending` are entries on their way to the disk; `other` a sheet to compare with."""

    index: FormIndex
    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    marks: Marks
    pending: Mapping[CellKey, str | None] = field(default_factory=dict)
    preview: Mapping[CellKey, str | None] = field(default_factory=dict)
    other: Sheet | None = None
    remarks: Mapping[CellKey, str] = field(default_factory=dict)
    row_of: Mapping[RowKey, Row] = field(default_factory=dict)
    lines: Mapping[int, Mapping[str, CellView]] = field(default_factory=dict)
    other_lines: Mapping[int, Mapping[str, CellView]] = field(default_factory=dict)
    carried: CarryOver | None = None
    line_marks: Mapping[int, LineMark] = field(default_factory=dict)
    with_files: frozenset[RowKey] = frozenset()

    @property
    def is_table(self) -> bool:
        """Whether the rows are the form's own."""
        return self.index.is_table

    def cell(self, row: RowKey, column: str) -> CellView:
        """What the office says about a cell."""
        if isinstance(row, int):
            return self.lines.get(row, {}).get(column, BLANK)
        return self.sheet.cells.get(Position(row, column), BLANK)

    def other_text(self, row: RowKey, column: str) -> str | None:
        """The same cell of the sheet compared with."""
        if self.other is None:
            return None
        if isinstance(row, int):
            cell = self.other_lines.get(row, {}).get(column)
        else:
            cell = self.other.cells.get(Position(row, column))
        return cell.text if cell else None

    def spec(self, row: RowKey, column: str) -> CellSpec:
        """What an entry must be there."""
        if isinstance(row, int):
            return self.index.field_specs[column]
        return self.index.cells[Position(row, column)].spec

    def editable(self, row: RowKey, column: str) -> bool:
        """Whether a clerk may type there; a year-to-date figure may be typed to open the year."""
        if self.sheet.read_only:
            return False
        state = self.cell(row, column).state
        if state is CellState.DERIVED and isinstance(row, str):
            return self.index.cells[Position(row, column)].derive is Derive.YEAR_TO_DATE
        return state in (CellState.ENTERED, CellState.INVALID)

    def raw(self, row: RowKey, column: str) -> str:
        """The text to edit or copy: what was typed where it was not understood, else the value."""
        cell = self.cell(row, column)
        waiting = self.pending.get(
            (row, column), cell.typed if cell.state is CellState.INVALID else cell.text
        )
        return waiting or ""


def columns_of(index: FormIndex, says: Says) -> tuple[Column, ...]:
    """The columns of a form in its order."""
    if index.is_table:
        return tuple(_table_column(column, says) for column in index.form.columns)
    return tuple(_field_column(one, says) for one in index.form.fields)


def _table_column(column: ColumnDef, says: Says) -> Column:
    wide = column.type is not None and not column.type.numeric
    return Column(
        id=column.id,
        title=says.pick(column.title, column.title_en),
        group=says.pick(column.group, column.group_en) if column.group else None,
        names=_names(column.id, column.title, column.title_en),
        measure=column.measure,
        note=column.note,
        width=18 if wide else 10,
    )


_WIDTHS = {
    CellType.NUMBER: 12,
    CellType.INTEGER: 9,
    CellType.LONGTEXT: 28,
    CellType.CHOICE: 14,
    CellType.CHOICES: 18,
    CellType.YESNO: 7,
    CellType.DATE: 12,
    CellType.MONTH: 10,
    CellType.USCC: 21,
    CellType.PHONE: 14,
}


def _field_column(one: FieldDef, says: Says) -> Column:
    return Column(
        id=one.id,
        title=says.pick(one.title, one.title_en),
        names=_names(one.id, one.title, one.title_en),
        measure=one.measure,
        note=one.note,
        width=_WIDTHS.get(one.type, 20),
        required=one.required,
    )


def table_rows(index: FormIndex, says: Says) -> tuple[Row, ...]:
    """The rows of a table with their stub; 其中 rows are indented below what they are part of."""
    depth: dict[str, int] = {}
    rows = []
    for row in index.form.rows:
        depth[row.id] = depth.get(row.part_of, 0) + 1 if row.part_of else 0
        rows.append(
            Row(
                key=row.id,
                title=says.pick(row.title, row.title_en),
                code=row.id,
                measure=row.measure or "",
                names=_names(row.id, row.title, row.title_en),
                indent=depth[row.id],
                note=row.note,
            )
        )
    return tuple(rows)


def _names(*names: str | None) -> tuple[str, ...]:
    """What a head in a pasted block may call it, in either language."""
    return tuple(name for name in names if name)


def roster_rows(sheet: Sheet, order: Sequence[int]) -> tuple[Row, ...]:
    """The lines of a roster in the order shown; the number is the line's place in the report."""
    numbers = {line.id: number for number, line in enumerate(sheet.lines, start=1)}
    return tuple(Row(key=line, code=str(numbers[line])) for line in order if line in numbers)


def cell_keys(finding: Finding, sheet: Sheet) -> tuple[CellKey, ...]:
    """The cells of a finding as keys of the grid (`#3` is the third line)."""
    return tuple(key for key in (_key(row, column, sheet) for row, column in finding.cells) if key)


def remarks_of(sheet: Sheet) -> dict[CellKey, str]:
    """What the collecting office says about cells, by the keys of the grid."""
    keyed = ((_key(row, column, sheet), text) for (row, column), text in sheet.remarks.items() if row)
    return {key: text for key, text in keyed if key}


def _key(row: str, column: str, sheet: Sheet) -> CellKey | None:
    if not row.startswith("#"):
        return row, column
    place = int(row[1:]) - 1
    return (sheet.lines[place].id, column) if place < len(sheet.lines) else None


def marks_of(sheet: Sheet) -> dict[CellKey, Mark]:
    """The worst mark of every cell that a finding names."""
    marks: dict[CellKey, Mark] = {}
    for finding in sheet.findings:
        mark = mark_of(finding)
        for key in cell_keys(finding, sheet):
            marks[key] = max(mark, marks.get(key, mark))
    return marks


def mark_of(finding: Finding) -> Mark:
    """How grave a finding is."""
    match finding.level:
        case "error":
            return Mark.ERROR
        case "warning":
            return Mark.EXPLAINED if finding.explained else Mark.WARNING
        case _:
            return Mark.HINT

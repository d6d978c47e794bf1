"""Put a sheet together for the screen: its grid and its printed head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.entry.findings_list import worst_first
from desktop.entry.grid import (
    CellKey,
    Grid,
    LineMark,
    Marks,
    Row,
    columns_of,
    marks_of,
    remarks_of,
    roster_rows,
    table_rows,
)
from desktop.entry.state import EntryState, Head
from desktop.office_port import Office
from desktop.says import Says, period_name
from forms.carry import CarryOver
from forms.findings import Finding
from forms.index import PackIndex
from forms.sheet import CellView, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A sheet with all that takes long to find out about it; made on the worker that brought the sheet."""

    sheet: Sheet
    marks: Marks
    remarks: Mapping[CellKey, str]
    lines: Mapping[int, Mapping[str, CellView]]
    worst: tuple[Finding, ...]
    carried: CarryOver | None = None
    line_marks: Mapping[int, LineMark] = field(default_factory=dict)


def digested(sheet: Sheet, carried: CarryOver | None = None) -> Digest:
    """Look a sheet through; `carried` is what a roster is against the last one."""
    return Digest(
        sheet=sheet,
        marks=marks_of(sheet),
        remarks=remarks_of(sheet),
        lines={line.id: line.values for line in sheet.lines},
        worst=worst_first(sheet),
        carried=carried,
        line_marks=line_marks([line.id for line in sheet.lines], carried),
    )


def line_marks(lines: Sequence[int], carried: CarryOver | None) -> dict[int, LineMark]:
    """Which lines are new or changed, by their ids."""
    if carried is None:
        return {}
    found = [(number, LineMark.NEW) for number in carried.new]
    found += [(change.line, LineMark.CHANGED) for change in carried.changed]
    return {lines[number - 1]: mark for number, mark in found if number <= len(lines)}


def composed(
    index: PackIndex,
    says: Says,
    state: EntryState,
    other: Sheet | None,
    *,
    digest: Digest,
    order: Sequence[int] | None = None,
    pending: Mapping[CellKey, str | None] | None = None,
) -> Grid:
    """The grid of a sheet; what is not given stays as the state has it."""
    before = state.grid
    sheet = digest.sheet
    form = index.form(sheet.form.id)
    same = before if before is not None and before.index is form else None
    if form.is_table:
        rows = same.rows if same else table_rows(form, says)
    else:
        rows = _lines(sheet, _order(order, before, sheet), before)
    return Grid(
        index=form,
        sheet=sheet,
        columns=same.columns if same else columns_of(form, says),
        rows=rows,
        marks=digest.marks,
        row_of=before.row_of if before and rows is before.rows else {row.key: row for row in rows},
        pending=dict(before.pending if pending is None and before else pending or {}),
        preview=before.preview if before and state.plan else {},
        other=other,
        remarks=digest.remarks,
        lines=digest.lines,
        other_lines=_partners(sheet, other, form.form.key),
        carried=digest.carried,
        line_marks=digest.line_marks,
        with_files=frozenset(one.row for one in sheet.attachments if one.row is not None),
    )


def _lines(sheet: Sheet, order: Sequence[int], before: Grid | None) -> tuple[Row, ...]:
    """The rows of a roster; those of the grid before serve again where no line came, went or moved."""
    if before is None or before.is_table or len(order) != len(before.rows):
        return roster_rows(sheet, order)
    stood = len(before.sheet.lines) == len(sheet.lines) and all(
        one.id == two.id for one, two in zip(before.sheet.lines, sheet.lines, strict=True)
    )
    if stood and all(row.key == line for row, line in zip(before.rows, order, strict=True)):
        return before.rows
    return roster_rows(sheet, order)


def _order(order: Sequence[int] | None, before: Grid | None, sheet: Sheet) -> Sequence[int]:
    if order is not None:
        return order
    if before is not None:
        return [row.key for row in before.rows if isinstance(row.key, int)]
    return [line.id for line in sheet.lines]


def _partners(sheet: Sheet, other: Sheet | None, key: tuple[str, ...]) -> dict[int, Mapping[str, CellView]]:
    """The line of the other sheet with the same key, by this sheet's line ids."""
    if other is None or not key:
        return {}
    there = {_key(line.values, key): line.values for line in other.lines}
    return {
        line.id: there[_key(line.values, key)]
        for line in sheet.lines
        if _key(line.values, key) in there and any(_key(line.values, key))
    }


def _key(values: Mapping[str, CellView], key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple((values[name].text or "") if name in values else "" for name in key)


def head_of(office: Office, sheet: Sheet, says: Says) -> Head:
    """The printed head; a form without a 批准文号 is a 工作报表 and claims nothing else."""
    pack, form = office.index.pack, sheet.form
    return Head(
        title=says.pick(form.title, form.title_en),
        form_id=form.id,
        authority=pack.authority,
        approval=pack.approval or "",
        unit=office.unit.name,
        period=period_name(says, sheet.period),
    )

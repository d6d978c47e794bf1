"""Totals over units and months, by the nature of each figure (forms.md §4). Pure: contents in, tables out.

Who is added: units whose figures are not already inside another counted unit's own report; those are shown
apart as 其中 and never added on top (product: a zone inside its prefecture).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from forms.definition import CellType, Derive, Nature, UnitDef
from forms.index import CellDef, FormIndex, PackIndex, Position
from forms.report import Content
from forms.values import NA, Invalid, NotApplicable, Value, from_text, to_text

_ADDED = frozenset({Nature.FLOW, Nature.STOCK, Nature.TO_DATE})
_LISTED = frozenset({Nature.MILESTONE, Nature.TEXT})
NAMED = 3
"""So many units that say the same are named one by one in a total."""


class Share(Struct, frozen=True, kw_only=True):
    """One unit's content for one period, as it goes into a total."""

    unit: UnitDef
    content: Content


class RosterTotal(Struct, frozen=True, kw_only=True):
    """A roster summed up: number of lines, and each additive numeric field."""

    lines: int
    fields: Mapping[str, Value]


def outermost(index: PackIndex, units: Iterable[UnitDef], node: str) -> tuple[UnitDef, ...]:
    """The units that are added for a node: not inside another of them that lies below the node."""
    members = {unit.code: unit for unit in units}
    return tuple(unit for unit in members.values() if not _contained(index, unit, members, node))


def _contained(index: PackIndex, unit: UnitDef, members: Mapping[str, UnitDef], node: str) -> bool:
    inside = unit
    while inside.inside and inside.parent and inside.parent != node:
        if inside.parent in members:
            return True
        parent = index.units.get(inside.parent)
        if parent is None:
            return False
        inside = parent
    return False


def subtree(index: PackIndex, node: str) -> tuple[UnitDef, ...]:
    """The node and everything below it, in the pack's order."""
    wanted = {node}
    found = [index.unit(node)]
    for unit in _by_depth(index, node):
        if unit.code not in wanted:
            wanted.add(unit.code)
            found.append(unit)
    return tuple(found)


def _by_depth(index: PackIndex, node: str) -> Iterable[UnitDef]:
    for child in index.children.get(node, ()):
        yield child
        yield from _by_depth(index, child.code)


def total_table(form: FormIndex, shares: Sequence[Share]) -> dict[Position, Value]:
    """Every cell over the units: figures added, texts listed with the unit's name, ratios left blank.

    Ratios, averages and growth rates are never summed; `forms.totals` recomputes those a formula gives.
    """
    return {position: _over_units(cell, shares) for position, cell in form.cells.items()}


def _over_units(cell: CellDef, shares: Sequence[Share]) -> Value:
    values = [(share.unit, _value(cell, share.content)) for share in shares]
    if values and all(value is NA for _, value in values):
        return NA
    if is_listed(cell):
        return _listed([(unit.short_name or unit.name, _said(cell, value)) for unit, value in values]) or None
    if not is_added(cell):
        return None
    return add(value for _, value in values)


def _listed(said: Iterable[tuple[str, str]]) -> str:
    """What units say, with their names; what several say alike is written once."""
    names: dict[str, list[str]] = {}
    for name, text in said:
        if text:
            names.setdefault(text, []).append(name)
    return "；".join(f"{_together(units)}：{text}" for text, units in names.items())


def _together(units: Sequence[str]) -> str:
    """Some names, or the first of many with their number."""
    return "、".join(units) if len(units) <= NAMED else f"{units[0]}等{len(units)}个单位"


def _said(cell: CellDef, value: Value) -> str:
    """What a unit says, in words: a list's titles instead of its codes."""
    if value is None or value is NA:
        return ""
    titles = {choice.code: choice.title for choice in cell.spec.choices}
    if cell.spec.type is CellType.YESNO:
        titles = {"yes": "是", "no": "否"}
    return "、".join(titles.get(part, part) for part in (to_text(value) or "").split("；"))


def is_added(cell: CellDef) -> bool:
    """Whether figures of this cell add up over units."""
    if not cell.spec.type.numeric or cell.derive in (Derive.PROGRESS, Derive.TARGET):
        return False
    return cell.nature is None or cell.nature in _ADDED


def is_listed(cell: CellDef) -> bool:
    """Whether a total lists what each unit says instead of adding."""
    return not cell.spec.type.numeric or cell.nature in _LISTED


def add(values: Iterable[Value]) -> Decimal | None:
    """The exact sum of the figures among the values; blank where there is none."""
    figures = [value for value in values if isinstance(value, Decimal)]
    return sum(figures, Decimal(0)) if figures else None


def over_months(form: FormIndex, months: Sequence[Content]) -> dict[Position, Value]:
    """One unit's months as one table: flows added, everything else as it last stood."""
    return {position: _over_time(cell, months) for position, cell in form.cells.items()}


def _over_time(cell: CellDef, months: Sequence[Content]) -> Value:
    values = [_value(cell, content) for content in months]
    if cell.nature is Nature.FLOW and cell.derive is None and cell.spec.type.numeric:
        if values and all(value is NA for value in values):
            return NA
        return add(values)
    stated = [value for value in values if value is not None and value is not NA]
    return stated[-1] if stated else (values[-1] if values else None)


def total_roster(form: FormIndex, shares: Sequence[Share]) -> RosterTotal:
    """Lines counted and numeric fields added over all units."""
    lines = [line for share in shares for line in share.content.rows]
    summed = {
        field.id: add(
            value
            for line in lines
            if isinstance(value := from_text(line.get(field.id), form.field_specs[field.id]), Decimal)
        )
        for field in form.form.fields
        if field.type in (CellType.NUMBER, CellType.INTEGER)
        and field.nature not in (Nature.RATIO, Nature.AVERAGE, Nature.GROWTH)
    }
    return RosterTotal(lines=len(lines), fields=summed)


def _value(cell: CellDef, content: Content) -> Value:
    value = from_text(content.cell(cell.row.id, cell.column.id), cell.spec)
    if isinstance(value, Invalid):
        return None
    return NA if value is None and not cell.applies else value


def as_content(table: Mapping[Position, Value]) -> Content:
    """A table of values in the shape of a report's content."""
    cells: dict[str, dict[str, str | None]] = {}
    for (row, column), value in table.items():
        cells.setdefault(row, {})[column] = to_text(value)
    return Content(cells=cells)


def differing(form: FormIndex, first: Content, second: Content) -> tuple[Position, ...]:
    """The cells in which two contents differ by value (12.5 and 12.50 are the same figure)."""
    return tuple(
        position
        for position, cell in form.cells.items()
        if _comparable(cell, first) != _comparable(cell, second)
    )


def _comparable(cell: CellDef, content: Content) -> Value | Invalid:
    value = from_text(content.cell(cell.row.id, cell.column.id), cell.spec)
    return None if isinstance(value, NotApplicable) and not cell.applies else value

"""Node check (节点检查): a unit's own report against the reports of the units below it, cell by cell, exactly.

Which columns belong together is the pack's word (`node_checks`); without any, every total is compared with
the sum of all units inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from forms.aggregate import Share, add, is_added
from forms.calendar import asked
from forms.definition import Derive, FormDef, Level, NodeCheckDef, UnitDef
from forms.index import CellDef, Position
from forms.period import Period, parse_period
from forms.values import Value, from_text, to_text
from sync.desk.collected import Collected, is_due

GENERAL = "node-auto-total"


class NodeFinding(Struct, frozen=True, kw_only=True):
    """A cell in which a parent differs from its children. `missing` are children whose report is not here."""

    check: str
    level: Level
    unit: str
    form: str
    row: str
    column: str
    own: str | None
    children: str | None
    difference: str
    message: str
    message_en: str | None = None
    units: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def nodecheck(collected: Collected, period_text: str) -> tuple[NodeFinding, ...]:
    """Every cell where a parent differs from its children, over all units whose reports are here."""
    period = parse_period(period_text)
    checks = collected.index.pack.node_checks or _general(collected)
    return tuple(
        finding
        for check in checks
        for form_id in check.forms
        if is_due(form := collected.index.form(form_id).form, period)
        for unit in collected.index.pack.units
        if (not check.unit_kinds or unit.kind in check.unit_kinds)
        if not check.units or unit.code in check.units
        for finding in _compare(collected, check, form, unit, period)
    )


def _general(collected: Collected) -> tuple[NodeCheckDef, ...]:
    """Where the pack says nothing: each column of the report's own figures against the same one of all units inside.

    1—本月 is among them, because it may be typed; columns that look back or at targets are not.
    """
    tables = [form for form in collected.index.forms.values() if form.is_table]
    return tuple(
        NodeCheckDef(
            id=GENERAL,
            level=Level.WARNING,
            forms=(form.form.id,),
            parent=column.id,
            child=column.id,
            children="inside",
            message="",
        )
        for form in tables
        for column in form.form.columns
        if column.derive in (None, Derive.YEAR_TO_DATE)
    )


def _compare(
    collected: Collected, check: NodeCheckDef, form: FormDef, unit: UnitDef, period: Period
) -> Iterator[NodeFinding]:
    children = [child for child in collected.index.children.get(unit.code, ()) if _concerned(check, child)]
    owing = collected.respondents(form, period, children)
    own = collected.shares(form, period, collected.respondents(form, period, [unit]))
    if not owing or not own:
        return
    shares = collected.shares(form, period, owing)
    if not shares:
        return
    have = {share.unit.code for share in shares}
    missing = tuple(child.code for child in owing if child.code not in have)
    index = collected.index.form(form.id)
    for row in form.rows:
        cell, below = index.cell(row.id, check.parent), index.cell(row.id, check.child)
        if cell is None or below is None or not is_added(cell):
            continue
        if not asked(form, row, cell.column, unit, period):
            continue  # it says nothing that could differ
        stated = _figure(cell, own[0])
        summed = add(_figure(below, share) for share in shares)
        sides = _Sides(stated, summed, tuple(sorted(have)), missing)
        if sides.difference:
            yield _finding(check, unit, cell, sides)


def _concerned(check: NodeCheckDef, child: UnitDef) -> bool:
    match check.children:
        case "inside":
            wanted = child.inside
        case "outside":
            wanted = not child.inside
        case _:
            wanted = True
    return wanted and (not check.child_kinds or child.kind in check.child_kinds)


class _Sides(NamedTuple):
    """What the parent says, what its children make, and who they are."""

    stated: Value
    summed: Value
    units: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def difference(self) -> Decimal:
        """Parent less children; a blank counts as nothing here."""
        return _number(self.stated) - _number(self.summed)


def _finding(check: NodeCheckDef, unit: UnitDef, cell: CellDef, sides: _Sides) -> NodeFinding:
    return NodeFinding(
        check=check.id,
        level=check.level,
        unit=unit.code,
        form=cell.form,
        row=cell.row.id,
        column=cell.column.id,
        own=to_text(sides.stated),
        children=to_text(sides.summed),
        difference=to_text(sides.difference) or "0",
        message=check.message,
        message_en=check.message_en,
        units=sides.units,
        missing=sides.missing,
    )


def _figure(cell: CellDef, share: Share) -> Value:
    position = Position(cell.row.id, cell.column.id)
    value = from_text(share.content.cell(*position), cell.spec)
    return value if isinstance(value, Decimal) else None


def _number(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)

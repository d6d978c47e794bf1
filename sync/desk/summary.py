"""Totals of a period by form: figures by their nature, 其中 apart, adjustments apart, missing units named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from forms.aggregate import (
    RosterTotal,
    Share,
    as_content,
    outermost,
    subtree,
    total_roster,
    total_table,
)
from forms.definition import FormDef, UnitDef
from forms.errors import YuebaoError
from forms.index import Position
from forms.past import PastReport
from forms.period import Period, parse_period
from forms.report import Content, Line, ReportKey
from forms.totals import TotalValues, recompute
from forms.values import Value, to_text
from sync.desk.collected import Collected, is_due, parts_of
from sync.desk.scope import of_kinds

Table = Mapping[str, Mapping[str, str | None]]


class Adjustment(Struct, frozen=True, kw_only=True):
    """One adjustment beside a reporter's figure, shown apart in every total (原值 / 调整 / 理由)."""

    unit: str
    row: str
    column: str
    difference: str
    reason: str


class FormTotal(Struct, frozen=True, kw_only=True):
    """One form summed up. `cells` are the units' own figures; `inside` the 其中 total of units inside others.

    `adjusted` are the cells' totals with the adjustments added, only where there are any. A roster has
    `lines` and the sums of its `fields` instead of cells.
    """

    form: str
    period: str
    cells: Table
    inside: Table
    adjusted: Table
    adjustments: tuple[Adjustment, ...]
    units: tuple[str, ...]
    missing: tuple[str, ...]
    expected: int
    units_inside: tuple[str, ...]
    lines: int = 0
    fields: Mapping[str, str | None] = {}

    @property
    def counted(self) -> int:
        """How many units' figures are in the total."""
        return len(self.units)


class Summary(Struct, frozen=True, kw_only=True):
    """The totals of a node for a period; with `kinds` only units of these kinds were added."""

    node: str
    period: str
    forms: tuple[FormTotal, ...]
    kinds: tuple[str, ...] = ()


def summarise(
    collected: Collected,
    period_text: str,
    *,
    forms: Sequence[str] = (),
    node: str | None = None,
    kinds: Sequence[str] = (),
) -> Summary:
    """The totals of every form due in the period (or of those named) over a node's units.

    A node that reports itself counts with its own report, the office's own node with the units below it; with
    `kinds` only units of these kinds below the node count (选择汇总).
    """
    period = parse_period(period_text)
    place = node or collected.ws.unit
    collected.index.unit(place)
    chosen = [collected.index.form(f).form for f in forms] or list(collected.index.pack.forms)
    due = [form for form in chosen if is_due(form, period)]
    if forms and len(due) < len(chosen):
        raise YuebaoError("E-PERIOD", text=period_text, where=next(f.id for f in chosen if f not in due))
    totals = _Totals(collected, place, tuple(kinds))
    made = tuple(totals.form(form, period) for form in due)
    return Summary(node=place, period=period_text, forms=made, kinds=tuple(kinds))


def units_of(
    collected: Collected, form: FormDef, period: Period, node: str
) -> tuple[list[UnitDef], list[UnitDef]]:
    """The units that a node's total of a form adds up, and those inside them that stand beside it as 其中."""
    return _Totals(collected, node).units(form, period)


class _Totals:
    """Totals of one node, of any period; as a `Past` it gives earlier totals to ratios."""

    def __init__(self, collected: Collected, node: str, kinds: tuple[str, ...] = ()) -> None:
        self._collected = collected
        self._node = node
        self._kinds = kinds
        self._unit = collected.index.unit(node)

    def units(self, form: FormDef, period: Period) -> tuple[list[UnitDef], list[UnitDef]]:
        """The units that are added, and those inside them that are shown as 其中."""
        below = list(subtree(self._collected.index, self._node))
        itself = self._collected.respondents(form, period, [self._unit])
        if itself and self._node != self._collected.ws.unit and not self._kinds:
            inside = [u for u in self._collected.respondents(form, period, below[1:]) if u.inside]
            beside = [u for u in self._collected.respondents(form, period, below[1:]) if not u.inside]
            return [*itself, *beside], inside
        owing = of_kinds(self._collected.respondents(form, period, below[1:]), self._kinds)
        added = outermost(self._collected.index, owing, self._node)
        codes = {unit.code for unit in added}
        return list(added), [unit for unit in owing if unit.code not in codes]

    def shares(self, form: FormDef, period: Period) -> list[Share]:
        """What is added."""
        return self._collected.shares(form, period, self.units(form, period)[0])

    def form(self, form: FormDef, period: Period) -> FormTotal:
        """One form's totals."""
        added, inside = self.units(form, period)
        shares = self._collected.shares(form, period, added)
        within = self._collected.shares(form, period, inside)
        index = self._collected.index.form(form.id)
        have = {share.unit.code for share in shares}
        owing = [u for u in added if u.code in have or not self._collected.exempt(form, period, u.code)]
        roster = None if index.is_table else total_roster(index, shares)
        cells = self._table(form, period, shares) if index.is_table else {}
        adjustments = self._adjustments(form, period, shares)
        return FormTotal(
            form=form.id,
            period=str(parts_of(form, period)[-1] if period.months < form.frequency.months else period),
            cells=_texts(cells),
            inside=_texts(total_table(index, within)) if index.is_table and within else {},
            adjusted=_adjusted(cells, adjustments),
            adjustments=adjustments,
            units=tuple(share.unit.code for share in shares),
            missing=tuple(unit.code for unit in owing if unit.code not in have),
            expected=len(owing),
            units_inside=tuple(share.unit.code for share in within),
            lines=roster.lines if roster else 0,
            fields=_fields(roster),
        )

    def _table(self, form: FormDef, period: Period, shares: list[Share]) -> dict[Position, Value]:
        tables = {form.id: total_table(self._collected.index.form(form.id), shares)}
        others = self._others(form, period)
        lines: dict[str, Sequence[Line]] = {
            name: [line for share in its for line in share.content.rows] for name, its in others.items()
        }
        whole = tables | {
            name: total_table(self._collected.index.form(name), its)
            for name, its in others.items()
            if self._collected.index.form(name).is_table
        }
        values = TotalValues(self._collected.program, period, self._unit.kind, whole, lines, self)
        recompute(values, self._collected.program, tables, self._node)
        return tables[form.id]

    def _others(self, form: FormDef, period: Period) -> dict[str, list[Share]]:
        """The forms that this form's ratios are made of, if any."""
        needed: set[str] = set()
        program = self._collected.program
        for slot in program.form_slots[form.id]:
            step = program.step_of.get(slot)
            if step is None:
                continue
            needed |= {program.cells[read].form for read in step.reads}
            needed |= {program.tallies[number].form for number in step.tallies}
        needed.discard(form.id)
        return {name: self.shares(self._collected.index.form(name).form, period) for name in needed}

    def report(self, form: str, period: Period) -> PastReport | None:
        """The total of an earlier period, added up without recomputing (`forms.past.Past`)."""
        index = self._collected.index.form(form)
        shares = self.shares(index.form, period)
        if not shares:
            return None
        if index.is_table:
            return PastReport(as_content(total_table(index, shares)), "submitted")
        return PastReport(Content(rows=tuple(line for s in shares for line in s.content.rows)), "submitted")

    def _adjustments(self, form: FormDef, period: Period, shares: list[Share]) -> tuple[Adjustment, ...]:
        return tuple(
            Adjustment(
                unit=share.unit.code,
                row=figure.cell[0],
                column=figure.cell[1],
                difference=figure.difference,
                reason=figure.reason,
            )
            for share in shares
            for part in parts_of(form, period)
            for figure in self._collected.adjustments(ReportKey(share.unit.code, form.id, str(part)))
        )


def _texts(table: Mapping[Position, Value]) -> Table:
    cells: dict[str, dict[str, str | None]] = {}
    for (row, column), value in table.items():
        cells.setdefault(row, {})[column] = to_text(value)
    return cells


def _adjusted(table: Mapping[Position, Value], adjustments: Sequence[Adjustment]) -> Table:
    """The cells that adjustments touch, with them added; the reporters' figures stay beside (`cells`)."""
    found: dict[Position, Value] = {}
    for adjustment in adjustments:
        position = Position(adjustment.row, adjustment.column)
        before = found.get(position, table.get(position))
        base = before if isinstance(before, Decimal) else Decimal(0)
        found[position] = base + Decimal(adjustment.difference)
    return _texts(found)


def _fields(roster: RosterTotal | None) -> dict[str, str | None]:
    return {name: to_text(value) for name, value in roster.fields.items()} if roster else {}

"""Who is asked for what, and when: respondents, the cells they are asked for, due dates.

Pure look-ups over a pack; the caller brings units and periods. A quarterly form is due in the month that ends
its quarter, under its own period (docs/formats/pack.md, "Whom and when").
"""  # noqa: A005 - nobody imports the standard calendar from inside this package

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from forms.definition import ColumnDef, Derive, FormDef, Kind, Nature, PackDef, RowDef, UnitDef
from forms.index import base_column
from forms.period import Frequency, Period, parse_period


class NotAsked(StrEnum):
    """Why a cell is — for a unit and period."""

    APPLIES = "the form does not ask this cell"
    KIND = "not asked of this kind of unit"
    UNIT = "not asked of this unit"
    FREQUENCY = "not asked in this period"


def exists(unit: UnitDef, period: Period) -> bool:
    """Whether the unit exists in the period's last month, which is when it would report."""
    month = str(Period(period.end, 1))
    return (unit.valid_from or month) <= month <= (unit.valid_to or month)


def is_respondent(form: FormDef, unit: UnitDef, period: Period) -> bool:
    """Whether the unit exists in the period and the form asks something of it then.

    A monthly form may hold only yearly rows for a unit: in other months nothing is due from it.
    """
    return asked_of(form, unit) and exists(unit, period) and asks_anything(form, unit, period)


def asks_anything(form: FormDef, unit: UnitDef, period: Period) -> bool:
    """Whether any cell of the form is asked of the unit in the period; a roster always asks for its lines."""
    return form.kind is Kind.ROSTER or any(
        asked(form, row, column, unit, period) for row in form.rows for column in form.columns
    )


def asked_of(form: FormDef, unit: UnitDef) -> bool:
    """Whether the form is asked of this unit at all, whenever that is."""
    return unit.kind in form.respondents and (form.units is None or unit.code in form.units)


def has_begun(pack: PackDef, period: Period) -> bool:
    """Whether the pack's first period lies in this period or before it."""
    return parse_period(pack.first_period).end <= period.end


def respondents(pack: PackDef, form: FormDef, period: Period) -> tuple[UnitDef, ...]:
    """The units that report this form for this period, in the pack's order; none for another frequency."""
    if period.frequency is not form.frequency or not has_begun(pack, period):
        return ()
    return tuple(unit for unit in pack.units if is_respondent(form, unit, period))


def own_period(form: FormDef, period: Period) -> Period | None:
    """The form's own period that is due in this one: 2026-12 → 2026Q4; `None` where none is due.

    A month takes in every form whose period it ends; a longer period only the forms of its own length.
    """
    if period.frequency is form.frequency:
        return period
    if period.frequency is Frequency.MONTH and period.ends(form.frequency):
        return period.covering(form.frequency)
    return None


def collector(unit: UnitDef) -> str | None:
    """The office that takes in the unit's bundles: `reports_to`, or else the parent."""
    return unit.reports_to or unit.parent


def expected(pack: PackDef, collector_code: str, period: Period) -> list[tuple[UnitDef, FormDef]]:
    """The reports that an office expects in this period, by unit and form in the pack's order."""
    due = [(form, own) for form in pack.forms if (own := own_period(form, period)) is not None]
    return [
        (unit, form)
        for unit in pack.units
        if collector(unit) == collector_code
        for form, own in due
        if has_begun(pack, own) and is_respondent(form, unit, own)
    ]


def due_date(pack: PackDef, form: FormDef, period: Period) -> dt.date:
    """The last day on which this form's report for the period is on time."""
    return period.due(pack.due[form.frequency])


class Asking(NamedTuple):
    """Of whom and when a cell is asked; `None` is everybody, always."""

    kinds: tuple[str, ...] | None
    units: tuple[str, ...] | None
    frequency: Frequency | None

    def withheld(self, unit: UnitDef, period: Period) -> NotAsked | None:
        """Why the cell is — for this unit and period; `None` where it is asked."""
        if self.kinds is not None and unit.kind not in self.kinds:
            return NotAsked.KIND
        if self.units is not None and unit.code not in self.units:
            return NotAsked.UNIT
        if self.frequency is not None and not period.ends(self.frequency):
            return NotAsked.FREQUENCY
        return None


def asking(form: FormDef, row: RowDef, column: ColumnDef) -> Asking | None:
    """Of whom the form asks a cell; `None` where it does not ask it at all.

    A derived cell follows the cell it derives from, but a row may say that it applies all the same.
    """
    if not applies(row, column):
        return None
    chain = _chain(form, column)
    if len(chain) > 1 and not row.applies.get(column.id) and not all(applies(row, c) for c in chain):
        return None
    return _narrowed(row, chain)


def why_not_asked(
    form: FormDef, row: RowDef, column: ColumnDef, unit: UnitDef, period: Period
) -> NotAsked | None:
    """Why the cell is — for this unit and period; `None` where it is asked."""
    found = asking(form, row, column)
    return NotAsked.APPLIES if found is None else found.withheld(unit, period)


def _chain(form: FormDef, column: ColumnDef) -> list[ColumnDef]:
    """The column and, if it is derived, those it derives from."""
    chain = [column]
    while chain[-1].derive is not None:
        of = chain[-1].of or base_column(form, chain[-1])
        base = next((c for c in form.columns if c.id == of), None)
        if base is None or base in chain:
            break
        chain.append(base)
    return chain


def asked(form: FormDef, row: RowDef, column: ColumnDef, unit: UnitDef, period: Period) -> bool:
    """Whether the cell is asked of this unit in this period; else it is —."""
    return why_not_asked(form, row, column, unit, period) is None


def applies(row: RowDef, column: ColumnDef) -> bool:
    """Whether the form has this cell at all; the row's word on the column wins over the column's own."""
    if column.derive is Derive.YEAR_TO_DATE and (column.nature or row.nature) is Nature.STOCK:
        return False
    stated = row.applies.get(column.id)
    return column.applies is not False if stated is None else stated


def _narrowed(row: RowDef, chain: list[ColumnDef]) -> Asking:
    """Kind, unit and frequency: the nearest column's statement wins over the row's (pack.md, decision 1)."""
    kinds, units, frequency = row.respondents, row.units, row.frequency
    for column in reversed(chain):
        kinds = kinds if column.respondents is None else column.respondents
        units = units if column.units is None else column.units
        frequency = column.frequency or frequency
    return Asking(kinds, units, frequency)

"""Look-up tables over a pack: effective attributes of every cell, and who a unit is.

Built once per pack and shared by reading, checking, storing and printing. A column's statement wins over
its row's (docs/formats/pack.md, decision 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from forms.definition import (
    CellType,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Kind,
    Nature,
    PackDef,
    RowDef,
    UnitDef,
)
from forms.errors import YuebaoError
from forms.values import CellSpec


class Position(NamedTuple):
    """A cell within its form."""

    row: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDef:
    """One cell of a table form with the attributes that hold for it."""

    form: str
    row: RowDef
    column: ColumnDef
    spec: CellSpec
    nature: Nature | None
    min: Decimal | None
    max: Decimal | None
    required: bool
    derive: Derive | None
    of: str | None
    position: Position = field(init=False, repr=False, compare=False)
    """Row and column id."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "position", Position(self.row.id, self.column.id))

    @property
    def applies(self) -> bool:
        """Whether the form asks this cell at all; `no` prints —. The row's word wins over the column's."""
        if self.derive is Derive.YEAR_TO_DATE and self.nature is Nature.STOCK:
            return False
        return self.row.applies.get(self.column.id, self.column.applies is not False)


@dataclass(frozen=True, slots=True)
class FormIndex:
    """A form with its cells (table) or fields (roster) by id."""

    form: FormDef
    cells: dict[Position, CellDef]
    fields: dict[str, FieldDef]
    field_specs: dict[str, CellSpec]

    @property
    def is_table(self) -> bool:
        """Whether this is a table of cells rather than a roster of lines."""
        return self.form.kind is Kind.TABLE

    def cell(self, row: str, column: str) -> CellDef | None:
        """The cell, or `None` where the form has no such row or column."""
        return self.cells.get(Position(row, column))


class PackIndex:
    """A pack with its look-up tables; build it once and pass it on."""

    def __init__(self, pack: PackDef) -> None:
        self.pack = pack
        self.forms: dict[str, FormIndex] = {form.id: _form_index(pack, form) for form in pack.forms}
        self.units: dict[str, UnitDef] = {unit.code: unit for unit in pack.units}
        self.memo: dict[tuple[str, str], Any] = {}
        """What others work out once a pack, by purpose and form."""

    def form(self, form_id: str) -> FormIndex:
        """The form; an unknown one is `E-USAGE`."""
        try:
            return self.forms[form_id]
        except KeyError:
            raise YuebaoError("E-USAGE", detail=f"form {form_id}") from None

    def unit(self, code: str) -> UnitDef:
        """The unit; an unknown one is `E-UNIT`."""
        try:
            return self.units[code]
        except KeyError:
            raise YuebaoError("E-UNIT", text=code) from None

    @cached_property
    def children(self) -> dict[str, tuple[UnitDef, ...]]:
        """Units by their parent's code, in the pack's order."""
        found: dict[str, list[UnitDef]] = {}
        for unit in self.pack.units:
            if unit.parent:
                found.setdefault(unit.parent, []).append(unit)
        return {code: tuple(units) for code, units in found.items()}

    @cached_property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """Units by their successor's code: whose history a renamed or merged unit continues."""
        found: dict[str, list[str]] = {}
        for unit in self.pack.units:
            if unit.successor:
                found.setdefault(unit.successor, []).append(unit.code)
        return {code: tuple(codes) for code, codes in found.items()}


def choices_of(pack: PackDef, list_id: str | None) -> tuple[ChoiceDef, ...]:
    """The entries of a list; none where the attribute names no list."""
    return pack.lists.get(list_id, ()) if list_id else ()


def _form_index(pack: PackDef, form: FormDef) -> FormIndex:
    cells = {
        Position(row.id, column.id): _cell(pack, form, row, column)
        for row in form.rows
        for column in form.columns
    }
    specs = {
        field.id: CellSpec(
            type=field.type,
            decimals=field.decimals,
            measure=field.measure,
            choices=choices_of(pack, field.list),
        )
        for field in form.fields
    }
    return FormIndex(form, cells, {field.id: field for field in form.fields}, specs)


def _cell(pack: PackDef, form: FormDef, row: RowDef, column: ColumnDef) -> CellDef:
    derive = column.derive
    spec = CellSpec(
        type=column.type or row.type,
        decimals=row.decimals if column.decimals is None else column.decimals,
        measure=column.measure or row.measure,
        choices=choices_of(pack, column.list or row.list),
    )
    if derive is Derive.PROGRESS:
        spec = CellSpec(type=CellType.NUMBER, decimals=2, measure="%")
    elif derive is Derive.TARGET:
        spec = CellSpec(type=CellType.NUMBER, measure=spec.measure)
    return CellDef(
        form=form.id,
        row=row,
        column=column,
        spec=spec,
        nature=column.nature or row.nature,
        min=row.min if column.min is None else column.min,
        max=row.max if column.max is None else column.max,
        required=row.required if column.required is None else column.required,
        derive=derive,
        of=(column.of or base_column(form, column)) if derive else None,
    )


def base_column(form: FormDef, derived: ColumnDef) -> str | None:
    """The entered column a derived one belongs to: the nearest before it, else the first one."""
    entered = [
        (place, column.id)
        for place, column in enumerate(form.columns)
        if column.derive is None and (column.type is None or column.type.numeric)
    ]
    here = form.columns.index(derived)
    before = [name for place, name in entered if place < here]
    if before:
        return before[-1]
    return entered[0][1] if entered else None

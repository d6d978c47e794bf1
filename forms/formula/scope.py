"""What a rule may refer to. `PackScope` answers from a pack; tests may answer otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from msgspec import Struct

from forms.definition import CellType, ChoiceDef
from forms.formula.tree import Type
from forms.index import CellDef, FormIndex, PackIndex

_TYPES: Mapping[CellType, Type] = {
    CellType.NUMBER: Type.NUMBER,
    CellType.INTEGER: Type.NUMBER,
    CellType.YESNO: Type.BOOL,
    CellType.DATE: Type.DATE,
    CellType.MONTH: Type.MONTH,
}


class Choices(Struct, frozen=True):
    """What may be written for a choice (code or title) and what is stored for it."""

    stored: Mapping[str, str]


class Known(Struct, frozen=True, kw_only=True):
    """A cell or field a rule may name. `kinds`, `units` of `None` ask everybody; `asked` is false for a fixed —."""

    type: Type
    choices: Choices | None = None
    entered: bool = True
    asked: bool = True
    kinds: frozenset[str] | None = None
    units: frozenset[str] | None = None
    index: int = 0


class Scope(Protocol):
    """A pack as the rules of one form see it. Tables have rows and columns, rosters have fields."""

    @property
    def form(self) -> str:
        """The form the rule stands in."""

    def forms(self) -> Collection[str]:
        """All forms."""

    def is_table(self, form: str) -> bool:
        """Whether the form is a table."""

    def rows(self, form: str) -> tuple[str, ...]:
        """Row ids in order."""

    def columns(self, form: str) -> tuple[str, ...]:
        """Column ids in order."""

    def cell(self, form: str, row: str, column: str) -> Known | None:
        """The cell, if there is one."""

    def fields(self, form: str) -> Mapping[str, Known]:
        """Fields of a roster in order."""

    def targets(self) -> Collection[str]:
        """Target ids."""


class PackScope:
    """The scope of one form of a pack."""

    def __init__(self, pack: PackIndex, form: str) -> None:
        self._pack = pack
        self._form = form
        self._cells: dict[tuple[str, str, str], Known] = {}
        self._fields: dict[str, Mapping[str, Known]] = {}
        self._rows = {name: tuple(r.id for r in index.form.rows) for name, index in pack.forms.items()}
        self._columns = {name: tuple(c.id for c in index.form.columns) for name, index in pack.forms.items()}
        self._targets = frozenset(target.id for target in pack.pack.targets)

    @property
    def form(self) -> str:
        """The form the rule stands in."""
        return self._form

    def forms(self) -> Collection[str]:
        """All forms of the pack."""
        return self._pack.forms.keys()

    def is_table(self, form: str) -> bool:
        """Whether the form is a table."""
        return self._pack.forms[form].is_table

    def rows(self, form: str) -> tuple[str, ...]:
        """Row ids in order."""
        return self._rows[form]

    def columns(self, form: str) -> tuple[str, ...]:
        """Column ids in order."""
        return self._columns[form]

    def cell(self, form: str, row: str, column: str) -> Known | None:
        """The cell with its type and whom it is asked of."""
        key = (form, row, column)
        if key not in self._cells:
            index = self._pack.forms[form]
            cell = index.cell(row, column)
            if cell is None:
                return None
            self._cells[key] = _known(index, cell)
        return self._cells[key]

    def fields(self, form: str) -> Mapping[str, Known]:
        """Fields of a roster in order."""
        if form not in self._fields:
            specs = self._pack.forms[form].field_specs
            self._fields[form] = {
                name: Known(type=_TYPES.get(spec.type, Type.TEXT), choices=_choices(spec.choices), index=n)
                for n, (name, spec) in enumerate(specs.items())
            }
        return self._fields[form]

    def targets(self) -> Collection[str]:
        """Target ids."""
        return self._targets


def _known(index: FormIndex, cell: CellDef) -> Known:
    form, row, column = index.form, cell.row, cell.column
    return Known(
        type=_TYPES.get(cell.spec.type, Type.TEXT),
        choices=_choices(cell.spec.choices),
        entered=cell.derive is None,
        asked=cell.applies,
        kinds=_both(form.respondents, column.respondents or row.respondents),
        units=_both(form.units, column.units or row.units),
    )


def _both(*asked: tuple[str, ...] | None) -> frozenset[str] | None:
    sets = [frozenset(names) for names in asked if names is not None]
    return frozenset.intersection(*sets) if sets else None


def _choices(choices: tuple[ChoiceDef, ...]) -> Choices | None:
    stored: dict[str, str] = {}
    for choice in choices:
        stored.setdefault(choice.title, choice.code)
        stored[choice.code] = choice.code
    return Choices(stored) if stored else None

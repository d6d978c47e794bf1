"""Where figures stand: tables made from the forms of a pack, columns for numeric cells, scales for decimals.

A form has one table of figures and one of sums, or several (`parts`) when it has more cells than SQLite has
columns. Columns are `c1`, `c2` …, since row and column ids may be any text; `figure_column` names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from forms.definition import CellType, ColumnDef, Derive, FormDef, Kind, PackDef, RowDef
from forms.store.database import Database
from forms.store.figure_values import LARGEST, Place, too_long
from forms.values import MAX_DECIMALS

CELLS_IN_TABLE: Final = 900  # sums need two columns a cell, and SQLite stops at 2,000
_USUAL_SCALE: Final = 2  # where a pack states no decimals; widened when a figure needs more


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The tables of a form, or a part of it, with their statements, which are long and used often.

    `places` are in the order of the columns; a row of figures is `(period, unit, *figures)`, one of sums
    `(period, node, inside, n, *amounts, *counts)`.
    """

    number: int
    figures: str
    sums: str
    places: tuple[Place, ...]
    select: str = field(init=False)
    replace: str = field(init=False)
    delete: str = field(init=False)
    upsert: str = field(init=False)
    cells: tuple[tuple[tuple[str, str], int], ...] = field(init=False)
    """Row and column of each place, and its decimals."""

    def __post_init__(self) -> None:
        figures, names = quoted(self.figures), ", ".join(self.names)
        marks = ", ".join("?" * (len(self.places) + 2))
        at = "WHERE period = ? AND unit = ?"
        put = object.__setattr__
        put(self, "select", f"SELECT {names} FROM {figures} {at}")  # noqa: S608 - own names, here and below
        put(self, "replace", f"INSERT OR REPLACE INTO {figures} (period, unit, {names}) VALUES ({marks})")  # noqa: S608
        put(self, "delete", f"DELETE FROM {figures} {at}")  # noqa: S608
        put(self, "cells", tuple(((p.row, p.column), p.scale) for p in self.places))
        put(self, "upsert", _upsert(quoted(self.sums), ["n", *self.names, *self.counts]))

    @property
    def names(self) -> list[str]:
        """The columns of the figures, and of the amounts of the sums."""
        return [f"c{place.number}" for place in self.places]

    @property
    def counts(self) -> list[str]:
        """The columns of the sums that count values and —."""
        return [f"k{place.number}" for place in self.places]


def _upsert(sums: str, names: list[str]) -> str:
    sets = ", ".join(f"{name} = {name} + excluded.{name}" for name in names)
    marks = ", ".join("?" * (len(names) + 3))
    return f"""INSERT INTO {sums} (period, node, inside, {", ".join(names)}) VALUES ({marks})
               ON CONFLICT (period, node, inside) DO UPDATE SET {sets}"""  # noqa: S608 - own names


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All tables of a form, with the places of its cells."""

    form: str
    parts: tuple[Part, ...]

    def place(self, row: str, column: str) -> Place | None:
        """Where a cell stands; `None` if it has no figures."""
        places = (place for part in self.parts for place in part.places)
        return next((place for place in places if (place.row, place.column) == (row, column)), None)


def numeric_cells(form: FormDef) -> Iterator[tuple[str, str, int]]:
    """Row, column and scale of each cell that may hold a figure; what a column states overrides its row."""
    if form.kind is not Kind.TABLE:
        return
    for row in form.rows:
        for column in form.columns:
            asked = row.applies.get(column.id, True) and column.applies is not False
            if asked and (column.type or row.type).numeric:
                yield row.id, column.id, _scale(row, column)


def _scale(row: RowDef, column: ColumnDef) -> int:
    if column.decimals is not None:
        return column.decimals
    if column.derive is Derive.PROGRESS:
        return _USUAL_SCALE  # percent, whatever the row's decimals
    if (column.type or row.type) is CellType.INTEGER:
        return 0
    return row.decimals if row.decimals is not None else _USUAL_SCALE


def read_layouts(database: Database) -> dict[str, Layout]:
    """The layouts of all forms that have tables."""
    places: dict[tuple[str, int], list[Place]] = {}
    columns = "SELECT form, part, row, col, number, scale FROM figure_column ORDER BY form, part, number"
    for form, part, row, column, number, scale in database.rows(columns):
        places.setdefault((form, part), []).append(Place(row, column, part, number, scale))
    parts: dict[str, list[Part]] = {}
    for form, number, figures, sums in database.rows("SELECT * FROM figure_table ORDER BY form, part"):
        found = tuple(places.get((form, number), ()))
        parts.setdefault(form, []).append(Part(number=number, figures=figures, sums=sums, places=found))
    return {form: Layout(form=form, parts=tuple(found)) for form, found in parts.items()}


def extend_layouts(database: Database, pack: PackDef, layouts: dict[str, Layout]) -> bool:
    """Make tables and columns for cells that have none, and widen scales; whether anything changed."""
    changed = False
    for form in pack.forms:
        layout = layouts.get(form.id)
        wanted = list(numeric_cells(form))
        known = {(p.row, p.column): p for part in layout.parts for p in part.places} if layout else {}
        fresh = [cell for cell in wanted if cell[:2] not in known]
        wider = [cell for cell in wanted if cell[:2] in known and cell[2] > known[cell[:2]].scale]
        last = layout.parts[-1] if layout else None
        _add_columns(database, form.id, last, fresh)
        for row, column, scale in wider:
            _widen_in(database, layout, known[row, column], scale)
        changed = changed or bool(fresh or wider)
    return changed


def widen(database: Database, layout: Layout, place: Place, scale: int) -> None:
    """Give a cell more decimals, exactly: what stands there is multiplied; refuses what would not fit."""
    _widen_in(database, layout, place, scale)


def _widen_in(database: Database, layout: Layout | None, place: Place, scale: int) -> None:
    if layout is None:
        return
    part = next(part for part in layout.parts if part.number == place.part)
    factor, name = 10 ** (scale - place.scale), f"c{place.number}"
    for table in (part.figures, part.sums):
        top = f"SELECT max(abs({name})) FROM {quoted(table)} WHERE typeof({name}) = 'integer'"  # noqa: S608 - own names
        if scale > MAX_DECIMALS or database.number(top) * factor > LARGEST:
            raise too_long(layout.form, place, "")
        grow = f"UPDATE {quoted(table)} SET {name} = {name} * {factor} WHERE typeof({name}) = 'integer'"  # noqa: S608 - same
        database.execute(grow)
    sql = "UPDATE figure_column SET scale = ? WHERE form = ? AND row = ? AND col = ?"
    database.execute(sql, (scale, layout.form, place.row, place.column))


def _add_columns(database: Database, form: str, last: Part | None, cells: list[tuple[str, str, int]]) -> None:
    room = CELLS_IN_TABLE - len(last.places) if last else 0
    if last and cells[:room]:
        taken = max((place.number for place in last.places), default=0)
        _alter(database, last, range(taken + 1, taken + 1 + len(cells[:room])))
        _note(database, form, last.number, taken, cells[:room])
    number = last.number if last else 0
    for start in range(room, len(cells), CELLS_IN_TABLE):
        number += 1
        some = cells[start : start + CELLS_IN_TABLE]
        _create(database, form, number, len(some))
        _note(database, form, number, 0, some)


def _note(
    database: Database, form: str, part: int, taken: int, cells: Iterable[tuple[str, str, int]]
) -> None:
    rows = [(form, row, col, part, n, scale) for n, (row, col, scale) in enumerate(cells, taken + 1)]
    database.many("INSERT INTO figure_column VALUES (?, ?, ?, ?, ?, ?)", rows)


def _alter(database: Database, part: Part, numbers: range) -> None:
    for n in numbers:
        database.execute(f"ALTER TABLE {quoted(part.figures)} ADD COLUMN c{n} INTEGER")
        for name in (f"c{n}", f"k{n}"):
            database.execute(f"ALTER TABLE {quoted(part.sums)} ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")


def _create(database: Database, form: str, part: int, count: int) -> None:
    figures, sums = (_free_table(database, f"{kind}_{form}", part) for kind in ("figures", "sum"))
    cells = "".join(f", c{n} INTEGER" for n in range(1, count + 1))
    database.execute(
        f"""CREATE TABLE {quoted(figures)} (period INTEGER NOT NULL, unit TEXT NOT NULL{cells},
            PRIMARY KEY (period, unit)) WITHOUT ROWID""",
    )
    totals = "".join(f", {kind}{n} INTEGER NOT NULL DEFAULT 0" for kind in "ck" for n in range(1, count + 1))
    # STRICT refuses the float that SQLite makes of a sum beyond 64 bits
    database.execute(
        f"""CREATE TABLE {quoted(sums)} (period INTEGER NOT NULL, node TEXT NOT NULL, inside INTEGER NOT NULL,
            n INTEGER NOT NULL{totals}, PRIMARY KEY (period, node, inside)) STRICT, WITHOUT ROWID""",
    )
    database.execute("INSERT INTO figure_table VALUES (?, ?, ?, ?)", (form, part, figures, sums))


def _free_table(database: Database, name: str, part: int) -> str:
    """A table name that is free even without regard to case: forms `A` and `a` are two forms."""
    taken = {row[0].lower() for row in database.rows("SELECT name FROM sqlite_master")}
    wanted = name if part == 1 else f"{name}~{part}"
    while wanted.lower() in taken:
        wanted += "~"
    return wanted


def quoted(name: str) -> str:
    """A table's name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'

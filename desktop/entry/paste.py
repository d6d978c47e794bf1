"""What pasting a block would do, before it does it: what goes where, what is converted, what is refused.

A block lands where the cursor is; if its first row and column hold heads and names of this form, it is
matched by them instead, in whatever order it has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.entry.grid import CellKey, Grid, RowKey
from desktop.entry.tsv import Block
from forms.sheet import CellState
from forms.values import CellSpec, Invalid, parse_entry, to_text

_SPACES = re.compile(r"[\s　:：、，,()（）]+")


class Fate(StrEnum):
    """What becomes of one cell of the block."""

    FILLED = "filled"
    CONVERTED = "converted"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """One cell of the block: where it goes (`line` counts new roster lines), and what becomes of it.

    `shown` is the value that what was typed gives; `reason` is a text of the catalogue, `place` the cell of a file.
    """

    typed: str
    fate: Fate
    key: CellKey | None = None
    line: int | None = None
    column: str | None = None
    shown: str = ""
    reason: str = ""
    unit: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastePlan:
    """A block and where all of it goes; nothing has happened yet."""

    cells: tuple[Pasted, ...]
    matched: bool
    new_lines: int = 0

    @property
    def counts(self) -> Counter[Fate]:
        """How many cells share which fate."""
        return Counter(cell.fate for cell in self.cells)

    @property
    def takes(self) -> bool:
        """Whether anything would be entered at all."""
        return bool(self.new_lines) or any(
            cell.key is not None and cell.fate is not Fate.REFUSED for cell in self.cells
        )

    @property
    def simple(self) -> bool:
        """Whether there is nothing to look at: a single cell that is simply filled."""
        return len(self.cells) == 1 and self.cells[0].fate is Fate.FILLED and not self.new_lines

    @property
    def changes(self) -> dict[CellKey, str | None]:
        """Entries for cells that exist already."""
        return {
            cell.key: cell.typed.strip() or None
            for cell in self.cells
            if cell.key is not None and cell.fate is not Fate.REFUSED
        }

    @property
    def preview(self) -> dict[CellKey, str | None]:
        """What cells that exist already would show."""
        return {
            cell.key: cell.shown
            for cell in self.cells
            if cell.key is not None and cell.fate is not Fate.REFUSED
        }

    @property
    def lines(self) -> tuple[dict[str, str | None], ...]:
        """Roster lines to be added."""
        lines: list[dict[str, str | None]] = [{} for _ in range(self.new_lines)]
        for cell in self.cells:
            if cell.line is not None and cell.column and cell.fate is not Fate.REFUSED:
                lines[cell.line][cell.column] = cell.typed.strip() or None
        return tuple(lines)


def plan_paste(grid: Grid, block: Block, at: CellKey | None, selected: Sequence[CellKey] = ()) -> PastePlan:
    """Where a block goes when pasted at a cell. One value pasted on a selection fills all of it."""
    if len(block) == 1 and len(block[0]) == 1 and len(selected) > 1:
        return PastePlan(cells=tuple(pasted(grid, block[0][0], key) for key in selected), matched=False)
    matched = _by_heads(grid, block)
    if matched is not None:
        return matched
    return _at_cursor(grid, block, at)


def _at_cursor(grid: Grid, block: Block, at: CellKey | None) -> PastePlan:
    row_keys = [row.key for row in grid.rows]
    columns = [column.id for column in grid.columns]
    top = row_keys.index(at[0]) if at and at[0] in row_keys else 0 if grid.is_table else len(row_keys)
    left = columns.index(at[1]) if at and at[1] in columns else 0
    found: list[Pasted] = []
    new = 0
    for offset, texts in enumerate(block):
        place = top + offset
        if not grid.is_table and place >= len(row_keys):
            found += _new_line(grid, columns[left:], texts, new)
            new += 1
            continue
        for across, text in enumerate(texts):
            if place < len(row_keys) and left + across < len(columns):
                found.append(pasted(grid, text, (row_keys[place], columns[left + across])))
            elif text.strip():
                found.append(Pasted(typed=text, fate=Fate.REFUSED, reason="outside the form"))
    return PastePlan(cells=tuple(found), matched=False, new_lines=new)


def _new_line(grid: Grid, columns: Sequence[str], texts: Sequence[str], line: int) -> list[Pasted]:
    found = []
    for place, text in enumerate(texts):
        if place < len(columns):
            found.append(judged(grid.index.field_specs[columns[place]], text, None, line, columns[place]))
        elif text.strip():
            found.append(Pasted(typed=text, fate=Fate.REFUSED, reason="outside the form"))
    return found


def _by_heads(grid: Grid, block: Block) -> PastePlan | None:
    """The plan by heads; `None` unless the first row names columns (and, in tables, a column names rows)."""
    heads = _head_columns(grid, block[0])
    if len(block) < 2 or not heads:  # noqa: PLR2004 - a head and something below it
        return None
    if not grid.is_table:
        if len(heads) < 2 and len(block[0]) > 1:  # noqa: PLR2004 - one equal word is chance
            return None
        return _lines_by_heads(grid, block[1:], heads)
    stub = _stub_column(grid, block, heads)
    if stub is None:
        return None
    names = _row_names(grid)
    found: list[Pasted] = []
    for texts in block[1:]:
        row = names.get(_plain(texts[stub]))
        for place, column in heads.items():
            if row is not None:
                found.append(pasted(grid, texts[place], (row, column)))
            elif texts[place].strip():
                found.append(Pasted(typed=texts[place], fate=Fate.REFUSED, reason="no row of this name"))
    return PastePlan(cells=tuple(found), matched=True)


def _lines_by_heads(grid: Grid, rows: Block, heads: Mapping[int, str]) -> PastePlan:
    found = [
        judged(grid.index.field_specs[column], texts[place], None, line, column)
        for line, texts in enumerate(rows)
        for place, column in heads.items()
    ]
    return PastePlan(cells=tuple(found), matched=True, new_lines=len(rows))


def _head_columns(grid: Grid, heads: Sequence[str]) -> dict[int, str]:
    """Places of the block's first row that name a column, by its title or id."""
    names: dict[str, str] = {}
    for column in grid.columns:
        for name in column.names:
            names.setdefault(_plain(name), column.id)
        if column.group:
            names.setdefault(_plain(column.group + column.title), column.id)
    return {place: names[_plain(head)] for place, head in enumerate(heads) if _plain(head) in names}


def _row_names(grid: Grid) -> dict[str, RowKey]:
    names: dict[str, RowKey] = {}
    for row in grid.rows:
        for name in row.names:
            names.setdefault(_plain(name), row.key)
    return names


def _stub_column(grid: Grid, block: Block, heads: Mapping[int, str]) -> int | None:
    """The column of the block that names most rows, if it names at least half of them."""
    names = _row_names(grid)
    best, most = None, 0
    for place in range(len(block[0])):
        if place in heads:
            continue
        hits = sum(_plain(texts[place]) in names for texts in block[1:])
        if hits > most:
            best, most = place, hits
    return best if most * 2 >= len(block) - 1 else None


def _plain(text: str) -> str:
    return _SPACES.sub("", text).casefold()


def pasted(grid: Grid, text: str, key: CellKey) -> Pasted:
    """What becomes of a text for a cell that exists."""
    row, column = key
    if not grid.editable(row, column):
        state = grid.cell(row, column).state
        reason = "computed by the program" if state is CellState.COMPUTED else "not asked here"
        if state is CellState.DERIVED:
            reason = "filled from earlier figures"
        elif grid.sheet.read_only:
            reason = "the report can no longer be changed"
        return Pasted(typed=text, fate=Fate.REFUSED, key=key, column=column, reason=reason)
    return judged(grid.spec(row, column), text, key, None, column)


def judged(spec: CellSpec, text: str, key: CellKey | None, line: int | None, column: str) -> Pasted:
    """What becomes of a text where it may be entered."""
    entry = parse_entry(text, spec)
    if isinstance(entry.value, Invalid):
        fate, shown, reason, unit = Fate.KEPT, text, entry.value.reason.value, ""
    else:
        fate = Fate.CONVERTED if entry.converted else Fate.FILLED
        unit = entry.converted.unit if entry.converted else ""
        shown, reason = to_text(entry.value) or "", ""
    return Pasted(
        typed=text, fate=fate, key=key, line=line, column=column, shown=shown, reason=reason, unit=unit
    )

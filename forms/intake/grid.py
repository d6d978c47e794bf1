"""Matching a sheet of texts (CSV, workbook, clipboard) to a form by its heads.

Heads may be ids or titles, with a measure in brackets: `金额（千元）` in a row of 万元 is converted and said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from forms.index import FormIndex, Position
from forms.intake.filling import (
    NO_HEADS,
    UNKNOWN_CELL,
    UNKNOWN_FIELD,
    UNKNOWN_ROW,
    Converted,
    Filling,
    Sighting,
    Unrecognised,
    Word,
)
from forms.intake.mapping import Meanings, added, recall, signature
from forms.intake.mapping import plain as _plain
from forms.measures import factor_between
from forms.values import CellSpec, Invalid, Reason, parse_entry

Grid = Sequence[Sequence[str]]
_BRACKETED = re.compile(r"^(?P<title>.+?)\s*[（(](?:单位[:：])?(?P<measure>[^（）()]+)[）)]$")


class _Head(NamedTuple):
    """A heading that was recognised: which column or field, and the measure it names."""

    name: str
    measure: str | None


def match_grid(
    form: FormIndex,
    grid: Grid,
    where: str = "",
    *,
    own: Meanings | None = None,
    remembered: Mapping[str, Meanings] | None = None,
) -> Filling:
    """Find the heading line and read everything below it; the first line that matches best is the heading.

    `own` says what words of the file mean, on top of what was `remembered` for a file with the same headings.
    """
    meanings = {**recall(grid, remembered or {}), **(own or {})}
    ids = [item.id for item in form.form.columns or form.form.fields]
    names = added(_column_names(form) if form.is_table else _field_names(form), meanings, ids)
    best = max(range(len(grid)), key=lambda i: (_score(grid[i], names), -i), default=None)
    if best is None or not _score(grid[best], names):
        return Filling(unrecognised=(Unrecognised(where=where or "1", text="", reason=NO_HEADS),))
    heads = [_head(text, names) for text in grid[best]]
    if form.is_table:
        rows = added(_row_names(form), meanings, [row.id for row in form.form.rows])
        found = _table(form, grid, best, heads, rows)
    else:
        found = _roster(form, grid, best, heads)
    return replace(found, mapped=tuple(meanings.items()), headings=signature(grid[best]))


def sighted(form: FormIndex, grid: Grid, meanings: Meanings) -> Sighting:
    """What the words of a file are taken for, so that a person can tell what the rest mean.

    Where no line names a column, the first with several words is taken for the headings.
    """
    ids = [item.id for item in form.form.columns or form.form.fields]
    names = added(_column_names(form) if form.is_table else _field_names(form), meanings, ids)
    best = max(range(len(grid)), key=lambda i: (_score(grid[i], names), -i), default=None)
    if best is not None and not _score(grid[best], names):
        best = next((i for i, line in enumerate(grid) if sum(bool(t.strip()) for t in line) > 1), None)
    if best is None:
        return Sighting()
    heads = [_head(text, names) for text in grid[best]]
    told = tuple(
        Word(text=text.strip(), where=address(best, n), means=head.name if head else None)
        for n, (text, head) in enumerate(zip(grid[best], heads, strict=True))
        if text.strip()
    )
    return Sighting(headings=told, titles=_titles(form, grid, best, heads, meanings) if form.is_table else ())


def _titles(
    form: FormIndex, grid: Grid, heading: int, heads: list[_Head | None], meanings: Meanings
) -> tuple[Word, ...]:
    """The words that name rows, those of rows without any text aside."""
    rows = added(_row_names(form), meanings, [row.id for row in form.form.rows])
    key = _key_column(grid, heading, heads, rows)
    if key is None:
        key = next((n for n, text in enumerate(grid[heading]) if text.strip() and heads[n] is None), None)
    found = []
    for line in range(heading + 1, len(grid)):
        texts = grid[line]
        text = texts[key].strip() if key is not None and key < len(texts) else ""
        if text and sum(bool(t.strip()) for t in texts) > 1:
            found.append(Word(text=text, where=address(line, key or 0), means=rows.get(_plain(text))))
    return tuple(found)


def address(line: int, column: int) -> str:
    """A cell's address as a spreadsheet shows it, from zero-based line and column."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line + 1}"


def _column_names(form: FormIndex) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in form.form.columns:
        for text in (column.id, column.title, column.title_en):
            if text:
                names.setdefault(_plain(text), column.id)
    return names


def _field_names(form: FormIndex) -> dict[str, str]:
    names: dict[str, str] = {}
    for field in form.form.fields:
        for text in (field.id, field.title, field.title_en):
            if text:
                names.setdefault(_plain(text), field.id)
    return names


def _row_names(form: FormIndex) -> dict[str, str]:
    names: dict[str, str] = {_plain(row.id): row.id for row in form.form.rows}
    titles: dict[str, list[str]] = {}
    for row in form.form.rows:
        for text in (row.title, row.title_en):
            if text:
                titles.setdefault(_plain(text), []).append(row.id)
    names.update({title: rows[0] for title, rows in titles.items() if len(rows) == 1})
    return names


def _head(text: str, names: dict[str, str]) -> _Head | None:
    known = names.get(_plain(text))
    if known:
        return _Head(known, None)
    bracketed = _BRACKETED.match(text.strip())
    if bracketed and (known := names.get(_plain(bracketed["title"]))):
        return _Head(known, bracketed["measure"].strip())
    return None


def _score(line: Sequence[str], names: dict[str, str]) -> int:
    return sum(_head(text, names) is not None for text in line if text)


def _table(
    form: FormIndex, grid: Grid, heading: int, heads: list[_Head | None], rows: dict[str, str]
) -> Filling:
    key = _key_column(grid, heading, heads, rows)
    cells: dict[Position, str | None] = {}
    unknown: list[Unrecognised] = []
    converted: list[Converted] = []
    for line in range(heading + 1, len(grid)):
        texts = grid[line]
        row = rows.get(_plain(texts[key])) if key is not None and key < len(texts) else None
        for place, head in enumerate(heads):
            text = texts[place].strip() if place < len(texts) else ""
            if head is None or not text:
                continue
            if row is None:
                unknown.append(Unrecognised(where=address(line, place), text=text, reason=UNKNOWN_ROW))
                continue
            cell = form.cell(row, head.name)
            if cell is None:
                unknown.append(Unrecognised(where=address(line, place), text=text, reason=UNKNOWN_CELL))
                continue
            cells[cell.position] = _in_measure(
                text, head.measure, cell.spec.measure, address(line, place), converted
            )
    return Filling(cells=cells, unrecognised=tuple(unknown), converted=tuple(converted))


def _key_column(grid: Grid, heading: int, heads: list[_Head | None], rows: dict[str, str]) -> int | None:
    """The column that names the most rows; figures that happen to look like row ids lose to titles."""
    width = max((len(line) for line in grid[heading + 1 :]), default=0)
    free = [place for place in range(width) if place >= len(heads) or heads[place] is None]

    def hits(place: int) -> int:
        return sum(1 for line in grid[heading + 1 :] if place < len(line) and _plain(line[place]) in rows)

    best = max(free, key=hits, default=None)
    return best if best is not None and hits(best) else None


def _roster(form: FormIndex, grid: Grid, heading: int, heads: list[_Head | None]) -> Filling:
    lines: list[dict[str, str | None]] = []
    unknown = [
        Unrecognised(where=address(heading, place), text=text.strip(), reason=UNKNOWN_FIELD)
        for place, text in enumerate(grid[heading])
        if text.strip() and (place >= len(heads) or heads[place] is None)
    ]
    converted: list[Converted] = []
    for number in range(heading + 1, len(grid)):
        texts = grid[number]
        if not any(text.strip() for text in texts):
            continue
        line: dict[str, str | None] = {}
        for place, head in enumerate(heads):
            if head is None or place >= len(texts):
                continue
            spec = form.field_specs[head.name]
            text = texts[place].strip()
            line[head.name] = (
                _in_measure(text, head.measure, spec.measure, address(number, place), converted)
                if text
                else None
            )
        if any(line.values()):
            lines.append(line)
    return Filling(rows=tuple(lines), unrecognised=tuple(unknown), converted=tuple(converted))


def _in_measure(
    text: str, source: str | None, target: str | None, where: str, converted: list[Converted]
) -> str:
    """Convert a figure whose head names another measure; what is no figure is left to the parser as it stands."""
    if source is None or target is None or source == target:
        return text
    read = parse_entry(text, CellSpec(measure=source)).value
    if isinstance(read, Invalid) and read.reason in (Reason.TOO_LONG, Reason.DECIMALS):
        return f"{text}{source}"
    if not isinstance(read, Decimal):
        return text
    factor = factor_between(source, target)
    if factor is None:
        return f"{text}{source}"
    converted.append(Converted(where=where, typed=f"{text}{source}", measure=target))
    return format(read * factor, "f")

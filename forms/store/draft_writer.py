"""Changes put into the tables of a draft: the one way in, for edits, undo and redo alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec

from forms.store.database import Database
from forms.store.draft_rows import (
    CellChanged,
    Change,
    ExplanationChanged,
    LineEdited,
    LinePlaced,
    PartChanged,
    StoredEntry,
)

GAP: Final = 1 << 20  # lines stand this far apart, so that putting one between two moves no other
FIELDS: Final = msgspec.json.Decoder(dict[str, StoredEntry])
_ENCODER: Final = msgspec.json.Encoder()


def encode_fields(values: dict[str, StoredEntry]) -> str:
    """A roster line as it stands in its column."""
    return _ENCODER.encode(values).decode()


def write_changes(database: Database, draft: int, changes: Iterable[Change]) -> None:
    """Bring the tables to the `after` of every change, in their order; in the caller's transaction."""
    for kind, group in groupby(changes, type):
        if kind is LinePlaced:
            _place_lines(database, draft, [c for c in group if isinstance(c, LinePlaced)])
        else:
            _write_plain(database, draft, list(group))


def _write_plain(database: Database, draft: int, changes: Sequence[Change]) -> None:
    """Changes of one kind that do not depend on each other."""
    _write_cells(database, draft, [c for c in changes if isinstance(c, CellChanged)])
    for change in changes:
        match change:
            case LineEdited():
                _edit_line(database, draft, change)
            case ExplanationChanged():
                _explain(database, draft, change)
            case PartChanged():
                sql = f"UPDATE draft SET {change.part.value} = ? WHERE id = ?"  # noqa: S608 - an enum's value
                database.execute(sql, (change.after, draft))
            case _:
                pass


def _write_cells(database: Database, draft: int, changes: Sequence[CellChanged]) -> None:
    last = {(c.row, c.column): c.after for c in changes}  # a cell changed twice in one step ends as it ended
    gone = [(draft, *cell) for cell, after in last.items() if after is None]
    kept = [
        (draft, *cell, after.text, after.typed, after.reason)
        for cell, after in last.items()
        if after is not None
    ]
    if gone:
        database.many("DELETE FROM draft_cell WHERE draft = ? AND row = ? AND col = ?", gone)
    if kept:
        database.many("INSERT OR REPLACE INTO draft_cell VALUES (?, ?, ?, ?, ?, ?)", kept)


def _edit_line(database: Database, draft: int, change: LineEdited) -> None:
    found = database.row("SELECT body FROM draft_line WHERE draft = ? AND line = ?", (draft, change.line))
    values = FIELDS.decode(found[0]) if found else {}
    for field, entry in change.after.items():
        if entry is None:
            values.pop(field, None)
        else:
            values[field] = entry
    sql = "UPDATE draft_line SET body = ? WHERE draft = ? AND line = ?"
    database.execute(sql, (encode_fields(values), draft, change.line))


def _explain(database: Database, draft: int, change: ExplanationChanged) -> None:
    key = (draft, change.check, change.row, change.column)
    if change.after is None:
        sql = "DELETE FROM draft_explanation WHERE draft = ? AND rule = ? AND row = ? AND col = ?"
        database.execute(sql, key)
    else:
        database.execute(
            "INSERT OR REPLACE INTO draft_explanation VALUES (?, ?, ?, ?, ?)", (*key, change.after)
        )


def _place_lines(database: Database, draft: int, changes: Sequence[LinePlaced]) -> None:
    for present, group in groupby(changes, lambda change: change.present):
        if present:
            for run in _runs(group):
                _insert_run(database, draft, run)
        else:
            gone = [(draft, change.line) for change in group]
            database.many("DELETE FROM draft_line WHERE draft = ? AND line = ?", gone)


def _runs(changes: Iterable[LinePlaced]) -> Iterator[list[LinePlaced]]:
    """Lines that stand one after the other go in together."""
    run: list[LinePlaced] = []
    for change in changes:
        if run and change.previous != run[-1].line:
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def _insert_run(database: Database, draft: int, run: Sequence[LinePlaced]) -> None:
    positions = _free_positions(database, draft, run[0].previous, len(run))
    if positions is None:
        _spread(database, draft)
        positions = _free_positions(database, draft, run[0].previous, len(run)) or range(0)
    rows = [
        (draft, change.line, position, encode_fields(change.values))
        for change, position in zip(run, positions, strict=True)
    ]
    database.many("INSERT INTO draft_line VALUES (?, ?, ?, ?)", rows)


def _free_positions(database: Database, draft: int, previous: int, count: int) -> range | None:
    """Places for `count` lines after a line, evenly spread; `None` if the gap there is too narrow."""
    at = database.number("SELECT position FROM draft_line WHERE draft = ? AND line = ?", (draft, previous))
    after = database.row("SELECT min(position) FROM draft_line WHERE draft = ? AND position > ?", (draft, at))
    step = GAP if after is None or after[0] is None else (int(after[0]) - at) // (count + 1)
    return range(at + step, at + step * (count + 1), step) if step else None


def _spread(database: Database, draft: int) -> None:
    """Set the lines `GAP` apart again; wide enough for any run that fits in memory."""
    lines = database.rows("SELECT line FROM draft_line WHERE draft = ? ORDER BY position", (draft,))
    moves = [(number * GAP, draft, row[0]) for number, row in enumerate(lines, 1)]
    database.many("UPDATE draft_line SET position = ? WHERE draft = ? AND line = ?", moves)

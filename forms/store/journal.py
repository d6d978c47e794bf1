"""The journal of drafts: every committed call, for undo, redo and audit. Lines are never removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from forms.store.database import Database, Row
from forms.store.draft_rows import Change, JournalLine, JournalState

_CHANGES: Final = msgspec.json.Decoder(tuple[Change, ...])
_SELECT: Final = "SELECT id, at, action, step, state, changes FROM journal WHERE form = ? AND period = ?"


class Journal:
    """Journal lines of one form and period, in the order they were written.

    The lines that count are `done`, then those that may be redone, `undone`; a new edit cuts the latter.
    """

    def __init__(self, database: Database, form: str, period: str) -> None:
        self._database = database
        self._key = (form, period)

    def add(self, at: str, action: str, group: str | None, changes: Sequence[Change]) -> None:
        """Write down an edit; what could be redone until now no longer can."""
        self._mark_all(JournalState.UNDONE, JournalState.CUT)
        self._insert(at, action, group, JournalState.DONE, changes)

    def note(self, at: str, action: str) -> None:
        """Write down what cannot be undone: a draft opened, discarded or submitted."""
        self._insert(at, action, None, JournalState.CLOSED, ())

    def close(self) -> None:
        """End undo and redo at this point, as the draft ends."""
        self._mark_all(JournalState.DONE, JournalState.CLOSED)
        self._mark_all(JournalState.UNDONE, JournalState.CLOSED)

    def lines(self) -> tuple[JournalLine, ...]:
        """All lines, oldest first."""
        return tuple(_line(row) for row in self._database.rows(f"{_SELECT} ORDER BY id", self._key))

    def take_undo(self) -> tuple[JournalLine, ...]:
        """The step to undo, newest line first, now marked as undone; empty if there is none."""
        return self._take(JournalState.DONE, JournalState.UNDONE, "DESC")

    def take_redo(self) -> tuple[JournalLine, ...]:
        """The step to redo, oldest line first, now marked as done; empty if there is none."""
        return self._take(JournalState.UNDONE, JournalState.DONE, "ASC")

    def next_actions(self) -> tuple[str | None, str | None]:
        """What undo and redo would take, to be named in the menu."""
        found = [
            self._database.row(f"{_SELECT} AND state = ? ORDER BY id {order} LIMIT 1", (*self._key, state))
            for state, order in ((JournalState.DONE, "DESC"), (JournalState.UNDONE, "ASC"))
        ]
        undo, redo = (str(row[2]) if row else None for row in found)
        return undo, redo

    def _take(self, state: JournalState, to: JournalState, order: str) -> tuple[JournalLine, ...]:
        sql = f"{_SELECT} AND state = ? ORDER BY id {order}"
        step: list[JournalLine] = []
        for row in self._database.each(sql, (*self._key, state)):
            line = _line(row)
            if step and (line.group is None or line.group != step[0].group):
                break
            step.append(line)
        marks = [(to, line.id) for line in step]
        self._database.many("UPDATE journal SET state = ? WHERE id = ?", marks)
        return tuple(step)

    def _mark_all(self, state: JournalState, to: JournalState) -> None:
        sql = "UPDATE journal SET state = ? WHERE form = ? AND period = ? AND state = ?"
        self._database.execute(sql, (to, *self._key, state))

    def _insert(
        self,
        at: str,
        action: str,
        group: str | None,
        state: JournalState,
        changes: Sequence[Change],
    ) -> None:
        sql = """INSERT INTO journal (form, period, at, action, step, state, changes)
                 VALUES (?, ?, ?, ?, ?, ?, ?)"""
        text = msgspec.json.encode(changes).decode()
        self._database.execute(sql, (*self._key, at, action, group, state, text))


def _line(row: Row) -> JournalLine:
    number, at, action, group, state, changes = row
    return JournalLine(
        id=number,
        at=at,
        action=action,
        group=group,
        state=JournalState(state),
        changes=_CHANGES.decode(changes),
    )

"""Drafts of this office: every committed edit is one transaction of values and journal line.

So nothing typed is lost to a crash or a power cut, and undo reaches back to the day the draft was opened.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from forms.report import Attachment, Cover, Explanation
from forms.store.arrays import json_array
from forms.store.database import Database
from forms.store.draft_reader import list_drafts, read_draft
from forms.store.draft_rows import (
    CellChanged,
    CellKey,
    Change,
    Draft,
    DraftContent,
    DraftInfo,
    ExplanationChanged,
    FieldEdits,
    Fields,
    JournalLine,
    LineEdited,
    LinePlaced,
    Part,
    PartChanged,
    StoredEntry,
    inverse,
)
from forms.store.draft_writer import FIELDS, write_changes
from forms.store.journal import Journal


class Drafts:
    """A draft is named by its form and period. Calls on a draft that is not open raise `LookupError`.

    `group`: calls in a row with the same text are one step of undo (a paste that edits and adds lines).
    Edits that change nothing leave no trace.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def load(self, form: str, period: str) -> Draft | None:
        """The draft with all its entries."""
        return read_draft(self._database, form, period)

    def list(self) -> tuple[DraftInfo, ...]:
        """The drafts there are, by period and form."""
        return list_drafts(self._database)

    def open(
        self,
        form: str,
        period: str,
        pack_hash: str,
        base: Sequence[str] = (),
        content: DraftContent | None = None,
    ) -> Draft:
        """The draft, begun now if there is none; only then `base` and `content` are used, as its start."""
        with self._database.transaction():
            if read := self.load(form, period):
                return read
            start = content or DraftContent()
            self._begin(form, period, (pack_hash, json_array(base)), start)
            draft = self.load(form, period)
        if draft is None:
            raise LookupError(form, period)
        return draft

    def set_cells(
        self,
        form: str,
        period: str,
        changes: Mapping[CellKey, StoredEntry | None],
        *,
        group: str | None = None,
    ) -> None:
        """Set cells of a table form; `None` or a blank entry clears one."""

        def found(draft: int) -> builtins.list[Change]:
            cells = ((key, _kept(entry), self._cell(draft, key)) for key, entry in changes.items())
            return [CellChanged(*key, before, after) for key, after, before in cells if before != after]

        self._edit(form, period, "set_cells", group, found)

    def insert_lines(
        self,
        form: str,
        period: str,
        lines: Sequence[Fields],
        *,
        after: int | None = None,
        group: str | None = None,
    ) -> tuple[int, ...]:
        """Put roster lines in after line `after` (0: before all, `None`: at the end); gives their ids."""

        def found(draft: int) -> builtins.list[Change]:
            previous = self._last_line(draft) if after is None else self._line_or_start(draft, after)
            return self._placed(draft, previous, lines)

        changes = self._edit(form, period, "insert_lines", group, found)
        return tuple(change.line for change in changes if isinstance(change, LinePlaced))

    def update_line(
        self,
        form: str,
        period: str,
        line: int,
        changes: FieldEdits,
        *,
        group: str | None = None,
    ) -> None:
        """Set fields of one line; `None` or a blank entry clears one."""
        self.update_lines(form, period, {line: changes}, group=group)

    def update_lines(
        self,
        form: str,
        period: str,
        changes: Mapping[int, FieldEdits],
        *,
        group: str | None = None,
    ) -> None:
        """Set fields of several lines, as a pasted block does."""

        def found(draft: int) -> builtins.list[Change]:
            edits = (self._line_edit(draft, line, fields) for line, fields in changes.items())
            return [edit for edit in edits if edit.after]

        self._edit(form, period, "update_lines", group, found)

    def delete_lines(self, form: str, period: str, lines: Sequence[int], *, group: str | None = None) -> None:
        """Take roster lines out; undo puts them back in their places."""

        def found(draft: int) -> builtins.list[Change]:
            for line in lines:
                self._line(draft, line)
            return self._removed(draft, frozenset(lines))

        self._edit(form, period, "delete_lines", group, found)

    def replace_lines(
        self,
        form: str,
        period: str,
        lines: Sequence[Fields],
        *,
        group: str | None = None,
    ) -> tuple[int, ...]:
        """Take all roster lines out and put these in; gives their ids."""

        def found(draft: int) -> builtins.list[Change]:
            return [*self._removed(draft, None), *self._placed(draft, 0, lines)]

        changes = self._edit(form, period, "replace_lines", group, found)
        return tuple(change.line for change in changes if isinstance(change, LinePlaced) and change.present)

    def set_explanation(
        self,
        form: str,
        period: str,
        explanation: Explanation,
        *,
        group: str | None = None,
    ) -> None:
        """Explain a finding, in place of an earlier explanation of the same check and cell."""
        self._explain(form, period, (explanation.check, explanation.cell, explanation.text), group)

    def remove_explanation(
        self,
        form: str,
        period: str,
        check: str,
        cell: CellKey | None = None,
        *,
        group: str | None = None,
    ) -> None:
        """Take an explanation away."""
        self._explain(form, period, (check, cell, None), group)

    def set_cover(self, form: str, period: str, cover: Cover, *, group: str | None = None) -> None:
        """Set the signatures' line."""
        self._set_part(form, period, Part.COVER, _json(cover), group)

    def set_attachments(
        self,
        form: str,
        period: str,
        attachments: Sequence[Attachment],
        *,
        group: str | None = None,
    ) -> None:
        """Set the list of attached files; their bytes are documents of kind `attachment`."""
        self._set_part(form, period, Part.ATTACHMENTS, _json(tuple(attachments)), group)

    def set_note(self, form: str, period: str, note: str, *, group: str | None = None) -> None:
        """Set the office's own note, such as the reason of a correction."""
        self._set_part(form, period, Part.NOTE, note, group)

    def set_pack(self, form: str, period: str, pack_hash: str, *, group: str | None = None) -> None:
        """Go on under another version of the pack; undo returns to the old one."""
        self._set_part(form, period, Part.PACK, pack_hash, group)

    def set_base(self, form: str, period: str, base: Sequence[str], *, group: str | None = None) -> None:
        """Set the revisions this draft corrects."""
        self._set_part(form, period, Part.BASE, json_array(base), group)

    def discard(self, form: str, period: str, *, action: str = "discard") -> None:
        """End the draft; the journal keeps its lines, and `action` says how it ended (`submit`)."""
        with self._database.transaction():
            draft = self._id(form, period)
            self._database.execute("DELETE FROM draft WHERE id = ?", (draft,))
            journal = Journal(self._database, form, period)
            journal.close()
            journal.note(self._at(), action)

    def undo(self, form: str, period: str) -> tuple[Change, ...]:
        """Take the last step back; gives what changed (`after` is what stands now), empty if nothing."""
        with self._database.transaction():
            draft = self._id(form, period)
            step = Journal(self._database, form, period).take_undo()
            changes = tuple(inverse(change) for line in step for change in reversed(line.changes))
            self._write(draft, changes)
        return changes

    def redo(self, form: str, period: str) -> tuple[Change, ...]:
        """Do the last undone step again; gives what changed, empty if nothing."""
        with self._database.transaction():
            draft = self._id(form, period)
            step = Journal(self._database, form, period).take_redo()
            changes = tuple(change for line in step for change in line.changes)
            self._write(draft, changes)
        return changes

    def next_actions(self, form: str, period: str) -> tuple[str | None, str | None]:
        """What undo and redo would take (`set_cells`, `insert_lines` …); `None` where there is nothing."""
        return Journal(self._database, form, period).next_actions()

    def journal(self, form: str, period: str) -> tuple[JournalLine, ...]:
        """All that was done to the drafts of a form and period, oldest first, undone and cut lines too."""
        return Journal(self._database, form, period).lines()

    def _edit(
        self,
        form: str,
        period: str,
        action: str,
        group: str | None,
        found: Callable[[int], Sequence[Change]],
    ) -> Sequence[Change]:
        """One transaction: what differs is written and journalled."""
        with self._database.transaction():
            draft = self._id(form, period)
            changes = found(draft)
            if changes:
                self._write(draft, changes)
                Journal(self._database, form, period).add(self._at(), action, group, changes)
        return changes

    def _write(self, draft: int, changes: Sequence[Change]) -> None:
        if changes:
            write_changes(self._database, draft, changes)
            self._database.execute("UPDATE draft SET changed_at = ? WHERE id = ?", (self._at(), draft))

    def _begin(self, form: str, period: str, origin: tuple[str, str], start: DraftContent) -> None:
        at = self._at()
        sql = """INSERT INTO draft (form, period, pack, base, cover, attachments, note, next_line, opened_at,
                 changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"""
        parts = (_json(start.cover), _json(start.attachments), start.note)
        self._database.execute(sql, (form, period, *origin, *parts, at, at))
        draft = self._id(form, period)
        cells = [CellChanged(*key, None, entry) for key, entry in start.entries.items() if not entry.blank]
        texts = [ExplanationChanged(e.check, *(e.cell or ("", "")), None, e.text) for e in start.explanations]
        write_changes(self._database, draft, [*cells, *texts, *self._placed(draft, 0, start.lines)])
        Journal(self._database, form, period).note(at, "open")

    def _explain(
        self,
        form: str,
        period: str,
        said: tuple[str, CellKey | None, str | None],
        group: str | None,
    ) -> None:
        check, cell, after = said
        row, column = cell or ("", "")
        action = "set_explanation" if after is not None else "remove_explanation"

        def found(draft: int) -> builtins.list[Change]:
            sql = "SELECT text FROM draft_explanation WHERE draft = ? AND rule = ? AND row = ? AND col = ?"
            stands = self._database.row(sql, (draft, check, row, column))
            before = stands[0] if stands else None
            return [] if before == after else [ExplanationChanged(check, row, column, before, after)]

        self._edit(form, period, action, group, found)

    def _set_part(self, form: str, period: str, part: Part, after: str, group: str | None) -> None:
        def found(draft: int) -> builtins.list[Change]:
            sql = f"SELECT {part.value} FROM draft WHERE id = ?"  # noqa: S608 - an enum's value
            stands = self._database.row(sql, (draft,))
            before = str(stands[0]) if stands else ""
            return [] if before == after else [PartChanged(part, before, after)]

        self._edit(form, period, f"set_{part.value}", group, found)

    def _placed(self, draft: int, previous: int, lines: Sequence[Fields]) -> builtins.list[Change]:
        """New lines with new ids, one after the other."""
        first = self._database.number("SELECT next_line FROM draft WHERE id = ?", (draft,))
        sql = "UPDATE draft SET next_line = ? WHERE id = ?"
        self._database.execute(sql, (first + len(lines), draft))
        changes: builtins.list[Change] = []
        for line, fields in enumerate(lines, first):
            values = {field: entry for field, entry in fields.items() if not entry.blank}
            changes.append(LinePlaced(line, previous, values, present=True))
            previous = line
        return changes

    def _removed(self, draft: int, chosen: frozenset[int] | None) -> builtins.list[Change]:
        """Lines to take out, the last first: taken back in reverse, each follows one that is there."""
        sql = "SELECT line, body FROM draft_line WHERE draft = ? ORDER BY position"
        changes: builtins.list[Change] = []
        previous = 0
        for line, body in self._database.rows(sql, (draft,)):
            if chosen is None or line in chosen:
                changes.append(LinePlaced(line, previous, FIELDS.decode(body), present=False))
            previous = line
        return changes[::-1]

    def _line_edit(self, draft: int, line: int, fields: FieldEdits) -> LineEdited:
        stands = FIELDS.decode(self._line(draft, line))
        after = {name: _kept(entry) for name, entry in fields.items()}
        differing = {name: entry for name, entry in after.items() if stands.get(name) != entry}
        return LineEdited(line, {name: stands.get(name) for name in differing}, differing)

    def _cell(self, draft: int, key: CellKey) -> StoredEntry | None:
        sql = "SELECT text, typed, reason FROM draft_cell WHERE draft = ? AND row = ? AND col = ?"
        found = self._database.row(sql, (draft, *key))
        return StoredEntry(text=found[0], typed=found[1], reason=found[2]) if found else None

    def _line(self, draft: int, line: int) -> str:
        sql = "SELECT body FROM draft_line WHERE draft = ? AND line = ?"
        found = self._database.row(sql, (draft, line))
        if not found:
            raise LookupError("no such line", line)
        return str(found[0])

    def _line_or_start(self, draft: int, line: int) -> int:
        if line:
            self._line(draft, line)
        return line

    def _last_line(self, draft: int) -> int:
        sql = "SELECT line FROM draft_line WHERE draft = ? ORDER BY position DESC LIMIT 1"
        return self._database.number(sql, (draft,))

    def _id(self, form: str, period: str) -> int:
        found = self._database.row("SELECT id FROM draft WHERE form = ? AND period = ?", (form, period))
        if not found:
            raise LookupError("no open draft", form, period)
        return int(found[0])

    def _at(self) -> str:
        return self._now().isoformat(timespec="seconds")


def _kept(entry: StoredEntry | None) -> StoredEntry | None:
    return None if entry is None or entry.blank else entry


def _json(value: Cover | tuple[Attachment, ...]) -> str:
    return msgspec.json.encode(value).decode()

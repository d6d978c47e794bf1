"""Drafts read whole from their tables."""

from __future__ import annotations

from typing import Final

import msgspec

from forms.report import Attachment, Cover, Explanation
from forms.store.arrays import strings
from forms.store.database import Database, Row
from forms.store.draft_rows import Draft, DraftInfo, DraftLine, StoredEntry
from forms.store.draft_writer import FIELDS

_COVER: Final = msgspec.json.Decoder(Cover)
_ATTACHMENTS: Final = msgspec.json.Decoder(tuple[Attachment, ...])


def read_draft(database: Database, form: str, period: str) -> Draft | None:
    """The draft of a form and period."""
    sql = """SELECT id, pack, base, note, opened_at, changed_at, cover, attachments
             FROM draft WHERE form = ? AND period = ?"""
    found = database.row(sql, (form, period))
    if not found:
        return None
    number, pack, base, note, opened_at, changed_at, cover, attachments = found
    return Draft(
        form=form,
        period=period,
        pack=pack,
        base=strings(base),
        entries=_entries(database, number),
        lines=_lines(database, number),
        explanations=_explanations(database, number),
        cover=_COVER.decode(cover),
        attachments=_ATTACHMENTS.decode(attachments),
        note=note,
        opened_at=opened_at,
        changed_at=changed_at,
    )


def list_drafts(database: Database) -> tuple[DraftInfo, ...]:
    """The drafts there are, by period and form."""
    sql = "SELECT form, period, pack, base, note, opened_at, changed_at FROM draft ORDER BY period, form"
    return tuple(_info(row) for row in database.rows(sql))


def _info(row: Row) -> DraftInfo:
    form, period, pack, base, note, opened_at, changed_at = row
    return DraftInfo(
        form=form,
        period=period,
        pack=pack,
        base=strings(base),
        note=note,
        opened_at=opened_at,
        changed_at=changed_at,
    )


def _entries(database: Database, draft: int) -> dict[tuple[str, str], StoredEntry]:
    sql = "SELECT row, col, text, typed, reason FROM draft_cell WHERE draft = ?"
    return {
        (row, col): StoredEntry(text=text, typed=typed, reason=reason)
        for row, col, text, typed, reason in database.rows(sql, (draft,))
    }


def _lines(database: Database, draft: int) -> tuple[DraftLine, ...]:
    sql = "SELECT line, body FROM draft_line WHERE draft = ? ORDER BY position"
    decode = FIELDS.decode
    return tuple(DraftLine(line=line, values=decode(body)) for line, body in database.rows(sql, (draft,)))


def _explanations(database: Database, draft: int) -> tuple[Explanation, ...]:
    sql = "SELECT rule, row, col, text FROM draft_explanation WHERE draft = ? ORDER BY rule, row, col"
    return tuple(
        Explanation(check=rule, cell=(row, col) if row or col else None, text=text)
        for rule, row, col, text in database.rows(sql, (draft,))
    )

"""Roster lines of a draft, line by line as a grid edits them: each call is one step of undo.

`office.fill` takes whole rosters in and matches lines by key; here lines are named by the id they keep while the
draft lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.carry import CarryOver, compare
from forms.errors import YuebaoError
from forms.index import FormIndex
from forms.period import Period
from forms.sheet import Sheet
from forms.store import StoredEntry
from forms.values import parse_entry
from sync.office.inputs import stored
from sync.office.office import Office

Typed = Mapping[str, str | None]


def add_lines(office: Office, form: str, period: str, lines: Sequence[Typed], at: int | None = None) -> Sheet:
    """Put lines in after the first `at` lines, at the end without it. What is not understood stays as typed."""
    own = office.form_period(form, period)
    draft = office.draft(form, own)
    index = office.index.form(form)
    places = [0, *(line.line for line in draft.lines)]
    after = None if at is None or at >= len(places) else places[max(at, 0)]
    new = [{name: entry for name, entry in _read(index, line).items() if entry is not None} for line in lines]
    office.workspace.store.drafts.insert_lines(form, str(own), new, after=after)
    return _done(office, form, own)


def enter_lines(office: Office, form: str, period: str, changes: Mapping[int, Typed]) -> Sheet:
    """Set fields of lines, as typing or a pasted block does."""
    own = office.form_period(form, period)
    office.draft(form, own)
    index = office.index.form(form)
    read = {line: _read(index, texts) for line, texts in changes.items()}
    office.workspace.store.drafts.update_lines(form, str(own), read)
    return _done(office, form, own)


def delete_lines(office: Office, form: str, period: str, ids: Sequence[int]) -> Sheet:
    """Take lines out."""
    own = office.form_period(form, period)
    office.draft(form, own)
    office.workspace.store.drafts.delete_lines(form, str(own), ids)
    return _done(office, form, own)


def carry_over(office: Office, form: str, period: str) -> Sheet:
    """Bring last period's lines in, but for those whose key is here already (结转)."""
    own = office.form_period(form, period)
    draft = office.draft(form, own)
    before = office.worksheet(own).timeline.report(form, own.previous)
    key = office.index.form(form).form.key
    here = {_key({name: entry.text for name, entry in line.values.items()}, key) for line in draft.lines}
    rows = before.content.rows if before else ()
    new = [row for row in rows if not any(_key(row, key)) or _key(row, key) not in here]
    return add_lines(office, form, period, new) if new else office.sheet(form, period)


def carried(office: Office, form: str, period: str) -> tuple[str, CarryOver]:
    """The last period, and what is new, changed and gone in this roster against it. Raises `E-USAGE` for a table."""
    own = office.form_period(form, period)
    index = office.index.form(form)
    if index.is_table:
        raise YuebaoError("E-USAGE", detail=f"{form}: kind: roster", where=form)
    worksheet = office.worksheet(own)
    before = worksheet.timeline.report(form, own.previous)
    now = worksheet.content(form).rows
    return str(own.previous), compare(index.form, before.content.rows if before else (), now)


def _read(index: FormIndex, texts: Typed) -> dict[str, StoredEntry | None]:
    read = {name: parse_entry(text, index.field_specs[name]) for name, text in texts.items()}
    return {name: None if entry.value is None else stored(entry) for name, entry in read.items()}


def _key(values: Typed, key: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(values.get(name) for name in key)


def _done(office: Office, form: str, own: Period) -> Sheet:
    office.changed(form, own)
    return office.sheet(form, str(own))

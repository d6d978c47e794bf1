"""A draft begun under an earlier version of the pack goes on under the one in force (forms.md §5).

The preview changes nothing. Migrating is one step of undo, and the old draft is kept as it was, beside the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from forms.definition import Derive
from forms.errors import YuebaoError
from forms.index import PackIndex
from forms.migrate_pack import Migration, migrate, new_name
from forms.period import Period
from forms.store import Draft, DraftContent, StoredEntry
from forms.store.draft_rows import CellKey, DraftInfo
from sync.office.office import Office

FORMER: Final = "former-draft"
"""Kind of the documents in which drafts stand as they were before they migrated."""


class FormerDraft(Struct, frozen=True, kw_only=True):
    """A draft as it was; its cells stand apart, because JSON has no keys of two parts."""

    draft: Draft
    cells: tuple[tuple[str, str, StoredEntry], ...]
    migrated_at: str
    to_form: str
    to_pack: str


def preview(office: Office, form: str, period: str) -> Migration:
    """What migrating would do. `form` is the old or the new name. Raises `E-USAGE` where no draft waits for it."""
    draft, _ = _waiting(office, form, period)
    return _migration(office, draft)


def migrate_draft(office: Office, form: str, period: str) -> Migration:
    """Bring the draft under the pack in force as one step of undo; the old one is kept."""
    draft, own = _waiting(office, form, period)
    found = _migration(office, draft)
    store = office.workspace.store
    with store.transaction():
        _keep(office, draft, found)
        if found.form == found.former:
            _rewrite(office, draft, found)
        else:
            content = _content(draft, found)
            store.drafts.open(found.form, str(own), office.workspace.pack_ref.hash, content=content)
            store.drafts.discard(draft.form, draft.period, action="migrate")
    office.forget()
    return found


def require_migrated(office: Office, form: str, own: Period) -> None:
    """`E-DRAFT-PACK` for a draft whose entries would move, change or go: a person must have seen that."""
    draft = office.workspace.store.drafts.load(form, str(own))
    if draft is None or draft.pack == office.workspace.pack_ref.hash:
        return
    if _migration(office, draft).alters:
        raise YuebaoError("E-DRAFT-PACK", form=form, period=str(own), where=form)


def open_drafts(office: Office) -> tuple[tuple[DraftInfo, str | None], ...]:
    """All drafts with the form they belong to now: their own, a renamed one, or none."""
    return tuple((info, _present_name(office, info)) for info in office.workspace.store.drafts.list())


def former_drafts(office: Office) -> tuple[FormerDraft, ...]:
    """The drafts kept from before they migrated, oldest first."""
    documents = office.workspace.store.documents
    blobs = (documents.get(FORMER, name) for name in documents.list(FORMER))
    found = [msgspec.json.decode(blob, type=FormerDraft) for blob in blobs if blob is not None]
    whole = (
        replace(one, draft=replace(one.draft, entries={(r, c): entry for r, c, entry in one.cells}))
        for one in found
    )
    return tuple(sorted(whole, key=lambda one: one.migrated_at))


def _waiting(office: Office, form: str, period: str) -> tuple[Draft, Period]:
    """The draft of an earlier version that belongs to this form now, and the form's own period."""
    pack = office.workspace.pack_ref.hash
    candidates = [
        (info, name)
        for info, name in open_drafts(office)
        if info.pack != pack and name is not None and form in (info.form, name)
    ]
    for info, name in candidates:
        own = office.form_period(name, period)
        draft = office.workspace.store.drafts.load(info.form, str(own))
        occupied = name != info.form and office.workspace.store.drafts.load(name, str(own)) is not None
        if draft is not None and not occupied:
            return draft, own
    raise YuebaoError("E-DRAFT-CURRENT", form=form, period=period, where=form)


def _present_name(office: Office, info: DraftInfo) -> str | None:
    pack = office.workspace.pack_ref.hash
    if info.pack == pack:
        return info.form if info.form in office.index.forms else None
    return new_name(office.workspace.pack_of(info.pack), office.workspace.pack, info.form)


def _migration(office: Office, draft: Draft) -> Migration:
    earlier = PackIndex(office.workspace.pack_of(draft.pack))
    name = new_name(earlier.pack, office.index.pack, draft.form)
    if name is None:
        raise YuebaoError("E-DRAFT-CURRENT", form=draft.form, period=draft.period, where=draft.form)
    return migrate(draft, earlier, office.index, _open_cells(office, name, draft.period))


def _open_cells(office: Office, form: str, period: str) -> frozenset[CellKey]:
    """What this unit may fill in: cells that are asked and not computed; cumulative ones may be typed."""
    own = office.form_period(form, period)
    evaluation, program = office.worksheet(own).at(form), office.program
    if not office.index.form(form).is_table:
        computed = {c.field for c in program.line_calculations if c.form == form}
        return frozenset(("#", name) for name in office.index.form(form).fields if name not in computed)
    return frozenset(
        (cell.row.id, cell.column.id)
        for slot in program.form_slots[form]
        if slot not in evaluation.not_asked
        if slot not in program.step_of or program.cells[slot].derive is Derive.YEAR_TO_DATE
        for cell in (program.cells[slot],)
    )


def _keep(office: Office, draft: Draft, found: Migration) -> None:
    now = office.workspace.clock().isoformat(timespec="microseconds")
    former = FormerDraft(
        draft=replace(draft, entries={}),
        cells=tuple((row, column, entry) for (row, column), entry in draft.entries.items()),
        migrated_at=now,
        to_form=found.form,
        to_pack=office.workspace.pack_ref.hash,
    )
    name = f"{draft.form} {draft.period} {now}"
    office.workspace.store.documents.put(FORMER, name, msgspec.json.encode(former))


def _rewrite(office: Office, draft: Draft, found: Migration) -> None:
    """The open draft, changed in place so that undo leads back."""
    drafts, pack = office.workspace.store.drafts, office.workspace.pack_ref.hash
    key, step = (draft.form, draft.period), f"migrate:{pack[:16]}:{office.workspace.clock().isoformat()}"
    cells: Mapping[CellKey, StoredEntry | None] = dict.fromkeys(draft.entries) | dict(found.entries)
    drafts.set_cells(*key, cells, group=step)
    edits = {
        line.line: dict.fromkeys(line.values) | dict(found.lines.get(line.line, {})) for line in draft.lines
    }
    drafts.update_lines(*key, edits, group=step)
    kept = {(e.check, e.cell) for e in found.explanations}
    for gone in draft.explanations:
        if (gone.check, gone.cell) not in kept:
            drafts.remove_explanation(*key, gone.check, gone.cell, group=step)
    for explanation in found.explanations:
        drafts.set_explanation(*key, explanation, group=step)
    drafts.set_attachments(*key, found.attachments, group=step)
    drafts.set_pack(*key, pack, group=step)


def _content(draft: Draft, found: Migration) -> DraftContent:
    """The start of a draft under the form's new name. It corrects nothing: that report was another form."""
    return DraftContent(
        entries=found.entries,
        lines=tuple(found.lines[line.line] for line in draft.lines if line.line in found.lines),
        explanations=found.explanations,
        cover=draft.cover,
        attachments=found.attachments,
        note=draft.note,
    )

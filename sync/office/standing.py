"""Where a report of this office stands: its status, the remarks of a return, and what a correction builds on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from forms.definition import Derive
from forms.errors import YuebaoError
from forms.findings import Finding
from forms.period import Period
from forms.report import Content, ReportKey, Status
from forms.store import Draft, DraftContent, Store, StoredEntry
from forms.values import to_text
from sync import events
from sync.events import EventType
from sync.office.worksheet import Worksheet
from sync.status import with_draft
from sync.workspace import Workspace


def own_status(
    store: Store, unit: str, form: str, period: str, draft: Draft | None, findings: Sequence[Finding]
) -> Status:
    """The status as the office sees it: the draft's, where one is open."""
    row = store.reports.get(ReportKey(unit, form, period))
    handed_over = Status(row.state) if row else Status.EMPTY
    if draft is None:
        return handed_over
    blocking = sum(finding.blocks for finding in findings)
    return with_draft(
        handed_over, correcting=bool(draft.base), errors=blocking, checked=bool(draft.entries or draft.lines)
    )


def is_outdated(ws: Workspace, form: str, period: str, draft: Draft | None) -> bool:
    """Whether a draft was begun under another version of the pack, perhaps under the form's former name."""
    if draft is not None:
        return draft.pack != ws.pack_ref.hash
    if form not in ws.pack.renamed.values():
        return False
    names = {old for old, new in ws.pack.renamed.items() if new == form}
    return any(ws.store.drafts.load(name, period) is not None for name in names)


def remarks_on(store: Store, key: ReportKey) -> dict[tuple[str, str], str]:
    """What the returns in force say about cells; `("", "")` for a remark on the whole form.

    A report with rivals may have been returned too: then each rival has the remarks.
    """
    row = store.reports.get(key)
    if row is None or row.state not in (Status.RETURNED, Status.CONFLICT):
        return {}
    found: dict[tuple[str, str], str] = {}
    for stored in store.events.of(key):
        event = events.decode(stored.blob)
        if event.type is not EventType.RETURN or event.revision not in row.heads:
            continue
        if event.reason:
            found[("", "")] = event.reason
        found.update({remark.cell or ("", ""): remark.text for remark in event.remarks})
    return found


class Returned(Struct, frozen=True, kw_only=True):
    """A report that waits for its correction, and the collecting office's words about it."""

    form: str
    period: str
    reason: str


def returned(store: Store, unit: str, first: Period, last: Period) -> tuple[Returned, ...]:
    """Every report of a unit that was returned and not handed over again, of any month, the latest first."""
    found = []
    for row in reversed(store.reports.matrix(first, last, [unit])):
        if row.state not in (Status.RETURNED, Status.CONFLICT):
            continue
        remarks = remarks_on(store, ReportKey(unit, row.form, row.period))
        if remarks or row.state == Status.RETURNED:
            reason = "；".join(dict.fromkeys(remarks.values()))
            found.append(Returned(form=row.form, period=row.period, reason=reason))
    return tuple(found)


def base_revisions(store: Store, key: ReportKey) -> tuple[str, ...]:
    """The heads a correction stands on; a locked or never submitted report cannot be corrected."""
    row = store.reports.get(key)
    if row is None or not row.heads:
        raise YuebaoError("E-USAGE", detail=f"{key.form} {key.period}: —", where=key.form)
    if row.state == Status.LOCKED:
        raise YuebaoError("E-LOCKED", period=key.period, form=key.form, where=key.form)
    return row.heads


def draft_from_content(worksheet: Worksheet, form: str, content: Content, reason: str) -> DraftContent:
    """What was handed over, as a draft to go on from: typed cells only, the rest comes out again."""
    program, evaluation = worksheet.program, worksheet.at(form)
    entries: dict[tuple[str, str], StoredEntry] = {}
    for slot in program.form_slots[form]:
        cell = program.cells[slot]
        text = content.cell(cell.row.id, cell.column.id)
        if slot not in program.step_of and slot not in evaluation.not_asked and text is not None:
            entries[cell.position] = StoredEntry(text=text)
        typed = evaluation.entered.get(slot)
        if cell.derive is Derive.YEAR_TO_DATE and isinstance(typed, Decimal):
            entries[cell.position] = StoredEntry(text=to_text(typed))
    computed = {c.field for c in program.line_calculations if c.form == form}
    lines = tuple(
        {
            name: StoredEntry(text=text)
            for name, text in line.items()
            if text is not None and name not in computed
        }
        for line in content.rows
    )
    return DraftContent(
        entries=entries,
        lines=lines,
        explanations=content.explanations,
        cover=content.cover,
        attachments=content.attachments,
        note=reason,
    )

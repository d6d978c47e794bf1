"""The office at work: sheets to fill, one step of undo an action, everything recalculated at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from os import urandom
from pathlib import Path
from uuid import uuid4

from msgspec import Struct

from forms.calendar import due_date, is_respondent, own_period
from forms.definition import FormDef, UnitDef
from forms.errors import YuebaoError
from forms.findings import Finding
from forms.index import FormIndex, PackIndex, Position
from forms.intake.filling import Converted, Filling, Unrecognised
from forms.intake.mapping import Meanings, require_known
from forms.period import Frequency, Period, parse_period
from forms.program import Program
from forms.report import Content, Cover, Explanation, ReportKey, Status
from forms.sheet import Sheet
from forms.store import Draft, DraftContent, StoredEntry
from sync.office.earlier import ReportedPast
from sync.office.entering import accept, merge_lines
from sync.office.mappings import remember, remembered
from sync.office.sheets import build_sheet
from sync.office.standing import base_revisions, draft_from_content, is_outdated, own_status, remarks_on
from sync.office.worksheet import Worksheet
from sync.workspace import Workspace


class FillResult(Struct, frozen=True, kw_only=True):
    """What a filling did, with everything that was not understood or was converted."""

    cells_set: int
    rows_set: int
    unrecognised: tuple[Unrecognised, ...]
    converted: tuple[Converted, ...]
    mapped: tuple[tuple[str, str], ...] = ()


class FormStatus(Struct, frozen=True, kw_only=True):
    """One form of a period as the home page shows it."""

    form: str
    period: str
    status: Status
    filled: int
    asked: int
    errors: int
    warnings_open: int
    due: dt.date
    days_left: int
    pack_outdated: bool = False


def _fresh() -> str:
    """A name that no other step has."""
    return urandom(16).hex()


class Office:
    """Fills in and checks the reports of this workspace's unit; handing over is `sync.office.handing`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._worksheets: dict[str, Worksheet] = {}

    @cached_property
    def index(self) -> PackIndex:
        """The pack in force."""
        return PackIndex(self.workspace.pack)

    @cached_property
    def program(self) -> Program:
        """Its rules, compiled when first asked for."""
        return Program(self.index)

    @property
    def unit(self) -> UnitDef:
        """The unit this workspace reports for."""
        return self.index.unit(self.workspace.unit)

    def forget(self) -> None:
        """Something outside changed the workspace (an import): read everything anew."""
        self._worksheets.clear()
        for name in ("index", "program"):
            self.__dict__.pop(name, None)

    # --- forms and periods -------------------------------------------------------------------------

    def form_period(self, form_id: str, period: str) -> Period:
        """The form's own period for what was asked: December stands for the fourth quarter too.

        Raises `E-PERIOD` where the form is not due then, `E-UNIT` where this unit does not report it.
        """
        form = self.index.form(form_id).form
        found = own_period(form, parse_period(period))
        if found is None:
            raise YuebaoError("E-PERIOD", text=period, where=form_id)
        if not is_respondent(form, self.unit, found):
            raise YuebaoError("E-UNIT", text=f"{self.unit.code} ({form_id})", where=form_id)
        return found

    def due_forms(self, period: str) -> tuple[tuple[FormDef, Period], ...]:
        """The forms this unit owes in a period, each with its own period, in the pack's order."""
        asked = parse_period(period)
        own = ((form, own_period(form, asked)) for form in self.index.pack.forms)
        return tuple((form, p) for form, p in own if p is not None and is_respondent(form, self.unit, p))

    def periods(self) -> tuple[str, ...]:
        """Months from the pack's first to the present one, the latest first."""
        now = self.workspace.clock()
        present = Period(now.year * 12 + now.month - 1, 1)
        first = parse_period(self.index.pack.first_period).covering(Frequency.MONTH)
        return tuple(str(period) for period in reversed(present.since(first)))

    def overview(self, period: str) -> tuple[FormStatus, ...]:
        """Every form owed in a period with its progress."""
        return tuple(self.form_status(form.id, str(own)) for form, own in self.due_forms(period))

    def form_status(self, form: str, period: str) -> FormStatus:
        """The progress of one form in its own period."""
        sheet = self.sheet(form, period)
        due = due_date(self.index.pack, sheet.form, parse_period(period))
        return FormStatus(
            form=form,
            period=period,
            status=sheet.status,
            filled=sheet.filled,
            asked=sheet.asked,
            errors=sheet.errors,
            warnings_open=sheet.warnings_open,
            due=due,
            days_left=(due - self.workspace.clock().date()).days,
            pack_outdated=sheet.pack_outdated,
        )

    # --- reading -----------------------------------------------------------------------------------

    def worksheet(self, period: Period) -> Worksheet:
        """The evaluation of a period, kept until something changes."""
        found = self._worksheets.get(str(period))
        if found is None:
            past = ReportedPast(self.workspace.store, self.index, self.unit.code, self._draft_content)
            found = Worksheet(self.workspace.store, self.program, self.unit, period, past)
            self._worksheets[str(period)] = found
        return found

    def _draft_content(self, form: str, period: Period) -> Content | None:
        """Another period's draft with its computed cells."""
        if self.workspace.store.drafts.load(form, str(period)) is None:
            return None
        return self.worksheet(period).content(form)

    def sheet(self, form: str, period: str) -> Sheet:
        """The form as it stands: the draft, else what was handed over, else empty."""
        own = self.form_period(form, period)
        worksheet = self.worksheet(own)
        store = self.workspace.store
        draft = worksheet.part(form).draft
        actions = store.drafts.next_actions(form, str(own)) if draft else (None, None)
        findings = worksheet.findings(form) if draft else ()
        return build_sheet(
            worksheet,
            form,
            status=own_status(store, self.unit.code, form, str(own), draft, findings),
            undo=(actions[0] is not None, actions[1] is not None),
            remarks=remarks_on(store, ReportKey(self.unit.code, form, str(own))),
            pack_outdated=is_outdated(self.workspace, form, str(own), draft),
        )

    def check(self, period: str, forms: Sequence[str] = ()) -> tuple[Finding, ...]:
        """All findings of the forms named, else of those begun or handed over in the period."""
        chosen = [(f, self.form_period(f, period)) for f in forms] or self._begun(period)
        return tuple(finding for form, own in chosen for finding in self.worksheet(own).findings(form))

    def _begun(self, period: str) -> list[tuple[str, Period]]:
        due = [(form.id, own) for form, own in self.due_forms(period)]
        parts = [(form, own, self.worksheet(own).part(form)) for form, own in due]
        return [(form, own) for form, own, part in parts if part.draft or part.content] or due

    # --- filling in --------------------------------------------------------------------------------

    def enter(
        self, form: str, period: str, texts: Mapping[tuple[str, str], str | None], *, group: str | None = None
    ) -> Sheet:
        """Take typed texts into cells as one step of undo; what is not understood stays as typed."""
        self.take(
            form, period, Filling(cells={Position(*key): text for key, text in texts.items()}), group=group
        )
        return self.sheet(form, period)

    def fill(
        self, form: str, period: str, source: Path, *, replace: bool = False, own: Meanings | None = None
    ) -> FillResult:
        """Take values from a file; `replace` clears the form first. One step of undo.

        `own` says what the file's own headings mean; it is remembered for files with the same headings.
        """
        from forms.intake.readers import read_filling  # workbooks and CSV are no part of a start

        index, store = self.index.form(form), self.workspace.store
        require_known(index, own or {})
        filling = read_filling(index, source, own=own, remembered=remembered(store, form))
        done = self.take(form, period, filling, replace=replace, group=f"fill:{source.name}:{_fresh()}")
        if own and filling.headings:
            remember(store, form, filling.headings, own)
        return done

    def take(
        self, form: str, period: str, filling: Filling, *, replace: bool = False, group: str | None = None
    ) -> FillResult:
        """Take a filling into the draft, which is begun if need be. Raises `E-SUBMITTED`, `E-LOCKED`."""
        own = self.form_period(form, period)
        draft = self.draft(form, own)
        index = self.index.form(form)
        accepted = accept(self.worksheet(own).at(form), index, filling)
        drafts = self.workspace.store.drafts
        step = group or f"{form}:{_fresh()}"  # never the clock: two entries in one tick are two steps
        with self.workspace.store.transaction():
            changes: dict[tuple[str, str], StoredEntry | None] = {}
            if replace:
                changes.update(dict.fromkeys(draft.entries))
            changes.update({(p.row, p.column): entry for p, entry in accepted.cells.items()})
            drafts.set_cells(form, str(own), changes, group=step)
            if accepted.lines or (replace and draft.lines):
                present = () if replace else [line.values for line in draft.lines]
                lines = merge_lines(index, present, accepted.lines)
                drafts.replace_lines(form, str(own), lines, group=step)
            for explanation in filling.explanations:
                drafts.set_explanation(form, str(own), explanation, group=step)
            if filling.cover is not None:
                drafts.set_cover(form, str(own), filling.cover, group=step)
        self.changed(form, own)
        return FillResult(
            cells_set=accepted.cells_set,
            rows_set=len(accepted.lines),
            unrecognised=tuple(accepted.unrecognised),
            converted=tuple(accepted.converted),
            mapped=filling.mapped,
        )

    def draft(self, form: str, period: Period) -> Draft:
        """The open draft, begun now where nothing was handed over yet."""
        found = self.worksheet(period).part(form).draft
        if found is not None:
            return found
        row = self.workspace.store.reports.get(ReportKey(self.unit.code, form, str(period)))
        if row is not None and row.state == Status.LOCKED:
            raise YuebaoError("E-LOCKED", period=str(period), form=form, where=form)
        if row is not None and row.heads:
            raise YuebaoError("E-SUBMITTED", form=form, period=str(period), where=form)
        digest = self.workspace.pack_ref.hash
        content = self._start(self.index.form(form), period)
        draft = self.workspace.store.drafts.open(form, str(period), digest, content=content)
        self.changed(form, period)
        return draft

    def _start(self, form: FormIndex, period: Period) -> DraftContent:
        """A new draft begins with the last cover, so that names need not be typed each month."""
        before = self.worksheet(period).timeline.report(form.form.id, period.previous)
        if before is None:
            return DraftContent()
        cover = before.content.cover
        return DraftContent(
            cover=Cover(
                head=cover.head, statistician=cover.statistician, preparer=cover.preparer, phone=cover.phone
            )
        )

    def explain(self, form: str, period: str, check: str, cell: tuple[str, str] | None, text: str) -> Sheet:
        """Write an 审核说明; an empty text takes it away. Raises `E-USAGE` for a check that found nothing there.

        Each finding has one of its own, under its first cell. Without `cell` all that the check finds now are explained
        alike; what it finds later is not. One step of undo.
        """
        own = self.form_period(form, period)
        key, words, step = (form, str(own)), text.strip(), f"explain:{uuid4().hex}"
        draft, drafts = self.draft(form, own), self.workspace.store.drafts
        found = [
            f for f in self.worksheet(own).findings(form) if f.id == check and (not cell or cell in f.cells)
        ]
        places = {f.cells[0] if f.cells else None for f in found}
        if words and not found:
            raise YuebaoError("E-USAGE", detail=f"{check} {','.join(cell or ())}".strip(), where=form)
        if not words:
            given = {e.cell for e in draft.explanations if e.check == check}
            places = given & {cell, *places} if cell else given
        for place in sorted(places, key=str):
            if words:
                drafts.set_explanation(*key, Explanation(check=check, cell=place, text=words), group=step)
            else:
                drafts.remove_explanation(*key, check, place, group=step)
        self.changed(form, own)
        return self.sheet(form, period)

    def set_cover(self, form: str, period: str, cover: Cover) -> Sheet:
        """Set the signatures' line."""
        own = self.form_period(form, period)
        self.draft(form, own)
        self.workspace.store.drafts.set_cover(form, str(own), cover)
        self.changed(form, own)
        return self.sheet(form, period)

    def undo(self, form: str, period: str) -> Sheet:
        """Take the last step back."""
        own = self.form_period(form, period)
        self.draft(form, own)
        self.workspace.store.drafts.undo(form, str(own))
        self.changed(form, own)
        return self.sheet(form, period)

    def redo(self, form: str, period: str) -> Sheet:
        """Do the last undone step again."""
        own = self.form_period(form, period)
        self.draft(form, own)
        self.workspace.store.drafts.redo(form, str(own))
        self.changed(form, own)
        return self.sheet(form, period)

    def correct(self, form: str, period: str, reason: str) -> Sheet:
        """Open a handed-over report as a draft on top of its revisions. Raises `E-LOCKED`, `E-USAGE`."""
        own = self.form_period(form, period)
        part = self.worksheet(own).part(form)
        if part.draft is None:
            base = base_revisions(self.workspace.store, ReportKey(self.unit.code, form, str(own)))
            start = draft_from_content(self.worksheet(own), form, part.content or Content(), reason)
            self.workspace.store.drafts.open(form, str(own), self.workspace.pack_ref.hash, base, start)
            self.changed(form, own)
        return self.sheet(form, period)

    def changed(self, form: str, period: Period) -> None:
        """Keep the period at hand current; other periods may look back at it."""
        for name in [name for name in self._worksheets if name != str(period)]:
            del self._worksheets[name]
        self.worksheet(period).reload(form)

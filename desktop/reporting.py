"""The real office behind the window: `sync.office` with what screens need around it, on the data worker."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.history.cosigning import OfficeCosigning
from desktop.office_port import FormStatus, HandedOver, Submitted, TakenIn, ToldHere
from desktop.places import require_there
from desktop.safety.keeping import WorkspaceKeeping
from desktop.task_port import Watch
from forms.carry import CarryOver
from forms.definition import UnitDef
from forms.errors import StoreError
from forms.findings import Finding
from forms.index import PackIndex, Position
from forms.messages import Translator
from forms.report import Attachment, Cover
from forms.sheet import Sheet
from sync import key_file
from sync.office import roster
from sync.office.office import Office
from sync.workspace import Workspace

if TYPE_CHECKING:
    from desktop.desk_port import Desk
    from forms.migrate_pack import Migration
    from sync.office.offering import FileOffer
    from sync.office.standing import Returned
    from sync.outputs.print_job import PrintJob

DAY = 10
OWN = ("submission", "relay")


class ReportingOffice:
    """See `desktop.office_port.Office`; every refusal is a `YuebaoError` with its code."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._office = Office(workspace)
        # read once here: later they are asked for on the GUI thread, which must not touch the store
        self.index: PackIndex = self._office.index
        self.unit: UnitDef = self._office.unit
        self.desk: Desk | None = self._make_desk()
        self.keeping = WorkspaceKeeping(workspace)
        self.cosigning = OfficeCosigning(self._office)
        self._pack = workspace.pack_ref.hash

    def _make_desk(self) -> Desk | None:
        """The collecting side, where units report to this office."""
        if not self._workspace.collects:
            return None
        from desktop.desk.collecting import CollectingDesk  # no clerk's window needs it

        return CollectingDesk.over(self._workspace, self.index, self._office.forget)

    @classmethod
    def open(cls, folder: Path, now: Callable[[], dt.datetime]) -> ReportingOffice:
        """Open a workspace for writing. Raises `E-BUSY`, `E-NEWER-STORE`, `E-DISK`."""
        return cls(Workspace.open(folder, now))

    def close(self, *, backup: bool = True) -> None:
        """Make the day's backup if there is none yet, and let others write."""
        if not backup:
            self._workspace.close()
            return
        from forms.store.backup import daily_backup  # at the end of the day's work, not at its start

        store, folder = self._workspace.store, self._workspace.folder / "backups"
        try:
            daily_backup(store, folder, self._workspace.clock())
        finally:
            self._workspace.close()

    def has_key(self) -> bool:
        """Whether this laptop can sign at all; nothing of keys is loaded for it."""
        return (self._workspace.folder / "keys" / key_file.FILE).exists()

    # filling in ---------------------------------------------------------------------------------------

    def periods(self) -> Sequence[str]:
        """Months that can be reported, the latest first."""
        return self._office.periods()

    def due(self, period: str) -> Sequence[tuple[str, str]]:
        """Every form owed in a period, each with its own period; nothing is computed for it."""
        return tuple((form.id, str(own)) for form, own in self._office.due_forms(period))

    def form_status(self, form: str, period: str) -> FormStatus:
        """One line of the overview."""
        return self._office.form_status(form, period)

    def overview(self, period: str) -> Sequence[FormStatus]:
        """Every form owed in a period."""
        return self._office.overview(period)

    def returned(self) -> Sequence[Returned]:
        """Every report that came back and waits for its correction, of any month."""
        from forms.period import parse_period
        from sync.office.standing import returned

        months = self._office.periods()
        if not months:
            return ()
        store, unit = self._workspace.store, self._workspace.unit
        return returned(store, unit, parse_period(months[-1]), parse_period(months[0]))

    def sheet(self, form: str, period: str) -> Sheet:
        """The form as it stands."""
        return self._office.sheet(form, period)

    def enter(self, form: str, period: str, changes: Mapping[Position, str | None]) -> Sheet:
        """Take typed texts into cells, one step of undo."""
        return self._office.enter(
            form, period, {(key.row, key.column): text for key, text in changes.items()}
        )

    def add_lines(
        self, form: str, period: str, lines: Sequence[Mapping[str, str | None]], at: int | None = None
    ) -> Sheet:
        """New roster lines."""
        return roster.add_lines(self._office, form, period, lines, at)

    def enter_lines(self, form: str, period: str, changes: Mapping[int, Mapping[str, str | None]]) -> Sheet:
        """Take typed texts into roster lines."""
        return roster.enter_lines(self._office, form, period, changes)

    def delete_lines(self, form: str, period: str, ids: Sequence[int]) -> Sheet:
        """Take roster lines out."""
        return roster.delete_lines(self._office, form, period, ids)

    def carry_over(self, form: str, period: str) -> Sheet:
        """Bring last period's lines in."""
        return roster.carry_over(self._office, form, period)

    def undo(self, form: str, period: str) -> Sheet:
        """Take the last step back."""
        return self._office.undo(form, period)

    def redo(self, form: str, period: str) -> Sheet:
        """Do it again."""
        return self._office.redo(form, period)

    def explain(self, form: str, period: str, check: str, cell: tuple[str, str] | None, text: str) -> Sheet:
        """Write an 审核说明."""
        return self._office.explain(form, period, check, cell, text)

    def correct(self, form: str, period: str, reason: str) -> Sheet:
        """Open a report that was handed over."""
        return self._office.correct(form, period, reason)

    def handed_over_sheet(self, form: str, period: str) -> Sheet | None:
        """What a correction stands on, or what was handed over."""
        from sync.office.comparing import handed_over_sheet

        return handed_over_sheet(self._office, form, period)

    def carried(self, form: str, period: str) -> CarryOver:
        """A roster against the last one."""
        return roster.carried(self._office, form, period)[1]

    def migration(self, form: str, period: str) -> Migration:
        """What bringing the draft under the pack in force would do. Raises `E-DRAFT-CURRENT`."""
        from sync.office.migrating import preview

        return preview(self._office, form, period)

    def migrate(self, form: str, period: str) -> Sheet:
        """Bring the draft under the pack in force; the old one is kept."""
        from sync.office.migrating import migrate_draft

        migrate_draft(self._office, form, period)
        return self._office.sheet(form, period)

    def attach(self, form: str, period: str, files: Sequence[Path], line: int | None) -> Sheet:
        """Attach files to the report or to one line."""
        from sync.office.attaching import attach

        return attach(self._office, form, period, files, line)

    def detach(self, form: str, period: str, gone: Sequence[Attachment]) -> Sheet:
        """Take files away."""
        from sync.office.attaching import detach

        return detach(self._office, form, period, gone)

    def take_out(self, attachment: Attachment) -> Path:
        """Write an attached file where other programs can open it."""
        from tempfile import mkdtemp

        from sync.office.attaching import take_out

        return take_out(self._office, attachment, Path(mkdtemp(prefix="yuebao-")))

    def look_at(self, form: str, source: Path, own: Mapping[str, str]) -> FileOffer:
        """What a file would fill in."""
        from sync.office.offering import look

        return look(self._office, form, source, own)

    def fill(self, form: str, period: str, source: Path, own: Mapping[str, str]) -> Sheet:
        """Take a file, one step of undo."""
        self._office.fill(form, period, source, own=own)
        return self._office.sheet(form, period)

    def write_workbook(
        self, form: str, period: str, path: Path, translator: Translator, *, figures: bool
    ) -> Path:
        """The form as a workbook, blank or with its figures."""
        from sync.office.workbooks import write_workbook

        return write_workbook(self._office, form, period, path, translator, figures=figures)

    def print_job(
        self,
        reports: Sequence[tuple[str, str]],
        translator: Translator,
        *,
        relations: bool,
        cover: Cover | None = None,
    ) -> PrintJob:
        """Reports by form and period as they print; `cover` is what drafts will carry."""
        from sync.office.printing import job_of  # printing is not part of a start

        return job_of(self._office, reports, translator, relations=relations, cover=cover)

    # handing over -------------------------------------------------------------------------------------

    def check(self, period: str, forms: Sequence[str]) -> Sequence[Finding]:
        """All findings of these forms."""
        return self._office.check(period, forms)

    def cover(self, period: str) -> Cover:
        """The cover that the period's first begun form carries."""
        sheets = (self._office.sheet(line.form, line.period) for line in self._office.overview(period))
        return next((sheet.cover for sheet in sheets if sheet.cover != Cover()), Cover())

    def submit(
        self, period: str, forms: Sequence[str], folder: Path, passphrase: str, cover: Cover
    ) -> Submitted:
        """Sign and write one bundle, read it back and compare. Raises `E-CHECKS`, `E-PASSPHRASE`, `E-DISK`."""
        from sync.office.handing import submit  # signing is not part of a start

        signers = self._workspace.signers(passphrase)
        done = submit(self._office, period, folder, signers, forms=forms, cover=cover)
        file = Path(done.file)
        if hashlib.sha256(_bytes(file)).hexdigest() != done.bundle:
            raise StoreError("E-DISK", detail=str(file), where=str(file))
        return Submitted(file=file, bundle=done.bundle, sequence=done.sequence, reports=tuple(done.revisions))

    def handed_over(self) -> Sequence[HandedOver]:
        """What left this office, the latest first, with the receipts."""
        receipts, refusals = self._receipts()
        store = self._workspace.store
        rows = [row for row in store.bundles.list(unit=self.unit.code) if row.kind in OWN]
        return tuple(
            HandedOver(
                sequence=row.sequence or 0,
                at=row.received_at,
                file=row.file,
                bundle=row.hash,
                reports=tuple((r.form, r.period) for r in store.revisions.by_bundle(row.hash)),
                receipt=receipts.get(row.hash),
                code=refusals.get(row.hash),
            )
            for row in reversed(rows)
        )

    def write_again(self, bundle: str, folder: Path) -> Path:
        """A bundle that was handed over, once more and byte for byte. Raises `E-DISK`."""
        from sync.sealing import deliver_again

        require_there(folder)
        return deliver_again(self._workspace, bundle, folder)

    def _receipts(self) -> tuple[dict[str, str], dict[str, str]]:
        """The day of the receipt by bundle, and the code of those refused."""
        from sync import events

        received: dict[str, str] = {}
        refused: dict[str, str] = {}
        for stored in self._workspace.store.events.all(events.EventType.RECEIPT):
            event = events.decode(stored.blob)
            if event.receipt is not None and event.unit == self.unit.code:
                received.update(dict.fromkeys(event.receipt.bundles, event.at[:DAY]))
                refused.update({one.bundle: one.code for one in event.receipt.refused})
        return received, refused

    def told(self, period: str) -> Sequence[ToldHere]:
        """Notices that are not closed, then decisions."""
        from desktop.supervision.told import told_here

        return told_here(self._office, period)

    def take_notices(self, period: str) -> int:
        """Put a line for every open notice into the feedback form; how many were new."""
        from sync.office.directed import take_notices

        return take_notices(self._office, period)

    def take_in(self, paths: Sequence[Path], watch: Watch) -> Sequence[TakenIn]:
        """Take bundles in: task bundles and replies."""
        from sync.importer import import_paths
        from sync.progress import Step

        def progress(step: Step) -> bool:
            watch.step(step.done, step.total, step.what)
            return True

        report = import_paths(self._workspace, paths, progress=progress)
        self._office.forget()
        self._workspace.forget()
        return tuple(
            TakenIn(
                file=one.file, outcome=one.outcome.value, kind=one.kind, code=one.code, problem=one.problem
            )
            for one in report.every_file()
        )

    # the form pack ------------------------------------------------------------------------------------

    def outdated(self) -> bool:
        """Whether another form pack came into force since the pages were made."""
        return self._workspace.pack_ref.hash != self._pack

    def renew(self) -> None:
        """Go by the form pack in force; the pages must be made anew."""
        self._office.forget()
        self._workspace.forget()
        self._pack = self._workspace.pack_ref.hash
        self.index, self.unit = self._office.index, self._office.unit
        collects = self.desk is not None and self._workspace.collects
        self.desk = self.desk.renewed(self.index) if self.desk and collects else self._make_desk()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{file}: {failure.strerror}", where=str(file)) from failure

"""The real in-tray: files are verified and tried without keeping anything, then taken in, all or some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from desktop.desk.bench import Bench
from desktop.desk_port import Arrived, Asking, CellChange, Import, Signature, Tray
from desktop.task_port import Cancelled, Watch
from forms.errors import StoreError, YuebaoError
from forms.report import Content, ReportKey
from sync import bundle, conflicts, enrolment, importer, intake, keyring, revisions, withdrawal
from sync.armour import unwrap
from sync.import_report import FileReport, ImportReport
from sync.intake import Parcel
from sync.progress import Step
from sync.projection import key_fields

MEMBER = "!"
OWN = "written"


class RealTray:
    """See `desktop.desk_port.TrayDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._signed: dict[str, tuple[str, tuple[str, ...]]] = {}

    # looking ------------------------------------------------------------------------------------------

    def examine(self, paths: Sequence[Path], watch: Watch) -> Tray:
        """What each file is and would do; nothing is kept."""
        self._signed.clear()
        parcels = self._noted(intake.gather(paths))
        report = self._import(parcels, intake.count(paths), watch, dry_run=True)
        return self._tray(report)

    def changes(self, file: str) -> Sequence[CellChange]:
        """Every cell that a file changes against the figure that counts now. Raises as opening a bundle does."""
        parcel = next((one for one in intake.gather([_source(file)]) if one.name == file), None)
        if parcel is None or parcel.problem is not None:
            return ()
        opened = bundle.open_bundle(unwrap(parcel.data))
        found: list[CellChange] = []
        for data in opened.files("revisions").values():
            revision = revisions.decode(data)
            key = ReportKey(revision.unit, revision.form, revision.period)
            before = self._bench.collected.content(key) or Content()
            found += _changes(key, before, revision.content, self._key_of(key))
        return tuple(found)

    def _key_of(self, key: ReportKey) -> tuple[str, ...]:
        return key_fields(self._bench.collected.index, key.form)

    # taking -------------------------------------------------------------------------------------------

    def take(self, files: Sequence[str], watch: Watch) -> Tray:
        """Take these files of the last examination in; cancelling keeps what was taken in before."""
        wanted = set(files)
        sources = dict.fromkeys(_source(file) for file in files)
        parcels = (one for one in self._noted(intake.gather(sources)) if one.name in wanted)
        report = self._import(parcels, len(wanted), watch, dry_run=False)
        self._bench.changed()
        return self._tray(report)

    def _import(self, parcels: Iterable[Parcel], total: int, watch: Watch, *, dry_run: bool) -> ImportReport:
        def progress(step: Step) -> bool:
            try:
                watch.step(step.done, max(total, step.done), Path(step.what).name)
            except Cancelled:
                return False
            return True

        return importer.import_parcels(
            self._bench.ws, parcels, total=total, dry_run=dry_run, progress=progress
        )

    def _noted(self, parcels: Iterable[Parcel]) -> Iterator[Parcel]:
        """Remember who signed each parcel and when, for the table."""
        for parcel in parcels:
            if parcel.problem is None:
                try:
                    opened = bundle.open_bundle(parcel.data)
                except YuebaoError:
                    pass  # the import itself says what is wrong with it
                else:
                    signed = tuple(entry.keyid for entry in opened.signatures.signatures)
                    self._signed[parcel.name] = (opened.manifest.created_at, signed)
            yield parcel

    def _tray(self, report: ImportReport) -> Tray:
        keys = {view.keyid: view for view in keyring.list_keys(self._bench.ws)}
        return Tray(
            files=tuple(self._arrived(one, keys) for one in report.files),
            balance=report.balance,
            settled=len(report.settled),
            cancelled=report.cancelled,
        )

    def _arrived(self, one: FileReport, keys: dict[str, keyring.KeyView]) -> Arrived:
        at, signed = self._signed.get(one.file, ("", ()))
        lines = [line for each in (one, *one.leaves) for line in each.reports]
        return Arrived(
            file=one.file,
            outcome=one.outcome.value,
            kind=one.kind or "",
            unit=one.unit or "",
            bundle=one.bundle or "",
            sequence=one.sequence,
            sent_at=at,
            signatures=tuple(_signature(keyid, keys) for keyid in signed),
            reports=tuple(
                (ReportKey(x.unit, x.form, x.period), x.state.value, x.changed_cells) for x in lines
            ),
            gaps=one.missing_sequences,
            problem=one.problem,
        )

    # afterwards ---------------------------------------------------------------------------------------

    def imports(self) -> Sequence[Import]:
        """Bundles that came in, the latest first."""
        ws = self._bench.ws
        rows = [row for row in ws.store.bundles.list() if row.outcome != OWN and row.unit != ws.unit]
        return tuple(
            Import(
                bundle=row.hash,
                file=row.file,
                unit=row.unit or "",
                kind=row.kind or "",
                sequence=row.sequence,
                received_at=row.received_at,
                outcome=row.outcome,
                code=row.code or "",
            )
            for row in sorted(rows, key=lambda row: row.received_at, reverse=True)
            if row.parent is None
        )

    def withdrawal(self, name: str) -> withdrawal.WithdrawalEffect:
        """What taking an import back would change."""
        return withdrawal.preview(self._bench.ws, name)

    def withdraw(self, name: str, reason: str) -> None:
        """Take an import back."""
        withdrawal.withdraw(self._bench.ws, self._bench.signers, name, reason)
        self._bench.changed()

    # enrolments ---------------------------------------------------------------------------------------

    def asking(self) -> Sequence[Asking]:
        """Enrolment requests that wait for a person."""
        ws = self._bench.ws
        rows = [row for row in ws.store.bundles.pending() if row.code == importer.ASKED]
        found = []
        for row in rows:
            _, request = enrolment.review(ws, self._bytes(row.hash))
            found.append(
                Asking(
                    bundle=row.hash,
                    unit=request.unit,
                    fingerprint=request.fingerprint,
                    received_at=row.received_at,
                    head=request.head,
                )
            )
        return tuple(found)

    def admit(self, name: str, compared: str) -> None:
        """Admit a key whose fingerprint a person compared. Raises `E-ROOT` for another one."""
        ws = self._bench.ws
        enrolment.enroll(ws, self._bytes(name), self._bench.keys, compared)
        ws.forget()
        importer.reexamine(ws)
        self._bench.changed()

    def _bytes(self, name: str) -> bytes:
        path = self._bench.ws.archived(name)
        try:
            return path.read_bytes()
        except OSError as failure:
            raise StoreError(
                "E-DISK", detail=f"{path.name}: {failure.strerror}", where=str(path)
            ) from failure


def _source(file: str) -> Path:
    """The file on disk that a parcel's name begins with."""
    path = Path(file)
    while not path.is_file() and MEMBER in str(path):
        path = Path(str(path).rpartition(MEMBER)[0])
    return path


def _signature(keyid: str, keys: dict[str, keyring.KeyView]) -> Signature:
    view = keys.get(keyid)
    if view is None:
        return Signature(unit="", fingerprint=keyid[:16])
    return Signature(unit=view.unit, fingerprint=view.fingerprint, ended=view.ended)


def _changes(key: ReportKey, before: Content, after: Content, fields: Sequence[str]) -> Iterator[CellChange]:
    old, new = conflicts.flatten(before, fields), conflicts.flatten(after, fields)
    for place in dict.fromkeys((*new, *old)):
        if place.part in ("cell", "line") and place.column and old.get(place) != new.get(place):
            yield CellChange(
                form=key.form,
                period=key.period,
                row=place.row,
                column=place.column,
                old=old.get(place),
                new=new.get(place),
            )

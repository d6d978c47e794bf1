"""The real in-tray: files are verified and tried without keeping anything, then taken in, all or some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.desk.bench import Bench
from desktop.desk_port import AllChanges, Arrived, Asking, CellChange, Import, Signature, Tray
from desktop.task_port import Cancelled, Watch
from forms.errors import StoreError
from forms.report import Content, ReportKey
from sync import conflicts, enrolment, importer, intake, keyring, revisions, withdrawal
from sync.import_report import FileReport, ImportReport, ReportLine, ReportState
from sync.intake import Parcel
from sync.progress import Step
from sync.projection import key_fields

MEMBER = "!"
OWN = "written"
MOST_REPORTS = 6_000
"""Of how many incoming reports the content is held for the preview (some 20 MB)."""
MOST_CHANGES = 60_000


class RealTray:
    """See `desktop.desk_port.TrayDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._incoming: dict[str, bytes] = {}
        self._lines: dict[str, tuple[ReportLine, ...]] = {}

    # looking ------------------------------------------------------------------------------------------

    def examine(self, paths: Sequence[Path], watch: Watch) -> Tray:
        """What each file is and would do; nothing is kept."""
        self._incoming.clear()
        report = self._import(intake.gather(paths), intake.count(paths), watch, dry_run=True)
        self._lines = {one.file: tuple(_lines(one)) for one in report.files}
        return self._tray(report)

    def _remember(self, report: ImportReport) -> None:
        """Hold what the reports would become that change a figure, while the rehearsal still has them."""
        store = self._bench.ws.store
        for line in (line for one in report.files for line in _lines(one) if _changes_figures(line)):
            stored = store.revisions.get(line.revision) if len(self._incoming) < MOST_REPORTS else None
            if stored is not None:
                self._incoming[line.revision] = stored.blob

    def changes(self, file: str) -> Sequence[CellChange]:
        """Every cell that a file of the last examination changes against the figure that counts now."""
        lines = filter(_changes_figures, self._lines.get(file, ()))
        return tuple(change for line in lines for change in self._changed(line))

    def all_changes(self) -> AllChanges:
        """The same of all files at once, figures that would be replaced before those that are new."""
        lines = [line for lines in self._lines.values() for line in lines if _changes_figures(line)]
        total = sum(line.changed_cells for line in lines)
        found: list[CellChange] = []
        for line in lines:
            found += self._changed(line)
            if len(found) >= MOST_CHANGES:
                break
        found.sort(key=lambda change: change.old is None)
        return AllChanges(cells=tuple(found[:MOST_CHANGES]), total=max(total, len(found)))

    def _changed(self, line: ReportLine) -> Iterator[CellChange]:
        blob = self._incoming.get(line.revision)
        if blob is not None:
            key = ReportKey(line.unit, line.form, line.period)
            before = self._bench.collected.content(key) or Content()
            yield from _changes(key, before, revisions.decode(blob).content, self._key_of(key))

    def _key_of(self, key: ReportKey) -> tuple[str, ...]:
        return key_fields(self._bench.collected.index, key.form)

    # taking -------------------------------------------------------------------------------------------

    def take(self, files: Sequence[str], watch: Watch) -> Tray:
        """Take these files of the last examination in; cancelling keeps what was taken in before."""
        wanted = set(files)
        sources = dict.fromkeys(_source(file) for file in files)
        parcels = (one for one in intake.gather(sources) if one.name in wanted)
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
            self._bench.ws,
            parcels,
            total=total,
            dry_run=dry_run,
            progress=progress,
            decrypt=self._decrypt,
            look=self._remember,
        )

    def _decrypt(self, data: bytes) -> bytes:
        """Opens what was encrypted for this office; `E-PASSPHRASE` while the key is locked."""
        from sync.confidential import decrypt  # age is loaded when the first such file comes

        return decrypt(data, self._bench.keys.identities)

    def _tray(self, report: ImportReport) -> Tray:
        keys = {view.keyid: view for view in keyring.list_keys(self._bench.ws)}
        return Tray(
            files=tuple(self._arrived(one, keys) for one in report.files),
            balance=report.balance,
            settled=len(report.settled),
            cancelled=report.cancelled,
        )

    def _arrived(self, one: FileReport, keys: dict[str, keyring.KeyView]) -> Arrived:
        return Arrived(
            file=one.file,
            outcome=one.outcome.value,
            kind=one.kind or "",
            unit=one.unit or "",
            bundle=one.bundle or "",
            sequence=one.sequence,
            sent_at=one.sent_at,
            signatures=tuple(_signature(keyid, keys) for keyid in one.signers),
            reports=tuple(
                (ReportKey(x.unit, x.form, x.period), x.state.value, x.changed_cells) for x in _lines(one)
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

    def refused(self, one: Import) -> Arrived | None:
        """A file of the quarantine judged once more, for the reason in full; `None` where its bytes are gone."""
        path = self._bench.ws.folder / "quarantine" / f"{one.bundle}.{one.code}.ybz"
        if not path.is_file():
            return None
        report = importer.import_paths(self._bench.ws, [path], dry_run=True)
        return replace(self._tray(report).files[0], file=one.file)

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


def _lines(one: FileReport) -> Iterator[ReportLine]:
    """The reports of a file and of the bundles inside it."""
    yield from one.reports
    for leaf in one.leaves:
        yield from _lines(leaf)


def _changes_figures(line: ReportLine) -> bool:
    """Whether the report's figures would be those that count."""
    return line.state is ReportState.CURRENT and line.changed_cells > 0


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
                unit=key.unit,
                form=key.form,
                period=key.period,
                row=place.row,
                column=place.column,
                old=old.get(place),
                new=new.get(place),
            )

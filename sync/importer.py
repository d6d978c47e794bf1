"""Taking in files of any kind in any order: bundles.md §5 from reading the bytes to the balance sheet.

Refused bytes go to quarantine and change nothing. What waits for a key, a pack or a register is kept and decided
by itself when that changes: within this import, at the next one, or when `reexamine` is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from forms import canonical
from forms.errors import Problem, StoreError, YuebaoError
from forms.store import BundleRow
from sync import intake, merge_messages, rejudging, sequence
from sync.bundle import OpenedBundle, open_bundle
from sync.enrolment import read_request
from sync.import_report import (
    FileOutcome,
    FileReport,
    ImportReport,
    ReportState,
    about,
    balance,
    unread,
)
from sync.intake import AGE_MAGIC, Parcel
from sync.manifest import Kind
from sync.plan import Leaf, Repeat, Request, Sound, Unsound, Verdict, Waiting, examine, reports_in
from sync.progress import Progress, Step, silent
from sync.taking_in import PENDING, REFUSED, TAKEN, Arrival, TakingIn
from sync.workspace import Workspace

Decrypt = Callable[[bytes], bytes]
Look = Callable[[ImportReport], None]
"""Looks at what a rehearsal brought while the store still holds it."""
MAX_WAITING = 2_000
_MARK = "examined"
ASKED = "E-ENROLMENT"
"""The code under which enrolment requests wait for a person."""


class _Undo(Exception):  # noqa: N818 - the way out of a rehearsal
    """Rolls a dry run back."""


@dataclass(slots=True)
class _Entry:
    """A file report in the making; states and gaps are final only when all files are in."""

    report: FileReport
    arrivals: Sequence[Arrival] = ()
    leaves: list[_Entry] = field(default_factory=list)


def import_paths(
    ws: Workspace,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    progress: Progress = silent,
    decrypt: Decrypt | None = None,
) -> ImportReport:
    """Take in files, folders, archives and mails. With `dry_run` nothing is kept and the same is told.

    One transaction a bundle: stopping between bundles (`progress` returns False) leaves what was taken in.
    Raises StoreError when the disk or the store fails; the last good state stands.
    """
    found = list(paths)
    parcels = intake.gather(found)
    return import_parcels(
        ws, parcels, total=intake.count(found), dry_run=dry_run, progress=progress, decrypt=decrypt
    )


def import_parcels(
    ws: Workspace,
    parcels: Iterable[Parcel],
    *,
    total: int = 0,
    dry_run: bool = False,
    progress: Progress = silent,
    decrypt: Decrypt | None = None,
    look: Look | None = None,
) -> ImportReport:
    """The same for parcels that are at hand already, such as fetched mails; `look` sees a rehearsal's end."""
    if dry_run:
        return _rehearsed(_Import(ws, decrypt, dry_run=True), parcels, total, progress, look)
    return _Import(ws, decrypt, dry_run=False).run(parcels, total, progress)


def _rehearsed(
    trial: _Import, parcels: Iterable[Parcel], total: int, progress: Progress, look: Look | None
) -> ImportReport:
    with suppress(_Undo), trial.store.transaction():
        report = trial.run(parcels, total, progress)
        if look is not None:
            look(report)
        raise _Undo
    trial.ws.forget()
    return report


def reexamine(ws: Workspace) -> tuple[FileReport, ...]:
    """Decide what waits, after keys were admitted or a pack came."""
    return _Import(ws, None, dry_run=False).run((), 0, silent).settled


def replay(ws: Workspace, parcels: Iterable[Parcel], *, total: int = 0, progress: Progress = silent) -> int:
    """Take an archive in again as it once came: what waits is decided after every parcel. Gives how many there were."""
    again = _Import(ws, None, dry_run=False, at_once=True)
    return len(again.run(parcels, total, progress).files)


class _Import:
    """One import. With `at_once` what waits is decided after each file that moves something, not at the end."""

    def __init__(
        self, ws: Workspace, decrypt: Decrypt | None, *, dry_run: bool, at_once: bool = False
    ) -> None:
        self.ws = ws
        self.store = ws.store
        self.decrypt = decrypt
        self.dry_run = dry_run
        self.at_once = at_once
        self.taking = TakingIn(ws, dry_run=dry_run)
        self.entries: list[_Entry] = []
        self.settled: list[_Entry] = []
        self.bytes_waiting: dict[str, bytes] = {}

    def run(self, parcels: Iterable[Parcel], total: int, progress: Progress) -> ImportReport:
        """All parcels, then whatever can be decided now."""
        self.taking.moved = self._mark() != self.store.settings.get(_MARK)
        cancelled = False
        for done, parcel in enumerate(parcels, start=1):
            self.entries.append(self._parcel(parcel))
            if self.at_once and self.taking.moved:
                self._settle()
            if not progress(Step(done=done, total=total, what=parcel.name)):
                cancelled = True
                break
        if self.taking.moved:
            self._settle()
        files = tuple(self._finished(entry) for entry in self.entries)
        settled = tuple(self._finished(entry) for entry in self.settled)
        return ImportReport(
            files=files,
            settled=settled,
            balance=balance((*files, *settled)),
            dry_run=self.dry_run,
            cancelled=cancelled,
        )

    # --- one file ----------------------------------------------------------------------------------

    def _parcel(self, parcel: Parcel) -> _Entry:
        if parcel.problem is not None:
            return self._refuse(parcel.name, parcel.data, parcel.problem, None)
        try:
            data = self._plain(parcel.data)
        except YuebaoError as error:
            return self._refuse(parcel.name, parcel.data, error.problem, None)
        digest = canonical.sha256(data)
        row = self.store.bundles.get(digest)
        if row is not None and row.outcome in TAKEN:
            return self._known(parcel.name, row)
        return self._verdict(examine(data, digest, self.taking.ground()), data, digest, parcel.name)

    def _plain(self, data: bytes) -> bytes:
        """Step 2: the outer age layer, where there is one."""
        if not data.startswith(AGE_MAGIC):
            return data
        if self.decrypt is None:
            raise YuebaoError("E-DECRYPT", detail=merge_messages.NO_DECRYPTION)
        return self.decrypt(data)

    def _verdict(
        self, verdict: Verdict, data: bytes, digest: str, name: str, parent: str | None = None
    ) -> _Entry:
        match verdict:
            case Unsound(problem=problem, opened=opened):
                return self._refuse(name, data, problem, opened, digest=digest, parent=parent)
            case Waiting(opened=opened, problem=problem):
                return self._wait(name, data, problem, opened, parent)
            case Repeat(opened=opened):
                row = self.taking.repeated(verdict, data)
                return self._known(name, row) if row else _Entry(about(opened, name, FileOutcome.KNOWN))
            case Request(opened=opened):
                return self._request(name, data, opened)
            case Sound():
                return self._take(verdict, data, name, parent)

    def _take(self, sound: Sound, data: bytes, name: str, parent: str | None) -> _Entry:
        opened = sound.opened
        try:
            taken = self.taking.take(sound, data, name, parent)
        except StoreError:
            raise
        except YuebaoError as error:
            self.taking.forget()
            return self._refuse(name, data, error.problem, opened, digest=opened.digest, parent=parent)
        signers = tuple(sound.authorised.keyids)
        report = replace(about(opened, name, FileOutcome.MERGED), events=taken.events, signers=signers)
        entry = _Entry(report, taken.arrivals)
        entry.leaves = [self._leaf(leaf, name, opened.digest) for leaf in sound.leaves]
        return entry

    def _leaf(self, leaf: Leaf, outer: str, parent: str) -> _Entry:
        name = f"{outer}!{leaf.name}"
        row = self.store.bundles.get(leaf.digest)
        if row is not None and row.outcome in TAKEN:
            return self._known(name, row)
        return self._verdict(leaf.verdict, leaf.data, leaf.digest, name, parent)

    def _known(self, name: str, row: BundleRow) -> _Entry:
        carried = self.store.revisions.carried(row.hash)
        arrivals = [Arrival(key, revision, True, 0, ReportState.KNOWN) for revision, key in carried]
        report = FileReport(
            file=name,
            outcome=FileOutcome.KNOWN,
            kind=row.kind,
            bundle=row.hash,
            unit=row.unit,
            origin=row.origin,
            sequence=row.sequence,
            signers=row.signers,
        )
        leaves = self.store.bundles.list(parent=row.hash) if row.kind in (Kind.RELAY, Kind.REPLY) else ()
        return _Entry(report, arrivals, [self._known(f"{name}!{leaf.hash}", leaf) for leaf in leaves])

    # --- refused, waiting, asking ------------------------------------------------------------------

    def _refuse(
        self,
        name: str,
        data: bytes,
        problem: Problem,
        opened: OpenedBundle | None,
        *,
        digest: str | None = None,
        parent: str | None = None,
    ) -> _Entry:
        """Bytes to quarantine, and a note of it; nothing else changes."""
        report = about(opened, name, FileOutcome.REFUSED) if opened else unread(name, digest)
        if data:
            name_of = digest or canonical.sha256(data)
            report = replace(report, bundle=name_of)
            self._keep_refused(name, data, problem, opened, name_of, parent)
        refused = reports_in(opened)
        return _Entry(replace(report, code=problem.code, problem=problem, refused_reports=refused))

    def _keep_refused(
        self,
        name: str,
        data: bytes,
        problem: Problem,
        opened: OpenedBundle | None,
        digest: str,
        parent: str | None,
    ) -> None:
        if not self.dry_run:
            self.ws.quarantine(data, problem.code, digest)
        if opened is not None:
            row = self.taking.row(opened, name, REFUSED, code=problem.code, parent=parent)
        else:
            row = BundleRow(
                hash=digest, file=name, received_at=self.taking.now(), outcome=REFUSED, code=problem.code
            )
        self.taking.note(row)

    def _wait(
        self, name: str, data: bytes, problem: Problem, opened: OpenedBundle, parent: str | None
    ) -> _Entry:
        if len(self.store.bundles.pending()) >= MAX_WAITING:
            limit = Problem(code="E-QUOTA", params={"detail": merge_messages.TOO_MANY_WAITING}, where=name)
            return self._refuse(name, data, limit, opened, digest=opened.digest, parent=parent)
        if parent is None:
            self._keep_waiting(data, opened.digest)
        self.taking.note(self.taking.row(opened, name, PENDING, code=problem.code, parent=parent))
        report = about(opened, name, FileOutcome.PENDING)
        waiting = reports_in(opened)
        return _Entry(replace(report, code=problem.code, problem=problem, pending_reports=waiting))

    def _keep_waiting(self, data: bytes, digest: str) -> None:
        if self.dry_run:
            self.bytes_waiting[digest] = data
        else:
            self.ws.archive_bundle(data, digest)

    def _request(self, name: str, data: bytes, opened: OpenedBundle) -> _Entry:
        """Enrolment requests are listed and wait for a person."""
        try:
            request = read_request(opened)
        except YuebaoError as error:
            return self._refuse(name, data, error.problem, opened, digest=opened.digest)
        problem = Problem(code=ASKED, params={"unit": request.unit, "fingerprint": request.fingerprint})
        return self._wait(name, data, problem, opened, None)

    # --- deciding what waits -------------------------------------------------------------------------

    def _mark(self) -> str:
        """Names what waiting bundles are judged on: register versions and packs."""
        registers = {unit: r.version for unit, r in sorted(self.ws.trust.registers.items())}
        return canonical.digest([registers, list(self.store.documents.list("pack"))])

    def _settle(self) -> None:
        """Judge again until nothing moves: a task that waited may bring the key others wait for."""
        if self.taking.moved:
            rejudging.end_revoked(self.taking)
        for _ in range(len(self.store.bundles.pending()) + 2):
            self.taking.moved = False
            decided = [entry for row in self._undecided() if (entry := self._again(row)) is not None]
            self._report_settled(decided)
            if not decided and not self.taking.moved:
                break
        self.store.settings.set(_MARK, self._mark())

    def _undecided(self) -> tuple[BundleRow, ...]:
        refused = [
            row for code in rejudging.RETRIED for row in self.store.bundles.list(outcome=REFUSED, code=code)
        ]
        waiting = [row for row in self.store.bundles.pending() if row.code != ASKED]
        return (*waiting, *refused)

    def _again(self, row: BundleRow) -> _Entry | None:
        """The new entry of a bundle that waited or was refused for lack of trust; None if nothing changed."""
        data = self._bytes_of(row)
        if data is None:
            return None
        ground = self.taking.ground()
        parent = self.store.bundles.get(row.parent) if row.parent else None
        if parent is not None and parent.kind == Kind.RELAY and parent.unit:
            ground = ground.with_trust(ground.trust.at(parent.unit))
        verdict = examine(data, row.hash, ground, depth=1 if parent else 0)
        if isinstance(verdict, Waiting | Request) and row.outcome == PENDING:
            return None
        if isinstance(verdict, Unsound) and row.outcome == REFUSED:
            return None
        return self._verdict(verdict, data, row.hash, row.file, row.parent)

    def _bytes_of(self, row: BundleRow) -> bytes | None:
        if row.hash in self.bytes_waiting:
            return self.bytes_waiting[row.hash]
        if row.parent is not None:
            return self._leaf_bytes(row.parent, row.hash)
        quarantined = self.ws.folder / "quarantine" / f"{row.hash}.{row.code}.ybz"
        places = (self.ws.archived(row.hash), *((quarantined,) if row.outcome == REFUSED else ()))
        return next((path.read_bytes() for path in places if path.is_file()), None)

    def _leaf_bytes(self, parent: str, digest: str) -> bytes | None:
        row = self.store.bundles.get(parent)
        outer = self._bytes_of(replace(row, outcome=PENDING)) if row else None
        return open_bundle(outer).entries.get(f"leaves/{digest}.ybz") if outer is not None else None

    def _report_settled(self, decided: Iterable[_Entry]) -> None:
        """A file of this very import shows its final outcome in its own place."""
        places = {e.report.bundle: e for e in _every(self.entries)}
        for entry in decided:
            place = places.get(entry.report.bundle)
            if place is None:
                self.settled.append(entry)
            else:
                place.report, place.arrivals, place.leaves = entry.report, entry.arrivals, entry.leaves

    # --- the report --------------------------------------------------------------------------------

    def _finished(self, entry: _Entry) -> FileReport:
        lines = tuple(arrival.line() for arrival in entry.arrivals)
        locked = bool(lines) and all(line.code == "E-LOCKED" for line in lines)
        report = replace(
            entry.report,
            reports=lines,
            leaves=tuple(self._finished(leaf) for leaf in entry.leaves),
            missing_sequences=self._absent(entry.report),
        )
        if locked and report.outcome is FileOutcome.MERGED:
            keys = ", ".join(sorted({line.period for line in lines}))
            problem = Problem(code="E-LOCKED", params={"period": keys}, where=report.file)
            report = replace(report, outcome=FileOutcome.REFUSED, code="E-LOCKED", problem=problem)
        return report

    def _absent(self, report: FileReport) -> tuple[int, ...]:
        if report.origin is None or report.outcome is FileOutcome.REFUSED:
            return ()
        return sequence.absent(self.taking.chain(report.origin).keys())


def _every(entries: Iterable[_Entry]) -> Iterable[_Entry]:
    for entry in entries:
        yield entry
        yield from _every(entry.leaves)

"""What an import did, file by file and report by report, and the balance sheet that closes.

The names are those of the command line's contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from forms.errors import Problem
from sync.bundle import OpenedBundle


class FileOutcome(StrEnum):
    """What became of a file."""

    MERGED = "merged"
    KNOWN = "known"
    PENDING = "pending"
    REFUSED = "refused"


class ReportState(StrEnum):
    """What became of a report that came in; its place in the balance."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"
    KNOWN = "known"
    REFUSED = "refused"


class ReportLine(Struct, frozen=True, kw_only=True):
    """One report that came in. `changed_cells` counts against the figure that stood before it came."""

    unit: str
    form: str
    period: str
    revision: str
    state: ReportState
    changed_cells: int = 0
    code: str | None = None


class FileReport(Struct, frozen=True, kw_only=True):
    """One file, or one leaf of it. `missing_sequences` never arrived from this origin, as far as is known now.

    `refused_reports` counts the reports a refused bundle claimed to carry. `signers` are key ids: of what was
    taken in those whose signatures hold, else those that are claimed; `sent_at` is the sender's own clock.
    """

    file: str
    outcome: FileOutcome
    code: str | None = None
    kind: str | None = None
    bundle: str | None = None
    unit: str | None = None
    origin: str | None = None
    sequence: int | None = None
    missing_sequences: tuple[int, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    events: int = 0
    signers: tuple[str, ...] = ()
    sent_at: str = ""
    leaves: tuple[FileReport, ...] = ()
    refused_reports: int = 0
    pending_reports: int = 0
    problem: Problem | None = None


class Balance(Struct, frozen=True, kw_only=True):
    """reports_in = current + superseded + conflict + known + refused; those that wait stand apart."""

    reports_in: int = 0
    current: int = 0
    superseded: int = 0
    conflict: int = 0
    known: int = 0
    refused: int = 0
    pending: int = 0


class ImportReport(Struct, frozen=True, kw_only=True):
    """The whole import. `settled` are bundles that had waited and were decided by what came now."""

    files: tuple[FileReport, ...]
    balance: Balance
    settled: tuple[FileReport, ...] = ()
    dry_run: bool = False
    cancelled: bool = False

    @property
    def needs_a_look(self) -> bool:
        """Whether a person must look: something was refused, waits, or is in conflict."""
        unclear = (FileOutcome.REFUSED, FileOutcome.PENDING)
        return bool(self.balance.conflict or self.balance.refused) or any(
            file.outcome in unclear for file in self.every_file()
        )

    def every_file(self) -> Iterable[FileReport]:
        """Files and their leaves."""
        for file in (*self.files, *self.settled):
            yield from _with_leaves(file)


def _with_leaves(file: FileReport) -> Iterable[FileReport]:
    yield file
    for leaf in file.leaves:
        yield from _with_leaves(leaf)


def balance(files: Iterable[FileReport]) -> Balance:
    """The sheet over these files and their leaves."""
    counts = dict.fromkeys(ReportState, 0)
    pending = 0
    for file in files:
        for each in _with_leaves(file):
            counts[ReportState.REFUSED] += each.refused_reports
            pending += each.pending_reports
            for line in each.reports:
                counts[line.state] += 1
    return Balance(
        reports_in=sum(counts.values()),
        current=counts[ReportState.CURRENT],
        superseded=counts[ReportState.SUPERSEDED],
        conflict=counts[ReportState.CONFLICT],
        known=counts[ReportState.KNOWN],
        refused=counts[ReportState.REFUSED],
        pending=pending,
    )


def about(opened: OpenedBundle, name: str, outcome: FileOutcome) -> FileReport:
    """What is told of a file that could be opened."""
    manifest = opened.manifest
    return FileReport(
        file=name,
        outcome=outcome,
        kind=manifest.kind.value,
        bundle=opened.digest,
        unit=manifest.unit,
        origin=manifest.origin,
        sequence=manifest.sequence,
        signers=tuple(entry.keyid for entry in opened.signatures.signatures),
        sent_at=manifest.created_at,
    )


def unread(name: str, digest: str | None) -> FileReport:
    """What is told of a file that could not be opened."""
    return FileReport(file=name, outcome=FileOutcome.REFUSED, bundle=digest)

"""Where a figure came from: revisions, events, bundles and keys of one report (history)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from forms.index import PackIndex
from forms.report import Content, ReportKey
from forms.store import BundleRow
from sync import events, revisions
from sync.workspace import Workspace


class Carrier(Struct, frozen=True, kw_only=True):
    """A bundle that carried a revision: who signed it, and when it came (shown only)."""

    bundle: str
    file: str
    sequence: int | None
    origin: str | None
    signers: tuple[str, ...]
    received_at: str
    outcome: str


class RevisionLine(Struct, frozen=True, kw_only=True):
    """One state of the report, and how many cells it changed against its first parent."""

    revision: str
    kind: str
    parents: tuple[str, ...]
    origin: str
    n: int
    author: str
    saved_at: str
    pack: str
    changed_cells: int
    current: bool
    carriers: tuple[Carrier, ...]


class EventLine(Struct, frozen=True, kw_only=True):
    """One signed fact about the report."""

    event: str
    type: str
    by: str
    at: str
    reason: str
    revision: str | None
    bundle: str | None


class History(Struct, frozen=True, kw_only=True):
    """All that is known of one report, oldest first within each laptop."""

    unit: str
    form: str
    period: str
    state: str
    heads: tuple[str, ...]
    revisions: tuple[RevisionLine, ...]
    events: tuple[EventLine, ...]


def history(ws: Workspace, index: PackIndex, key: ReportKey) -> History:
    """The report's revisions, events, signers and bundles."""
    index.unit(key.unit)
    index.form(key.form)
    row = ws.store.reports.get(key)
    stored = ws.store.revisions.of(*key)
    known = {one.id: revisions.decode(one.blob) for one in stored}
    contents = {name: revision.content for name, revision in known.items()}
    lines = [
        RevisionLine(
            revision=name,
            kind=revision.kind.value,
            parents=revision.parents,
            origin=revision.origin,
            n=revision.n,
            author=revision.author,
            saved_at=revision.saved_at,
            pack=f"{revision.pack.id} {revision.pack.version}",
            changed_cells=_changed(contents, name, revision.parents),
            current=row is not None and row.revision == name,
            carriers=tuple(_carrier(bundle) for bundle in _carriers(ws, name)),
        )
        for name, revision in known.items()
    ]
    return History(
        unit=key.unit,
        form=key.form,
        period=key.period,
        state=row.state if row else "empty",
        heads=row.heads if row else (),
        revisions=tuple(sorted(lines, key=lambda line: (line.origin, line.n, line.revision))),
        events=tuple(_events(ws, key)),
    )


def _changed(contents: Mapping[str, Content], name: str, parents: tuple[str, ...]) -> int:
    """Cells (or roster lines) that differ from the first parent known here; from nothing for a first report."""
    before = next((contents[p] for p in parents if p in contents), Content())
    after = contents[name]
    cells = {
        (row, column) for content in (before, after) for row, its in content.cells.items() for column in its
    }
    differing = sum(before.cell(*cell) != after.cell(*cell) for cell in cells)
    return differing + sum(line not in before.rows for line in after.rows)


def _carriers(ws: Workspace, revision: str) -> list[BundleRow]:
    found = [ws.store.bundles.get(name) for name in ws.store.revisions.carriers(revision)]
    return [row for row in found if row is not None]


def _carrier(row: BundleRow) -> Carrier:
    return Carrier(
        bundle=row.hash,
        file=row.file,
        sequence=row.sequence,
        origin=row.origin,
        signers=row.signers,
        received_at=row.received_at,
        outcome=row.outcome,
    )


def _events(ws: Workspace, key: ReportKey) -> list[EventLine]:
    lines = []
    for stored in ws.store.events.of(key):
        event = events.decode(stored.blob)
        lines.append(
            EventLine(
                event=stored.id,
                type=event.type.value,
                by=event.by,
                at=event.at,
                reason=event.reason,
                revision=event.revision,
                bundle=stored.bundle,
            )
        )
    return sorted(lines, key=lambda line: (line.at, line.event))

"""Steps 9 and 10 of bundles.md §5: what was found sound goes into archive and store, in one transaction.

One `TakingIn` lives for one import; it remembers packs and chains so that the cost of a bundle does not grow
with the number of bundles before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from msgspec.structs import replace

from forms import canonical
from forms.errors import StoreError
from forms.index import PackIndex
from forms.loader import known_pack
from forms.report import ReportKey
from forms.store import BundleRow, StoredEvent, StoredRevision
from sync import auditing, conflicts, merge_messages, tasks
from sync.bundle import OpenedBundle
from sync.contents import ReadEvent, ReadRevision
from sync.events import MATTERS, EventType
from sync.import_report import ReportLine, ReportState
from sync.manifest import Kind
from sync.plan import Chain, Ground, Link, Repeat, Sound
from sync.projection import Projection, key_fields
from sync.status import Outcome
from sync.workspace import Workspace

MERGED = "merged"
PENDING = "pending"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
WRITTEN = "written"
_TABLES = "figures"
TAKEN = frozenset({MERGED, WRITTEN, WITHDRAWN})


@dataclass(slots=True)
class Arrival:
    """One report of a bundle that was taken in; its state may change while the import goes on."""

    key: ReportKey
    revision: str
    known: bool
    changed: int
    state: ReportState = ReportState.CURRENT
    code: str | None = None

    def line(self) -> ReportLine:
        """What the balance sheet says of it."""
        return ReportLine(
            unit=self.key.unit,
            form=self.key.form,
            period=self.key.period,
            revision=self.revision,
            state=self.state,
            changed_cells=self.changed,
            code=self.code,
        )


@dataclass(slots=True)
class Taken:
    """What one bundle brought."""

    arrivals: list[Arrival] = field(default_factory=list)
    events: int = 0


@lru_cache(maxsize=4)
def _index_of(data: bytes) -> PackIndex:
    """The look-up tables of a pack; every bundle needs them, and packs seldom change."""
    return PackIndex(known_pack(data))


class TakingIn:
    """The store side of an import. With `dry_run` nothing is written outside the transaction that is undone."""

    def __init__(self, ws: Workspace, *, dry_run: bool = False) -> None:
        self.ws = ws
        self.store = ws.store
        self.dry_run = dry_run
        self.moved = False  # trust or packs changed: what waits may be decided now
        self._packs: dict[str, PackIndex | None] = {}
        self._chains: dict[str, dict[int, Link]] = {}
        self._versions: dict[tuple[str, str], str] | None = None
        self._ground: Ground | None = None
        self._tables_ready = False
        self._arrivals: dict[ReportKey, list[Arrival]] = {}
        self.projection = Projection(ws.store, ws.unit, self.pack)

    # --- what bundles are judged on ----------------------------------------------------------------

    def ground(self) -> Ground:
        """Trust, packs and chains as they stand now."""
        if self._ground is None:
            self._ground = Ground(
                self.ws.trust,
                packs=self.pack,
                versions=self.versions(),
                chain=self.chain,
                attachment=lambda name: self.store.documents.get("attachment", name) is not None,
            )
        return self._ground

    def pack(self, digest: str) -> PackIndex | None:
        """The pack with that hash, with its look-up tables."""
        if digest not in self._packs:
            data = self.ws.pack_bytes(digest)
            self._packs[digest] = _index_of(data) if data is not None else None
        return self._packs[digest]

    def versions(self) -> dict[tuple[str, str], str]:
        """The hash of every known pack by id and version."""
        if self._versions is None:
            known = ((name, self.pack(name)) for name in self.store.documents.list("pack"))
            self._versions = {(i.pack.id, i.pack.version): name for name, i in known if i is not None}
        return self._versions

    def chain(self, origin: str) -> Chain:
        """What is known of an origin: bundles taken in or waiting, not those refused."""
        found = self._chains.get(origin)
        if found is None:
            rows = sorted(self.store.bundles.of_origin(origin), key=lambda row: row.outcome in TAKEN)
            found = self._chains[origin] = {
                row.sequence: Link(row.manifest_hash, row.previous, row.hash, row.outcome in TAKEN)
                for row in rows
                if row.outcome != REFUSED and row.sequence is not None and row.manifest_hash is not None
            }
        return found

    # --- step 9 ------------------------------------------------------------------------------------

    def take(self, sound: Sound, data: bytes, file: str, parent: str | None = None) -> Taken:
        """Archive and merge one sound bundle; its leaves are taken by the caller, one by one."""
        opened = sound.opened
        if parent is None and not self.dry_run:
            self._archive(data, opened.digest)
        taken = Taken(events=len(sound.events))
        with self.store.transaction():
            self._note(sound, file, parent)
            self._adopt(sound)
            self._keep_attachments(opened)
            known = self.store.revisions.has([r.id for r in sound.revisions]) if sound.revisions else ()
            self._add(sound)
            touched = self._touched(sound)
            before = self._figures_before(sound.revisions, known)
            outcomes = {key: self.refresh(key) for key in touched}
            taken.arrivals = [self._arrival(r, outcomes, r.id in known, before) for r in sound.revisions]
        self._remember(opened)
        return taken

    def _archive(self, data: bytes, digest: str) -> None:
        """Kept byte for byte, then read back: what the disk really holds is what is merged."""
        path = self.ws.archive_bundle(data, digest)
        if canonical.sha256(path.read_bytes()) != digest:
            raise StoreError("E-DISK", where=str(path), detail=merge_messages.READ_BACK)

    def _note(self, sound: Sound, file: str, parent: str | None) -> None:
        held = self.ws.trust.held
        mine = sound.authorised.unit == self.ws.unit and any(k in held for k in sound.authorised.keyids)
        outcome = WRITTEN if mine else MERGED
        outer = self.store.bundles.get(parent) if parent else None
        taken_back = outer is not None and outer.outcome == WITHDRAWN
        if taken_back or sound.opened.digest in self.projection.withdrawn_bundles():
            outcome = WITHDRAWN
        row = self.row(sound.opened, file, outcome, parent=parent, signers=sound.authorised.keyids)
        self.note(row)

    def row(
        self,
        opened: OpenedBundle,
        file: str,
        outcome: str,
        *,
        code: str | None = None,
        parent: str | None = None,
        signers: Iterable[str] | None = None,
    ) -> BundleRow:
        """What the store notes of a bundle that could be opened."""
        manifest = opened.manifest
        claimed = (entry.keyid for entry in opened.signatures.signatures)
        return BundleRow(
            hash=opened.digest,
            kind=manifest.kind.value,
            unit=manifest.unit,
            origin=manifest.origin,
            sequence=manifest.sequence,
            previous=manifest.previous,
            manifest_hash=opened.manifest_digest,
            register_version=manifest.register_version,
            signers=tuple(sorted(claimed if signers is None else signers)),
            file=file,
            received_at=self._arrived_at(opened.digest, parent),
            outcome=outcome,
            code=code,
            parent=parent,
        )

    def repeated(self, repeat: Repeat, data: bytes) -> BundleRow | None:
        """The row of the file that came first; who signed only this one is noted there, and the bytes kept as proof."""
        self.store.bundles.remove(repeat.opened.digest)  # it may have waited
        row = self.store.bundles.get(repeat.first)
        new = set(repeat.keyids).difference(row.signers if row else repeat.keyids)
        if row is None or not new:
            return row
        if row.parent is None and not self.dry_run:
            self._archive(data, repeat.opened.digest)
        found = replace(row, signers=tuple(sorted({*row.signers, *new})))
        self.note(found)
        return found

    def _arrived_at(self, digest: str, parent: str | None) -> str:
        """When the bytes first came, however long they waited; a leaf arrived when the bundle around it did."""
        outer = self.store.bundles.get(digest) or (self.store.bundles.get(parent) if parent else None)
        return outer.received_at if outer else self.now()

    def note(self, row: BundleRow) -> None:
        """Keep the row, in place of an earlier one for the same bytes, and a line of the audit journal."""
        with self.store.transaction():
            if not self.store.bundles.add(row):
                self.store.bundles.update(row)
                self.projection.forget_dead()
            auditing.taken(self.store, row)

    def now(self) -> str:
        """The time that is shown and never decides."""
        return self.ws.clock().isoformat(timespec="seconds")

    def _remember(self, opened: OpenedBundle) -> None:
        chain = self._chains.get(opened.manifest.origin)
        if chain is not None:
            link = Link(opened.manifest_digest, opened.manifest.previous, opened.digest)
            chain[opened.manifest.sequence] = link

    def _adopt(self, sound: Sound) -> None:
        """Registers, packs and calendar that came along; those inside leaves were adopted with the outer bundle."""
        if sound.trust.me != self.ws.unit:
            return
        opened = sound.opened
        if opened.manifest.kind in (Kind.TASK, Kind.REPLY):
            if sound.registers or opened.files("pack"):
                tasks.take(self.ws, opened, sound.trust)
                self._changed()
        elif sound.registers and sound.trust is not self.ws.trust:
            self.ws.save_trust(sound.trust, sound.registers)
            self._changed()

    def _changed(self) -> None:
        """Judge anew on what is known now."""
        self.moved = True
        self.forget()

    def forget(self) -> None:
        """Read everything anew: something was rolled back, or trust and packs changed."""
        self._ground = None
        self._tables_ready = False
        self._versions = None
        self._chains.clear()
        self.projection.forget_dead()
        self._packs = {name: index for name, index in self._packs.items() if index is not None}

    def _keep_attachments(self, opened: OpenedBundle) -> None:
        for name, data in opened.files("attachments").items():
            digest = name.partition("/")[2].partition(".")[0]
            if self.store.documents.get("attachment", digest) is None:
                self.store.documents.put("attachment", digest, data)

    def _add(self, sound: Sound) -> None:
        bundle = sound.opened.digest
        if sound.revisions:
            self.store.revisions.add_all(bundle, [stored_revision(read, bundle) for read in sound.revisions])
        self.projection.remember((read.id, read.revision) for read in sound.revisions)
        for said in sound.events:
            self.store.events.add(stored_event(said, bundle))
            self.projection.forget_receipts()
            if said.event.type is EventType.WITHDRAW:
                self.withdraw(said.event.bundle or "")

    def withdraw(self, bundle: str) -> None:
        """Mark an import and its leaves as taken back; the event that says so decides what counts."""
        row = self.store.bundles.get(bundle)
        if row is not None and row.outcome in (MERGED, WRITTEN):
            self.store.bundles.set_outcome(bundle, WITHDRAWN)
            auditing.judged(self.store, bundle, WITHDRAWN)
        for leaf in self.store.bundles.list(parent=bundle):
            self.withdraw(leaf.hash)
        self.projection.forget_dead()

    # --- step 10 -----------------------------------------------------------------------------------

    def _touched(self, sound: Sound) -> tuple[ReportKey, ...]:
        """The reports that what was added speaks of, in order."""
        keys = {read.revision.key for read in sound.revisions}
        for said in sound.events:
            keys.update(self.projection.reached(said.event))
        return tuple(sorted(keys))

    def refresh(self, key: ReportKey) -> Outcome:
        """Bring a report up to date, and what this import says of it."""
        self._ensure_tables()
        found = self.projection.refresh(key)
        for arrival in self._arrivals.get(key, ()):
            _judge(arrival, found)
        return found

    def _ensure_tables(self) -> None:
        """Tables and unit tree of the pack in force, once for each pack."""
        if self._tables_ready:
            return
        digest = self.ws.pack_ref.hash
        if self.store.settings.get(_TABLES) != digest:
            index = self.pack(digest)
            if index is not None:
                self.store.figures.ensure(index.pack)
                self.store.settings.set(_TABLES, digest)
        self._tables_ready = True

    def _figures_before(
        self, read: Iterable[ReadRevision], known: Iterable[str]
    ) -> dict[ReportKey, str | None]:
        """The revision that counted for each report that something new came for."""
        found: dict[ReportKey, str | None] = {}
        for each in read:
            if each.id not in known:
                row = self.store.reports.get(each.revision.key)
                found[each.revision.key] = row.revision if row else None
        return found

    def _arrival(
        self,
        read: ReadRevision,
        outcomes: dict[ReportKey, Outcome],
        known: bool,
        before: dict[ReportKey, str | None],
    ) -> Arrival:
        key = read.revision.key
        arrival = Arrival(key, read.id, known, 0 if known else self._changed_cells(read, before.get(key)))
        _judge(arrival, outcomes[key])
        self._arrivals.setdefault(key, []).append(arrival)
        return arrival

    def _changed_cells(self, read: ReadRevision, before: str | None) -> int:
        revision = read.revision
        stood = self.projection.revision(before).content if before else None
        fields = key_fields(self.pack(revision.pack.hash), revision.form)
        return conflicts.changed_places(stood, revision.content, fields)


def _judge(arrival: Arrival, found: Outcome) -> None:
    """Where a report stands in the balance."""
    arrival.code = None
    if arrival.known:
        arrival.state = ReportState.KNOWN
    elif arrival.revision in found.locked_out:
        arrival.state, arrival.code = ReportState.REFUSED, "E-LOCKED"
    elif arrival.revision not in found.heads:
        arrival.state = ReportState.SUPERSEDED
    elif len(found.heads) > 1 and found.current is None:
        arrival.state = ReportState.CONFLICT
    else:
        arrival.state = ReportState.CURRENT


def stored_revision(read: ReadRevision, bundle: str | None) -> StoredRevision:
    """A revision as the store keeps it."""
    r = read.revision
    return StoredRevision(
        id=read.id,
        unit=r.unit,
        form=r.form,
        period=r.period,
        kind=r.kind.value,
        origin=r.origin,
        n=r.n,
        parents=r.parents,
        bundle=bundle,
        blob=read.blob,
    )


def stored_event(read: ReadEvent, bundle: str | None) -> StoredEvent:
    """An event as the store keeps it. A receipt or a matter speaks of no report, so that reports do not carry them along."""
    e = read.event
    aside = e.type in (EventType.RECEIPT, EventType.WITHDRAW, *MATTERS)
    return StoredEvent(
        id=read.id,
        type=e.type.value,
        unit=e.unit,
        form="" if aside else e.form,
        period="" if aside else e.period,
        bundle=bundle,
        blob=read.blob,
    )

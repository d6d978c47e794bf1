"""What this office itself says: revisions and events, sealed into a bundle and merged here in one transaction.

Acts that concern only this store travel in a bundle to itself, so that the archive alone tells all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from forms import canonical
from forms.report import ReportKey
from sync import events, revisions
from sync.contents import ReadEvent, ReadRevision
from sync.events import Event, EventType
from sync.manifest import Kind
from sync.revisions import Authorship, Revision
from sync.sealing import Letter, Sealed, seal, still_here
from sync.sequence import gap_free
from sync.signers import Signer
from sync.status import Outcome
from sync.taking_in import TakingIn, stored_event, stored_revision
from sync.version import APP
from sync.workspace import Workspace

_NUMBER = "number:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to be said, new revisions first; the letter's own files (registers, packs, leaves) come beside it."""

    revisions: Sequence[Revision] = ()
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The bundle, the ids of what it says, and what holds now for every report it touched."""

    sealed: Sealed
    revisions: dict[ReportKey, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    outcomes: dict[ReportKey, Outcome] = field(default_factory=dict)


def next_number(ws: Workspace) -> int:
    """The number of the next revision or event of this origin."""
    return int(ws.store.settings.get(f"{_NUMBER}{ws.origin}") or 0) + 1


def authorship(ws: Workspace, n: int, author: str = "") -> Authorship:
    """Who saves the revision with this number, here and now."""
    return Authorship(
        origin=ws.origin, n=n, author=author, saved_at=ws.clock().isoformat(timespec="seconds"), app=APP
    )


def event(ws: Workspace, type_: EventType, n: int, **about: object) -> Event:
    """An event of this office, here and now; `about` are the fields that its type needs."""
    blank = Event(
        type=type_,
        by=ws.unit,
        origin=ws.origin,
        n=n,
        parents=(),
        at=ws.clock().isoformat(timespec="seconds"),
        app=APP,
    )
    return replace(blank, **about)


def record(
    ws: Workspace, signers: Sequence[Signer], letter: Letter, said: Said, *, label: str = ""
) -> Recorded:
    """Seal the letter with what is said in it, and merge that here. All or nothing."""
    read = [_read_revision(r) for r in said.revisions]
    spoken = [_read_event(e) for e in said.events]
    files = {
        **letter.files,
        **{f"revisions/{r.id}.json": r.blob for r in read},
        **{f"{events.folder_of(e.event.type)}/{e.id}.json": e.blob for e in spoken},
    }
    whole = Letter(
        kind=letter.kind,
        to=letter.to,
        files=files,
        pack=letter.pack,
        have=letter.have,
        channel=letter.channel,
    )
    with ws.store.transaction():
        sealed = seal(ws, signers, whole, label=label)
        with still_here(ws, sealed):
            outcomes = _merge(ws, sealed.digest, read, spoken)
            _count(ws, said)
    return Recorded(
        sealed=sealed,
        revisions={
            r.revision.key: r.id for r in reversed(read)
        },  # the new ones stand first, older ones go along
        events=tuple(e.id for e in spoken),
        outcomes=outcomes,
    )


def _merge(
    ws: Workspace, bundle: str, read: Sequence[ReadRevision], spoken: Sequence[ReadEvent]
) -> dict[ReportKey, Outcome]:
    taking = TakingIn(ws)
    for revision in read:
        ws.store.revisions.add(stored_revision(revision, bundle))
    for said in spoken:
        ws.store.events.add(stored_event(said, bundle))
        if said.event.type is EventType.WITHDRAW:
            taking.withdraw(said.event.bundle or "")
    taking.projection.forget_dead()
    keys = {r.revision.key for r in read}
    for said in spoken:
        keys.update(taking.projection.reached(said.event))
    return {key: taking.refresh(key) for key in sorted(keys)}


def _count(ws: Workspace, said: Said) -> None:
    made = [(r.origin, r.n) for r in said.revisions] + [(e.origin, e.n) for e in said.events]
    mine = [n for origin, n in made if origin == ws.origin]
    if mine and max(mine) >= next_number(ws):
        ws.store.settings.set(f"{_NUMBER}{ws.origin}", str(max(mine)))


def _read_revision(revision: Revision) -> ReadRevision:
    blob = revisions.encode(revision)
    return ReadRevision(id=canonical.sha256(blob), blob=blob, revision=revision)


def _read_event(said: Event) -> ReadEvent:
    blob = events.encode(said)
    return ReadEvent(id=canonical.sha256(blob), blob=blob, event=said)


def have(ws: Workspace, units: Iterable[str]) -> dict[str, int]:
    """The highest gap-free sequence received from these units, by origin."""
    seen: dict[str, set[int]] = {}
    for unit in units:
        for row in ws.store.bundles.list(unit=unit):
            counts = row.outcome != "refused" and row.kind != Kind.ENROLMENT and row.parent is None
            if counts and row.origin and row.sequence:
                seen.setdefault(row.origin, set()).add(row.sequence)
    own = set(ws.positions())
    return {origin: gap_free(numbers) for origin, numbers in sorted(seen.items()) if origin not in own}

"""The way back (回复包): what arrived, what was ruled, what stands now, for each unit in one bundle.

Like submissions, replies are cumulative: what the unit's own bundles do not show to have arrived goes along again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.errors import YuebaoError
from forms.report import ReportKey, Status
from forms.store import BundleRow
from sync import bundle, events, revisions, sequence, tasks
from sync.events import Event, EventType, Receipt, RefusedBundle
from sync.manifest import Kind, Manifest
from sync.recording import Recorded, Said, event, have, next_number, record
from sync.revisions import Revision, RevisionKind
from sync.sealing import Letter
from sync.signers import Signer
from sync.taking_in import MERGED, REFUSED, WITHDRAWN
from sync.workspace import Workspace

_ASIDE = frozenset({EventType.RECEIPT, EventType.WITHDRAW})
_UPWARD = (Kind.SUBMISSION, Kind.RELAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One unit's reply: the sealed bundle and how much it says."""

    unit: str
    recorded: Recorded
    receipt: Receipt
    rulings: int


def write_replies(
    ws: Workspace, signers: Sequence[Signer], units: Sequence[str] | None = None
) -> tuple[Reply, ...]:
    """Seal a reply for each of these units, or for all to whom there is something to say.

    Raises YuebaoError `E-UNIT` for a unit that does not report here.
    """
    if units is not None:
        for unit in units:
            _require_collected(ws, unit)
    replies = (_reply(ws, signers, unit, asked=units is not None) for unit in units or ws.collects)
    return tuple(reply for reply in replies if reply is not None)


def _require_collected(ws: Workspace, unit: str) -> None:
    if unit not in ws.collects:
        raise YuebaoError("E-UNIT", text=unit)


def _reply(ws: Workspace, signers: Sequence[Signer], unit: str, *, asked: bool) -> Reply | None:
    last = _last_manifests(ws, unit)
    arrived = _arrived_replies(ws, unit, last)
    said = _unsent_events(ws, unit, arrived)
    settled = _unsent_settlements(ws, unit, arrived)
    receipt = _receipt(ws, unit, arrived)
    if not (asked or said or settled or receipt.bundles or receipt.refused):
        return None
    receipt_event = event(ws, EventType.RECEIPT, next_number(ws), unit=unit, receipt=receipt)
    letter = Letter(
        kind=Kind.REPLY,
        to=unit,
        files=tasks.register_files(ws) | _pack_if_newer(ws, last) | _rivals(ws, unit),
        pack=ws.pack_ref,
        have=have(ws, (unit,)),
    )
    everything = Said(revisions=settled, events=(*said, receipt_event))
    recorded = record(ws, signers, letter, everything, label=f"reply-{unit}")  # many lie in one folder
    return Reply(unit=unit, recorded=recorded, receipt=receipt, rulings=len(said))


# --- what has reached the unit -----------------------------------------------------------------------


def _last_manifests(ws: Workspace, unit: str) -> tuple[Manifest, ...]:
    """The newest manifest of every laptop of the unit."""
    newest: dict[str, BundleRow] = {}
    for row in ws.store.bundles.list(unit=unit, outcome=MERGED):
        known = newest.get(row.origin or "")
        if row.kind in _UPWARD and row.parent is None and (known is None or _later(row, known)):
            newest[row.origin or ""] = row
    opened = (ws.archived(row.hash) for row in newest.values())
    return tuple(bundle.open_bundle(path.read_bytes()).manifest for path in opened if path.is_file())


def _later(row: BundleRow, known: BundleRow) -> bool:
    return (row.sequence or 0) > (known.sequence or 0)


def _arrived_replies(ws: Workspace, unit: str, last: Iterable[Manifest]) -> frozenset[str]:
    """The replies that a laptop of the unit says it has."""
    origin = ws.origin_towards(unit)
    reached = max((manifest.have.get(origin, 0) for manifest in last), default=0)
    rows = ws.store.bundles.of_origin(origin)
    return frozenset(row.hash for row in rows if row.sequence is not None and row.sequence <= reached)


def _unsent_events(ws: Workspace, unit: str, arrived: frozenset[str]) -> tuple[Event, ...]:
    """Rulings about the unit that no reply which arrived has carried; withdrawals of its imports too."""
    sent = frozenset(e.id for name in arrived for e in ws.store.events.by_bundle(name))
    rulings = (
        row for kind in EventType if kind is not EventType.RECEIPT for row in ws.store.events.all(kind)
    )
    found = []
    for row in rulings:
        if row.id in sent or row.unit not in (None, unit):
            continue
        said = events.decode(row.blob)
        if said.by == ws.unit:
            found.append(said)
    return tuple(found)


def _unsent_settlements(ws: Workspace, unit: str, arrived: frozenset[str]) -> tuple[Revision, ...]:
    """Resolutions of the unit's conflicts that were made here."""
    found = []
    for key in ws.store.revisions.keys(unit=unit):
        for outline in ws.store.revisions.outline(*key):
            if outline.kind == RevisionKind.RESOLVE and _made_here(ws, outline.id, arrived):
                stored = ws.store.revisions.get(outline.id)
                if stored is not None:
                    found.append(revisions.decode(stored.blob))
    return tuple(found)


def _made_here(ws: Workspace, revision: str, arrived: frozenset[str]) -> bool:
    carriers = ws.store.revisions.carriers(revision)
    rows = (ws.store.bundles.get(name) for name in carriers)
    return arrived.isdisjoint(carriers) and any(row is not None and row.unit == ws.unit for row in rows)


# --- the receipt -------------------------------------------------------------------------------------


def _receipt(ws: Workspace, unit: str, arrived: frozenset[str]) -> Receipt:
    """What came from the unit and is in no receipt that has reached it."""
    told = _told(ws, unit, arrived)
    rows = [row for row in _with_leaves(ws, _bundles_of(ws, unit)) if row.hash not in told]
    merged = [row.hash for row in rows if row.outcome in (MERGED, WITHDRAWN)]
    refused = [RefusedBundle(bundle=row.hash, code=row.code or "") for row in rows if row.outcome == REFUSED]
    carried = {name for row in merged for name, _ in ws.store.revisions.carried(row)}
    return Receipt(
        bundles=tuple(sorted(merged)),
        revisions=tuple(sorted(carried)),
        refused=tuple(sorted(refused, key=lambda r: r.bundle)),
        have=have(ws, (unit,)),
        absent=_absent(ws, unit),
    )


def _told(ws: Workspace, unit: str, arrived: frozenset[str]) -> frozenset[str]:
    receipts = (
        events.decode(row.blob).receipt
        for name in arrived
        for row in ws.store.events.by_bundle(name)
        if row.type == EventType.RECEIPT and row.unit == unit
    )
    found = [r for r in receipts if r is not None]
    return frozenset(name for r in found for name in (*r.bundles, *(x.bundle for x in r.refused)))


def _bundles_of(ws: Workspace, unit: str) -> list[BundleRow]:
    rows = ws.store.bundles.list(unit=unit)
    return [row for row in rows if row.kind in _UPWARD and row.parent is None]


def _with_leaves(ws: Workspace, rows: Iterable[BundleRow]) -> Iterable[BundleRow]:
    for row in rows:
        yield row
        if row.kind == Kind.RELAY:
            yield from _with_leaves(ws, ws.store.bundles.list(parent=row.hash))


def _absent(ws: Workspace, unit: str) -> dict[str, tuple[int, ...]]:
    seen: dict[str, set[int]] = {}
    for row in _bundles_of(ws, unit):
        if row.origin and row.sequence and row.outcome != REFUSED:
            seen.setdefault(row.origin, set()).add(row.sequence)
    gaps = {origin: sequence.absent(numbers) for origin, numbers in sorted(seen.items())}
    return {origin: numbers for origin, numbers in gaps.items() if numbers}


# --- files that go along -------------------------------------------------------------------------------


def _pack_if_newer(ws: Workspace, last: Iterable[Manifest]) -> dict[str, bytes]:
    """The pack in force, where the unit's bundles do not show that it has it."""
    ref = ws.pack_ref
    if any(manifest.pack is not None and manifest.pack.hash == ref.hash for manifest in last):
        return {}
    data = ws.pack_bytes(ref.hash)
    return {f"pack/{ref.hash}.json": data} if data is not None else {}


def _rivals(ws: Workspace, unit: str) -> dict[str, bytes]:
    """The unit's own bundles behind its open conflicts, so that both laptops see both sides."""
    files: dict[str, bytes] = {}
    for key in ws.store.revisions.keys(unit=unit):
        row = ws.store.reports.get(key)
        if row is None or row.state != Status.CONFLICT:
            continue
        for name in {c for head in row.heads for c in ws.store.revisions.carriers(head)[:1]}:
            found = ws.store.bundles.get(name)
            if found is not None and found.unit == unit and ws.archived(name).is_file():
                files[f"leaves/{name}.ybz"] = ws.archived(name).read_bytes()
    return files


# --- at the unit ---------------------------------------------------------------------------------------


def to_reopen(ws: Workspace) -> tuple[ReportKey, ...]:
    """Own reports that were returned and have no draft open: to be opened again at the marked cells."""
    keys = ws.store.revisions.keys(unit=ws.unit)
    found = []
    for key in keys:
        row = ws.store.reports.get(key)
        returned = row is not None and row.state == Status.RETURNED
        if returned and ws.store.drafts.load(key.form, key.period) is None:
            found.append(key)
    return tuple(found)

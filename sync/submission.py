"""The bundle upward (上报包, 转报包): cumulative until receipted, with the leaves of the units below.

A bundle carries every own revision that no receipt names, so the last one alone heals every lost one
(bundles.md §6, 7). A city adds the bundles of its units byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from forms.errors import YuebaoError
from forms.report import ReportKey
from forms.store import StoredRevision
from sync import revisions, tasks
from sync.contents import require_fit
from sync.manifest import Kind
from sync.projection import Projection
from sync.recording import Recorded, Said, have, record
from sync.revisions import Revision, RevisionKind
from sync.sealing import Letter
from sync.signers import Signer
from sync.taking_in import MERGED, TakingIn
from sync.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """What no receipt of the collecting office names yet."""

    revisions: tuple[StoredRevision, ...]
    leaves: tuple[str, ...]


def build_submission(
    ws: Workspace, made: Sequence[Revision], signers: Sequence[Signer], *, label: str = ""
) -> Recorded:
    """Freeze these new revisions and seal them with all that is outstanding; `sealing.deliver` writes the file.

    Raises YuebaoError `E-UNIT` for another unit's report, `E-LOCKED` for a locked period, `E-CELL` and `E-PERIOD`
    for what the receiver would refuse.
    """
    taking = TakingIn(ws)
    for revision in made:
        _require_good(ws, taking, revision)
    old = outstanding(ws, taking.projection)
    carried = tuple(revisions.decode(stored.blob) for stored in old.revisions)
    below = [r for r in carried if r.unit != ws.unit]
    files = _attachments(ws, (*made, *carried)) | _leaves(ws, old.leaves)
    relay = bool(old.leaves or below)
    if relay:
        files |= tasks.register_files_below(ws)
    letter = Letter(
        kind=Kind.RELAY if relay else Kind.SUBMISSION,
        to=ws.collector,
        files=files,
        pack=ws.pack_ref,
        have=have(ws, {ws.collector, *ws.collects} - {ws.unit}),
    )
    return record(ws, signers, letter, Said(revisions=(*made, *carried)), label=label)


def _require_good(ws: Workspace, taking: TakingIn, revision: Revision) -> None:
    if revision.unit != ws.unit:
        raise YuebaoError("E-UNIT", text=revision.unit)
    index = taking.pack(revision.pack.hash)
    if index is None:
        raise YuebaoError(
            "E-PACK-UNKNOWN", pack=f"{revision.pack.id} {revision.pack.version}", where=str(revision.key)
        )
    require_fit(revision, index)
    if taking.projection.outcome(revision.key).locked:
        raise YuebaoError("E-LOCKED", period=revision.period, where=str(revision.key))


# --- what is outstanding ---------------------------------------------------------------------------


def outstanding(ws: Workspace, projection: Projection) -> Outstanding:
    """Own revisions, own resolutions of reports below, and bundles from below, that no receipt names."""
    if ws.collector == ws.unit:
        return Outstanding(revisions=(), leaves=())
    receipts = projection.receipts().values()
    named = {name for e in receipts if e.receipt for name in e.receipt.revisions}
    arrived = {name for e in receipts if e.receipt for name in e.receipt.bundles}
    own = _own(ws, named)
    resolved = (r for unit in ws.collects for r in _resolved(ws, unit, named))
    return Outstanding(revisions=(*own, *resolved), leaves=_bundles_below(ws, arrived))


def _own(ws: Workspace, named: set[str]) -> tuple[StoredRevision, ...]:
    """Own revisions, except resolutions that the collecting office made and so has."""
    waiting = [n for key in ws.store.revisions.keys(unit=ws.unit) for n in _names(ws, key) if n not in named]
    stored = (ws.store.revisions.get(name) for name in waiting)
    return tuple(s for s in stored if s is not None and not _from_above(ws, s))


def _names(ws: Workspace, key: ReportKey) -> Iterable[str]:
    return (outline.id for outline in ws.store.revisions.outline(*key))


def _from_above(ws: Workspace, stored: StoredRevision) -> bool:
    if stored.kind != RevisionKind.RESOLVE:
        return False
    rows = [ws.store.bundles.get(name) for name in ws.store.revisions.carriers(stored.id)]
    return bool(rows) and all(row is not None and row.unit != ws.unit for row in rows)


def _resolved(ws: Workspace, unit: str, named: set[str]) -> Iterable[StoredRevision]:
    """Resolutions that this office made of reports below: the office above needs them to agree."""
    for key in ws.store.revisions.keys(unit=unit):
        for outline in ws.store.revisions.outline(*key):
            if outline.kind == RevisionKind.RESOLVE and outline.id not in named:
                stored = ws.store.revisions.get(outline.id)
                if stored is not None:
                    yield stored


def _bundles_below(ws: Workspace, arrived: set[str]) -> tuple[str, ...]:
    return tuple(
        row.hash
        for unit in ws.collects
        for row in ws.store.bundles.list(unit=unit, outcome=MERGED)
        if row.kind in (Kind.SUBMISSION, Kind.RELAY) and row.parent is None and row.hash not in arrived
    )


# --- files -----------------------------------------------------------------------------------------


def _leaves(ws: Workspace, names: Iterable[str]) -> dict[str, bytes]:
    return {f"leaves/{name}.ybz": ws.archived(name).read_bytes() for name in names}


def _attachments(ws: Workspace, carried: Iterable[Revision]) -> dict[str, bytes]:
    """The attached files of these reports; one that is not here any more is `E-MISSING-FILE`."""
    files: dict[str, bytes] = {}
    for revision in carried:
        for attached in revision.attachments:
            data = ws.store.documents.get("attachment", attached.sha256)
            if data is None:
                raise YuebaoError("E-MISSING-FILE", name=attached.name, where=str(revision.key))
            files[f"attachments/{attached.sha256}.{_ending(attached.name)}"] = data
    return files


def _ending(name: str) -> str:
    """A harmless ending: letters and digits of the file's own, else `bin`."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 8 else "bin"  # noqa: PLR2004 - short

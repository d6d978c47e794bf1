"""The store made again from the archive alone, and compared row for row with the present one.

What is compared: revisions with their bytes and carriers, events, bundles of reports and replies, the row of every
report, the figures that count, sums, registers and packs. Drafts and settings are no part of the archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from forms import canonical
from forms.errors import YuebaoError
from forms.period import parse_period
from forms.store import BundleRow, Store, open_store
from sync import bundle, importer, register_chain
from sync.bundle import OpenedBundle
from sync.intake import Parcel
from sync.manifest import Kind
from sync.progress import Progress, silent
from sync.register_chain import SignedRegister, registers_in
from sync.taking_in import TAKEN
from sync.trust import TrustState
from sync.trust_messages import OTHER_FINGERPRINT
from sync.workspace import DATABASE, Workspace

_COPIED = (
    "unit",
    "region",
    "top",
    "root_fingerprint",
    "keys",
    "origin",
    "place",
    "sealed",
    "witness",
    "pack",
)
_COPIED_GROUPS = ("origin@", "chain:", "number:")
_REPORTING = (Kind.SUBMISSION, Kind.RELAY, Kind.REPLY)
_SHOWN = 50


class Difference(Struct, frozen=True, kw_only=True):
    """One row that is not the same; `present` and `rebuilt` say what each has."""

    table: str
    key: str
    present: str
    rebuilt: str


class RebuildReport(Struct, frozen=True, kw_only=True):
    """What came of it. `differences` holds the first of them, `differing` their number."""

    path: Path
    bundles: int
    revisions: int
    events: int
    differing: int
    differences: tuple[Difference, ...]

    @property
    def identical(self) -> bool:
        """Whether the present store is what the archive gives."""
        return self.differing == 0


class _Shadow(Workspace):
    """A workspace whose archive is another's and stays as it is."""

    def __init__(self, original: Workspace, store: Store) -> None:
        self.moment = original.clock()
        super().__init__(original.folder, lambda: self.moment, store, None)

    def archive_bundle(self, data: bytes, digest: str | None = None) -> Path:
        """The bytes come from there."""
        return self.archived(digest or canonical.sha256(data))

    def quarantine(self, data: bytes, code: str, digest: str | None = None) -> Path:
        """What is refused now lies in the archive all the same."""
        return self.folder / "quarantine" / f"{digest or canonical.sha256(data)}.{code}.ybz"


def rebuild(ws: Workspace, target: Path, *, progress: Progress = silent) -> RebuildReport:
    """Make `target` (a new database file) from the archive of `ws`, and compare. The present store is not touched.

    Raises YuebaoError `E-USAGE` where the target exists, `E-ROOT` where the archive holds no register that
    the compared fingerprint leads to.
    """
    if target.exists() or target == ws.folder / DATABASE:
        raise YuebaoError("E-USAGE", where=str(target), detail=str(target))
    with open_store(target, create=True, now=ws.clock) as store:
        shadow = _Shadow(ws, store)
        paths = _in_order(ws)
        _copy_identity(ws.store, store)
        _begin(shadow, paths)
        parcels = _parcels(shadow, ws.store, paths)
        bundles = importer.replay(shadow, parcels, total=len(paths), progress=progress)
        found = tuple(_differences(ws.store, store))
        return RebuildReport(
            path=target,
            bundles=bundles,
            revisions=len(store.revisions),
            events=len(store.events),
            differing=len(found),
            differences=found[:_SHOWN],
        )


def _in_order(ws: Workspace) -> list[Path]:
    """The archive in order of arrival where that is known, else of writing: a fork's first bundle stays first."""
    known = {row.hash: place for place, row in enumerate(ws.store.bundles.list())}
    files = (ws.folder / "archive").glob("*.ybz")
    return sorted(files, key=lambda p: (known.get(p.stem, len(known)), p.stat().st_mtime_ns, p.name))


def _copy_identity(present: Store, new: Store) -> None:
    """Who this is; what it knows comes from the archive."""
    for name, text in present.settings.all().items():
        if name in _COPIED or name.startswith(_COPIED_GROUPS):
            new.settings.set(name, text)


# --- from the first register on, in the order of arrival ------------------------------------------------


def _begin(shadow: _Shadow, paths: list[Path]) -> None:
    """Believe the first registers that the compared root leads to; what came later is taken in when its turn comes.

    A bundle that was judged by the registers of its day is judged by them again: what was merged before a key ended
    or a policy changed stands here as it stands there.
    """
    for path in paths:
        opened = _trusted_file(path)
        found = registers_in(opened.entries) if opened is not None else ()
        if found and _pinned(shadow, found):
            return
    raise YuebaoError("E-ROOT", detail=OTHER_FINGERPRINT)


def _pinned(shadow: _Shadow, found: Sequence[SignedRegister]) -> bool:
    settings = shadow.store.settings.all()
    nothing = TrustState(
        me=settings["unit"],
        region=settings["region"],
        top=settings["top"],
        root_fingerprint=settings["root_fingerprint"],
    )
    try:
        shadow.save_trust(register_chain.pinned(nothing, found), found)
    except YuebaoError as error:
        if error.code != "E-ROOT":
            raise
        return False
    return True


def _trusted_file(path: Path) -> OpenedBundle | None:
    """A bundle that may bring registers; damaged files are told by the import that follows."""
    try:
        opened = bundle.open_bundle(path.read_bytes(), digest=path.stem)
    except YuebaoError:
        return None
    return opened if opened.manifest.kind in (Kind.TASK, Kind.REPLY) else None


def _parcels(shadow: _Shadow, present: Store, paths: list[Path]) -> Iterator[Parcel]:
    """Everything but requests, under the names and at the times they came with."""
    for path in paths:
        row = present.bundles.get(path.stem)
        data = path.read_bytes()
        if (Kind(row.kind) if row is not None and row.kind else _kind_of(data)) is Kind.ENROLMENT:
            continue
        if row is not None:
            shadow.moment = dt.datetime.fromisoformat(row.received_at)
        yield Parcel(name=row.file if row else path.name, data=data)


def _kind_of(data: bytes) -> Kind | None:
    try:
        return bundle.open_bundle(data).manifest.kind
    except YuebaoError:
        return None


# --- comparing -----------------------------------------------------------------------------------------


def _differences(present: Store, rebuilt: Store) -> Iterator[Difference]:
    for table, rows in _TABLES.items():
        a, b = rows(present), rows(rebuilt)
        for key in sorted(a.keys() | b.keys()):
            if a.get(key) != b.get(key):
                yield Difference(
                    table=table, key=key, present=a.get(key, "—")[:300], rebuilt=b.get(key, "—")[:300]
                )


def _revisions(store: Store) -> Mapping[str, str]:
    return {r.id: f"{r.blob.hex()} {store.revisions.carriers(r.id)}" for r in store.revisions}


def _events(store: Store) -> Mapping[str, str]:
    return {e.id: e.blob.decode("utf-8", "replace") for e in store.events.all()}


def _bundles(store: Store) -> Mapping[str, str]:
    """Reports and replies that were taken in or written; those that wait or were refused may be decided anew."""
    rows = (row for row in store.bundles.list() if row.kind in _REPORTING and row.outcome in TAKEN)
    return {row.hash: repr(_lasting(row)) for row in rows}


def _lasting(row: BundleRow) -> tuple[object, ...]:
    signers = tuple(sorted(row.signers))
    place = (row.origin, row.sequence, row.previous, row.manifest_hash)
    return (row.kind, row.unit, *place, signers, row.outcome, row.parent)


def _reports(store: Store) -> Mapping[str, str]:
    every = store.revisions.keys()
    rows = ((key, store.reports.get(key)) for key in every)
    return {" ".join(key): repr(row) for key, row in rows}


def _figures(store: Store) -> Mapping[str, str]:
    every = store.revisions.keys()
    found: dict[str, str] = {}
    for form in sorted({key.form for key in every}):
        periods = [parse_period(text) for text in sorted({key.period for key in every if key.form == form})]
        for row in store.figures.figures(form, periods):
            found[f"{form} {row.period} {row.unit}"] = repr(sorted(row.values.items(), key=lambda i: i[0]))
        for total in store.figures.sums(form, periods):
            values = sorted(total.values.items(), key=lambda i: i[0])
            found[f"{form} {total.period} {total.node} {total.inside}"] = repr((total.reports, values))
    return found


def _documents(store: Store) -> Mapping[str, str]:
    kinds = [k for k in store.documents.kinds() if k in ("pack", "attachment") or k.startswith("register:")]
    names = ((kind, name) for kind in kinds for name in store.documents.list(kind))
    return {f"{k} {n}": canonical.sha256(store.documents.get(k, n) or b"") for k, n in names}


_TABLES = {
    "revision": _revisions,
    "event": _events,
    "bundle": _bundles,
    "report": _reports,
    "figure": _figures,
    "document": _documents,
}

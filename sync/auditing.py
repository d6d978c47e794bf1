"""The audit journal (bundles.md §5, product.md): one line for every change of state, chained by hashes.

Two places see everything: what this office says leaves through `sync.sealing.seal`, registers and rulings on others
included, and what others say is noted by `sync.taking_in`. Beside them only the origin and the key file change.
Drafts keep a journal of their own. The journal is no part of the archive, and `rebuild` does not compare it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from forms.store import AuditLine, BundleRow, Store

ORIGIN = "origin"
KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What is wrong with the journal: the first line that does not follow, or a bundle no line names."""

    said: str
    params: Mapping[str, str] = field(default_factory=dict)


def sealed(store: Store, row: BundleRow, to: str, files: Mapping[str, bytes]) -> AuditLine:
    """A bundle was made here: its kind is the line's. Rulings, withdrawals and registers are bundles too."""
    events = sorted(_type(data) for name, data in files.items() if name.startswith("events/"))
    reports = sum(name.startswith("revisions/") for name in files)
    said = {"to": to, "previous": row.previous, "events": events or None, "revisions": reports or None}
    return _append(store, row.kind or "", _bundle(row) | said)


def taken(store: Store, row: BundleRow) -> AuditLine:
    """A bundle came in; what became of it is the line's kind. One that waited comes again when it is decided."""
    return _append(store, row.outcome, {**_bundle(row), "code": row.code, "file": row.file})


def judged(store: Store, bundle: str, outcome: str, code: str | None = None) -> AuditLine:
    """A bundle that counted does so no more: withdrawn, or its key revoked."""
    return _append(store, outcome, {"bundle": bundle, "code": code})


def origin(store: Store, place: str) -> AuditLine:
    """Bundles are numbered under another origin from here on."""
    return _append(store, ORIGIN, {"place": place})


def keys(store: Store, keyids: Sequence[str]) -> AuditLine:
    """The sealed key file was written: new, rotated, recovered, or under another passphrase."""
    return _append(store, KEYS, {"keys": sorted(keyids)})


def mailed(store: Store, letter: str, state: str, bundles: Sequence[str]) -> AuditLine:
    """A letter of the outbox was queued, sent, refused, or taken out."""
    return _append(store, "letter", {"letter": letter, "state": state, "files": bundles})


def _bundle(row: BundleRow) -> dict[str, object]:
    return {
        "bundle": row.hash,
        "manifest": row.manifest_hash,
        "kind": row.kind,
        "unit": row.unit,
        "origin": row.origin,
        "sequence": row.sequence,
        "signers": row.signers,
    }


def _type(event: bytes) -> str:
    return msgspec.json.decode(event, type=_Typed).type


class _Typed(msgspec.Struct, frozen=True):
    """What kind of event this is."""

    type: str


class _Named(msgspec.Struct, frozen=True):
    """The bundle a line tells of."""

    bundle: str | None = None


def _append(store: Store, kind: str, what: Mapping[str, object]) -> AuditLine:
    """One line. `who` is the office and the database on its machine that did it."""
    who = {"unit": store.settings.get("unit"), "origin": store.settings.get("origin")}
    return store.audit.append(kind, {"who": who, **{k: v for k, v in what.items() if v is not None}})


# --- verifying -------------------------------------------------------------------------------------------


def examine(store: Store) -> Broken | None:
    """The chain from its first line, and that it names every bundle in the books.

    Lines cut off at the end leave a chain that still fits; the bundles they told of give them away.
    """
    line = store.audit.verify()
    if line is not None:
        return Broken(said="line {n} was changed or is missing", params={"n": str(line)})
    named = set(_named(store))
    unnamed = [row.hash for row in store.bundles.list() if row.hash not in named]
    if unnamed:
        params = {"count": str(len(unnamed)), "first": unnamed[0][:16]}
        return Broken(said="{count} bundles are not in it, the first is {first}", params=params)
    return None


def _named(store: Store) -> Iterator[str]:
    for line in store.audit.lines():
        bundle = msgspec.json.decode(line.text, type=_Named).bundle
        if bundle is not None:
            yield bundle

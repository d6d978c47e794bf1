"""Up to where a key's bundles are vouched for when it ends: the last one merged, and the last before every gap.

The chain of hashes leads back from a position only as far as no link is missing. What was merged before a gap would
hang in the air; so it gets a position of its own, which says the same to everybody who reads the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forms.store import BundleRow
from sync.manifest import Kind
from sync.register import Position
from sync.workspace import Workspace

COUNTED = "merged"


def last_good(ws: Workspace, keyid: str) -> tuple[Position, ...]:
    """For every origin, the last bundle signed with that key that was merged here, and the last before each gap."""
    rows = merged_from(ws, keyid)
    origins = sorted({row.origin for row in rows if row.origin is not None})
    found = (_ends(ws, origin, [row for row in rows if row.origin == origin]) for origin in origins)
    return tuple(position for positions in found for position in positions)


def before_gaps(ws: Workspace, keyid: str, named: Sequence[Position]) -> tuple[Position, ...]:
    """What was merged here before gaps below positions that the key's holder names itself."""
    reach: dict[str, int] = {}
    for position in named:
        reach[position.origin] = max(position.sequence, reach.get(position.origin, 0))
    return tuple(p for p in last_good(ws, keyid) if p.sequence < reach.get(p.origin, 0))


def merged_from(ws: Workspace, keyid: str) -> list[BundleRow]:
    """What that key signed and what counts here; a request counts for nothing."""
    rows = ws.store.bundles.list(outcome=COUNTED)
    return [row for row in rows if keyid in row.signers and row.kind != Kind.ENROLMENT.value]


def _ends(ws: Workspace, origin: str, rows: Iterable[BundleRow]) -> tuple[Position, ...]:
    """The highest of each unbroken run of numbers; links by other keys hold a run together too."""
    known = {row.sequence or 0 for row in ws.store.bundles.of_origin(origin) if row.outcome != "refused"}
    top: dict[int, int] = {}
    for number in sorted(known, reverse=True):
        top[number] = top.get(number + 1, number)
    runs: dict[int, Position] = {}
    for row in sorted(rows, key=lambda row: row.sequence or 0):
        number = row.sequence or 0
        runs[top[number]] = Position(origin=origin, sequence=number, hash=row.manifest_hash)
    return tuple(runs[number] for number in sorted(runs))

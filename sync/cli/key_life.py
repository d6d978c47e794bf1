"""`key revoke` and `key countersign`: a key ends by position, and the head of an office signs beside the clerk."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from forms.errors import Problem, YuebaoError
from sync.cli.context import Context
from sync.cli.outcome import LOOK, Outcome
from sync.cli.parser import Commands
from sync.register import Position
from sync.workspace import Workspace


def register(keys: Commands) -> None:
    """Add the two to the group of commands about keys."""
    revoke = keys.add(
        "revoke",
        run_revoke,
        "End a key: later bundles stay in quarantine",
        "yuebao key revoke KEY --reason lost",
    )
    revoke.add_argument("key", metavar="KEY", help=keys.text("key id or fingerprint"))
    revoke.add_argument("--reason", required=True, metavar="T", help=keys.text("why"))
    revoke.add_argument(
        "--last-good",
        nargs="+",
        metavar="BUNDLE",
        help=keys.text("the last bundles to be believed, one of each origin; else all that were merged"),
    )
    sign = keys.add(
        "countersign",
        run_countersign,
        "Sign a report bundle of this office beside the clerk, as its head",
        "yuebao --workspace head key countersign stick/540100-2026-10.ybz --to stick/signed",
    )
    sign.add_argument("bundle", type=Path, metavar="BUNDLE", help=keys.text("the report bundle"))
    sign.add_argument("--to", type=Path, required=True, metavar="DIR", help=keys.text("folder to write to"))


def run_revoke(options: argparse.Namespace, context: Context) -> Outcome:
    """`key revoke`."""
    from sync import importer, keyring

    with Workspace.open(context.folder, context.clock) as ws:
        keys = ws.unlock(context.passphrase())
        positions = None if options.last_good is None else _positions(ws, options.last_good)
        done = keyring.revoke(ws, keyring.find(ws, options.key), options.reason, keys, positions)
        importer.reexamine(ws)
    said = context.translator.text(
        "Key {key} ended; register version {n}.", key=done.keyid[:16], n=done.register_version
    )
    problems = [
        Problem(code="E-REVOKED-KEY", params={"key": done.keyid[:16], "bundle": name}) for name in done.beyond
    ]
    return Outcome(
        result={
            "key": done.keyid,
            "register_version": done.register_version,
            "beyond": list(done.beyond),
        },
        view=[said],
        code=LOOK if done.beyond else 0,
        problems=problems,
    )


def _positions(ws: Workspace, bundles: Sequence[str]) -> tuple[Position, ...]:
    """Where these bundles stand; `E-USAGE` for one that was never taken in."""
    found = []
    for name in bundles:
        row = ws.store.bundles.get(name)
        if row is None or row.origin is None or row.sequence is None:
            raise YuebaoError("E-USAGE", detail=name)
        found.append(Position(origin=row.origin, sequence=row.sequence, hash=row.manifest_hash))
    return tuple(found)


def run_countersign(options: argparse.Namespace, context: Context) -> Outcome:
    """`key countersign`."""
    from sync.countersigning import countersign

    with Workspace.open(context.folder, context.clock) as ws:
        done = countersign(ws, options.bundle, options.to, ws.unlock(context.passphrase()))
    said = context.translator.text("Signed by {n} keys: {file}", n=len(done.keyids), file=done.file)
    return Outcome(
        result={"file": str(done.file), "manifest": done.manifest_hash, "keys": list(done.keyids)},
        view=[said],
    )

"""`key add` and `key policy`: keys of the national algorithms beside Ed25519, and who demands them."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands
from sync.founding import Setup
from sync.workspace import Workspace

ALGORITHMS = ("ed25519", "sm2-sm3")


def register(keys: Commands) -> None:
    """Add the two to the group of commands about keys."""
    add = keys.add(
        "add",
        run_add,
        "Give this laptop a key of another algorithm beside its own",
        "yuebao key add --algorithm sm2-sm3 --to stick",
    )
    add.add_argument("--algorithm", choices=ALGORITHMS, required=True, help=keys.text("the algorithm"))
    add.add_argument("--to", type=Path, default=Path(), metavar="DIR", help=keys.text("folder to write to"))
    policy = keys.add(
        "policy",
        run_policy,
        "Demand these algorithms of every bundle of the offices below",
        "yuebao --workspace region key policy ed25519 sm2-sm3",
    )
    policy.add_argument("algorithms", nargs="+", choices=ALGORITHMS, help=keys.text("the algorithms"))


def run_add(options: argparse.Namespace, context: Context) -> Outcome:
    """`key add`."""
    from sync.second_key import add_key

    with Workspace.open(context.folder, context.clock) as ws:
        setup = Setup(clock=context.clock, passphrase=context.passphrase())
        added = add_key(ws, options.algorithm, options.to, setup)
    result = {
        "key": added.keyid,
        "fingerprint": added.fingerprint,
        "algorithm": added.algorithm,
        "request": str(added.request) if added.request else None,
        "root_fingerprint": added.root_fingerprint,
    }
    return Outcome(result=result, view=[str(value) for value in result.values() if value])


def run_policy(options: argparse.Namespace, context: Context) -> Outcome:
    """`key policy`."""
    from sync.second_key import require_algorithms

    with Workspace.open(context.folder, context.clock) as ws:
        keys = ws.unlock(context.passphrase())
        published = require_algorithms(ws, tuple(options.algorithms), keys)
    result = {"required_algs": list(published.required_algs), "register_version": published.version}
    said = context.translator.text(
        "Register version {n}: {algorithms}",
        n=published.version,
        algorithms=" + ".join(published.required_algs),
    )
    return Outcome(result=result, view=[said])

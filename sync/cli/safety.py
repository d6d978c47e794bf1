"""Keeping safe: backup, restore, doctor, version, app."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from forms.errors import Problem, YuebaoError
from sync.cli.context import Context
from sync.cli.outcome import FAILED, LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.version import APP
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the commands that look after a workspace."""
    backup = commands.add(
        "backup", run_backup, "Write a checked copy of the store", "yuebao backup --to stick"
    )
    backup.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help=commands.text("folder to write to; the workspace's own by default"),
    )
    restore = commands.add(
        "restore",
        run_restore,
        "Put a backup in the place of the store",
        "yuebao restore yuebao-000003-2026-11-03.db",
    )
    restore.add_argument("file", type=Path, metavar="FILE", help=commands.text("the backup"))
    doctor = commands.add(
        "doctor", run_doctor, "Check integrity, permissions, clock, space and keys", "yuebao doctor"
    )
    doctor.add_argument(
        "--repair", action="store_true", help=commands.text("put right what can be put right safely")
    )
    commands.add("version", run_version, "The program's version", "yuebao version")
    commands.add("app", run_app, "Open the window", "yuebao app")


def run_backup(options: argparse.Namespace, context: Context) -> Outcome:
    """`backup`."""
    from forms.store.backup import backup

    with Workspace.open(context.folder, context.clock) as ws:
        file = backup(ws.store, options.to or context.folder / "backups", context.clock())
    return Outcome(result={"file": str(file)}, view=[str(file)])


def run_restore(options: argparse.Namespace, context: Context) -> Outcome:
    """`restore`: the replaced store is kept beside; the workspace takes a new origin."""
    from sync.restoring import restore

    done = restore(context.folder, options.file, context.clock)
    text = context.translator.text
    view = [text("Restored. The replaced store lies in {path}.", path=done.replaced or "—")]
    replaced = str(done.replaced) if done.replaced else None
    return Outcome(result={"replaced": replaced, "origin": done.origin}, view=view)


def run_doctor(options: argparse.Namespace, context: Context) -> Outcome:
    """`doctor`."""
    from sync.doctor import examine

    checks = examine(context.folder, context.clock, repair=options.repair)
    text = context.translator.text
    view = [f"{'✓' if c.ok else '✗'} {text(c.name)}: {text(c.said, **c.params)}" for c in checks]
    bad = [c for c in checks if not c.ok]
    worst = FAILED if any(c.serious for c in bad) else LOOK if bad else OK
    result = {
        "checks": [{"name": c.name, "ok": c.ok, "message": text(c.said, **c.params)} for c in checks],
    }
    problems = [
        Problem(code="E-DOCTOR", params={"name": text(c.name), "said": text(c.said, **c.params)}) for c in bad
    ]
    return Outcome(result=result, view=view, code=worst, problems=problems)


def run_version(_options: argparse.Namespace, _context: Context) -> Outcome:
    """`version`."""
    return Outcome(result={"version": APP}, view=[APP])


def run_app(_options: argparse.Namespace, context: Context) -> Outcome:
    """`app`: the window is a program of its own, so that the command line never loads Qt."""
    beside = Path(sys.executable).with_name("yuebao-app.exe" if sys.platform == "win32" else "yuebao-app")
    found = str(beside) if beside.exists() else shutil.which("yuebao-app")
    if found is None:
        raise YuebaoError("E-USAGE", detail="yuebao-app")
    done = subprocess.run([found, "--workspace", str(context.folder)], check=False)
    return Outcome(result={"exit": done.returncode}, code=OK if done.returncode == 0 else FAILED)

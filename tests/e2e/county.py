"""The county C1 of the small pack and its office T1, through the installed command."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.shell import Shell

PACK = Path(__file__).resolve().parents[1] / "golden" / "packs" / "minimal"
GOOD = {"01": {"m": "120"}, "02": {"m": "80"}, "04": {"m": "12"}}


def found(shell, pack=PACK, units=("T1",)):
    """The region with its task bundle, and its offices, joined and enrolled."""
    shell.root = shell("init", "--unit", "C1", "--pack", pack, workspace="region").result["root_fingerprint"]
    (shell.task,) = shell("issue", "--to", "task", workspace="region").result["files"]
    for unit in units:
        join(shell, unit)
    return shell


def copy(made, folder):
    """The same in another folder: every workspace notices that it is a copy and numbers its bundles anew."""
    shutil.copytree(made.folder, folder, dirs_exist_ok=True)
    shell = Shell(folder)
    shell.root, shell.now = made.root, made.now
    shell.task = str(folder / Path(made.task).relative_to(made.folder))
    return shell


def join(shell, unit, *, workspace=None, enrol=True):
    """A new office, enrolled unless asked otherwise."""
    name = workspace or unit
    joined = shell(
        "join", shell.task, "--unit", unit, "--root", shell.root, "--to", "requests", workspace=name
    )
    if enrol:
        shell(
            "enroll",
            joined.result["request"],
            "--fingerprint",
            joined.result["fingerprint"],
            workspace="region",
        )
    return joined.result


def fill(shell, unit, cells, *, period="2026-10", form="MY-01", code=0):
    file = shell.write("report.json", {"form": form, "period": period, "cells": cells})
    return shell("fill", "--form", form, "--period", period, "--from", file, workspace=unit, code=code)


def submit(shell, unit, *, period="2026-10", code=0):
    return shell("submit", "--period", period, "--to", "stick", workspace=unit, code=code)

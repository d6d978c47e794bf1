"""The table of goals: what was measured beside what, the ratio that decides, and a plain word where nothing could be said."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

Run = Mapping[str, float]
NOISE = 1.25
"""Two floors of one round may differ by this much; beyond it the round says nothing."""
FOLDER = Path(__file__).parent
BYTECODE = tempfile.TemporaryDirectory(prefix="yuebao-bytecode-")
"""Programs start from bytecode, as they do wherever they are installed, whatever this shell says about writing it."""


class MissingRivalError(Exception):
    """A rival is not installed here; its line says so."""


def child(module: str, *arguments: str, python: str = sys.executable) -> dict[str, float]:
    """One case in its own process; what it prints last, as figures."""
    own = python == sys.executable
    script = ["-m", f"tests.benchmarks.{module}"] if own else [str(FOLDER / f"{module}.py")]
    env = {**os.environ, "PYTHONPYCACHEPREFIX": BYTECODE.name}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([python, *script, *arguments], capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["?"]
        if "ModuleNotFoundError" in last[0] or "rival missing" in last[0]:
            raise MissingRivalError(last[0].partition(":")[2].strip() or last[0])
        raise SystemExit(f"{module} {arguments}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def each(run: Run) -> float:
    """Seconds a file."""
    return run["t"] / run.get("n", 1)


def paired(ours: list[Run], theirs: list[Run], of: Callable[[Run], float] = each) -> float:
    """The median of the rounds' ratios ours : theirs."""
    return statistics.median(of(a) / of(b) for a, b in zip(ours, theirs, strict=True))


def middle(runs: list[Run], name: str = "t") -> float:
    """The median of a figure."""
    return statistics.median(run[name] for run in runs)


def overloaded() -> bool:
    """Whether others use this machine so much that milliseconds say nothing; ratios within a round still do."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.2 * (os.cpu_count() or 1)


def load() -> str:
    """How much others used this machine."""
    return ", ".join(f"{n:.1f}" for n in os.getloadavg()) if hasattr(os, "getloadavg") else "?"


class Report:
    """Lines of the table, and whether a goal was missed."""

    def __init__(self) -> None:
        heads = ("goal", "measured", "against", "ratio", "wanted", "verdict")
        self.table = Table(*heads, title="yuebao benchmarks")
        self.missed = False

    def line(
        self,
        name: str,
        measured: str,
        against: str,
        ratio: float,
        wanted: tuple[str, float],
        noisy: bool = False,
    ) -> None:
        """One goal: `wanted` is `≤` or `≥` and the figure."""
        sign, limit = wanted
        good = ratio <= limit if sign == "≤" else ratio >= limit
        busy = name.endswith((", ms", ", µs")) and overloaded()
        verdict = "passed" if good else "too noisy" if noisy or busy else "missed"
        self.missed |= verdict == "missed"
        self.table.add_row(name, measured, against, f"{ratio:.3g}", f"{sign} {limit:g}", verdict)

    def note(self, name: str, measured: str, against: str = "", said: str = "no goal") -> None:
        """A figure for orientation, or why there is none."""
        self.table.add_row(name, measured, against, "", "", said)

    def show(self) -> None:
        """Print it."""
        console = Console(width=170)
        console.print(self.table)
        console.print(f"load of this machine: {load()}")

"""`make bench`: product, floor and rivals interleaved in rounds, each case in a child of its own, judged by paired ratios.

    python -m tests.benchmarks [--rounds 5] [--small 100] [--large 400] [--folder DIR] [--only merge,rules,queries]

Figures in milliseconds are for orientation; the goals are ratios within a round (the study's goals M1, M4, M5, E1, E2, E4, Q1–Q4).
"""

from __future__ import annotations

import argparse
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


def child(module: str, *arguments: str) -> dict[str, float]:
    """One case in its own process; what it prints last, as figures."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    if done.returncode:
        raise SystemExit(f"{module} {arguments}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def each(run: Run) -> float:
    """Seconds a file."""
    return run["t"] / run.get("n", 1)


def overloaded() -> bool:
    """Whether others use this machine so much that milliseconds say nothing; ratios within a round still do."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.2 * (os.cpu_count() or 1)


class Report:
    """Lines of the table, and whether a goal was missed."""

    def __init__(self) -> None:
        self.table = Table(
            "goal", "measured", "against", "ratio", "wanted", "verdict", title="yuebao benchmarks"
        )
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
        verdict = "too noisy" if noisy or busy else "passed" if good else "missed"
        self.missed |= verdict == "missed"
        self.table.add_row(name, measured, against, f"{ratio:.3g}", f"{sign} {limit:g}", verdict)


def paired(ours: list[Run], theirs: list[Run], of: Callable[[Run], float] = each) -> float:
    """The median of the rounds' ratios ours : theirs."""
    return statistics.median(of(a) / of(b) for a, b in zip(ours, theirs, strict=True))


def ms(runs: list[Run]) -> str:
    """Milliseconds a file, CPU, and peak memory: medians."""
    wall = statistics.median(each(run) for run in runs) * 1e3
    cpu = statistics.median(run["cpu"] / run["n"] for run in runs) * 1e3
    peak = statistics.median(run["rss"] for run in runs)
    return f"{wall:.1f} ms (CPU {cpu:.1f}), {peak:.0f} MB"


def merging(folder: Path, rounds: int, small: int, large: int, report: Report) -> None:
    """M1, M4, M5."""
    child("prepare", str(folder), str(small), str(large), "60")
    order = ["floor", "product", "calamine", "openpyxl", "month-filled", "large", "floor"]
    runs: dict[str, list[Run]] = {name: [] for name in (*order, "floor again")}
    for _ in range(rounds):
        for place, name in enumerate(order):
            runs["floor again" if place == len(order) - 1 else name].append(
                child("merging", name, str(folder))
            )
    spread = statistics.median(
        max(each(a), each(b)) / min(each(a), each(b))
        for a, b in zip(runs["floor"], runs["floor again"], strict=True)
    )
    noisy = spread > NOISE
    ours = runs["product"]
    report.line(
        "M1 merge : floor", ms(ours), ms(runs["floor"]), paired(ours, runs["floor"]), ("≤", 1.5), noisy
    )
    cpu = paired(ours, runs["floor"], lambda run: run["cpu"] / run["n"])
    report.line("M1 the same by CPU", ms(ours), ms(runs["floor"]), cpu, ("≤", 1.5), noisy)
    report.line(
        "M1 calamine : merge", ms(ours), ms(runs["calamine"]), paired(runs["calamine"], ours), ("≥", 2.5)
    )
    report.line(
        "M1 openpyxl : merge", ms(ours), ms(runs["openpyxl"]), paired(runs["openpyxl"], ours), ("≥", 35)
    )
    many = runs["large"]
    report.line(f"M4 {large} : {small} a bundle", ms(many), ms(ours), paired(many, ours), ("≤", 1.25), noisy)
    peaks = paired(many, ours, lambda run: run["rss"])
    report.line("M4 peak memory", ms(many), ms(ours), peaks, ("≤", 1.1))
    filled = runs["month-filled"]
    report.line(
        f"M5 month into {large} sets : empty", ms(filled), ms(ours), paired(filled, ours), ("≤", 1.25), noisy
    )
    known = statistics.median(run["again"] / run["t"] for run in filled)
    report.line("M5 known again : merged", "", ms(filled), known, ("≤", 0.05))


def rules(rounds: int, report: Report) -> None:
    """E1, E2, E4."""
    runs = [child("rules") for _ in range(rounds)]

    def middle(name: str) -> float:
        return statistics.median(run[name] for run in runs)

    def ratio(one: str, other: str) -> float:
        return statistics.median(run[one] / run[other] for run in runs)

    full = f"{middle('t') * 1e3:.2f} ms"
    report.line(
        "E1 700 rules : bare loop", full, f"{middle('bare') * 1e3:.2f} ms", ratio("t", "bare"), ("≤", 8)
    )
    slow = f"{middle('simpleeval') * 1e3:.1f} ms"
    report.line("E1 simpleeval : 700 rules", full, slow, ratio("simpleeval", "t"), ("≥", 25))
    report.line("E1 full run, ms", full, "", middle("t") * 1e3, ("≤", 1))
    report.line("E3 700 rules compiled, ms", "", "", middle("compiled") * 1e3, ("≤", 60))
    report.line("E2 one edit p95, µs", "", "", middle("edit") * 1e6, ("≤", 50))
    lines = f"{middle('roster') * 1e3:.1f} ms"
    report.line(
        "E4 5,000 lines × 20 : pandas",
        lines,
        f"{middle('pandas') * 1e3:.1f} ms",
        ratio("roster", "pandas"),
        ("≤", 1.5),
    )
    report.line("E4 500 lines with findings, ms", "", "", middle("part") * 1e3, ("≤", 16))


def queries(folder: Path, rounds: int, report: Report) -> None:
    """Q1 to Q4 at 6,000 sets."""
    runs = [child("queries", str(folder)) for _ in range(rounds)]

    def middle(name: str) -> float:
        return statistics.median(run[name] for run in runs) * 1e3

    def ratio(one: str, other: str) -> float:
        return statistics.median(run[one] / run[other] for run in runs)

    report.line("Q1 matrix of 12 months, ms", f"{runs[0]['mb']:.0f} MB", "", middle("q1"), ("≤", 10))
    report.line("Q2 one form by node, ms", "", "", middle("q2"), ("≤", 5))
    report.line(
        "Q2 base tables : sums",
        f"{middle('q2'):.1f} ms",
        f"{middle('q2_base'):.1f} ms",
        ratio("q2_base", "q2"),
        ("≥", 5),
    )
    report.line(
        "Q3 series : bare SELECT",
        f"{middle('q3'):.1f} ms",
        f"{middle('q3_bare'):.1f} ms",
        ratio("q3", "q3_bare"),
        ("≤", 1.5),
    )
    report.line("Q4 report with two earlier, ms", "", "", middle("q4"), ("≤", 5))


def main() -> int:
    """Run what was asked for, print the table; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--large", type=int, default=400)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", default="merge,rules,queries")
    wanted = parser.parse_args()
    only = set(wanted.only.split(","))
    report = Report()
    with tempfile.TemporaryDirectory(dir=wanted.folder) as scratch:
        if "merge" in only:
            merging(Path(scratch), wanted.rounds, wanted.small, wanted.large, report)
        if "rules" in only:
            rules(wanted.rounds, report)
        if "queries" in only:
            queries(Path(scratch), min(wanted.rounds, 3), report)
    console = Console(width=160)
    console.print(report.table)
    console.print(
        f"load of this machine: {', '.join(f'{n:.1f}' for n in os.getloadavg())}"
        if hasattr(os, "getloadavg")
        else ""
    )
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make bench`: product, floor and rivals interleaved in rounds, each case in a child of its own, judged by paired ratios.

    python -m tests.benchmarks [--rounds 5] [--small 100] [--large 400] [--folder DIR] [--only merge,rules,queries,outputs,window]

Figures in milliseconds are for orientation; the goals are ratios within a round (docs/performance.md).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import groups
from tests.benchmarks.report import Report

GROUPS = ("rules", "queries", "merge", "outputs", "window")


def main() -> int:
    """Run what was asked for, print the table; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--large", type=int, default=400)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", default=",".join(GROUPS))
    given = parser.parse_args()
    few = min(given.rounds, 3)
    report = Report()
    run: dict[str, Callable[[Path], None]] = {
        "rules": lambda folder: groups.rules(folder, given.rounds, report),
        "queries": lambda folder: groups.queries(folder, few, report),
        "merge": lambda folder: groups.merging(folder, given.rounds, (given.small, given.large), report),
        "outputs": lambda folder: groups.outputs(folder, few, report),
        "window": lambda folder: groups.window(folder, few, report),
    }
    wanted = given.only.split(",")
    if unknown := set(wanted) - set(GROUPS):
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(GROUPS)}")
    for name in (name for name in GROUPS if name in wanted):
        sys.stderr.write(f"{name} …\n")
        with tempfile.TemporaryDirectory(dir=given.folder) as scratch:
            run[name](Path(scratch))
    report.show()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())

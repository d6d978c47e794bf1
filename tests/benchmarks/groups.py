"""The groups of goals: which cases run in which order, and which ratio decides."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.report import NOISE, MissingRivalError, Report, Run, child, each, middle, paired

SYSTEM_PYTHON = "/usr/bin/python3"
"""The one that has UNO where LibreOffice is installed."""


def ms(runs: list[Run]) -> str:
    """Milliseconds a file, CPU, and peak memory: medians."""
    cpu = statistics.median(run["cpu"] / run["n"] for run in runs) * 1e3
    return f"{statistics.median(map(each, runs)) * 1e3:.1f} ms (CPU {cpu:.1f}), {middle(runs, 'rss'):.0f} MB"


def rounds_of(report: Report, rounds: int, cases: dict[str, Callable[[], Run]]) -> dict[str, list[Run]]:
    """Every case once a round, in this order; a rival that is not installed is told and left out."""
    runs: dict[str, list[Run]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name in [name for name in cases if name in runs]:
            try:
                runs[name].append(cases[name]())
            except MissingRivalError as missing:
                del runs[name]
                report.note(name, "", "", f"not here: {missing}"[:60])
    return runs


def merging(folder: Path, rounds: int, sizes: tuple[int, int], report: Report) -> None:
    """M1, M2, M4, M5, M6."""
    small, large = sizes
    child("prepare", str(folder), str(small), str(large), "60")
    names = ["floor", "product", "checked", "calamine", "openpyxl", "month-filled", "large"]
    cases: dict[str, Callable[[], Run]] = {
        name: (lambda name=name: child("merging", name, str(folder))) for name in names
    }
    cases["floor again"] = lambda: child("merging", "floor", str(folder))
    runs = rounds_of(report, rounds, cases)
    spread = statistics.median(
        max(each(a), each(b)) / min(each(a), each(b))
        for a, b in zip(runs["floor"], runs["floor again"], strict=True)
    )
    noisy = spread > NOISE
    _merge(report, "M1 merge", runs["product"], runs, (1.5, 2.5, 35), noisy)
    _merge(report, "M2 merge and all rules", runs["checked"], runs, (2, 1, 25), noisy)
    _growth(report, runs, sizes, noisy)
    counted = child("merging", "commits", str(folder))
    report.line(
        "M6 transactions a bundle",
        f"{counted['commits']:.0f}",
        f"{counted['n']:.0f} bundles",
        counted["commits"] / counted["n"],
        ("≥", 1),
    )


def _merge(
    report: Report,
    goal: str,
    ours: list[Run],
    runs: dict[str, list[Run]],
    limits: tuple[float, float, float],
    noisy: bool,
) -> None:
    """One way to merge beside the floor and two readers of workbooks."""
    floor = runs["floor"]
    report.line(f"{goal} : floor", ms(ours), ms(floor), paired(ours, floor), ("≤", limits[0]), noisy)
    cpu = paired(ours, floor, lambda run: run["cpu"] / run["n"])
    report.line(f"{goal} : floor, by CPU", ms(ours), ms(floor), cpu, ("≤", limits[0]), noisy)
    for rival, limit in zip(("calamine", "openpyxl"), limits[1:], strict=True):
        if theirs := runs.get(rival):
            report.line(f"{rival} : {goal}", ms(ours), ms(theirs), paired(theirs, ours), ("≥", limit))


def _growth(report: Report, runs: dict[str, list[Run]], sizes: tuple[int, int], noisy: bool) -> None:
    """M4, M5."""
    small, large = sizes
    ours, many, filled = runs["product"], runs["large"], runs["month-filled"]
    report.line(f"M4 {large} : {small} a bundle", ms(many), ms(ours), paired(many, ours), ("≤", 1.25), noisy)
    peak = paired(many, ours, lambda run: run["rss"])
    report.line("M4 peak memory", ms(many), ms(ours), peak, ("≤", 1.1))
    into = f"M5 month into {large} sets : empty"
    report.line(into, ms(filled), ms(ours), paired(filled, ours), ("≤", 1.25), noisy)
    known = statistics.median(run["again"] / run["t"] for run in filled)
    report.line("M5 known again : merged", "", ms(filled), known, ("≤", 0.05))


def rules(folder: Path, rounds: int, report: Report) -> None:
    """E1, E2 without a window, E3, E4."""
    book, profile = folder / "rules.xlsx", folder / "profile"
    child("spreadsheet", "write", str(book))
    cases: dict[str, Callable[[], Run]] = {
        "product": lambda: child("rules"),
        "E1 LibreOffice": lambda: child(
            "office_suite", "recalc", str(book), str(profile), python=SYSTEM_PYTHON
        ),
    }
    runs = rounds_of(report, rounds, cases)
    runs |= rounds_of(report, 1, {"E1 formulas": lambda: child("spreadsheet", "formulas", str(book))})
    ours = runs["product"]

    def ratio(one: str, other: str) -> float:
        return statistics.median(run[one] / run[other] for run in ours)

    def text(name: str) -> str:
        return f"{middle(ours, name) * 1e3:.2f} ms"

    report.line("E1 700 rules : bare loop", text("t"), text("bare"), ratio("t", "bare"), ("≤", 8))
    report.line(
        "E1 simpleeval : 700 rules", text("t"), text("simpleeval"), ratio("simpleeval", "t"), ("≥", 25)
    )
    for name, wanted in (("E1 LibreOffice", 5), ("E1 formulas", 25)):
        if theirs := runs.get(name):
            agree(name, ours[0], theirs[0])
            slower = statistics.median(b["t"] / a["t"] for a, b in zip(ours, theirs, strict=False))
            report.line(
                f"{name} : 700 rules", text("t"), f"{middle(theirs) * 1e3:.2f} ms", slower, ("≥", wanted)
            )
    report.line("E1 full run, ms", text("t"), "", middle(ours) * 1e3, ("≤", 1))
    report.line("E2 one edit p95, µs", "", "", middle(ours, "edit") * 1e6, ("≤", 50))
    report.line("E3 700 rules compiled, ms", "", "", middle(ours, "compiled") * 1e3, ("≤", 60))
    report.line(
        "E3 all : half of the forms", text("compiled"), text("half"), ratio("compiled", "half"), ("≤", 2.6)
    )
    report.line(
        "E4 5,000 lines × 20 : pandas", text("roster"), text("pandas"), ratio("roster", "pandas"), ("≤", 1.5)
    )
    report.line("E4 from lines : pandas", text("fresh"), text("framed"), ratio("fresh", "framed"), ("≤", 1.5))
    report.line("E4 500 lines with findings, ms", "", "", middle(ours, "part") * 1e3, ("≤", 16))


def agree(name: str, ours: Run, theirs: Run) -> None:
    """The rival failed the same number of checks and added up to the same figure."""
    if theirs["fails"] != ours["fails"] or abs(theirs["total"] - ours["total"]) > 0.01:
        raise SystemExit(f"{name} does not agree: {theirs} {ours}")


def queries(folder: Path, rounds: int, report: Report) -> None:
    """Q1 to Q6 at 6,000 sets."""
    runs: list[Run] = [child("queries", str(folder)) for _ in range(rounds)]

    def ratio(one: str, other: str) -> float:
        return statistics.median(run[one] / run[other] for run in runs)

    def text(name: str) -> str:
        return f"{middle(runs, name) * 1e3:.2f} ms"

    report.line(
        "Q1 matrix of 12 months, ms", f"{runs[0]['mb']:.0f} MB", "", middle(runs, "q1") * 1e3, ("≤", 10)
    )
    report.line("Q2 one form by node, ms", "", "", middle(runs, "q2") * 1e3, ("≤", 5))
    report.line("Q2 base tables : sums", text("q2"), text("q2_base"), ratio("q2_base", "q2"), ("≥", 5))
    report.note("Q2 all ten forms", text("q2_all"))
    report.line("Q3 series, ms", "", "", middle(runs, "q3") * 1e3, ("≤", 50))
    report.line("Q3 series : bare SELECT", text("q3"), text("q3_bare"), ratio("q3", "q3_bare"), ("≤", 1.5))
    report.line("Q4 report with two earlier, ms", "", "", middle(runs, "q4") * 1e3, ("≤", 5))
    size, eav = f"{runs[0]['value']:.1f} bytes a value", f"{runs[0]['eav']:.1f}"
    report.line("Q5 size", size, "", runs[0]["value"], ("≤", 6))
    report.line("Q5 size : row a value", size, eav, runs[0]["value"] / runs[0]["eav"], ("≤", 0.35))
    report.line("Q6 correction, sums exact, ms", "", "", middle(runs, "q6") * 1e3, ("≤", 2))


def outputs(folder: Path, rounds: int, report: Report) -> None:
    """X1, X2."""
    made = child("outputs", "prepare", str(folder))
    cases: dict[str, Callable[[], Run]] = {
        name: (lambda name=name: child("outputs", name, str(folder)))
        for name in ("bare", "product", "openpyxl", "pdf", "office-pdf")
    }
    runs = rounds_of(report, rounds, cases)

    def text(name: str, memory: str = "rss") -> str:
        return f"{middle(runs[name]):.2f} s, {middle(runs[name], memory):.0f} MB"

    what = f"X1 {made['sheets']:.0f} sheets, {made['cells'] / 1e3:.0f}k cells"
    ours = runs["product"]
    report.line(
        f"{what} : bare XlsxWriter", text("product"), text("bare"), paired(ours, runs["bare"]), ("≤", 1.3)
    )
    cpu = paired(ours, runs["bare"], lambda run: run["cpu"])
    report.line("X1 the same by CPU", text("product"), text("bare"), cpu, ("≤", 1.3))
    if theirs := runs.get("openpyxl"):
        report.line(
            "X1 openpyxl : product", text("product"), text("openpyxl"), paired(theirs, ours), ("≥", 2.5)
        )
    report.line("X1 peak memory, MB", "", "", middle(ours, "rss"), ("≤", 120))
    if theirs := runs.get("office-pdf"):
        drawn, suite = text("pdf", "children"), text("office-pdf", "children")
        report.line("X2 LibreOffice PDF : ours", drawn, suite, paired(theirs, runs["pdf"]), ("≥", 2))
        memory = paired(runs["pdf"], theirs, lambda run: run["children"])
        report.line("X2 memory of it", drawn, suite, memory, ("≤", 0.333))


def window(folder: Path, rounds: int, report: Report) -> None:
    """S1, and E2 in the window."""
    child("window", "prepare", str(folder))
    child("window", "roster", str(folder))

    def started(case: str) -> Run:
        return child("window", case, str(folder), repr(time.time()))

    def suite() -> Run:
        book, profile = str(folder / "office.xlsx"), str(folder / "profile")
        return child("office_suite", "start", book, profile, python=SYSTEM_PYTHON)

    for case in ("bare", "product"):
        started(case)  # writes its bytecode
    with_suite = rounds_of(report, 1, {"S1 LibreOffice": suite})  # makes its profile
    cases: dict[str, Callable[[], Run]] = {
        name: (lambda name=name: started(name)) for name in ("bare", "product", "edits")
    }
    runs = rounds_of(report, rounds, cases | ({"S1 LibreOffice": suite} if with_suite else {}))
    _starts(report, runs)
    _edits(report, runs["edits"], started("long"))


def _starts(report: Report, runs: dict[str, list[Run]]) -> None:
    """S1."""

    def text(name: str) -> str:
        return f"{middle(runs[name]):.2f} s, {middle(runs[name], 'rss'):.0f} MB"

    ours, bare = runs["product"], runs["bare"]
    first = "S1 first editable cell"
    report.line(f"{first} : bare PySide6", text("product"), text("bare"), paired(ours, bare), ("≤", 3))
    spent = paired(ours, bare, lambda run: run["spent"])
    report.line(f"{first}, by CPU", *(f"{middle(r, 'spent'):.2f} s" for r in (ours, bare)), spent, ("≤", 3))
    if theirs := runs.get("S1 LibreOffice"):
        shown = text("product"), text("S1 LibreOffice")
        report.line(f"{first} : LibreOffice Calc", *shown, paired(ours, theirs), ("≤", 0.5))
        memory = paired(ours, theirs, lambda run: run["rss"])
        report.line("S1 memory : LibreOffice Calc", *shown, memory, ("≤", 0.5))


def _edits(report: Report, runs: list[Run], long: Run) -> None:
    """E2."""
    for name, half, most in (
        ("E2 Enter to entry shown p99, ms", "shown", "shown99"),
        ("E2 of it spent by the GUI thread p99, ms", "spent", "spent99"),
        ("E2 Enter to all that follows p99, ms", "t", "p99"),
    ):
        report.line(
            name, f"median {middle(runs, half) * 1e3:.1f} ms", "", middle(runs, most) * 1e3, ("≤", 16)
        )
    opened, page = f"opened {long['t'] * 1e3:.0f} ms", f"page p99 {long['page99'] * 1e3:.0f} ms"
    report.note("roster of 5,000 lines", opened, page)
    shown, checked = f"shown {long['shown'] * 1e3:.0f} ms", f"checked {long['edit'] * 1e3:.0f} ms"
    report.note("one edit in it", shown, checked)

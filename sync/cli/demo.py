"""`demo`: a whole region with its offices, on this machine, and what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.table import Table

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.targets import Verdict
from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.desk.targets import VERDICT_WORDS

if TYPE_CHECKING:
    from sync.demo.report import DemoReport, Goal
    from sync.desk.matrix import Matrix

Part = Table | str
MONTHS, SEED, MOST_MONTHS = 3, 1, 36


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add(
        "demo",
        run,
        "Make a whole example region: offices, several months, mishaps, merges, tables",
        "yuebao demo --to demo --months 3 --seed 1",
    )
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("where to make it")
    )
    parser.add_argument(
        "--units", type=int, metavar="N", help=commands.text("how many offices (default: all)")
    )
    parser.add_argument(
        "--months", type=int, default=MONTHS, metavar="M", help=commands.text("how many months (default: 3)")
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=SEED,
        metavar="S",
        help=commands.text("the same seed gives the same figures"),
    )


def run(options: argparse.Namespace, context: Context) -> Outcome:
    """`demo`. Exit code 0 when nothing happened that was not planted, 1 otherwise."""
    from msgspec import to_builtins

    from sync.cli.taking import watched
    from sync.demo.run import run_demo

    _require_sensible(options)
    with watched(context) as progress:
        report = run_demo(
            options.to.absolute(),
            units=options.units,
            months=options.months,
            seed=options.seed,
            language=context.language,
            progress=progress,
            clock=context.clock,
        )
    fine = not report.unexpected and all(one.equal for one in report.published)
    return Outcome(
        result=to_builtins(report), view=list(_view(report, context.translator)), code=OK if fine else LOOK
    )


def _require_sensible(options: argparse.Namespace) -> None:
    if not 1 <= options.months <= MOST_MONTHS:
        raise YuebaoError("E-USAGE", detail=f"--months {options.months} (1–{MOST_MONTHS})")
    if options.units is not None and options.units < 1:
        raise YuebaoError("E-USAGE", detail=f"--units {options.units}")
    if options.to.exists() and any(options.to.iterdir()):
        raise YuebaoError("E-USAGE", detail=f"--to {options.to}", where=str(options.to))


def _view(report: DemoReport, translator: Translator) -> Iterable[Part]:
    for found in report.matrices:
        yield _matrix(found, report, translator)
        yield _said(found, report, translator)
    yield translator.text("● here  ◐ in part  ○ missing  ≠ in conflict; rosters stand with their tables")
    yield _totals(report, translator)
    if report.published:
        yield _published(report, translator)
        yield translator.text("Published, but carried by no row of the forms:")
        yield from (f"  {one.ids}: {one.reason}" for one in report.not_carried)
    yield from _goals(report, translator)
    yield _incidents(report, translator)
    yield _unwelcome(report, translator)
    yield from _rivals(report, translator)
    yield from _closing(report, translator)


def _matrix(found: Matrix, report: DemoReport, translator: Translator) -> Table:
    """Twelve columns, so that it fits a terminal: a roster shares the column of its table."""
    text = translator.text
    columns = sorted({_column(form) for unit in found.units for form in unit.forms})
    table = Table(title=text("Reporting {period}", period=found.period), title_justify="left", box=SIMPLE)
    for head in (text("unit"), *columns, text("days late"), text("gaps")):
        table.add_column(head, overflow="fold", no_wrap=head in columns)
    for unit in found.units:
        by_column: dict[str, list[str]] = {}
        for form, status in unit.forms.items():
            by_column.setdefault(_column(form), []).append(status)
        table.add_row(
            report.names.get(unit.unit, unit.name),
            *(_mark(by_column.get(column, [])) for column in columns),
            str(unit.late_days or ""),
            " ".join(map(str, unit.gaps)),
        )
    return table


def _column(form: str) -> str:
    return form.removeprefix("SC-")[:2]


def _mark(statuses: Sequence[str]) -> str:
    if not statuses:
        return ""
    if "conflict" in statuses:
        return "≠"
    missing = statuses.count("missing")
    return "●" if not missing else "○" if missing == len(statuses) else "◐"


def _said(found: Matrix, report: DemoReport, translator: Translator) -> str:
    text = translator.text
    said = text(
        "{period}: {expected} units owe a report, {reported} reported",
        period=found.period,
        expected=found.expected,
        reported=found.reported,
    )
    if not found.missing:
        return said
    names = [report.names.get(code, code) for code in found.missing]
    return said + text("; missing: {names}", names="、".join(names))


def _table(title: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold")
    for line in lines:
        table.add_row(*line)
    return table


def _totals(report: DemoReport, translator: Translator) -> Table:
    text = translator.text
    return _table(
        text("Totals of the region"),
        ["", text("indicator"), text("measure"), *report.periods],
        [
            (
                f"{line.form} {line.row}",
                line.title,
                line.measure,
                *(line.figures.get(period) or "" for period in report.periods),
            )
            for line in report.totals
        ],
    )


def _published(report: DemoReport, translator: Translator) -> Table:
    text = translator.text
    heads = ("", "published item", "measure", "published", "total here", "period", "where", "equal")
    return _table(
        text("Published figures for 2020 against the totals"),
        [text(head) if head else "" for head in heads],
        [
            (
                one.id,
                one.item,
                one.measure,
                one.published,
                one.total or "",
                one.period,
                one.where,
                "✓" if one.equal else "✗",
            )
            for one in report.published
        ],
    )


def _goals(report: DemoReport, translator: Translator) -> Iterable[Part]:
    """Targets with a figure, those of one figure side by side; none of them wins."""
    text = translator.text
    with_figure = [goal for goal in report.goals if goal.value is not None]
    groups: dict[tuple[str, ...], list[Goal]] = {}
    for goal in with_figure:
        groups.setdefault(tuple(sorted((goal.id, *goal.rivals))), []).append(goal)
    yield _table(
        text("Targets at {period}", period=report.periods[-1]),
        [text(head) for head in ("indicator", "value", "goal", "completion %", "verdict", "source")],
        [
            (
                together[0].indicator,
                together[0].value or "",
                "\n".join(goal.goal for goal in together),
                "\n".join(goal.completion or "" for goal in together),
                "\n".join(text(VERDICT_WORDS[Verdict(goal.verdict)]) for goal in together),
                "\n".join(f"{goal.id} {goal.source}" for goal in together),
            )
            for together in groups.values()
        ],
    )
    yield text(
        "{count} more targets have no figure in these months; `yuebao targets` lists them all.",
        count=len(report.goals) - len(with_figure),
    )


def _incidents(report: DemoReport, translator: Translator) -> Table:
    text = translator.text
    return _table(
        text("Mishaps that were planted"),
        [text(head) for head in ("period", "unit", "mishap", "form", "what the program said", "outcome")],
        [
            (
                one.period,
                report.names.get(one.unit, one.unit),
                text(one.mishap.value),
                one.form,
                f"{one.code} {one.said}".strip(),
                one.outcome,
            )
            for one in report.incidents
        ],
    )


def _unwelcome(report: DemoReport, translator: Translator) -> Table:
    text = translator.text
    return _table(
        text("Files that were refused or wait"),
        [text(head) for head in ("file", "outcome", "code", "unit", "what the program said")],
        [
            (one.file, text(one.outcome), one.code, report.names.get(one.unit, one.unit), one.said)
            for one in report.unwelcome
        ],
    )


def _rivals(report: DemoReport, translator: Translator) -> Iterable[str]:
    text = translator.text
    for one in report.rivals:
        yield text(
            "Conflict: {unit} {form} {period}, {count} cells differ",
            unit=report.names.get(one.unit, one.unit),
            form=one.form,
            period=one.period,
            count=len(one.cells),
        )
        yield from (f"  {cell}" for cell in one.cells[:6])


def _closing(report: DemoReport, translator: Translator) -> Iterable[str]:
    text = translator.text
    files = sum(one.files for one in report.imports)
    yield text(
        "{laptops} laptops, {files} files taken in on {days} days.",
        laptops=report.laptops,
        files=files,
        days=len(report.imports),
    )
    yield from report.notes
    yield from (text("Not planted: {said}", said=said) for said in report.unexpected)
    yield text("The region: {folder}", folder=report.region)
    yield text("The offices: {folder}", folder=f"{report.folder}/offices")
    yield text("The files on their way: {folder}", folder=report.mail)
    yield text("Passphrase of all keys: {file}", file=report.passphrase_file)
    yield text("Try next:")
    yield from (f"  {command}" for command in report.commands)

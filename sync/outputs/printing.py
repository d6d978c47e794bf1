"""PDF through the window's program: the one that draws the preview draws the file, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from forms.aggregate import Share
from forms.errors import StoreError
from forms.index import Position
from forms.messages import Translator
from forms.period import parse_period
from sync.desk.collected import Collected
from sync.desk.summary import FormTotal, Summary
from sync.desk.trends import Trend, trends
from sync.outputs import official, print_job
from sync.outputs.heads import measured
from sync.outputs.print_job import ChartPage, Course, PrintForm, PrintJob
from sync.outputs.word_chart import shortened
from sync.outputs.writing import whole

SECONDS = 600


def write_pdf(path: Path, job: PrintJob) -> Path:
    """Draw a job into a PDF file; `E-DISK` where the file or the drawing program fails."""
    return write_pdfs([(path, job)])[0]


def write_pdfs(wanted: Sequence[tuple[Path, PrintJob]]) -> tuple[Path, ...]:
    """Draw several jobs in one process, each into its file; a file appears whole or not at all. `E-DISK`."""
    with tempfile.TemporaryDirectory(prefix="yuebao-") as folder, contextlib.ExitStack() as files:
        pairs = []
        for number, (path, job) in enumerate(wanted):
            source = Path(folder) / f"{number}.json"
            source.write_bytes(print_job.to_json(job))
            pairs.append((source, files.enter_context(whole(path))))
        if pairs:
            _draw(pairs)
    return tuple(path for path, _job in wanted)


def _draw(pairs: Sequence[tuple[Path, Path]]) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    target = pairs[-1][1]
    try:
        done = subprocess.run(
            [*_program(), *(str(path) for pair in pairs for path in pair)],
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise StoreError("E-DISK", where=str(target), detail=str(failure)) from failure
    if done.returncode or not all(file.is_file() for _job, file in pairs):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise StoreError("E-DISK", where=str(target), detail=said[-1] if said else f"exit {done.returncode}")


def _program() -> Sequence[str]:
    """Beside a frozen command line lies the window's program; from source it is a module."""
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return [str(here.with_name(f"yuebao-app{here.suffix}")), "--print"]
    return [sys.executable, "-m", "desktop.printing"]


def summary_job(
    summary: Summary,
    collected: Collected,
    translator: Translator,
    columns: Sequence[str] | None = None,
    charts: Sequence[ChartPage] = (),
) -> PrintJob:
    """The totals as forms: tables with the node's totals, rosters with the lines of all its units; charts follow."""
    node = official.node_of(summary, collected.index, translator)
    forms = tuple(_form(summary, total, collected, translator, columns) for total in summary.forms)
    return PrintJob(
        title=f"{node} {official.period_text(summary.period, translator)}",
        forms=forms,
        words=print_job.words(translator),
        stamp=print_job.Stamp(text=collected.index.pack.title + " " + collected.index.pack.version),
        charts=tuple(charts),
    )


def trend_pages(
    summary: Summary, collected: Collected, translator: Translator, forms: Sequence[str] = ()
) -> tuple[ChartPage, ...]:
    """Every key indicator that changed within the last months as a line; of these forms only, where some are named."""
    found = trends(collected, summary.period, node=summary.node, kinds=summary.kinds)
    courses = tuple(
        _course(trend, collected, translator)
        for trend in found
        if trend.moved and (not forms or trend.form in forms)
    )
    if not courses:
        return ()
    node = official.node_of(summary, collected.index, translator)
    page = ChartPage(
        title=translator.text("Key indicators over time"),
        caption=f"{node} {official.period_text(summary.period, translator)}",
        courses=courses,
    )
    return (page,)


def _course(trend: Trend, collected: Collected, translator: Translator) -> Course:
    cell = trend.cell(collected)
    title = translator.pick(cell.row.title, cell.row.title_en)
    return Course(
        title=f"{trend.row} {measured(title, cell.spec.measure, translator)}",
        periods=shortened([point.period for point in trend.months]),
        figures=tuple(f"{point.value:,f}" for point in trend.months),
    )


def _form(
    summary: Summary,
    total: FormTotal,
    collected: Collected,
    translator: Translator,
    columns: Sequence[str] | None,
) -> PrintForm:
    form = collected.index.form(total.form)
    node = official.node_of(summary, collected.index, translator)
    text = translator.text
    counted = text("{counted} of {expected} units", counted=total.counted, expected=total.expected)
    occasion = print_job.Occasion(
        period=total.period,
        left=((text("Total of"), node), (text("Counted"), counted)),
        notes=total_notes(total, collected, translator),
        columns=tuple(columns) if columns is not None else None,
    )
    content = total_cells(total) if form.is_table else roster_lines(summary, total, collected)
    return print_job.print_form(collected.index.pack, form.form, content, translator, occasion)


def total_cells(total: FormTotal) -> dict[Position, str | None]:
    """A total's figures by position."""
    return {Position(row, column): t for row, cells in total.cells.items() for column, t in cells.items()}


def shares_of(summary: Summary, total: FormTotal, collected: Collected, codes: Sequence[str]) -> list[Share]:
    """The contents of these units that went into a total."""
    form = collected.index.form(total.form).form
    units = [collected.index.unit(code) for code in codes]
    return collected.shares(form, parse_period(summary.period), units)


def roster_lines(summary: Summary, total: FormTotal, collected: Collected) -> list[dict[str, str | None]]:
    """The lines of all units that are counted, in the pack's order of units."""
    return [
        dict(line)
        for share in shares_of(summary, total, collected, total.units)
        for line in share.content.rows
    ]


def total_notes(total: FormTotal, collected: Collected, translator: Translator) -> tuple[str, ...]:
    """What a reader of a total must know: who is missing, who is inside, what was adjusted."""
    text = translator.text
    said = []
    if total.missing:
        units = official.names([collected.index.unit(code) for code in total.missing])
        said.append(text("Missing and not counted: {names}", names=units))
    if total.units_inside:
        units = official.names([collected.index.unit(code) for code in total.units_inside])
        said.append(text("Inside other units' figures and not added: {names}", names=units))
    if total.adjustments:
        said.append(text("{count} adjustments stand beside these figures.", count=len(total.adjustments)))
    return tuple(said)

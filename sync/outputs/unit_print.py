"""Each unit's reports on paper: one PDF a unit with all its forms of a period, every page under its bundle's code.

Nothing is added up and nothing judged: what stands on the pages is what the unit handed in (product.md, rule 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from forms.calendar import applies, asked
from forms.definition import ColumnDef, RowDef
from forms.index import Position
from forms.messages import Translator
from forms.period import parse_period
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs import official, print_job
from sync.outputs.observations import Held, held_reports
from sync.outputs.print_job import PrintForm, PrintJob
from sync.outputs.printing import write_pdfs
from sync.progress import Progress, Step, silent

_TOGETHER = 12
"""Units that one drawing process takes: starting it costs as much as drawing some pages."""


def unit_jobs(
    collected: Collected, period: str, translator: Translator, scope: Scope = EVERYTHING
) -> dict[str, PrintJob]:
    """The reports held of a period by unit, in the pack's order of forms; units without any are not in it."""
    reports: dict[str, list[Held]] = {}
    for held in held_reports(collected, period, scope):
        reports.setdefault(held.unit.code, []).append(held)
    ordered = (unit.code for unit in collected.index.pack.units if unit.code in reports)
    return {code: _job(collected, period, reports[code], translator) for code in ordered}


def _job(collected: Collected, period: str, reports: Sequence[Held], translator: Translator) -> PrintJob:
    return PrintJob(
        title=f"{reports[0].unit.name} {official.period_text(period, translator)}",
        forms=tuple(_form(collected, held, translator) for held in reports),
        words=print_job.words(translator),
        stamp=print_job.Stamp(text=f"{collected.index.pack.title} {collected.index.pack.version}"),
    )


def _form(collected: Collected, held: Held, translator: Translator) -> PrintForm:
    form = held.form.form
    carriers = collected.ws.store.revisions.carriers(held.revision)
    occasion = print_job.Occasion(
        period=held.period, left=official.reporter(held.unit, translator), cover=held.content.cover
    )
    content = _cells(held) if held.form.is_table else held.content.rows
    made = print_job.print_form(collected.index.pack, form, content, translator, occasion)
    return replace(made, stamp=print_job.stamp(translator, carriers[0] if carriers else None))


def _cells(held: Held) -> dict[Position, str | None]:
    """The unit's figures, — where nothing is asked of it."""
    return {
        cell.position: held.content.cell(*cell.position) if _asked(held, cell.row, cell.column) else "—"
        for cell in held.form.cells.values()
    }


def _asked(held: Held, row: RowDef, column: ColumnDef) -> bool:
    period = parse_period(held.period)
    return applies(row, column) and asked(held.form.form, row, column, held.unit, period)


def write_unit_prints(
    collected: Collected,
    period: str,
    folder: Path,
    translator: Translator,
    scope: Scope = EVERYTHING,
    *,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """A PDF for each unit into the folder; gives them. Stops between units where `progress` says so. `E-DISK`."""
    jobs = unit_jobs(collected, period, translator, scope)
    wanted = [(folder / f"{_stem(scope, code, period)}.pdf", job) for code, job in jobs.items()]
    done: list[Path] = []
    for first in range(0, len(wanted), _TOGETHER):
        some = wanted[first : first + _TOGETHER]
        if not progress(Step(done=first, total=len(wanted), what=some[0][1].title)):
            break
        done += write_pdfs(some)
    return tuple(done)


def _stem(scope: Scope, unit: str, period: str) -> str:
    """How a unit's file is called: whose, of when, and which forms where not all were asked for."""
    return "-".join((unit, period, *scope.forms))

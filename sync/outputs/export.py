"""`export`: all current reports of a period in one of the open formats."""

from __future__ import annotations

from pathlib import Path

from forms.errors import YuebaoError
from forms.files import disk_errors
from forms.messages import Translator
from forms.period import parse_period
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.observations import held_reports
from sync.progress import Progress, silent


def export(
    collected: Collected,
    period_text: str,
    format_: str,
    folder: Path,
    translator: Translator,
    scope: Scope = EVERYTHING,
    *,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write the files into `folder`; gives them. `E-EMPTY` where nothing was reported, `E-DISK`, `E-USAGE`."""
    period = str(parse_period(period_text))
    if next(iter(held_reports(collected, period, scope)), None) is None:
        raise YuebaoError("E-EMPTY", period=period)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    match format_:
        case "xlsx":
            return (_workbook(collected, period, folder, translator, scope),)
        case "csv":
            from sync.outputs.csv_files import write_csv_files

            return write_csv_files(collected, period, folder, translator, scope)
        case "datapackage":
            from sync.outputs.datapackage import write_datapackage

            return write_datapackage(collected, period, folder, translator, scope)
        case "sdmx-csv":
            from sync.outputs.sdmx import write_sdmx

            return (write_sdmx(collected, period, folder, scope),)
        case "adx":
            from sync.outputs.adx import write_adx

            return (write_adx(collected, period, folder, scope),)
        case "unit-pdf":
            from sync.outputs.unit_print import write_unit_prints

            return write_unit_prints(collected, period, folder, translator, scope, progress=progress)
        case other:
            raise YuebaoError("E-USAGE", detail=other)


def _workbook(collected: Collected, period: str, folder: Path, translator: Translator, scope: Scope) -> Path:
    from sync.desk.summary import summarise
    from sync.outputs.workbook import write_workbook

    path = folder / f"{scope.stem(collected.ws.unit, period)}.xlsx"
    total = summarise(collected, period, forms=scope.forms, node=scope.node, kinds=scope.kinds)
    return write_workbook(path, total, collected, columns=None, translator=translator)

"""Everything that comes out: workbooks, tables, print, the brief, open formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import YuebaoError
from forms.messages import Translator

if TYPE_CHECKING:
    from sync.desk.collected import Collected
    from sync.desk.summary import Summary


def write_summary(
    path: Path,
    summary: Summary,
    collected: Collected,
    *,
    columns: Sequence[str] | None,
    translator: Translator,
) -> Path:
    """Write totals by the file's ending; `columns` limits tables to these. `E-USAGE` for another ending."""
    match path.suffix.lower():
        case ".xlsx":
            from sync.outputs.workbook import write_workbook

            return write_workbook(path, summary, collected, columns=columns, translator=translator)
        case ".csv":
            from sync.outputs.flat import write_csv

            return write_csv(path, summary, collected, columns=columns, translator=translator)
        case ".parquet":
            from sync.outputs.flat import write_parquet

            return write_parquet(path, summary, collected, columns=columns, translator=translator)
        case ".docx":
            from sync.outputs.brief import write_brief

            return write_brief(path, summary, collected, translator=translator)
        case ".pdf":
            from sync.outputs.printing import summary_job, write_pdf

            return write_pdf(path, summary_job(summary, collected, translator, columns))
        case _:
            raise YuebaoError(
                "E-USAGE", detail=f"{path.name}: .xlsx .csv .pdf .docx .parquet", where=str(path)
            )

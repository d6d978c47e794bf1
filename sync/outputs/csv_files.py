"""The period's tables as CSV files that open cleanly in WPS and Excel."""

from __future__ import annotations

from pathlib import Path

from forms.messages import Translator
from sync import durable
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.flat import csv_text
from sync.outputs.tables import tables


def write_csv_files(
    collected: Collected, period: str, folder: Path, translator: Translator, scope: Scope = EVERYTHING
) -> tuple[Path, ...]:
    """One file a table, UTF-8 with mark; texts that look like formulas begin with '. `E-DISK`."""
    return tuple(
        durable.replace_file(
            folder / f"{table.name}.csv",
            csv_text([field.name for field in table.fields], table.rows).encode("utf-8-sig"),
        )
        for table in tables(collected, period, translator, scope)
    )

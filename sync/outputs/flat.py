"""Totals as one long table, a line a cell: CSV for people and scripts, Parquet for analysts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

from forms.errors import YuebaoError
from forms.index import FormIndex, Position
from forms.messages import Translator
from forms.values import from_text
from sync import durable
from sync.desk.collected import Collected
from sync.desk.summary import FormTotal, Summary
from sync.outputs.heads import shown_columns
from sync.outputs.observations import state_of
from sync.outputs.writing import whole

FIELDS = (
    "form",
    "form_title",
    "node",
    "period",
    "row",
    "row_title",
    "measure",
    "column",
    "column_title",
    "state",
    "total",
    "of_which_inside",
    "adjusted",
    "units_counted",
    "units_expected",
    "units_missing",
)
_FORMULA = re.compile(r"[=+\-@\t\r]")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
Record = tuple[str, ...]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading ' where it could; figures stay figures."""
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.fullmatch(text) else text


def csv_text(fields: Sequence[str], records: Iterable[Sequence[str]]) -> str:
    """CSV with commas and CRLF, every text safe from being taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([safe(text) for text in record] for record in records)
    return out.getvalue()


def write_csv(
    path: Path,
    summary: Summary,
    collected: Collected,
    *,
    columns: Sequence[str] | None,
    translator: Translator,
) -> Path:
    """UTF-8 with the mark that spreadsheets need. `E-DISK`."""
    text = csv_text(FIELDS, records(summary, collected, columns, translator))
    return durable.replace_file(path, text.encode("utf-8-sig"))


def records(
    summary: Summary, collected: Collected, columns: Sequence[str] | None, translator: Translator
) -> Iterator[Record]:
    """A line for every cell of every table, and for every summed field of a roster (row is empty)."""
    for total in summary.forms:
        form = collected.index.form(total.form)
        make = _cells(form, total, columns, translator) if form.is_table else _fields(form, total, translator)
        head = (total.form, translator.pick(form.form.title, form.form.title_en), summary.node, total.period)
        missing = " ".join(total.missing)
        for record in make:
            yield (*head, *record, str(total.counted), str(total.expected), missing)


def _cells(
    form: FormIndex, total: FormTotal, columns: Sequence[str] | None, translator: Translator
) -> Iterator[Record]:
    for row in form.form.rows:
        for column in shown_columns(form.form, columns):
            cell = form.cells[Position(row.id, column.id)]
            text = total.cells.get(row.id, {}).get(column.id)
            yield (
                row.id,
                translator.pick(row.title, row.title_en),
                cell.spec.measure or "",
                column.id,
                translator.pick(column.title, column.title_en),
                str(state_of(cell, text)),
                text or "",
                total.inside.get(row.id, {}).get(column.id) or "",
                total.adjusted.get(row.id, {}).get(column.id) or "",
            )


def _fields(form: FormIndex, total: FormTotal, translator: Translator) -> Iterator[Record]:
    lines = str(total.lines)
    yield ("", "", "", "#lines", translator.text("lines"), "value" if total.lines else "zero", lines, "", "")
    for name, text in total.fields.items():
        field = form.fields[name]
        value = from_text(text, form.field_specs[name])
        state = "blank" if value is None else "zero" if isinstance(value, Decimal) and not value else "value"
        title = translator.pick(field.title, field.title_en)
        yield ("", "", field.measure or "", name, title, state, text or "", "", "")


def write_parquet(
    path: Path,
    summary: Summary,
    collected: Collected,
    *,
    columns: Sequence[str] | None,
    translator: Translator,
) -> Path:
    """The same table; `figure` holds the total as an exact decimal. `E-LIBRARY` without pandas and pyarrow, `E-DISK`."""
    lacking = [name for name in ("pandas", "pyarrow") if find_spec(name) is None]
    if lacking:
        raise YuebaoError("E-LIBRARY", what="Parquet", name=", ".join(lacking), where=str(path))
    import pandas as pd

    frame = pd.DataFrame.from_records(
        list(records(summary, collected, columns, translator)), columns=list(FIELDS)
    )
    frame["figure"] = [Decimal(text) if _FIGURE.fullmatch(text) else None for text in frame["total"]]
    for name in ("units_counted", "units_expected"):
        frame[name] = frame[name].astype("int32")
    with whole(path) as beside:
        frame.to_parquet(beside, index=False)
    return path

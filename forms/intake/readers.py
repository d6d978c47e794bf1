"""Reading a file for `fill`: Report JSON, CSV in any common encoding, or a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from forms.errors import StoreError, YuebaoError
from forms.index import FormIndex, Position
from forms.intake.filling import (
    UNKNOWN_CELL,
    UNKNOWN_FIELD,
    WRONG_SHAPE,
    Filling,
    Unrecognised,
)
from forms.intake.grid import match_grid
from forms.intake.mapping import Meanings
from forms.report import Cover, Explanation

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_AREA = 4_000_000
"""Cells a sheet may span, blank ones included: the reader reserves room for all of them."""
_SEPARATORS = (",", "\t", ";", "|")
_SAMPLE = 20_000
_SAMPLE_LINES = 50
_CELL_ADDRESS = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_OVERLAP = 100
_LONGEST = 100  # digits of a JSON number that are written out; 1e999999999 stays as it is


def read_filling(
    form: FormIndex,
    path: Path,
    *,
    own: Meanings | None = None,
    remembered: Mapping[str, Meanings] | None = None,
) -> Filling:
    """Read `.json`, `.csv`/`.tsv`/`.txt` or `.xlsx`/`.xls`/`.ods`; another ending is `E-USAGE`.

    `own` and `remembered`: what the file's own headings mean (see `match_grid`).
    """
    match path.suffix.lower():
        case ".json":
            return read_json(form, _bytes(path))
        case ".csv" | ".tsv" | ".txt":
            return match_grid(form, csv_grid(_bytes(path)), own=own, remembered=remembered)
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return match_grid(form, _workbook_grid(form, path), own=own, remembered=remembered)
        case other:
            raise YuebaoError("E-USAGE", detail=f"{path.name}: {other or '?'}", where=str(path))


def read_grid(form: FormIndex, path: Path) -> list[list[str]]:
    """The texts of a CSV file or workbook as they stand; nothing for a JSON file, which has no headings."""
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return csv_grid(_bytes(path))
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return _workbook_grid(form, path)
        case _:
            return []


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise YuebaoError("E-LIMIT", where=str(path), what="bytes", found=size, limit=MAX_BYTES)
        return path.read_bytes()
    except FileNotFoundError:
        raise YuebaoError("E-USAGE", detail=f"{path}: no such file", where=str(path)) from None
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{path.name}: {failure.strerror}", where=str(path)) from failure


def _too_large(path: Path, what: str, found: int, limit: int) -> YuebaoError:
    return YuebaoError("E-LIMIT", where=str(path), what=what, found=found, limit=limit)


class _ReportFile(msgspec.Struct, kw_only=True):
    """Report JSON as people and scripts write it: anything beyond these keys is ignored."""

    form: str | None = None
    cells: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    explanations: list[Explanation] = []
    cover: dict[str, str | None] | None = None


def read_json(form: FormIndex, data: bytes) -> Filling:
    """Read Report JSON (contract.md); numbers are taken by their exact text."""
    try:
        raw = msgspec.json.Decoder(float_hook=Decimal).decode(data.removeprefix(b"\xef\xbb\xbf"))
        report = msgspec.convert(raw, _ReportFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise YuebaoError("E-SCHEMA", detail=str(failure)) from None
    if report.form not in (None, form.form.id):
        raise YuebaoError("E-SCHEMA", detail=f"{report.form} ≠ {form.form.id}")
    return _from_report(form, report)


def _from_report(form: FormIndex, report: _ReportFile) -> Filling:
    cells: dict[Position, str | None] = {}
    unknown: list[Unrecognised] = []
    for row, columns in report.cells.items():
        for column, value in columns.items():
            position = Position(row, column)
            if position in form.cells:
                cells[position] = _text(value)
            else:
                where = f"[{row}, {column}]"
                unknown.append(Unrecognised(where=where, text=_text(value) or "", reason=UNKNOWN_CELL))
    lines: list[Mapping[str, str | None]] = []
    for number, line in enumerate(report.rows, start=1):
        lines.append({name: _text(value) for name, value in line.items() if name in form.fields})
        unknown.extend(
            Unrecognised(where=f"#{number} {name}", text=_text(value) or "", reason=UNKNOWN_FIELD)
            for name, value in line.items()
            if name not in form.fields
        )
    cover, strange = _cover(report.cover)
    return Filling(
        cells=cells,
        rows=tuple(lines),
        unrecognised=(*unknown, *strange),
        explanations=tuple(report.explanations),
        cover=cover,
    )


def _cover(raw: dict[str, str | None] | None) -> tuple[Cover | None, tuple[Unrecognised, ...]]:
    if raw is None:
        return None, ()
    known = {name: value or "" for name, value in raw.items() if name in Cover.__struct_fields__}
    strange = tuple(
        Unrecognised(where=f"cover.{name}", text=value or "", reason=WRONG_SHAPE)
        for name, value in raw.items()
        if name not in Cover.__struct_fields__
    )
    return Cover(**known), strange


def _text(value: object) -> str | None:
    """A JSON value as text; what is neither text nor number stays visible as JSON and is not understood."""
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f") if abs(value.adjusted()) <= _LONGEST else str(value)
        case int():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()


def csv_grid(data: bytes) -> list[list[str]]:
    """Lines of a CSV file: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030; separator found by itself."""
    text = _decode(data)
    # with newline="" the reader sees every kind of line end itself, those of old Macintosh programs too
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return [[_unquoted(cell) for cell in line] for line in lines]
    except csv.Error as failure:
        raise YuebaoError("E-SCHEMA", detail=f"CSV, {lines.line_num}: {failure}") from None


def _separator(text: str) -> str:
    """The separator on most of the first lines; a title line above the heads has none."""
    lines = text[:_SAMPLE].splitlines()[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda s: (sum(s in line for line in lines), text[:_SAMPLE].count(s)))


def _unquoted(cell: str) -> str:
    """Undo the apostrophe that keeps a spreadsheet from reading a text as a formula."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise YuebaoError("E-SCHEMA", detail="UTF-8, UTF-16, GB18030")


def _workbook_grid(form: FormIndex, path: Path) -> list[list[str]]:
    """The sheet named after the form, else the first one, as texts."""
    _refuse_vast(path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            wanted = [n for n in names if form.form.id in n or form.form.title in n] or names[:1]
            rows = book.get_sheet_by_name(wanted[0]).to_python(skip_empty_area=False) if wanted else []
    except CalamineError as failure:
        raise YuebaoError("E-SCHEMA", detail=f"{path.name}: {failure}", where=str(path)) from None
    return [[_cell_text(cell) for cell in row] for row in rows]


def _refuse_vast(path: Path) -> None:
    """One stray cell in the last corner would make the reader reserve room for 17 billion: `E-LIMIT` instead."""
    if not zipfile.is_zipfile(io.BytesIO(_bytes(path))):
        return
    try:
        with zipfile.ZipFile(path) as book:
            unpacked = sum(entry.file_size for entry in book.infolist())
            if unpacked > MAX_UNPACKED:
                raise _too_large(path, "unpacked bytes", unpacked, MAX_UNPACKED)
            for name in book.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with book.open(name) as sheet:
                        rows, columns = _extent(sheet)
                    if rows * columns > MAX_AREA:
                        raise _too_large(path, "cells", rows * columns, MAX_AREA)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as failure:
        raise YuebaoError("E-SCHEMA", detail=f"{path.name}: {failure}", where=str(path)) from None


def _extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and column that a sheet's cells name."""
    rows = columns = 0
    rest = b""
    while chunk := sheet.read(1 << 20):
        text = rest + chunk
        found = set(_CELL_ADDRESS.findall(text))
        rows = max(rows, max((int(row) for _, row in found), default=0))
        columns = max(columns, max((_column_number(letters) for letters, _ in found), default=0))
        rest = text[-_OVERLAP:]
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell_text(cell: object) -> str:
    """A workbook stores figures as binary floats, of which spreadsheets show and keep 15 digits: 0.1 + 0.2 is 0.3."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(f"{cell:.15g}"), "f")
    if hasattr(cell, "isoformat"):
        return cast("str", cell.isoformat())[:10]
    return str(cell)

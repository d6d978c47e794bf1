"""Reading a file for `fill`: Report JSON, CSV in any common encoding, or a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import msgspec

from forms.errors import YuebaoError
from forms.files import input_errors
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
from forms.spreadsheet import MAX_AREA, Excess, Kind, excess, kind_of, wrong_kind

MAX_BYTES = 64 * 1024 * 1024
_SEPARATORS = (",", "\t", ";", "|")
_SAMPLE = 20_000
_SAMPLE_LINES = 50
_LONGEST = 100  # digits of a JSON number that are written out; 1e999999999 stays as it is


def read_filling(
    form: FormIndex,
    path: Path,
    *,
    own: Meanings | None = None,
    remembered: Mapping[str, Meanings] | None = None,
) -> Filling:
    """Read `.json`, `.csv`/`.tsv`/`.txt` or `.xlsx`/`.xls`/`.ods`; anything else is `E-FILE-TYPE` with advice.

    `own` and `remembered`: what the file's own headings mean (see `match_grid`).
    """
    match path.suffix.lower():
        case ".json":
            return read_json(form, _bytes(path))
        case ".csv" | ".tsv" | ".txt":
            return match_grid(form, _csv_file(path), own=own, remembered=remembered)
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return match_grid(form, _workbook_grid(form, path), own=own, remembered=remembered)
        case _:
            raise wrong_kind(path.name, kind_of(_bytes(path)))


def read_grid(form: FormIndex, path: Path) -> list[list[str]]:
    """The texts of a CSV file or workbook as they stand; nothing for a JSON file, which has no headings."""
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return _csv_file(path)
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return _workbook_grid(form, path)
        case _:
            return []


def _bytes(path: Path) -> bytes:
    with input_errors(path):
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _vast(path, Excess("bytes", size, MAX_BYTES))
        return path.read_bytes()


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
        raise YuebaoError("E-FILE-CONTENT", detail=str(failure)) from None
    if report.form not in (None, form.form.id):
        raise YuebaoError("E-FILE-FORM", found=str(report.form), wanted=form.form.id)
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


def _csv_file(path: Path) -> list[list[str]]:
    data = _bytes(path)
    found = kind_of(data)
    if found is not Kind.TEXT:
        raise wrong_kind(path.name, found)
    return csv_grid(data)


def csv_grid(data: bytes) -> list[list[str]]:
    """Lines of a CSV file: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030; separator found by itself."""
    text = _decode(data)
    # with newline="" the reader sees every kind of line end itself, those of old Macintosh programs too
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return [[_unquoted(cell) for cell in line] for line in lines]
    except csv.Error as failure:
        raise YuebaoError("E-FILE-CONTENT", detail=f"CSV, {lines.line_num}: {failure}") from None


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
    raise YuebaoError("E-FILE-CONTENT", detail="UTF-8, UTF-16, GB18030")


def _workbook_grid(form: FormIndex, path: Path) -> list[list[str]]:
    """The sheet named after the form, else the first one, as texts."""
    data = _workbook_bytes(path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = book.sheet_names
            wanted = [n for n in names if form.form.id in n or form.form.title in n] or names[:1]
            sheet = book.get_sheet_by_name(wanted[0]) if wanted else None
            if sheet is not None and sheet.total_height * sheet.total_width > MAX_AREA:
                raise _vast(path, Excess("cells", sheet.total_height * sheet.total_width, MAX_AREA))
            rows = sheet.to_python(skip_empty_area=False) if sheet is not None else []
    except CalamineError as failure:
        raise YuebaoError("E-FILE-CONTENT", detail=f"{path.name}: {failure}", where=str(path)) from None
    return [[_cell_text(cell) for cell in row] for row in rows]


def _workbook_bytes(path: Path) -> bytes:
    """A workbook that may be opened: of a kind that is read, whole, and of a size that fits a small computer."""
    data = _bytes(path)
    found = kind_of(data)
    if found not in (Kind.PACKED, Kind.OLD):
        raise wrong_kind(path.name, found)
    if found is Kind.PACKED:
        try:
            too_much = excess(data)
        except zipfile.BadZipFile as failure:
            raise YuebaoError("E-FILE-CONTENT", detail=f"{path.name}: {failure}", where=str(path)) from None
        if too_much is not None:
            raise _vast(path, too_much)
    return data


def _vast(path: Path, found: Excess) -> YuebaoError:
    return YuebaoError("E-FILE-SIZE", where=str(path), name=path.name, **found._asdict())


def _cell_text(cell: object) -> str:
    """A workbook stores figures as binary floats, of which spreadsheets show and keep 15 digits: 0.1 + 0.2 is 0.3."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(f"{cell:.15g}"), "f")
    if hasattr(cell, "isoformat"):
        return cast("str", cell.isoformat())[:10]
    return str(cell)

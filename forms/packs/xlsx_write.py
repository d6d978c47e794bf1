"""A pack as a workbook: frozen heads, drop-downs, comments, everything as text so that nothing is rounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.files import workbook_errors
from forms.packs.build import fields_of, required_type
from forms.packs.scenarios import Sample
from forms.packs.sheet_samples import sample_lines
from forms.packs.sheet_text import cell_text
from forms.packs.sheets import (
    COVER,
    COVER_COLUMNS,
    FORMS,
    LAST_LINE,
    LISTS,
    NODE_CHECKS,
    OF_FORM,
    SAMPLE_COLUMNS,
    SAMPLE_PARTS,
    SAMPLES,
    TARGETS,
    UNITS,
    Sheet,
    choices,
    explanation,
    heading,
    letter,
)
from forms.packs.writer import plain_fields

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_CELL = 32_767
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_WIDE = frozenset(
    {"title", "title_en", "message", "message_en", "formula", "notes", "note", "indicator", "value"}
)
_ELSEWHERE = ("forms", "lists", "units", "targets", "node_checks")
_FROM_SHEET = {
    "form": FORMS,
    "list": LISTS,
    "unit": UNITS,
    "parent": UNITS,
    "reports_to": UNITS,
    "successor": UNITS,
}
Line = Mapping[str, str]


def write_workbook(pack: PackDef, path: Path, samples: Sequence[Sample] = ()) -> None:
    """Write the workbook; the same pack gives the same sheets. `E-PACK-LIMIT` for a text too long for a cell, `E-DISK`."""
    import xlsxwriter

    sheets = list(_sheets(pack, samples))
    _require_fit(sheets)
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with workbook_errors(path), xlsxwriter.Workbook(str(path), plain) as book:
        book.set_properties({"title": pack.title, "created": _MADE})
        writer = _Writer(book)
        for name, sheet, columns, lines in sheets:
            writer.write(name, sheet, columns, lines)


def _sheets(
    pack: PackDef, samples: Sequence[Sample]
) -> Iterator[tuple[str, Sheet | None, tuple[str, ...], list[Line]]]:
    """Each sheet's name, definition, columns and lines."""
    yield COVER, None, COVER_COLUMNS, list(_cover(pack))
    yield FORMS.name, FORMS, FORMS.columns, [_line(form, FORMS) for form in pack.forms]
    for sheet in OF_FORM:
        lines = [_line(item, sheet, form.id) for form in pack.forms for item in getattr(form, sheet.part)]
        yield sheet.name, sheet, sheet.columns, lines
    yield (
        NODE_CHECKS.name,
        NODE_CHECKS,
        NODE_CHECKS.columns,
        [_line(c, NODE_CHECKS) for c in pack.node_checks],
    )
    choices_of = [_line(c, LISTS, name) for name, entries in pack.lists.items() for c in entries]
    yield LISTS.name, LISTS, LISTS.columns, choices_of
    yield UNITS.name, UNITS, UNITS.columns, [_line(unit, UNITS) for unit in pack.units]
    yield TARGETS.name, TARGETS, TARGETS.columns, [_line(target, TARGETS) for target in pack.targets]
    yield SAMPLES, None, SAMPLE_COLUMNS, list(sample_lines(samples))


def _line(record: msgspec.Struct, sheet: Sheet, owner: str | None = None) -> Line:
    told = {name: cell_text(value) for name, value in plain_fields(record, skip=sheet.skip).items()}
    return {sheet.owner: owner, **told} if sheet.owner and owner else told


def _cover(pack: PackDef) -> Iterator[Line]:
    """Single facts by key; facts with two sides use the second column."""
    for name, value in plain_fields(pack, skip=_ELSEWHERE).items():
        match required_type(fields_of(PackDef)[name].type):
            case inspect.DictType():
                for key, inner in value.items():
                    yield {"key": name, "value": key, "second": cell_text(inner)}
            case inspect.VarTupleType(item_type=inspect.StructType()):
                for item in value:
                    yield {"key": name, "value": item.document, "second": item.clause or ""}
            case inspect.VarTupleType():
                for item in value:
                    yield {"key": name, "value": item}
            case _:
                yield {"key": name, "value": cell_text(value)}


def _require_fit(sheets: Iterable[tuple[str, Sheet | None, tuple[str, ...], list[Line]]]) -> None:
    for name, _, _, lines in sheets:
        for line in lines:
            for column, text in line.items():
                if len(text) > MAX_CELL:
                    where = f"{name} {column}"
                    raise YuebaoError("E-PACK-LIMIT", where=where, text=len(text), limit=MAX_CELL)


class _Writer:
    """The formats of one workbook and how its sheets are laid out."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        look = {"bold": True, "text_wrap": True, "bg_color": "#DCE6F1", "border": 1, "valign": "top"}
        self._head = book.add_format(look)
        self._text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})

    def write(self, name: str, sheet: Sheet | None, columns: tuple[str, ...], lines: Sequence[Line]) -> None:
        """One sheet: head, comments, drop-downs, lines."""
        page = self._book.add_worksheet(name)
        page.freeze_panes(1, 1 if sheet is None or sheet.owner is None else 2)
        page.set_row(0, 32)
        for place, column in enumerate(columns):
            page.set_column(place, place, 36 if column in _WIDE else 13, self._text)
            page.write_string(0, place, heading(column), self._head)
            if explanation(column):
                page.write_comment(0, place, explanation(column), {"x_scale": 2})
            self._offer(page, place, column, sheet)
        for number, line in enumerate(lines, start=1):
            for place, column in enumerate(columns):
                if line.get(column):
                    page.write_string(number, place, line[column], self._text)
        page.autofilter(0, 0, max(len(lines), 1), len(columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{letter(len(columns) - 1)}{LAST_LINE}"})

    def _offer(self, page: Worksheet, place: int, column: str, sheet: Sheet | None) -> None:
        """A drop-down where the choices are known; anything else may still be typed and is checked on reading."""
        source: Any = None
        if sheet is None:
            source = list(SAMPLE_PARTS) if column == "part" else None
        elif column in _FROM_SHEET and _FROM_SHEET[column] is not sheet:
            source = f"={_FROM_SHEET[column].name}!$A$2:$A${LAST_LINE}"
        elif column in ("parent", "reports_to", "successor") and sheet is UNITS:
            source = f"={UNITS.name}!$A$2:$A${LAST_LINE}"
        else:
            source = list(choices(sheet.kind(column))) or None
        if source and not (column == "parent" and sheet is NODE_CHECKS):
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            page.data_validation(1, place, LAST_LINE, place, rule)

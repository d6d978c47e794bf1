"""The head of a form as a grid: merged groups, column titles, and the line 甲 乙 丙 1 2 3."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from forms.definition import CellType, ColumnDef, FieldDef, FormDef, Kind
from forms.messages import Translator

STEMS = "甲乙丙丁戊"


class Head(Struct, frozen=True, kw_only=True):
    """One cell of the head; it may cover several lines or places (columns, from 0)."""

    text: str
    line: int
    place: int
    lines: int = 1
    places: int = 1


class Place(Struct, frozen=True, kw_only=True):
    """One column of the printed table: `kind` is title, measure, code, figure or text."""

    kind: str
    name: str = ""
    index: str = ""


class Heads(Struct, frozen=True, kw_only=True):
    """A whole head: `depth` lines of cells above the index line."""

    cells: tuple[Head, ...]
    depth: int
    places: tuple[Place, ...]

    @property
    def stem(self) -> int:
        """How many first columns name the line; they are repeated where a table is cut in width."""
        return sum(place.kind in ("title", "measure", "code", "number", "unit") for place in self.places)


def heads_of(form: FormDef, translator: Translator, columns: Sequence[str] | None = None) -> Heads:
    """The head of a table or a roster; `columns` limits a table to these."""
    return _table(form, translator, columns) if form.kind is Kind.TABLE else _roster(form, translator)


def shown_columns(form: FormDef, columns: Sequence[str] | None) -> tuple[ColumnDef, ...]:
    """The columns that are printed."""
    return tuple(c for c in form.columns if columns is None or c.id in columns)


def column_title(column: ColumnDef, translator: Translator) -> str:
    """The title, with the measure where the column has its own."""
    return measured(translator.pick(column.title, column.title_en), column.measure, translator)


_IN_BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]")
"""Only there does a title speak of its measure: 国家级企业 says nothing of 家."""


def measured(title: str, measure: str | None, translator: Translator) -> str:
    """A title with its measure in brackets, unless it says so already."""
    if not measure or any(measure in said for said in _IN_BRACKETS.findall(title)):
        return title
    return f"{title} ({measure})" if translator.language == "en" else f"{title}（{measure}）"


def _table(form: FormDef, translator: Translator, columns: Sequence[str] | None) -> Heads:
    text = translator.text
    shown = shown_columns(form, columns)
    depth = 2 if any(column.group for column in shown) else 1
    stems = [("title", text("Indicator")), ("measure", text("Measure")), ("code", text("Code"))]
    cells = [Head(text=t, line=0, place=n, lines=depth) for n, (_, t) in enumerate(stems)]
    places = [Place(kind=k, index=STEMS[n]) for n, (k, _) in enumerate(stems)]
    cells += _columns(shown, depth, len(stems), translator)
    for number, column in enumerate(shown, 1):
        places.append(Place(kind=_kind(column, form), name=column.id, index=str(number)))
    return Heads(cells=tuple(cells), depth=depth, places=tuple(places))


def _columns(shown: Sequence[ColumnDef], depth: int, first: int, translator: Translator) -> list[Head]:
    cells: list[Head] = []
    n = 0
    while n < len(shown):
        group = shown[n].group
        title = column_title(shown[n], translator)
        if not group:
            cells.append(Head(text=title, line=0, place=first + n, lines=depth))
            n += 1
            continue
        last = n
        while last < len(shown) and shown[last].group == group:
            cells.append(Head(text=column_title(shown[last], translator), line=1, place=first + last))
            last += 1
        name = translator.pick(group, shown[n].group_en)
        cells.append(Head(text=name, line=0, place=first + n, places=last - n))
        n = last
    return cells


def _kind(column: ColumnDef, form: FormDef) -> str:
    if column.derive is not None:
        return "figure"
    kind = column.type or (form.rows[0].type if form.rows else CellType.NUMBER)
    return "figure" if kind.numeric or column.type is None else "text"


def _roster(form: FormDef, translator: Translator) -> Heads:
    cells = [Head(text=translator.text("No."), line=0, place=0)]
    places = [Place(kind="number", index=STEMS[0])]
    for number, field in enumerate(form.fields, 1):
        cells.append(Head(text=field_title(field, translator), line=0, place=number))
        kind = "figure" if field.type.numeric else "text"
        places.append(Place(kind=kind, name=field.id, index=str(number)))
    return Heads(cells=tuple(cells), depth=1, places=tuple(places))


def field_title(field: FieldDef, translator: Translator) -> str:
    """A roster field's title with its measure."""
    return measured(translator.pick(field.title, field.title_en), field.measure, translator)


def indent_of(form: FormDef, row_id: str) -> int:
    """How deep a row lies under those it is part of."""
    parents = {row.id: row.part_of for row in form.rows}
    depth, here = 0, parents.get(row_id)
    while here is not None and depth < len(STEMS):
        depth, here = depth + 1, parents.get(here)
    return depth

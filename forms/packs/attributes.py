"""Checks on what rows, columns and fields state of their cells: type, list, decimals, limits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from forms.definition import CellType, ColumnDef, FieldDef, FormDef, PackDef, RowDef
from forms.packs.build import Path
from forms.packs.sites import Site
from forms.values import MAX_DECIMALS

Item = RowDef | ColumnDef | FieldDef
_LISTED = (CellType.CHOICE, CellType.CHOICES)
_SEPARATORS = frozenset(";；、,，")
_NUMERIC = "type: number | integer"


def check_attributes(site: Site, pack: PackDef, form: FormDef, path: Path) -> None:
    """Every statement of the form's rows, columns and fields, and how columns and rows meet."""
    for place, column in enumerate(form.columns):
        _item(site, pack, (*path, "columns", place), column, _column_types(form, column))
    for place, row in enumerate(form.rows):
        _item(site, pack, (*path, "rows", place), row, _row_types(form, row))
        _meetings(site, form, row, (*path, "rows", place))
    for place, field in enumerate(form.fields):
        _item(site, pack, (*path, "fields", place), field, {field.type})
        if field.type in _LISTED and not field.list:
            site.note("E-PACK-MISSING", (*path, "fields", place, "list"), "list")


def _row_types(form: FormDef, row: RowDef) -> set[CellType]:
    """The types that a row's cells can have, which are the ones its list and limits must serve."""
    return {column.type or row.type for column in form.columns} or {row.type}


def _column_types(form: FormDef, column: ColumnDef) -> set[CellType]:
    if column.type:
        return {column.type}
    return {row.type for row in form.rows} or {CellType.NUMBER}


def _item(site: Site, pack: PackDef, path: Path, item: Item, types: set[CellType]) -> None:
    _numbers(site, path, item, types)
    if item.list is None:
        return
    if site.refer((*path, "list"), item.list, pack.lists) and not types & set(_LISTED):
        site.note("E-PACK-VALUE", (*path, "list"), item.list, expected="type: choice | choices")
    if CellType.CHOICES in types:
        _joinable(site, pack, item.list)


def _numbers(site: Site, path: Path, item: Item, types: set[CellType]) -> None:
    numeric = any(kind.numeric for kind in types)
    for key, stated in (("decimals", item.decimals), ("min", item.min), ("max", item.max)):
        if stated is not None and not numeric:
            site.note("E-PACK-VALUE", (*path, key), str(stated), expected=_NUMERIC)
    if item.decimals is not None and not 0 <= item.decimals <= MAX_DECIMALS:
        site.note("E-PACK-VALUE", (*path, "decimals"), str(item.decimals), expected=f"0 … {MAX_DECIMALS}")
    elif item.decimals and types == {CellType.INTEGER}:
        site.note("E-PACK-VALUE", (*path, "decimals"), str(item.decimals), expected="0")
    _ordered(site, (*path, "max"), item.min, item.max)


def _ordered(site: Site, path: Path, low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and high is not None and low > high:
        site.note("E-PACK-VALUE", path, str(high), expected=f"≥ {low}")


def _meetings(site: Site, form: FormDef, row: RowDef, path: Path) -> None:
    """What only shows where a row meets a column: a choice without a list, limits that exclude each other."""
    listless = [
        column
        for column in form.columns
        if (column.type or row.type) in _LISTED and not (column.list or row.list)
    ]
    if listless or (not form.columns and row.type in _LISTED and not row.list):
        site.note("E-PACK-MISSING", (*path, "list"), "list")
    for column in form.columns:
        if (column.min is None) != (column.max is None):
            low = row.min if column.min is None else column.min
            high = row.max if column.max is None else column.max
            _ordered(site, (*path, "max"), low, high)


def _joinable(site: Site, pack: PackDef, name: str) -> None:
    """Several choices are stored joined, so that no code may hold a separator."""
    for place, choice in enumerate(pack.lists.get(name, ())):
        if _SEPARATORS & set(choice.code):
            site.note("E-PACK-VALUE", ("lists", name, place, "code"), choice.code, expected="≠ ； 、 ，")


def numeric_rows(form: FormDef) -> Iterator[RowDef]:
    """Rows with at least one figure."""
    return (row for row in form.rows if any(kind.numeric for kind in _row_types(form, row)))

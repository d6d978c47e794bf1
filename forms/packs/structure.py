"""Checks on a form's shape: ids, what its kind allows, references among its parts, whom it asks and when."""

from __future__ import annotations

from collections.abc import Container

from forms.definition import ColumnDef, Derive, FormDef, Kind, PackDef, RowDef
from forms.ids import ID, is_id
from forms.packs.attributes import check_attributes, numeric_rows
from forms.packs.build import Path
from forms.packs.sites import Site, cycle_in

ID_SHAPE = ID.pattern
CARRY = "previous-period"
_OF_KIND = {Kind.TABLE: ("columns", "rows"), Kind.ROSTER: ("fields",)}
_TABLE_ONLY = ("columns", "rows")
_ROSTER_ONLY = ("fields", "key", "carry")
_TO_TARGET = (Derive.TARGET, Derive.PROGRESS)


def check_form(site: Site, pack: PackDef, form: FormDef) -> None:
    """Everything about one form but its rules."""
    path: Path = ("forms", form.id)
    check_id(site, (*path, "id"), form.id)
    _kind(site, form, path)
    for part in ("columns", "rows", "fields"):
        items = getattr(form, part)
        for place, item in enumerate(items):
            check_id(site, (*path, part, place, "id"), item.id)
        site.distinct((item.id, (*path, part, place, "id")) for place, item in enumerate(items))
    check_attributes(site, pack, form, path)
    _asked_of(site, pack, form, path)
    _parts(site, form, path)
    for place, column in enumerate(form.columns):
        _derived(site, pack, form, column, (*path, "columns", place))
    for place, key in enumerate(form.key):
        site.refer((*path, "key", place), key, [field.id for field in form.fields])
    if form.frequency not in pack.due:
        site.note("E-PACK-MISSING", ("pack", "due"), f"due.{form.frequency}")


def check_id(site: Site, path: Path, text: str) -> None:
    """Names in references and files are letters, digits, `.`, `_` and `-`."""
    if text and not is_id(text):
        site.note("E-PACK-VALUE", path, text, expected=ID_SHAPE)


def _kind(site: Site, form: FormDef, path: Path) -> None:
    """A table has columns and rows, a roster has fields and may have a key."""
    for part in _OF_KIND[form.kind]:
        if not getattr(form, part) and (*path, part) not in site.places:
            site.note("E-PACK-MISSING", (*path, part), part)
    for part in _ROSTER_ONLY if form.kind is Kind.TABLE else _TABLE_ONLY:
        if getattr(form, part):
            site.note("E-PACK-KEY", (*path, part), part, near=", ".join(_OF_KIND[form.kind]))
    if form.carry not in (None, CARRY):
        site.note("E-PACK-VALUE", (*path, "carry"), str(form.carry), expected=CARRY)
    elif form.carry and not form.key:
        site.note("E-PACK-MISSING", (*path, "key"), "key")


def _asked_of(site: Site, pack: PackDef, form: FormDef, path: Path) -> None:
    if not form.respondents:
        if (*path, "respondents") in site.places:
            site.note("E-PACK-MISSING", (*path, "respondents"), "respondents")
        return
    codes = {unit.code: unit.kind for unit in pack.units}
    scopes: list[tuple[Path, FormDef | RowDef | ColumnDef]] = [(path, form)]
    scopes += [((*path, "rows", place), row) for place, row in enumerate(form.rows)]
    scopes += [((*path, "columns", place), column) for place, column in enumerate(form.columns)]
    for here, scope in scopes:
        if codes:
            for place, kind in enumerate(scope.respondents or ()):
                site.refer((*here, "respondents", place), kind, set(codes.values()))
            _units(site, form, scope, codes, here)
        if scope.respondents is not None and not set(scope.respondents) & set(form.respondents):
            site.note("E-PACK-NOBODY", (*here, "respondents"), ", ".join(scope.respondents))
        if scope.frequency is not None and scope.frequency.months < form.frequency.months:
            expected = f"≥ {form.frequency}"
            site.note("E-PACK-VALUE", (*here, "frequency"), scope.frequency, expected=expected)


def _units(
    site: Site, form: FormDef, scope: FormDef | RowDef | ColumnDef, codes: dict[str, str], path: Path
) -> None:
    """Named units exist, and at least one of them reports the form."""
    if scope.units is None:
        return
    known = [site.refer((*path, "units", place), code, codes) for place, code in enumerate(scope.units)]
    if all(known) and not any(codes[code] in form.respondents for code in scope.units):
        site.note("E-PACK-NOBODY", (*path, "units"), ", ".join(scope.units))


def _parts(site: Site, form: FormDef, path: Path) -> None:
    """`part_of` and `applies` name rows and columns of the same form."""
    rows = {row.id: row for row in form.rows}
    columns = [column.id for column in form.columns]
    figures = {row.id for row in numeric_rows(form)}
    for place, row in enumerate(form.rows):
        here = (*path, "rows", place)
        for column in row.applies:
            site.refer((*here, "applies", column), column, columns, "applies")
        if row.part_of is None or not site.refer((*here, "part_of"), row.part_of, rows):
            continue
        whole = rows[row.part_of]
        if not {row.id, whole.id} <= figures:
            site.note("E-PACK-VALUE", (*here, "part_of"), row.part_of, expected="type: number | integer")
        elif row.measure != whole.measure:
            expected = f"measure: {whole.measure or '—'} ({whole.id})"
            site.note("E-PACK-VALUE", (*here, "part_of"), row.measure or "—", expected=expected)
    note_cycles(
        site,
        {row.id: row.part_of for row in form.rows if row.part_of},
        {row.id: (*path, "rows", place, "part_of") for place, row in enumerate(form.rows)},
    )


def note_cycles(
    site: Site, links: dict[str, str], paths: dict[str, Path], via: Container[str] | None = None
) -> None:
    """Each cycle once, at the place of its first member, with all members in order.

    `via` restricts to cycles through one of these, because the others are told elsewhere.
    """
    for cycle in cycle_in(links):
        first = next((member for member in cycle if via is None or member in via), None)
        if first is not None:
            site.note("E-PACK-CYCLE", paths[first], " → ".join(cycle))


def _derived(site: Site, pack: PackDef, form: FormDef, column: ColumnDef, path: Path) -> None:
    """A derived column belongs to an entered one; `document` chooses among targets."""
    if column.derive is None:
        for key in ("of", "document"):
            if getattr(column, key) is not None and (*path, "derive") not in site.places:
                site.note("E-PACK-VALUE", (*path, key), getattr(column, key), expected="derive: …")
        return
    bases = {c.id for c in form.columns if may_be_base(column, c)}
    if column.of is not None:
        _of(site, form, column, bases, path)
    elif not bases:
        site.note("E-PACK-MISSING", (*path, "of"), "of")
    if column.document is None:
        return
    if column.derive in _TO_TARGET:
        documents = {target.document for target in pack.targets}
        site.refer((*path, "document"), column.document, documents)
    else:
        site.note("E-PACK-VALUE", (*path, "document"), column.document, expected="derive: target | progress")


def may_be_base(derived: ColumnDef, base: ColumnDef) -> bool:
    """Derived from an entered column of figures; a target may also be held against a year-to-date column."""
    if base.derive is None:
        return base.type is None or base.type.numeric
    return base.derive is Derive.YEAR_TO_DATE and derived.derive in _TO_TARGET


def _of(site: Site, form: FormDef, column: ColumnDef, bases: set[str], path: Path) -> None:
    known = [c.id for c in form.columns if c.id != column.id]
    of = column.of or ""
    if site.refer((*path, "of"), of, known) and of not in bases:
        site.note("E-PACK-VALUE", (*path, "of"), of, expected=" | ".join(sorted(bases)) or "—")

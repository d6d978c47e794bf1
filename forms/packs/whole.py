"""Checks on the pack as a whole: its identity, calendar, lists, rule ids, node checks and renamings."""

from __future__ import annotations

import re

from forms.definition import ColumnDef, NodeCheckDef, PackDef
from forms.ids import is_id
from forms.packs.build import Path
from forms.packs.sites import Site
from forms.packs.structure import check_form, check_id
from forms.packs.tree import check_month, check_targets, check_units
from forms.period import Frequency

MAX_DUE_DAYS = 366
_CHILDREN = ("inside", "outside", "all")
_OLD = re.compile(r"(?P<form>[A-Za-z0-9._-]+?)(?:\[(?P<row>[^],]*)(?:,\s*(?P<column>[^],]+))?\])?")


def check_pack(site: Site, pack: PackDef) -> None:
    """Everything about a pack but its rules. Form ids name files, and some systems do not tell A from a."""
    _identity(site, pack)
    _lists(site, pack)
    check_units(site, pack)
    site.distinct((form.id.casefold(), ("forms", form.id)) for form in pack.forms)
    for form in pack.forms:
        check_form(site, pack, form)
    check_targets(site, pack)
    _rule_ids(site, pack)
    for place, check in enumerate(pack.node_checks):
        _node_check(site, pack, check, ("pack", "node_checks", place))
    for old, new in pack.renamed.items():
        _renamed(site, pack, old, new)


def _identity(site: Site, pack: PackDef) -> None:
    for key in ("id", "version"):
        check_id(site, ("pack", key), getattr(pack, key))
    for key in ("first_period", "valid_until"):
        if text := getattr(pack, key):
            check_month(site, ("pack", key), text)
    for name, days in pack.due.items():
        if name not in set(Frequency):
            expected = " | ".join(Frequency)
            site.note("E-PACK-VALUE", ("pack", "due", name), name, expected=expected)
        elif not 0 <= days <= MAX_DUE_DAYS:
            site.note("E-PACK-VALUE", ("pack", "due", name), str(days), expected=f"0 … {MAX_DUE_DAYS}")


def _lists(site: Site, pack: PackDef) -> None:
    """What a clerk types must choose one entry, be it by code or by title."""
    for name, choices in pack.lists.items():
        check_id(site, ("lists", name), name)
        if not choices:
            site.note("E-PACK-MISSING", ("lists", name), name)
        codes = {choice.code: place for place, choice in enumerate(choices)}
        for key in ("code", "title"):
            site.distinct((getattr(c, key), ("lists", name, n, key)) for n, c in enumerate(choices))
        for place, choice in enumerate(choices):
            if codes.get(choice.title, place) != place:
                first = site.where(("lists", name, codes[choice.title]))
                site.note("E-PACK-DUPLICATE", ("lists", name, place, "title"), choice.title, first=first)


def _rule_ids(site: Site, pack: PackDef) -> None:
    """Rules are named in findings and explanations, so an id means one rule in the whole pack."""
    named: list[tuple[str, Path]] = [
        (check.id, ("forms", form.id, "checks", place, "id"))
        for form in pack.forms
        for place, check in enumerate(form.checks)
    ]
    named += [
        (check.id, ("pack", "node_checks", place, "id")) for place, check in enumerate(pack.node_checks)
    ]
    for name, path in named:
        check_id(site, path, name)
        for form in pack.forms:
            if name.startswith(f"{form.id}-auto-"):
                site.note("E-PACK-VALUE", path, name, expected=f"≠ {form.id}-auto-…")
    site.distinct(named)


def _node_check(site: Site, pack: PackDef, check: NodeCheckDef, path: Path) -> None:
    forms = {form.id: form for form in pack.forms}
    if check.children not in _CHILDREN:
        expected = " | ".join(_CHILDREN)
        site.note("E-PACK-VALUE", (*path, "children"), check.children, expected=expected)
    for place, name in enumerate(check.forms):
        here = (*path, "forms", place)
        if not site.refer(here, name, forms):
            continue
        columns: tuple[ColumnDef, ...] = forms[name].columns
        if not columns:
            site.note("E-PACK-VALUE", here, name, expected="kind: table")
            continue
        for key in ("parent", "child"):
            site.refer((*path, key), getattr(check, key), [column.id for column in columns])
    if not pack.units:
        return
    kinds = {unit.kind for unit in pack.units}
    for key in ("unit_kinds", "child_kinds"):
        for place, kind in enumerate(getattr(check, key)):
            site.refer((*path, key, place), kind, kinds)
    for place, code in enumerate(check.units):
        site.refer((*path, "units", place), code, {unit.code for unit in pack.units})


def _renamed(site: Site, pack: PackDef, old: str, new: str) -> None:
    """`SC-02`, `SC-02[02.01]`, `SC-02[, total]` or `SC-02.name` → the same kind of thing that exists now."""
    path: Path = ("pack", "renamed", old)
    before, after = split_reference(old), split_reference(new)
    if before is None or after is None or _shape(before) != _shape(after):
        site.note("E-PACK-VALUE", path, f"{old}: {new}", expected="F | F[row] | F[, column] | F[row, field]")
        return
    names = {form.id: form for form in pack.forms}
    form_id, row, column = after
    if site.refer(path, form_id, names, "renamed"):
        form = names[form_id]
        site.refer(path, row, [item.id for item in form.rows], "renamed")
        site.refer(path, column, [item.id for item in form.columns or form.fields], "renamed")


def _shape(reference: tuple[str, str, str]) -> tuple[bool, bool]:
    return bool(reference[1]), bool(reference[2])


def split_reference(text: str) -> tuple[str, str, str] | None:
    """Form, row and column of `F`, `F[row]` or `F[, column]`; empty where not named; `None` for other texts."""
    found = _OLD.fullmatch(text.strip())
    if found is None or not is_id(found["form"]):
        return None
    row, column = ((found[part] or "").strip() for part in ("row", "column"))
    one_named = bool(row) != bool(column)
    return (found["form"], row, column) if one_named or "[" not in text else None

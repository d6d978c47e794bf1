"""Checks on the units: codes, parents, collectors, successors, validity; and on the targets."""

from __future__ import annotations

from forms.definition import Derive, FormDef, Kind, PackDef, TargetDef, UnitDef
from forms.errors import YuebaoError
from forms.packs.build import Path
from forms.packs.sites import Site
from forms.packs.structure import check_id, note_cycles
from forms.period import Frequency, parse_period

_OF_TABLE = "kind: table"


def check_units(site: Site, pack: PackDef) -> None:
    """The tree of units without unknown names, double codes and circles."""
    codes = {unit.code: unit for unit in pack.units}
    site.distinct((unit.code, ("units", place, "code")) for place, unit in enumerate(pack.units))
    for place, unit in enumerate(pack.units):
        path: Path = ("units", place)
        check_id(site, (*path, "code"), unit.code)
        for key in ("parent", "reports_to", "successor"):
            site.refer((*path, key), getattr(unit, key) or "", codes)
        if unit.inside and not unit.parent:
            site.note("E-PACK-VALUE", (*path, "inside"), "yes", expected="parent ≠ “”")
        _validity(site, unit, path)
    for key in ("parent", "reports_to", "successor"):
        links = {u.code: link for u in pack.units if (link := _link(u, key)) in codes and link}
        via = {u.code for u in pack.units if getattr(u, key)}
        note_cycles(site, links, {u.code: ("units", n, key) for n, u in enumerate(pack.units)}, via)


def _link(unit: UnitDef, key: str) -> str | None:
    """Who takes in a unit's reports is its parent where nobody else is named."""
    stated: str | None = getattr(unit, key)
    return (stated or unit.parent) if key == "reports_to" else stated


def _validity(site: Site, unit: UnitDef, path: Path) -> None:
    stated = {key: getattr(unit, key) for key in ("valid_from", "valid_to") if getattr(unit, key)}
    months = [check_month(site, (*path, key), text) for key, text in stated.items()]
    if len(stated) == len(months) > 1 and all(months) and stated["valid_from"] > stated["valid_to"]:
        site.note(
            "E-PACK-VALUE", (*path, "valid_to"), stated["valid_to"], expected=f"≥ {stated['valid_from']}"
        )


def check_month(site: Site, path: Path, text: str) -> bool:
    """Whether the text is a month such as 2026-10."""
    try:
        fine = parse_period(text).frequency is Frequency.MONTH
    except YuebaoError:
        fine = False
    if not fine:
        site.note("E-PACK-VALUE", path, text, expected="2026-10")
    return fine


def check_targets(site: Site, pack: PackDef) -> None:
    """Targets point to a cell that is entered, or to no form at all."""
    forms = {form.id: form for form in pack.forms}
    site.distinct((target.id, ("targets", place, "id")) for place, target in enumerate(pack.targets))
    for place, target in enumerate(pack.targets):
        path: Path = ("targets", place)
        check_id(site, (*path, "id"), target.id)
        if pack.units:
            site.refer((*path, "unit"), target.unit or "", {unit.code for unit in pack.units})
        if target.form is None:
            for key in ("row", "column"):
                if getattr(target, key):
                    site.note("E-PACK-MISSING", (*path, "form"), "form")
        elif site.refer((*path, "form"), target.form, forms):
            _cell(site, forms[target.form], target, path)


def _cell(site: Site, form: FormDef, target: TargetDef, path: Path) -> None:
    """A target of a table names row and column; a derived column has no figures of its own to hold against it."""
    if form.kind is Kind.ROSTER:
        site.note("E-PACK-VALUE", (*path, "form"), form.id, expected=_OF_TABLE)
        return
    for key, known in (("row", form.rows), ("column", form.columns)):
        name = getattr(target, key)
        if not name:
            site.note("E-PACK-MISSING", (*path, key), key)
        else:
            site.refer((*path, key), name, [item.id for item in known])
    column = next((c for c in form.columns if c.id == target.column), None)
    if column is not None and column.derive not in (None, Derive.YEAR_TO_DATE):
        site.note("E-PACK-VALUE", (*path, "column"), column.id, expected="derive: —")

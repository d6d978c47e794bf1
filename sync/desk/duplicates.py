"""Enterprises that stand in the rosters of several units, found where the rosters are collected (issue 3, point 5).

The same 统一社会信用代码 in two units' rosters of one form counts an enterprise twice in every total. A unit whose
figures are contained in another's (`inside`, 其中) names the same enterprises on purpose and makes no pair with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from forms.definition import CellType, FormDef, UnitDef
from forms.period import Period, parse_period
from forms.report import Line
from sync.desk.collected import Collected, is_due

_NOTHING = frozenset({"", "—"})


class Place(Struct, frozen=True, kw_only=True):
    """Where a code stands: the unit's roster line (from 1), and what the line calls the enterprise."""

    unit: str
    line: int
    name: str


class Duplicate(Struct, frozen=True, kw_only=True):
    """One code in the rosters of several units that are added up."""

    form: str
    field: str
    code: str
    places: tuple[Place, ...]


def duplicates(collected: Collected, period_text: str, forms: Sequence[str] = ()) -> tuple[Duplicate, ...]:
    """Every code that several units report, in the order of forms and codes. Raises `E-USAGE` for an unknown form."""
    period = parse_period(period_text)
    chosen = [collected.index.form(name).form for name in forms] or collected.index.pack.forms
    return tuple(
        found for form in chosen if is_due(form, period) for found in _in_form(collected, form, period)
    )


def _in_form(collected: Collected, form: FormDef, period: Period) -> Iterator[Duplicate]:
    codes = [field.id for field in form.fields if field.type is CellType.USCC]
    if not codes:
        return
    units = collected.respondents(form, period, collected.index.pack.units)
    shares = collected.shares(form, period, units)
    for field in codes:
        places: dict[str, list[Place]] = {}
        for share in shares:
            for number, line in enumerate(share.content.rows, start=1):
                code = line.get(field) or ""
                if code not in _NOTHING:
                    place = Place(unit=share.unit.code, line=number, name=_name(form, line))
                    places.setdefault(code, []).append(place)
        for code in sorted(places):
            rivals = _rivals(collected, places[code])
            if rivals:
                yield Duplicate(form=form.id, field=field, code=code, places=rivals)


def _rivals(collected: Collected, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places that are added up with another unit's, 其中 left aside."""
    return tuple(
        place
        for place in places
        if any(
            other.unit != place.unit and not _contained(collected, place.unit, other.unit) for other in places
        )
    )


def _contained(collected: Collected, one: str, other: str) -> bool:
    """Whether either unit's figures are inside the other's, directly or through those between."""
    units = collected.index.units
    return other in _containers(units, one) or one in _containers(units, other)


def _containers(units: dict[str, UnitDef], code: str) -> Iterator[str]:
    """The units whose own figures contain this one's."""
    unit = units[code]
    seen: set[str] = set()
    while unit.inside and unit.parent and unit.parent in units and unit.parent not in seen:
        seen.add(unit.parent)
        yield unit.parent
        unit = units[unit.parent]


def _name(form: FormDef, line: Line) -> str:
    """What people call the line: its first filled text field."""
    texts = (line.get(field.id) for field in form.fields if field.type is CellType.TEXT)
    return next(filter(None, texts), "")

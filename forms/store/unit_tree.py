"""Which totals a unit's figures belong to (forms.md §1, units.csv). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forms.definition import UnitDef


class Membership(NamedTuple):
    """A unit counts in the total of `node`, or (`inside`) is shown beside it as 其中."""

    unit: str
    node: str
    inside: bool


def memberships(units: Iterable[UnitDef]) -> tuple[Membership, ...]:
    """Every unit with its ancestors as nodes, in their order; a unit with units below is a node for itself too.

    A unit inside its parent is contained in the parent's own report: from there upwards it stands apart and is
    never added. What is inside such a unit in turn is contained in it and stands nowhere above it.
    """
    known = {unit.code: unit for unit in units}
    parents = {unit.parent for unit in known.values()}
    own = [Membership(code, code, inside=False) for code in known if code in parents]
    above = [m for unit in known.values() for m in _ancestors(unit, known)]
    return tuple(sorted(own + above))


def _ancestors(unit: UnitDef, known: dict[str, UnitDef]) -> Iterator[Membership]:
    at, depth, seen = unit, 0, {unit.code}
    while at.parent in known and at.parent not in seen:
        depth += at.inside
        if depth > 1:
            return
        at = known[at.parent]
        seen.add(at.code)
        yield Membership(unit.code, at.code, inside=depth == 1)

"""Which office has which mishap. Everything else goes as it should."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from forms.definition import PackDef, UnitDef
from sync.demo.carriers import JUMP
from sync.demo.rest import ALWAYS

SECOND = "-2"
"""What the folder of an office's second laptop ends with."""


class Mishap(StrEnum):
    """What goes wrong, and is found."""

    OFF_BY_ONE = "off-by-one"
    WRONG_MEASURE = "wrong-measure"
    LEFT_BLANK = "left-blank"
    JUMP = "jump"
    LOST = "lost"
    REPEATED = "repeated"
    CORRECTED = "corrected"
    DAMAGED = "damaged"
    FORGED = "forged"
    STRANGER = "stranger"
    RIVALS = "rivals"
    LATE = "late"
    MISSING = "missing"


class Part(Struct, frozen=True, kw_only=True):
    """One mishap: of which office, in which month (0 is the base month)."""

    mishap: Mishap
    unit: str
    month: int


_WANTED = (
    (Mishap.OFF_BY_ONE, "540200", 1),
    (Mishap.WRONG_MEASURE, ALWAYS, 1),
    (Mishap.LEFT_BLANK, "542500", 1),
    (Mishap.JUMP, JUMP[0], JUMP[1]),
    (Mishap.LOST, "540300", 0),
    (Mishap.REPEATED, "540600", 0),
    (Mishap.CORRECTED, "540500", 0),
    (Mishap.DAMAGED, "540300Z01", 0),
    (Mishap.FORGED, "540600Z01", 0),
    (Mishap.STRANGER, "540200", 0),
    (Mishap.RIVALS, "540400", -1),
    (Mishap.LATE, "542500", 0),
    (Mishap.MISSING, "540000D28", -1),
)
"""The month -1 is the last one."""


def cast(units: Sequence[str], months: int) -> tuple[Part, ...]:
    """The mishaps of the offices that take part, in months that exist.

    A jump needs a month before it, a lost bundle one after it in which it is healed.
    """
    found = []
    for mishap, unit, wanted in _WANTED:
        month = wanted % months if wanted < 0 else min(wanted, months - 1)
        absent = (mishap is Mishap.JUMP and month != wanted) or (mishap is Mishap.LOST and months == 1)
        if unit in units and not absent:
            found.append(Part(mishap=mishap, unit=unit, month=month))
    return tuple(found)


SECOND_LAPTOPS = frozenset({Mishap.STRANGER, Mishap.RIVALS})
"""These happen on a second laptop of the office."""

_ORDER = ("prefecture", "zone", "department-science", "department", "county", "park")


def participants(pack: PackDef, top: str, count: int | None) -> tuple[str, ...]:
    """The offices that take part: all, or the first `count` with prefectures and zones in front."""
    units = [unit for unit in pack.units if unit.code != top]
    if count is None:
        return tuple(unit.code for unit in units)
    ordered = sorted(units, key=_rank)
    return tuple(unit.code for unit in ordered[: max(count, 1)])


def _rank(unit: UnitDef) -> int:
    return _ORDER.index(unit.kind) if unit.kind in _ORDER else len(_ORDER)

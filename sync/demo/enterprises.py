"""Technology enterprises: the published numbers, revenue and assets, and the movement of every month."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sync.demo.allot import dice, draw, split
from sync.demo.lines import EXAMPLE, Enterprise
from sync.demo.places import Places

HIGH_TECH, SME, IN_NURSERY = "C-80", "C-81", "C-89"
_PUBLISHED = {HIGH_TECH: 87, SME: 211}
"""B-28 (B-54) and B-31 (B-55)."""
_UNPUBLISHED = {IN_NURSERY: 60, "C-90": 25, "C-82": 12, "C-88": 5, "C-84": 1, "C-85": 1, "C-86": 2}
REVENUE = Decimal("248.37")
"""B-29, 亿元 of 2020."""
BIG = 25
"""B-30: with a revenue of 1亿元 or more."""
ASSETS = Decimal("49.01")
"""B-32, 亿元."""
_UNIT = Decimal("0.0001")
_HUNDRED_MILLION = 10_000
_YEARS_VALID = 3
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(number: int) -> str:
    """A well-formed unified social credit code of no real body: department Y (其他), serial `number`."""
    body = f"Y1540000{_organisation(number)}"
    total = sum(_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _organisation(number: int) -> str:
    serial = f"MA{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum((int(c, 36)) * w for c, w in zip(serial, weights, strict=True))
    check = 11 - total % 11
    return serial + {10: "X", 11: "0"}.get(check, str(check))


def first_enterprises(places: Places, seed: int, day: dt.date) -> tuple[Enterprise, ...]:
    """The enterprises of the base month."""
    chance = dice(seed, "enterprises")
    weights = places.weights(("prefecture", "zone", "county", "park"), parts_only=True)
    made: list[Enterprise] = []
    for kind, count in (_PUBLISHED | _UNPUBLISHED).items():
        for place in draw(chance, weights, count):
            made.append(_enterprise(chance, len(made) + 1, kind, place, day))
    return tuple(_with_revenue(chance, made))


def _enterprise(chance: random.Random, number: int, kind: str, place: str, day: dt.date) -> Enterprise:
    since = dt.date(day.year - chance.randint(1, 2), chance.randint(1, 12), chance.randint(1, 28))
    return Enterprise(
        number=uscc(number),
        name=f"{EXAMPLE}企业{number:04d}",
        kind=kind,
        place=place,
        since=since,
        valid_to=_until(since) if kind == HIGH_TECH else None,
    )


def _until(since: dt.date) -> dt.date:
    return since.replace(year=since.year + _YEARS_VALID) - dt.timedelta(days=1)


def _with_revenue(chance: random.Random, made: Sequence[Enterprise]) -> list[Enterprise]:
    """The published revenue over the high-tech enterprises, exactly 25 of them at 1亿元 or more."""
    high = [e for e in made if e.kind == HIGH_TECH]
    big = {e.number for e in chance.sample(high, BIG)}
    small = {e.number: chance.randint(300, 9_500) for e in high if e.number not in big}
    rest = int(REVENUE / _UNIT) - sum(small.values()) - BIG * _HUNDRED_MILLION
    names = sorted(big)
    parts = split(rest, [chance.randint(1, 20) for _ in names])
    revenue = small | {name: _HUNDRED_MILLION + part for name, part in zip(names, parts, strict=True)}
    return [replace(e, revenue=revenue[e.number] * _UNIT) if e.number in revenue else e for e in made]


def next_enterprises(
    places: Places, seed: int, before: Sequence[Enterprise], number: int, day: dt.date
) -> tuple[tuple[Enterprise, ...], tuple[Enterprise, ...], tuple[Enterprise, ...]]:
    """All, joined and left, one month later. Certificates that ran out are renewed."""
    chance = dice(seed, "enterprises", number)
    gone = _leaving(chance, before)
    kept = [_renewed(e, day) for e in before if e not in gone]
    weights = places.weights(("prefecture", "zone", "county", "park"), parts_only=True)
    joined: list[Enterprise] = []
    for kind, most in ((HIGH_TECH, 2), (SME, 5), (IN_NURSERY, 2)):
        for place in draw(chance, weights, chance.randint(1, most)):
            since = day.replace(day=chance.randint(1, 28))
            joined.append(
                Enterprise(
                    number=uscc(1000 * number + len(joined)),
                    name=f"{EXAMPLE}企业{1000 * number + len(joined)}",
                    kind=kind,
                    place=place,
                    since=since,
                    valid_to=_until(since) if kind == HIGH_TECH else None,
                    first=kind == HIGH_TECH,
                )
            )
    return (*kept, *joined), tuple(joined), tuple(gone)


def _leaving(chance: random.Random, before: Sequence[Enterprise]) -> list[Enterprise]:
    """At most two small ones; never a place's last, so that nothing falls by more than half at once."""
    counted = Counter((e.place, e.kind) for e in before)
    may = [e for e in before if e.kind in (SME, IN_NURSERY) and counted[e.place, e.kind] > 3]  # noqa: PLR2004
    return chance.sample(may, min(chance.randint(0, 2), len(may)))


def _renewed(enterprise: Enterprise, day: dt.date) -> Enterprise:
    if enterprise.valid_to is None or enterprise.valid_to >= day.replace(day=1):
        return enterprise
    since = enterprise.valid_to + dt.timedelta(days=1)
    return replace(enterprise, since=since, valid_to=_until(since))


def quarter_revenue(seed: int, enterprises: Sequence[Enterprise], number: int) -> Mapping[str, Decimal]:
    """What the high-tech enterprises of each place took in one quarter, 亿元."""
    chance = dice(seed, "revenue", number)
    found: dict[str, Decimal] = {}
    for enterprise in enterprises:
        if enterprise.kind == HIGH_TECH:
            yearly = int((enterprise.revenue or Decimal("0.3")) / _UNIT)
            part = max(yearly * chance.randint(21, 29) // 100, 1)
            found[enterprise.place] = found.get(enterprise.place, Decimal(0)) + part * _UNIT
    return found


def assets(seed: int, enterprises: Sequence[Enterprise], quarter: int) -> Mapping[str, Decimal]:
    """The assets of each place's technology SMEs, 亿元: the published figure, then a little more each quarter."""
    counted = Counter(e.place for e in enterprises if e.kind == SME)
    chance = dice(seed, "assets")
    total = int(ASSETS / _UNIT) * (100 + 2 * quarter) // 100
    weights = [counted[place] * chance.randint(70, 130) for place in sorted(counted)]
    return {place: part * _UNIT for place, part in zip(sorted(counted), split(total, weights), strict=True)}


def big_ones(enterprises: Sequence[Enterprise]) -> Mapping[str, Decimal]:
    """High-tech enterprises with a revenue of 1亿元 or more, by place."""
    return Counter(
        e.place for e in enterprises if e.kind == HIGH_TECH and e.revenue is not None and e.revenue >= 1
    )  # type: ignore[return-value]  # whole numbers are figures too

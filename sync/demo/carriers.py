"""The carriers of the base month, and how they change: recognised, upgraded, eliminated, growing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sync.demo.allot import dice, draw, split
from sync.demo.lines import EXAMPLE, Carrier, CarrierEvent
from sync.demo.places import Places

NATIONAL, REGIONAL, OPEN = "国家级", "自治区级", "其他（未定级）"
FIRMS, JOBS = 2691, 24200
"""B-38 and B-39."""

_MADE = {
    NATIONAL: {"C-01": 9, "C-02": 2, "C-03": 5, "C-04": 1, "C-08": 2},
    REGIONAL: {"C-01": 16, "C-02": 2, "C-03": 8, "C-04": 4},
    OPEN: {
        "C-01": 20,
        "C-03": 15,
        "C-04": 8,
        "C-06": 3,
        "C-10": 5,
        "C-11": 8,
        "C-12": 6,
        "C-13": 3,
        "C-14": 3,
        "C-15": 6,
        "C-16": 8,
        "C-17": 2,
        "C-20": 2,
    },
}
"""138 carriers: 19 national (B-36), two of them incubators (B-34), 30 regional (B-37); the levels of the other
89 are published nowhere, and so are 未定级 here. The split over kinds is an example."""

_FEW = 6
JUMP = ("540400", 1)
"""The place whose jobs jump in that month, which has to be explained (R8)."""


def first_carriers(places: Places, seed: int, day: dt.date) -> tuple[Carrier, ...]:
    """The published carriers, spread over the places."""
    chance = dice(seed, "carriers")
    weights = places.weights(("prefecture", "zone", "county", "park"), parts_only=True)
    wanted = [(kind, level) for level, kinds in _MADE.items() for kind, n in kinds.items() for _ in range(n)]
    where = _every_place_once(chance, weights, len(wanted))
    sizes = [chance.randint(6, 36) * (2 if level == NATIONAL else 1) for _, level in wanted]
    firms = split(FIRMS, sizes)
    jobs = split(JOBS, [n * chance.randint(60, 120) for n in firms])
    numbered: dict[str, int] = {}
    made = []
    for (kind, level), place, companies, people in zip(wanted, where, firms, jobs, strict=True):
        numbered[place] = numbered.get(place, 0) + 1
        made.append(
            Carrier(
                number=f"{place}-ZT{numbered[place]:03d}",
                name=_name(places, place, numbered[place]),
                kind=kind,
                level=level,
                place=place,
                recognised=dt.date(chance.randint(2016, day.year - 1), chance.randint(1, 12), 15),
                firms=companies,
                jobs=people,
                graduates=people * chance.randint(15, 30) // 100,
                relocated=people * chance.randint(3, 10) // 100,
            )
        )
    return tuple(_month_of_service(chance, carrier) for carrier in made)


def _name(places: Places, place: str, number: int) -> str:
    return f"{EXAMPLE}载体（{places.all[place].name}）{number:02d}"


def _every_place_once(chance: random.Random, weights: dict[str, int], count: int) -> list[str]:
    """Every place has something to report; the rest go by weight."""
    found = [*weights, *draw(chance, weights, max(count - len(weights), 0))][:count]
    chance.shuffle(found)
    return found


def _month_of_service(chance: random.Random, carrier: Carrier) -> Carrier:
    counts = (chance.randint(0, 6), chance.randint(0, 2), chance.randint(0, 5), chance.randint(0, 3))
    return replace(carrier, services=counts, mentors=carrier.mentors or chance.randint(1, 4))


def next_carriers(
    places: Places, seed: int, before: Sequence[Carrier], number: int, day: dt.date
) -> tuple[tuple[Carrier, ...], tuple[CarrierEvent, ...]]:
    """One month later."""
    chance = dice(seed, "carriers", number)
    kept, events = _lose(chance, list(before), number, day)
    kept, upgraded = _upgrade(chance, kept, number, day)
    new, recognised = _gain(chance, places, before, number, day)
    grown = [_grow(chance, carrier, number) for carrier in kept]
    return (*grown, *new), (*events, *upgraded, *recognised)


def _lose(
    chance: random.Random, carriers: list[Carrier], number: int, day: dt.date
) -> tuple[list[Carrier], list[CarrierEvent]]:
    """Every other month one dormant carrier goes, where enough others remain."""
    if number % 2:
        return carriers, []
    small = sorted((c for c in carriers if c.level == OPEN and _company(carriers, c) > _FEW), key=_size)
    if not small:
        return carriers, []
    gone = chance.choice(small[:5])
    event = CarrierEvent(
        carrier=gone.number,
        place=gone.place,
        event="淘汰“僵尸”载体",
        date=day.replace(day=20),
        before=gone.level,
        reason=f"{EXAMPLE}：连续半年没有服务记录",
    )
    return [c for c in carriers if c.number != gone.number], [event]


def _company(carriers: Iterable[Carrier], one: Carrier) -> int:
    return sum(c.place == one.place for c in carriers)


def _size(carrier: Carrier) -> tuple[int, str]:
    return carrier.firms, carrier.number


def _upgrade(
    chance: random.Random, carriers: list[Carrier], number: int, day: dt.date
) -> tuple[list[Carrier], list[CarrierEvent]]:
    """Every third month a carrier rises to 自治区级; the total stays."""
    if number % 3 != 2:  # noqa: PLR2004 - the last month of a quarter
        return carriers, []
    risen = chance.choice([c for c in carriers if c.level == OPEN and c.kind in ("C-01", "C-03")])
    event = CarrierEvent(
        carrier=risen.number,
        place=risen.place,
        event="升级",
        date=day.replace(day=16),
        before=risen.level,
        after=REGIONAL,
    )
    return [replace(c, level=REGIONAL) if c.number == risen.number else c for c in carriers], [event]


def _gain(
    chance: random.Random, places: Places, before: Sequence[Carrier], number: int, day: dt.date
) -> tuple[list[Carrier], list[CarrierEvent]]:
    """One or two carriers are recognised."""
    weights = places.weights(("prefecture", "zone", "county", "park"), parts_only=True)
    new: list[Carrier] = []
    for place in draw(chance, weights, chance.randint(1, 2)):
        serial = 900 + number * 2 + len(new)
        people = chance.randint(12, 40)
        carrier = Carrier(
            number=f"{place}-ZT{serial}",
            name=_name(places, place, serial),
            kind=chance.choice(("C-01", "C-03", "C-04")),
            level=OPEN,
            place=place,
            recognised=day.replace(day=10),
            firms=chance.randint(2, 6),
            jobs=people,
            graduates=people // 4,
            relocated=people // 20,
        )
        new.append(_month_of_service(chance, carrier))
    events = [
        CarrierEvent(carrier=c.number, place=c.place, event="新认定", date=c.recognised, after=c.level)
        for c in new
    ]
    del before
    return new, events


def _grow(chance: random.Random, carrier: Carrier, number: int) -> Carrier:
    """A little up or down; at the place of the planted jump, a lot up."""
    firms = max(carrier.firms + chance.randint(-1, 2), 1)
    jobs = max(carrier.jobs + chance.randint(-3, 6), firms)
    if (carrier.place, number) == JUMP:
        jobs = jobs * 17 // 10
    grown = replace(
        carrier,
        firms=firms,
        jobs=jobs,
        graduates=min(carrier.graduates + chance.randint(0, 1), jobs // 2),
        relocated=min(carrier.relocated, jobs // 4),
    )
    return _month_of_service(chance, grown)

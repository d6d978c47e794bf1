"""Platforms, parks, contracts, people and payments of the example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from forms.calendar import asked
from forms.period import parse_period
from sync.demo.allot import dice, draw, split
from sync.demo.lines import EXAMPLE, Contract, Park, Payment, Person, Platform
from sync.demo.places import Places

CONTRACTS, CONTRACT_VALUE = 115, 1_880_000
"""B-41 and B-42: 1.88亿元 in 0.01万元."""
ALWAYS = "540100Z01"
"""The place that registers a contract every month; it mistakes the measure once (`sync.demo.cast`)."""
_CENT = Decimal("0.01")

_PLATFORMS = (
    ("C-50", "省部共建", 1, "重点实验室"),
    ("C-50", "自治区级", 28, "重点实验室"),
    ("C-52", "自治区级", 9, "工程技术研究中心"),
    ("C-53", "自治区级", 4, "临床医学研究中心"),
    ("C-54", "国家级", 7, "野外科学观测研究站"),
    ("C-57", "其他（未定级）", 3, "院士工作站"),
)
"""B-01, B-05 (37 laboratories and centres, published together), B-06, B-04, B-17 (no level is published)."""

_PARKS = (
    ("540100Z01", "C-30", "自治区级", "建成", None),
    ("540300Z01", "C-30", "自治区级", "建成", None),
    ("540600Z01", "C-30", "自治区级", "建成", None),
    ("540100", "C-31", "国家级", "建成", "国家农业科技园区"),
    ("540200", "C-31", "国家级", "建成", "国家农业科技园区"),
    ("540400", "C-31", "国家级", "建成", "国家农业科技园区"),
    ("540600", "C-31", "国家级", "建成", "国家农业科技园区"),
    ("540300", "C-31", "自治区级", "建成", "自治区农业科技园区"),
    ("540500", "C-31", "自治区级", "建成", "自治区农业科技园区"),
    ("540100", "C-32", "未定级", "获批创建", "国家创新型城市"),
    ("540200", "C-33", "国家级", "建成", "创新型县"),
    ("540400", "C-34", "国家级", "建成", "国家可持续发展实验区"),
    ("540500", "C-34", "自治区级", "建成", "自治区可持续发展实验区"),
)
"""B-07, B-03, B-09, B-49, B-48, B-02, B-08. Where the documents name no place, the place is an example."""


def platforms(places: Places, seed: int, day: dt.date) -> tuple[Platform, ...]:
    """The published platforms; the joint laboratory at 科技厅, as one tied to no prefecture."""
    chance = dice(seed, "platforms")
    weights = places.reporting("SC-05")
    science = next(code for code in weights if places.all[code].kind == "department-science")
    made: list[Platform] = []
    for kind, level, count, title in _PLATFORMS:
        for place in [science] if level == "省部共建" else draw(chance, weights, count):
            made.append(
                Platform(
                    number=f"{place}-PT{len(made) + 1:03d}",
                    name=f"{EXAMPLE}{title}{len(made) + 1:02d}",
                    kind=kind,
                    level=level,
                    place=place,
                    approved=dt.date(day.year - chance.randint(1, 5), chance.randint(1, 12), 20),
                )
            )
    return tuple(made)


def parks(places: Places) -> tuple[Park, ...]:
    """The published zones, parks and cities."""
    return tuple(
        Park(
            number=f"{place}-YQ{number:02d}",
            name=f"{EXAMPLE}{title}{number:02d}" if title else places.index.unit(place).name,
            kind=kind,
            level=level,
            stage=stage,
            place=place,
        )
        for number, (place, kind, level, stage, title) in enumerate(_PARKS, start=1)
    )


def contracts(places: Places, seed: int, number: int, day: dt.date) -> tuple[Contract, ...]:
    """The base month takes in the 115 contracts of the years before; later months a few of their own."""
    chance = dice(seed, "contracts", number)
    weights = places.weights(("prefecture", "zone"))
    base = number == 0
    count = CONTRACTS if base else chance.randint(6, 14)
    where = draw(chance, weights, count if base else count - 1)
    where += [] if base else [ALWAYS]
    total = CONTRACT_VALUE if base else count * chance.randint(3_000, 25_000)
    amounts = split(total, [chance.randint(1, 30) for _ in where])
    dates = [_contract_day(base, day, chance.randint(1, 12), chance.randint(1, 28)) for _ in where]
    return tuple(
        Contract(number=f"{place}-{date:%Y%m}-HT{n:03d}", place=place, date=date, amount=amount * _CENT)
        for n, (place, amount, date) in enumerate(zip(where, amounts, dates, strict=True), start=1)
    )


def _contract_day(base: bool, day: dt.date, month: int, of_month: int) -> dt.date:
    return dt.date(day.year - 1, month, of_month) if base else day.replace(day=of_month)


def people(places: Places, seed: int, number: int) -> tuple[Person, ...]:
    """Science officers and mentors; their services differ from month to month."""
    lists = dice(seed, "people")
    month = dice(seed, "people", number)
    found: list[Person] = []
    for place in places.weights(("prefecture", "zone", "department-science")):
        counts = {"C-95": lists.randint(1, 4), "C-96": lists.randint(1, 5)}
        if places.all[place].kind == "department-science":
            counts = {"C-95": 6}
        for kind, count in counts.items():
            for n in range(1, count + 1):
                person = Person(
                    number=f"{place}-{kind[-2:]}{n:02d}", kind=kind, place=place, services=month.randint(0, 4)
                )
                found.append(person)
    return tuple(found)


# --- payments --------------------------------------------------------------------------------------

_PAID = ("09.01.2", "09.01.5", "09.01.6", "09.02.1", "09.04.1", "09.04.2", "09.05.3", "09.06", "09.07.5")
_SOURCES = {"prefecture": "地市", "zone": "高新区", "county": "县区", "park": "地市"}


def payments(places: Places, seed: int, number: int, day: dt.date) -> tuple[Payment, ...]:
    """Up to three payments a month at every place that pays."""
    chance = dice(seed, "payments", number)
    policies = _policies(places)
    found: list[Payment] = []
    for place in places.weights(("prefecture", "zone", "county", "park")):
        rows = [row for row in _PAID if row in policies and _may_pay(places, place, row)]
        for row in sorted(chance.sample(rows, min(chance.randint(0, 3), len(rows)))):
            found.append(
                Payment(
                    number=f"{place}-{day:%Y%m}-DX{len(found) + 1:03d}",
                    place=place,
                    row=row,
                    policy=policies[row],
                    date=day.replace(day=chance.randint(1, 28)),
                    amount=chance.randint(200, 9_000) * _CENT,
                    source=_SOURCES[places.all[place].kind],
                )
            )
    return tuple(found)


def _policies(places: Places) -> Mapping[str, str]:
    """The support that each row of SC-09 pays out: the first of its basis that the list has."""
    known = {choice.code for choice in places.pack.lists["supports"]}
    rows = places.index.form("SC-09").form.rows
    found = {row.id: [b for b in row.basis if b in known] for row in rows}
    return {row: codes[0] for row, codes in found.items() if codes}


def _may_pay(places: Places, place: str, row: str) -> bool:
    form = places.index.form("SC-09")
    cell = form.cell(row, "cnt")
    unit = places.index.unit(place)
    return cell is not None and asked(form.form, cell.row, cell.column, unit, parse_period("2021-12"))

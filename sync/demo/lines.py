"""What stands in the rosters of the example: carriers, enterprises, platforms, parks, contracts, people, payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

EXAMPLE = "示例"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A “双创”载体. `services` are the month's counts: matching, financing, advice, promotion."""

    number: str
    name: str
    kind: str
    level: str
    place: str
    recognised: dt.date
    firms: int
    jobs: int
    graduates: int
    relocated: int
    services: tuple[int, int, int, int] = (0, 0, 0, 0)
    mentors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierEvent:
    """Something that happened to a carrier in a month."""

    carrier: str
    place: str
    event: str
    date: dt.date
    before: str | None = None
    after: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """A technology enterprise under one of its kinds. `revenue` of last year in 亿元."""

    number: str
    name: str
    kind: str
    place: str
    since: dt.date
    valid_to: dt.date | None = None
    revenue: Decimal | None = None
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A research platform."""

    number: str
    name: str
    kind: str
    level: str
    place: str
    approved: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """A zone, park, innovative city or county."""

    number: str
    name: str
    kind: str
    level: str
    stage: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A technology contract; `amount` in 万元."""

    number: str
    place: str
    date: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A science officer or mentor, with the month's services."""

    number: str
    kind: str
    place: str
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A support paid out; `row` is its row of SC-09, `amount` in 万元."""

    number: str
    place: str
    row: str
    policy: str
    date: dt.date
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The state at the end of one month and what happened in it. `plain` are figures by form, row and place."""

    period: str
    number: int
    carriers: tuple[Carrier, ...]
    events: tuple[CarrierEvent, ...]
    enterprises: tuple[Enterprise, ...]
    joined: tuple[Enterprise, ...]
    left: tuple[Enterprise, ...]
    contracts: tuple[Contract, ...]
    people: tuple[Person, ...]
    payments: tuple[Payment, ...]
    plain: Mapping[tuple[str, str], Mapping[str, Decimal]]

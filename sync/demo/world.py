"""The whole example, month by month: seeded, the same for every office that looks at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition import PackDef
from forms.period import Frequency, Period, parse_period
from sync.demo import carriers, enterprises, plain, rest
from sync.demo.lines import CarrierEvent, Enterprise, Month, Park, Platform
from sync.demo.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that is reported. Month 0 is the base month with the published figures."""

    places: Places
    seed: int
    platforms: tuple[Platform, ...]
    parks: tuple[Park, ...]
    months: tuple[Month, ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """The months that are reported."""
        return tuple(month.period for month in self.months)


def make_world(pack: PackDef, top: str, months: int, seed: int) -> World:
    """The example region for that many months from the pack's first period."""
    places = Places(pack, top)
    first = parse_period(pack.first_period).covering(Frequency.MONTH)
    periods = [first.shift(n) for n in range(months)]
    day = dt.date(first.year, first.month, 1)
    return World(
        places=places,
        seed=seed,
        platforms=rest.platforms(places, seed, day),
        parks=rest.parks(places),
        months=tuple(_months(places, seed, periods)),
    )


def _months(places: Places, seed: int, periods: Sequence[Period]) -> Sequence[Month]:
    day = dt.date(periods[0].year, periods[0].month, 1)
    company = carriers.first_carriers(places, seed, day)
    firms = enterprises.first_enterprises(places, seed, day)
    figures = plain.plain_figures(places, seed, periods)
    made: list[Month] = []
    for number, period in enumerate(periods):
        day = dt.date(period.year, period.month, 1)
        events: tuple[CarrierEvent, ...] = ()
        joined: tuple[Enterprise, ...] = ()
        left: tuple[Enterprise, ...] = ()
        if number:
            company, events = carriers.next_carriers(places, seed, company, number, day)
            firms, joined, left = enterprises.next_enterprises(places, seed, firms, number, day)
        made.append(
            Month(
                period=str(period),
                number=number,
                carriers=company,
                events=events,
                enterprises=firms,
                joined=joined,
                left=left,
                contracts=rest.contracts(places, seed, number, day),
                people=rest.people(places, seed, number),
                payments=rest.payments(places, seed, number, day),
                plain=figures[number],
            )
        )
    return made

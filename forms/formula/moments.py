"""Which periods a reference in time means."""

from __future__ import annotations

from forms.formula.tree import LastYear, Prev, Time, Total, Ytd
from forms.period import Period, parse_period


def moments(time: Time, period: Period) -> tuple[Period, ...]:
    """The periods whose figures are added: one, unless `ytd` or `total` sums; steps work from the outside in.

    `prev(ytd(x))` goes one period back and sums that year so far. A sum over periods of which some have no figure
    takes what there is, and is blank where none has one. The parser lets only one step of a reference be a sum.
    """
    here: tuple[Period, ...] = (period,)
    for step in time:
        match step:
            case Prev():
                here = tuple(p.previous for p in here)
            case LastYear():
                here = tuple(p.last_year for p in here)
            case Ytd():
                here = here[-1].year_to_date()
            case Total(since=since):
                here = here[-1].since(parse_period(since))
    return here

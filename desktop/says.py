"""How presenters word things: the part of `i18n.Texts` that needs no Qt, and words used on many screens."""

# ruff: noqa: D102 - the real class documents these
from __future__ import annotations

import datetime as dt
from typing import Protocol

from forms.messages import Translator
from forms.period import Frequency, parse_period
from forms.report import Status


class Says(Protocol):
    """Texts in the reader's present language."""

    @property
    def translator(self) -> Translator: ...
    def text(self, english: str, /, **params: object) -> str: ...
    def counted(self, one: str, many: str, count: int, /, **params: object) -> str: ...
    def pick(self, chinese: str, english: str | None) -> str: ...


STATUS_WORDS = {
    Status.EMPTY: "Not begun",
    Status.DRAFT: "In progress",
    Status.FAILED: "Check failed",
    Status.PASSED: "Check passed",
    Status.SUBMITTED: "Submitted",
    Status.RECEIVED: "Received",
    Status.RETURNED: "Returned",
    Status.CORRECTING: "Being corrected",
    Status.ACCEPTED: "Accepted",
    Status.LOCKED: "Locked",
    Status.CONFLICT: "In conflict",
    Status.WITHDRAWN: "Withdrawn",
}
STATUS_SHADES = {
    Status.EMPTY: "neutral",
    Status.DRAFT: "accent",
    Status.FAILED: "error",
    Status.PASSED: "good",
    Status.SUBMITTED: "accent",
    Status.RECEIVED: "good",
    Status.RETURNED: "warning",
    Status.CORRECTING: "warning",
    Status.ACCEPTED: "good",
    Status.LOCKED: "neutral",
    Status.CONFLICT: "error",
    Status.WITHDRAWN: "neutral",
}
FREQUENCY_WORDS = {
    Frequency.MONTH: "Monthly",
    Frequency.QUARTER: "Quarterly",
    Frequency.HALF: "Half-yearly",
    Frequency.YEAR: "Yearly",
}
_PERIODS = {
    Frequency.MONTH: "{year}-{month:02d}",
    Frequency.QUARTER: "{year} quarter {number}",
    Frequency.HALF: "{year} half {number}",
    Frequency.YEAR: "Year {year}",
}


def status_word(says: Says, status: Status) -> str:
    """The status as a word."""
    return says.text(STATUS_WORDS[status])


def period_name(says: Says, period: str) -> str:
    """The period as people write it: 2026年10月."""
    parsed = parse_period(period)
    return says.text(
        _PERIODS[parsed.frequency],
        year=parsed.year,
        month=parsed.month,
        number=(parsed.month - 1) // parsed.months + 1,
    )


def days_left(says: Says, days: int) -> str:
    """How much time is left, or how late it is."""
    if days > 0:
        return says.counted("{count} day left", "{count} days left", days)
    return (
        says.text("due today") if days == 0 else says.counted("{count} day late", "{count} days late", -days)
    )


def to_do(says: Says, errors: int, warnings_open: int) -> str:
    """What stands in the way of handing a report over; blank where nothing does."""
    words = [
        says.counted("{count} error", "{count} errors", errors) if errors else "",
        says.text("{count} to explain", count=warnings_open) if warnings_open else "",
    ]
    return " · ".join(word for word in words if word)


def clock(moment: dt.datetime) -> str:
    """The time of day, as the status bar shows it."""
    return f"{moment:%H:%M}"

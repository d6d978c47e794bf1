"""Sequences: what never arrived, and the alarm when one number was used twice. Pure.

An office numbers the bundles for each recipient in a channel of their own, so that a receiver never sees
gaps that are only letters to somebody else. The channel towards the collecting office is the origin itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

MAX_LISTED = 1_000
"""A forged number must not make a list of all below it."""


def channel(origin: str, to: str) -> str:
    """The origin under which bundles for `to` are numbered; `origin` for those that go upward is kept."""
    return hashlib.sha256(f"{origin}>{to}".encode()).hexdigest()[: len(origin)]


def absent(seen: Collection[int]) -> tuple[int, ...]:
    """The numbers below the highest seen that were not seen, the latest `MAX_LISTED` of them at most."""
    if not seen:
        return ()
    highest = max(seen)
    if len(set(seen)) == highest:
        return ()
    known = set(seen)
    found: list[int] = []
    for number in range(highest, 0, -1):
        if number not in known:
            found.append(number)
            if len(found) == MAX_LISTED:
                break
    return tuple(reversed(found))


def gap_free(seen: Iterable[int]) -> int:
    """The highest number up to which nothing is missing."""
    known = set(seen)
    number = 0
    while number + 1 in known:
        number += 1
    return number

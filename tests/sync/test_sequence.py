"""Gaps and channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.sequence import MAX_LISTED, absent, channel, gap_free


@pytest.mark.parametrize(
    ("seen", "missing", "have"),
    [
        ((), (), 0),
        ((1,), (), 1),
        ((1, 2, 3), (), 3),
        ((3,), (1, 2), 0),
        ((1, 2, 5, 7), (3, 4, 6), 2),
        ((2, 2, 1), (), 2),
    ],
)
def test_gaps(seen, missing, have) -> None:
    assert absent(seen) == missing
    assert gap_free(seen) == have


@given(st.sets(st.integers(1, 60)))
def test_seen_and_absent_make_the_whole(seen) -> None:
    assert sorted(seen | set(absent(seen))) == list(range(1, max(seen, default=0) + 1))


def test_a_forged_number_does_not_make_an_endless_list() -> None:
    assert len(absent([2**52])) == MAX_LISTED


def test_every_recipient_has_its_own_channel() -> None:
    origin = "0123456789abcdef"
    assert len({channel(origin, to) for to in ("540100", "540102", "540000")} | {origin}) == 4
    assert channel(origin, "540100") == channel(origin, "540100")
    assert len(channel(origin, "540100")) == len(origin)

"""Splitting totals: the parts make the total, whatever the weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.demo.allot import dice, draw, split, spread

WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any)


@given(st.integers(0, 10**9), WEIGHTS)
def test_parts_make_the_total_and_nothing_is_far_from_its_share(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * w) < sum(weights) for part, w in zip(parts, weights, strict=True)
    )
    assert all(part == 0 for part, w in zip(parts, weights, strict=True) if w == 0)


def test_nothing_to_split_by_is_an_error():
    with pytest.raises(ValueError, match="no weight"):
        split(3, [0, 0])


@given(st.integers(0, 10_000), st.integers(0, 99))
def test_the_same_dice_fall_the_same_way(total, seed):
    weights = {"a": 3, "b": 1, "c": 0}
    first = spread(dice(seed, "x", 1), total, weights)
    assert first == spread(dice(seed, "x", 1), total, weights)
    assert sum(first.values()) == total
    assert first["c"] == 0


def test_only_what_has_weight_is_drawn():
    assert set(draw(dice(1, "y"), {"a": 1, "b": 0}, 20)) == {"a"}

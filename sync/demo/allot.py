"""Splitting a published total over places so that the parts make exactly that total. Seeded, no floats."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence


def dice(seed: int, *names: object) -> random.Random:
    """A source of chance for one purpose: the same seed and names give the same figures in any order."""
    return random.Random("/".join(str(name) for name in (seed, *names)))  # noqa: S311 - example figures


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights whose sum is `total` (largest remainders).

    Raises ValueError without any positive weight.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("no weight to split by")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts


def jitter(chance: random.Random, weights: Sequence[int], low: int = 70, high: int = 130) -> list[int]:
    """The weights, each times a chance per cent; a weight of 0 stays 0."""
    return [weight * chance.randint(low, high) for weight in weights]


def spread(
    chance: random.Random, total: int, weights: Mapping[str, int], low: int = 70, high: int = 130
) -> dict[str, int]:
    """The total over the keys, roughly in proportion."""
    names = list(weights)
    return dict(
        zip(names, split(total, jitter(chance, [weights[name] for name in names], low, high)), strict=True)
    )


def draw(chance: random.Random, weights: Mapping[str, int], count: int) -> list[str]:
    """`count` keys, each drawn by its weight."""
    names = list(weights)
    return chance.choices(names, [weights[name] for name in names], k=count)

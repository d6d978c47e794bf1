"""Progress as a value handed to a callable, and cancelling between bundles. No toolkit, no terminal."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Step(Struct, frozen=True, kw_only=True):
    """`done` of `total` things (0 where the total is unknown), the last of them `what`."""

    done: int
    total: int
    what: str = ""


Progress = Callable[[Step], bool]
"""Called after each bundle; returning `False` stops there. What was committed stays."""


def silent(step: Step) -> bool:  # noqa: ARG001 - nobody is watching
    """Nobody watches and nobody cancels."""
    return True

"""What comes before what among the steps and forms of a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar


class Reads(Protocol):
    """What reads slots."""

    @property
    def reads(self) -> frozenset[int]:
        """Their numbers."""


S = TypeVar("S", bound=Reads)


def ordered(steps: Mapping[int, S]) -> tuple[S, ...]:
    """Steps so that everything is computed after what it reads; the loader has refused cycles."""
    graph = {slot: [read for read in step.reads if read in steps] for slot, step in steps.items()}
    try:
        return tuple(steps[slot] for slot in TopologicalSorter(graph).static_order())
    except CycleError as cycle:
        raise AssertionError("the loader refuses cyclic calculations") from cycle


def readers(reads: Iterable[frozenset[int]]) -> dict[int, tuple[int, ...]]:
    """For what is read, the places of those that read it."""
    found: dict[int, list[int]] = {}
    for reader, slots in enumerate(reads):
        for slot in slots:
            found.setdefault(slot, []).append(reader)
    return {slot: tuple(those) for slot, those in found.items()}


def reached(start: str, links: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """A form and whatever it reads, directly or not."""
    seen, waiting = {start}, [start]
    while waiting:
        name = waiting.pop()
        yield name
        new = set(links[name]) - seen
        seen |= new
        waiting.extend(new)

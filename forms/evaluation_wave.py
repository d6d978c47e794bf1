"""How an edit spreads through a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from forms.program import Program, Step


class Wave:
    """What an edit reaches, step by step in dependency order; steps that wait for their form are left to it."""

    def __init__(self, program: Program, ready: bytearray) -> None:
        self._program = program
        self._ready = ready
        self._waiting: list[int] = []
        self._queued: set[int] = set()
        self.touched: set[int] = set()
        self.rules: set[int] = set()

    def queue(self, ranks: Iterable[int]) -> None:
        """Steps to be computed anew."""
        for rank in ranks:
            if self._ready[rank] and rank not in self._queued:
                self._queued.add(rank)
                heappush(self._waiting, rank)

    def touch(self, slot: int) -> None:
        """A value that changed: its readers follow."""
        self.touched.add(slot)
        self.rules.update(self._program.rules_reading.get(slot, ()))
        self.queue(self._program.steps_reading.get(slot, ()))

    def __iter__(self) -> Iterator[Step]:
        while self._waiting:
            yield self._program.steps[heappop(self._waiting)]

"""Several processes for what the offices do each for itself; one process where there is one core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
MOST = 8


class Spread(Protocol):
    """Does jobs beside each other and gives the results in the order of the jobs."""

    def __call__(self, work: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """Results as they come, in order."""
        ...


def processes_here() -> int:
    """As many as there are cores to run them."""
    return min(os.cpu_count() or 1, MOST)


def _one_by_one(work: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
    return map(work, jobs)


@contextmanager
def workers(count: int) -> Iterator[Spread]:
    """Processes that are started once and end with the block. They are spawned, as everywhere else than on Linux."""
    if count <= 1:
        yield _one_by_one
        return
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:

        def spread(work: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
            return pool.map(work, jobs)

        yield spread

"""What a case tells its parent: seconds, CPU seconds and figures of its own, as one line of JSON."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Wall and CPU seconds of one run."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"t": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def median_of(work: Callable[[], object], repeats: int = 7) -> float:
    """Seconds of a warm run: the first one is thrown away."""
    work()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def tell(**figures: object) -> None:
    """The last line of a case; peak memory in MB is of the whole child."""
    scale = 2**20 if sys.platform == "darwin" else 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
    sys.stdout.write(json.dumps({**figures, "rss": peak}) + "\n")

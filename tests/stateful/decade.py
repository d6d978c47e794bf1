"""`python -m tests.stateful.decade [MONTHS] [SEED]`: ten years of a region in one run, and what it counted.

Fifteen offices, a city with eleven units, everything that goes wrong in `ten_years`; at the end every report is
compared with the oracle, and the region's and the city's store with the one made again from the archive. The suite runs
the same for one year.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "sync"))
sys.path.insert(0, str(Path(__file__).parent))

from ten_years import BELOW, CITY, OFFICES, Life

MONTHS, SEED = 120, 1959
_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk that need not last


def lived(months: int, seed: int) -> Life:
    """The whole run; raises AssertionError where a store is not what the oracle says."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        begun = time.monotonic()
        life = Life(Path(folder), seed)
        for year in range(0, months, 12):
            life.live(min(12, months - year), begins=year)
            _say(f"{year + min(12, months - year)} months: {time.monotonic() - begun:.0f} s")
        life.everything_arrives()
        compared = {collector: life.agrees(collector) for collector in ("90", CITY)}
        if compared["90"] < months * (OFFICES + BELOW) * 0.9:
            raise AssertionError(compared)
        _say(f"{compared} reports compared; {time.monotonic() - begun:.0f} s")
        for collector in (CITY, "90"):
            life.rebuilt(collector)
            _say(
                f"{collector} rebuilt from its archive, the same row for row; {time.monotonic() - begun:.0f} s"
            )
        registers = life.region.top.ws.trust.registers
        _say(f"register versions: {', '.join(f'{unit} {r.version}' for unit, r in registers.items())}")
        _say(", ".join(f"{what} {n}" for what, n in sorted(life.counts.items()) if what != "clock"))
        life.region.close()
    return life


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    lived(given[0] if given else MONTHS, given[1] if len(given) > 1 else SEED)

"""Fifteen offices and a city with eleven units, for one year here and for ten where `YUEBAO_LONG` is set."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sync"))
sys.path.insert(0, str(Path(__file__).parent))

from ten_years import BELOW, OFFICES, Life


def lived(months: int, seed: int, capsys) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        begun = time.monotonic()
        life = Life(Path(folder), seed)
        life.live(months)
        compared = {collector: life.agrees(collector) for collector in ("90", "92")}
        assert compared["90"] >= months * (OFFICES + BELOW) * 0.9
        assert life.rebuilt("92")
        assert life.rebuilt("90")
        with capsys.disabled():
            counts = ", ".join(f"{what} {n}" for what, n in sorted(life.counts.items()) if what != "clock")
            took = time.monotonic() - begun
            print(f"\n{months} months: {compared} reports compared; {counts}; {took:.0f} s")  # noqa: T201 - counts
        life.region.close()


def test_one_year(capsys):
    lived(12, 2026, capsys)


@pytest.mark.slow
@pytest.mark.timeout(5400)
@pytest.mark.skipif(
    "YUEBAO_LONG" not in os.environ, reason="ten years take long; YUEBAO_LONG=1 asks for them"
)
def test_ten_years(capsys):
    lived(120, 1959, capsys)

"""Fifteen offices and a city with eleven units, for one year; `python -m tests.stateful.decade` lives ten."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sync"))
sys.path.insert(0, str(Path(__file__).parent))

import pytest
from decade import lived


@pytest.mark.timeout(1800)
def test_one_year(record_property):
    life = lived(12, 2026)
    counts = ", ".join(f"{what} {n}" for what, n in sorted(life.counts.items()) if what != "clock")
    record_property("count", f"a year of a region, rebuilt row for row: {counts}")

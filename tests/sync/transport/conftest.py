"""The toy region lies one folder up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from offices import Region


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()

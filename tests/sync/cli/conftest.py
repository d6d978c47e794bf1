"""A command line for every test of commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from line import Line


@pytest.fixture
def line(tmp_path):
    return Line(tmp_path)

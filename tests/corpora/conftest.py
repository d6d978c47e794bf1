"""Finds the corpora beside these tests, and the sample bundles with the tests of the format."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "sync")]

"""The toy region lies with the tests of `sync`; the disk that is watched lies here."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sync"))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def memory():
    """Where disks that fail are laid out; nothing is gained by wearing out a real one."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        yield Path(folder)

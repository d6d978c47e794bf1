"""Makes the builder beside the tests importable, and one collecting office for all of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The regional office with March 2021 of the example region; some units are late."""
    import held

    ws = held.region(tmp_path_factory.mktemp("office"))
    yield ws
    ws.close()


@pytest.fixture(scope="session")
def collected(office):
    from sync.desk.collected import Collected

    return Collected(office)


@pytest.fixture(scope="session")
def summary(collected):
    from sync.desk.summary import summarise

    return summarise(collected, "2021-03")

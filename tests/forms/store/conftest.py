import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.store import Store, open_store

NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)


def noon() -> dt.datetime:
    return NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace" / "yuebao.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, create=True, now=noon) as opened:
        yield opened

"""A reporting office on a real folder, its roster F with a key, choices, figures and a field for attachments."""

from __future__ import annotations

import pytest

from forms.definition import CellType
from sync.office.office import Office
from tests.sync import affairs
from tests.sync.offices import Region


@pytest.fixture
def region(tmp_path):
    listing = affairs.roster(
        "F", "number", "name", "level", "jobs", "proof",
        level="levels", jobs=CellType.INTEGER, proof=CellType.ATTACHMENT,
    )  # fmt: skip
    made = Region(tmp_path / "region", given=affairs.pack(listing))
    yield made
    made.close()


@pytest.fixture
def laptop(region):
    """The office's laptop as the tests of sync know it."""
    return region.join("91")


@pytest.fixture
def office(laptop):
    """What its window works with."""
    return Office(laptop.ws)

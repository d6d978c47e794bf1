"""A command line for every test of commands."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from line import GOOD, Line, found, hand_over, join

from tests.sync import affairs
from tests.sync.offices import PASSPHRASE


@pytest.fixture
def line(tmp_path):
    return Line(tmp_path)


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    """A county with a township that reported October with a mistake told, and one that did not; only looked at."""
    made = found(Line(tmp_path_factory.mktemp("county")))
    join(made, "T1")
    made("import", hand_over(made, "T1", period="2026-09")["file"], workspace="region")
    made("import", hand_over(made, "T1", *GOOD, "05,m=—")["file"], workspace="region")
    rows = [{"name": "甲", "uscc": "91540100MA0000020P", "species": "牦牛", "heads": "10", "sold": "12"}]
    roster = made.write("roster.json", {"form": "MY-02", "period": "2026Q3", "rows": rows})
    made("fill", "--form", "MY-02", "--period", "2026Q3", "--from", roster, workspace="T1")
    return made


@pytest.fixture
def own(county, line):
    """A copy of the county, to be changed."""
    shutil.copytree(county.folder, line.folder, dirs_exist_ok=True)
    return line


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """A region that was told problems, matters and registers (`affairs.told`); only looked at."""
    made = Line(tmp_path_factory.mktemp("told"), PASSPHRASE)
    affairs.told(made.folder).close()
    return made


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """The county with one office T1 that has reported nothing yet; only looked at."""
    made = found(Line(tmp_path_factory.mktemp("founded")))
    join(made, "T1")
    return made


@pytest.fixture
def region(founded, line):
    """A copy of it, to be changed."""
    shutil.copytree(founded.folder, line.folder, dirs_exist_ok=True)
    line.root, line.task = founded.root, str(line.folder / Path(founded.task).relative_to(founded.folder))
    return line

"""A shell for every end-to-end test."""

import pytest

from tests.e2e.county import copy, found
from tests.e2e.shell import Shell


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """The county as region, with one office T1 that has joined and was enrolled; for commands that change nothing."""
    return found(Shell(tmp_path_factory.mktemp("founded")))


@pytest.fixture
def region(founded, tmp_path):
    """A copy of it, to be worked with."""
    return copy(founded, tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The default example region: all offices, three months; made once for all tests that look at it."""
    from sync.demo.run import run_demo

    return run_demo(tmp_path_factory.mktemp("demo") / "region-of-examples")

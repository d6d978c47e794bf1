"""A shell for every end-to-end test."""

import pytest

from tests.e2e.shell import Shell


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The default example region: all offices, three months; made once for all tests that look at it."""
    from sync.demo.run import run_demo

    return run_demo(tmp_path_factory.mktemp("demo") / "region-of-examples")

"""`pytest tests/screens --approve` takes what is drawn now as right; look at every picture before committing."""

import gc
import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser):
    parser.addoption(
        "--approve", action="store_true", help="keep the pictures drawn now as the approved ones"
    )


@pytest.fixture
def approve(request):
    return request.config.getoption("--approve", default=False)


@pytest.fixture(autouse=True)
def cycles_die_on_this_thread():
    """As in the program: a worker that collects would destroy widgets of the test before."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()

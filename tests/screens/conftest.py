"""`pytest tests/screens --approve` takes what is drawn now as right; look at every picture before committing."""

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

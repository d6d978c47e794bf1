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


@pytest.fixture
def stage(qtbot, qapp, tmp_path):
    """The program on an office in memory, in the look that is asked for."""
    from desktop.settings import Settings
    from tests.screens.test_screens import Stage

    made = []

    def build(language, look, percent):
        settings = Settings(language=language, look=look, text_percent=percent)
        made.append(Stage(qtbot, qapp, tmp_path, settings))
        qtbot.addWidget(made[0].program.window)
        made[0].start()
        return made[0]

    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield build
    qapp.setCursorFlashTime(flash)
    program = made[0].program
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()

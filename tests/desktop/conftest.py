"""Every desktop test has the fonts, the look and a fixed moment; Qt warnings fail it."""

import datetime as dt
import gc
import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.entry.presenter import EntryPresenter
from desktop.entry.view import EntryScreen
from desktop.fonts import load_fonts
from desktop.i18n import Texts
from desktop.opening import translator
from desktop.settings import Look
from desktop.tasks import TaskRunner
from desktop.theme import Theme
from tests.desktop.memory_office import filled_office

NOW = dt.datetime(2026, 11, 3, 10, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def cycles_die_on_this_thread():
    """As in the program: a worker that collects would destroy widgets of the test before."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def theme(qapp):
    load_fonts()
    return Theme(qapp, Look.LIGHT, 100)


@pytest.fixture
def texts(qapp):
    return Texts(translator, "zh")


@pytest.fixture
def tasks(qapp):
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def troubles():
    return []


@pytest.fixture
def office():
    return filled_office()


@pytest.fixture
def entry(qtbot, theme, texts, tasks, office, troubles):
    """The entry screen on SC-02 of October 2026, shown and ready to type."""
    return open_entry(qtbot, theme, texts, tasks, office, troubles)


@pytest.fixture
def roster(qtbot, theme, texts, tasks, office, troubles):
    """The same on the roster."""
    return open_entry(qtbot, theme, texts, tasks, office, troubles, "SC-02A")


def open_entry(qtbot, theme, texts, tasks, office, troubles, form="SC-02"):  # noqa: PLR0917 - fixtures
    presenter = EntryPresenter(office, tasks, texts, lambda: NOW, lambda *_report: None, troubles.append)
    screen = EntryScreen(presenter, theme, texts, NOW.date)
    screen.presenter = presenter
    screen.resize(1366, 768)
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    presenter.open("2026-10", form)
    settle(qtbot, tasks)
    screen.table.setFocus()
    return screen


def settle(qtbot, tasks):
    """Wait until every answer has arrived."""
    qtbot.waitUntil(lambda: tasks.idle, timeout=5000)

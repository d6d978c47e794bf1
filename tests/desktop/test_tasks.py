"""Leaving the GUI thread and coming back: order, failures, cancelling, and the thread that answers arrive on."""

import threading

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete
from typing_extensions import override

from desktop.session_tasks import SessionTasks
from desktop.settings import Look
from desktop.task_port import Lane
from desktop.widgets.parts import picture
from tests.desktop.conftest import settle
from tests.desktop.plain import LaterTasks


def test_answers_come_in_order_and_on_the_gui_thread(qtbot, tasks):
    seen = []
    for number in range(500):
        tasks.change(lambda _watch, n=number: n, lambda n: seen.append((n, threading.current_thread())))
    settle(qtbot, tasks)
    assert [n for n, _ in seen] == list(range(500))
    assert {thread for _, thread in seen} == {threading.main_thread()}


def test_the_data_worker_is_one_thread_and_never_this_one(qtbot, tasks):
    threads = set()
    for _ in range(20):
        tasks.query(lambda _watch: threads.add(threading.get_ident()), lambda _none: None)
    settle(qtbot, tasks)
    assert len(threads) == 1
    assert threads.isdisjoint({threading.get_ident()})


def test_a_failure_reaches_its_handler_or_the_window(qtbot, tasks):
    def fail(_watch):
        raise ValueError("no")

    seen = []
    tasks.query(fail, seen.append, seen.append)
    with qtbot.waitSignal(tasks.failed) as failed:
        tasks.query(fail, seen.append)
    settle(qtbot, tasks)
    assert [str(error) for error in seen] == ["no"]
    assert str(failed.args[0]) == "no"


def test_progress_is_told_and_cancelling_ends_it_without_an_answer(qtbot, tasks):
    going, seen, told = threading.Event(), [], []
    tasks.progressed.connect(told.append)

    def long(watch):
        for number in range(1, 100_000):
            watch.step(number, 100_000, "…")
            going.set()
            threading.Event().wait(0.001)

    tasks.query(long, seen.append, seen.append, Lane.POOL)
    qtbot.waitUntil(lambda: bool(told))
    tasks.cancel()
    settle(qtbot, tasks)
    assert seen == []
    assert told[0].total == 100_000


def test_a_page_that_fails_on_an_answer_does_not_lose_the_next(qtbot, tasks):
    seen = []

    def clumsy(_value):
        raise RuntimeError("clumsy page")

    with qtbot.captureExceptions() as caught:
        tasks.query(lambda _watch: 1, clumsy)
        tasks.query(lambda _watch: 2, seen.append)
        settle(qtbot, tasks)
    assert seen == [2]
    assert [str(one[1]) for one in caught] == ["clumsy page"]


def test_closing_waits_for_what_was_begun(qtbot, qapp):
    from desktop.tasks import TaskRunner

    runner, done = TaskRunner(), []
    for number in range(5):
        runner.change(lambda _watch, n=number: done.append(n), lambda _none: None)
    runner.close()
    assert done == [0, 1, 2, 3, 4]


def test_the_window_paints_before_a_worker_begins(qtbot, tasks):
    seen = []

    class Shown(QWidget):
        @override
        def paintEvent(self, event):
            seen.append("painted")

    shown = Shown()
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    settle(qtbot, tasks)
    seen.clear()
    tasks.change(lambda _watch: seen.append("stored"), lambda _none: None)
    shown.update()
    settle(qtbot, tasks)
    assert seen == ["painted", "stored"]


@pytest.mark.parametrize("lane", list(Lane))
def test_idle_tells_whether_something_runs(qtbot, tasks, lane):
    hold = threading.Event()
    tasks.query(lambda _watch: hold.wait(5), lambda _value: None, lane=lane)
    assert not tasks.idle
    hold.set()
    settle(qtbot, tasks)
    assert tasks.idle


def test_cycles_are_collected_on_the_gui_thread_only(qtbot, tasks):
    import gc
    import weakref

    from desktop.garbage import GarbageCollector

    class Knot:
        def __init__(self):
            self.me = self
            self.died = weakref.finalize(self, lambda: deaths.append(threading.current_thread()))

    deaths = []
    collector = GarbageCollector()
    collector.start()
    try:
        Knot()

        def allocate(_watch):
            return [[number] for number in range(200_000)]

        tasks.query(allocate, lambda _made: None)
        settle(qtbot, tasks)
        assert deaths == []
        gc.collect()
        assert deaths == [threading.main_thread()]
    finally:
        collector.stop()
        gc.disable()


def test_after_a_session_is_closed_nothing_is_begun_and_no_answer_reaches_its_pages():
    inner, told = LaterTasks(), []
    session = SessionTasks(inner)
    session.query(lambda _watch: "begun", told.append, told.append)
    session.change(lambda _watch: 1 / 0, told.append, told.append)
    session.close()
    session.query(lambda _watch: told.append("begun too late"), told.append)
    session.change(lambda _watch: told.append("begun too late"), told.append)
    inner.run_one()
    inner.run_one()
    assert inner.waiting == []
    assert told == []


def test_a_picture_that_is_gone_does_not_hinder_a_change_of_the_look(theme):
    before = theme.look
    delete(picture(theme, "x"))
    kept = picture(theme, "x")
    theme.set_look(Look.DARK if before is Look.LIGHT else Look.LIGHT)
    assert not kept.pixmap().isNull()

"""The task runner of the window: one data worker, a small pool, answers on the GUI thread (see `task_port`).

Workers never call Qt: an emit from a Python thread can wait for the interpreter's lock while it holds one of
Qt's, and the GUI thread the other way round. Answers go through a queue, and a byte in a socket wakes the window.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from desktop.task_port import Cancelled, Lane, Operation

T = TypeVar("T")
POOL_SIZE = 2
PATIENCE_MS = 400
TURN_S = 0.0005
"""How long a worker that computes may keep the interpreter from the GUI thread; Python's own 5 ms are a third of a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the running operation is; `total` 0 means that nobody knows."""

    done: int = 0
    total: int = 0
    text: str = ""


class _Watch:
    """One operation's watch; `stop` is set from the GUI thread."""

    def __init__(self, told: Callable[[Progress], None]) -> None:
        self.stop = threading.Event()
        self._told = told

    def step(self, done: int, total: int, text: str = "") -> None:
        if self.stop.is_set():
            raise Cancelled
        self._told(Progress(done=done, total=total, text=text))


@dataclass(frozen=True, slots=True)
class _Answer:
    deliver: Callable[[], None]
    watch: _Watch


class TaskRunner(QObject):
    """Runs operations away from the GUI thread and brings their answers back to it.

    `busy` tells, after a moment's patience, that something runs; `progressed` how far it is.
    """

    busy = Signal(bool)
    progressed = Signal(Progress)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual_turn = sys.getswitchinterval()
        sys.setswitchinterval(TURN_S)
        self._lanes = {
            Lane.DATA: ThreadPoolExecutor(1, thread_name_prefix="data"),
            Lane.POOL: ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="pool"),
        }
        self._running: list[_Watch] = []
        self._asked: list[tuple[Lane, Callable[[], None]]] = []
        self._after_painting = QTimer(self, singleShot=True, interval=0)
        self._after_painting.timeout.connect(self._submit)
        self._shown = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show_busy)
        self._answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._listening = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._listening.activated.connect(self._woken)

    def query(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.DATA,
    ) -> None:
        """Read something; see `task_port.Tasks.query`."""
        self._start(operation, done, failed, lane)

    def change(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something; see `task_port.Tasks.change`."""
        self._start(operation, done, failed, Lane.DATA)

    @property
    def idle(self) -> bool:
        """Whether nothing runs and no answer is on its way."""
        return not self._running

    def cancel(self) -> None:
        """Ask everything that runs to stop at its next step."""
        for watch in self._running:
            watch.stop.set()

    def close(self) -> None:
        """Finish what was begun (a committed edit is never dropped) and end the threads."""
        self._submit()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        self._listening.setEnabled(False)
        self._bell.close()
        self._ear.close()
        sys.setswitchinterval(self._usual_turn)

    def _start(
        self,
        operation: Operation[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
        lane: Lane,
    ) -> None:
        watch = _Watch(lambda progress: self._post(lambda: self.progressed.emit(progress)))
        self._running.append(watch)
        if not self._patience.isActive():
            self._patience.start()
        on_failure = failed or self.failed.emit

        def run() -> None:
            try:
                value = operation(watch)
            except Cancelled:
                answer = _Answer(_nothing, watch)
            except Exception as error:  # noqa: BLE001 - carried to the GUI thread and told there
                problem = error
                answer = _Answer(lambda: on_failure(problem), watch)
            else:
                answer = _Answer(lambda: done(value), watch)
            self._post(lambda: self._deliver(answer))

        self._asked.append((lane, run))
        if not self._after_painting.isActive():
            self._after_painting.start()

    @Slot()
    def _submit(self) -> None:
        """Give the workers what was asked, once the window has painted: a worker that computes would take turns with it."""
        asked, self._asked = self._asked, []
        for lane, run in asked:
            self._lanes[lane].submit(run)

    def _post(self, on_gui_thread: Callable[[], None]) -> None:
        """Have something done on the GUI thread; may be called from any thread."""
        self._answers.put(on_gui_thread)
        self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError):  # so many rings wait already that the window will wake
            self._bell.send(b"!")

    @Slot()
    def _woken(self) -> None:
        """One answer at a time: what a page does wrong with one must not lose the next."""
        try:
            self._ear.recv(1)
            answer = self._answers.get_nowait()
        except (BlockingIOError, queue.Empty):
            return
        try:
            answer()
        finally:
            if not self._answers.empty():
                self._ring()

    def _deliver(self, answer: _Answer) -> None:
        self._running.remove(answer.watch)
        if not self._running:
            self._patience.stop()
            if self._shown:
                self._shown = False
                self.busy.emit(False)
        answer.deliver()

    @Slot()
    def _show_busy(self) -> None:
        if self._running:
            self._shown = True
            self.busy.emit(True)


def _nothing() -> None:
    """A cancelled operation has no answer."""

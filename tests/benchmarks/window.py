"""S1, E2: `python -m tests.benchmarks.window CASE FOLDER [EXEC TIME]`: the product's window on a store of 60 months, off screen."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import work
from tests.benchmarks.timing import tell

MONTHS, LINES = 60, 5000
PERIOD = work.month(MONTHS)
EDITS = 150
PATIENCE_S = 120


def prepare(folder: Path) -> None:
    """`office/`: 60 months handed over, the 61st begun in every table; and the same forms as a workbook."""
    import xlsxwriter

    from sync.office.office import Office
    from sync.revisions import RevisionKind
    from tests.benchmarks import region

    (sender,) = region.found(folder, 1)
    reports = (
        (region.ReportKey(sender.ws.unit, form, work.month(number)), content)
        for number in range(MONTHS)
        for form, content in work.contents(0, number).items()
    )
    region.keep(sender.ws, reports, RevisionKind.SUBMIT)
    office = Office(sender.ws)
    for form, content in work.contents(0, MONTHS).items():
        if content.cells:
            texts = {(row, c): text for row, cells in content.cells.items() for c, text in cells.items()}
            office.enter(form, PERIOD, texts)
    sender.ws.close()
    (folder / sender.ws.folder.name).rename(folder / "office")
    with xlsxwriter.Workbook(str(folder / "office.xlsx")) as book:
        for form in work.FORMS:
            sheet = book.add_worksheet(form)
            for row in range(12):
                sheet.write_row(row, 0, [row, *range(5)])
        sheet = book.add_worksheet("R1")
        for row in range(500):
            sheet.write_row(row, 0, [f"x{column}" for column in range(20)])


def roster(folder: Path) -> None:
    """5,000 lines into the begun month's roster, in a copy of the office."""
    import shutil

    from sync.office import roster as lines
    from sync.office.office import Office
    from sync.workspace import Workspace
    from tests.benchmarks import region

    shutil.copytree(folder / "office", folder / "long")
    with Workspace.open(folder / "long", region.clock) as ws:
        made = list(work.lines(0, 0)["R1"])
        wanted = [{**made[n % len(made)], "f01": f"企业{n}"} for n in range(LINES)]
        lines.add_lines(Office(ws), "R1", PERIOD, wanted)


class Window:
    """The running product; `wait` spins the event loop as the program does."""

    def __init__(self, workspace: Path) -> None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["YUEBAO_NOW"] = "2026-11-03T00:00:00+00:00"
        from desktop.ahead import load

        load()
        from PySide6.QtWidgets import QApplication

        from desktop.app import Application, Outside
        from desktop.paths import Paths

        self.app = QApplication(["benchmark"])
        paths = Paths(settings=workspace / "settings.json", logs=workspace / "logs", workspace=workspace)
        self.program = Application(self.app, Outside(paths=paths))
        self.program.start()
        self.wait(lambda: self.program.session is not None)

    @property
    def session(self) -> Any:
        return self.program.session

    @property
    def screen(self) -> Any:
        """The entry page, made when it is first shown."""
        from desktop.entry.view import EntryScreen

        return self.program.window.findChild(EntryScreen)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Until it is so, and drawn; between events the thread sleeps, as in the running program."""
        from PySide6.QtCore import QEventLoop

        begun = time.perf_counter()
        while not ready():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() - begun > PATIENCE_S:
                raise SystemExit("the window did not get there")
        self.app.processEvents()

    def open(self, form: str, *, settled: bool = True) -> None:
        """Show a form of the begun month, ready to type; `settled` when nothing is at work behind it any more."""
        self.session.open_form(PERIOD, form)
        entry = self.session.entry
        self.wait(lambda: entry.state.form == form and entry.state.grid is not None)
        if settled:
            self.wait(self.settled)
        self.screen.table.setFocus()

    def settled(self) -> bool:
        return self.program.tasks.idle and not self.session.entry.state.waiting

    def close(self) -> None:
        self.program.window.close()
        self.program.close()
        self.app.processEvents()


def product(folder: Path, started: float) -> dict[str, float]:
    """From exec to an editor open in the first cell of the first form."""
    window = Window(folder / "office")
    window.open("F01", settled=False)
    table = window.screen.table
    table.go_to(("r01", "c1"))
    table.edit(table.currentIndex())
    window.app.processEvents()
    taken, spent = time.time() - started, time.process_time()
    window.close()
    return {"t": taken, "spent": spent}


def bare(_folder: Path, started: float) -> dict[str, float]:
    """The same forms in plain views of PySide6: no store, no rules, no theme."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QTabWidget

    app = QApplication(["bare"])
    window, tabs = QMainWindow(), QTabWidget()
    window.setCentralWidget(tabs)
    for rows, columns in [(12, 5)] * 10 + [(500, 20)]:
        model = QStandardItemModel(window)
        for row in range(rows):
            model.appendRow([QStandardItem(f"{row}.{column}") for column in range(columns)])
        view = QTableView()
        view.setModel(model)
        tabs.addTab(view, "F")
    window.resize(1280, 740)
    window.show()
    app.processEvents()
    first: Any = tabs.widget(0)
    first.edit(first.model().index(0, 0))
    app.processEvents()
    return {"t": time.time() - started, "spent": time.process_time()}


def edits(folder: Path, _started: float) -> dict[str, float]:
    """From Enter to the entry shown, and to everything that follows from it stored, checked and shown."""
    window = Window(folder / "office")
    window.open("F01")
    keys = [(f"r{n % 12 + 1:02d}", f"c{n % 3 + 1}") for n in range(EDITS)]
    shown, spent, done = zip(*_edits(window, keys), strict=True)
    window.close()
    return {
        "t": _at(done, 0.5),
        "p99": _at(done, 0.99),
        "shown": _at(shown, 0.5),
        "shown99": _at(shown, 0.99),
        "spent": _at(spent, 0.5),
        "spent99": _at(spent, 0.99),
    }


def long(folder: Path, _started: float) -> dict[str, float]:
    """A roster of 5,000 lines: opened, scrolled by pages, edited."""
    window = Window(folder / "long")
    window.open("F01")
    begun = time.perf_counter()
    window.open("R1")
    opened = time.perf_counter() - begun
    table = window.screen.table
    keys = [(line.id, "f02") for line in window.session.entry.state.grid.sheet.lines[:10]]
    taken = sorted(_scrolled(window, table))
    shown, _spent, done = zip(*_edits(window, keys), strict=True)
    window.close()
    return {"t": opened, "page99": _at(taken, 0.99), "edit": _at(done, 0.5), "shown": _at(shown, 0.5)}


def _edits(window: Window, keys: list[tuple[Any, str]]) -> Iterator[tuple[float, float, float]]:
    """Seconds to the entry shown, of them spent by the GUI thread, and to everything stored and shown."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    table = window.screen.table
    for number, key in enumerate(keys):
        table.go_to(key)
        for sign in str(1000 + number):
            QTest.keyClick(QApplication.focusWidget() or table, sign)
        window.app.processEvents()
        begun, spent = time.perf_counter(), time.thread_time()
        QTest.keyClick(QApplication.focusWidget() or table, Qt.Key.Key_Return)
        for kind in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateRequest):  # what Qt itself does next
            window.app.sendPostedEvents(None, kind)
        shown, spent = time.perf_counter() - begun, time.thread_time() - spent
        window.wait(window.settled)
        yield shown, spent, time.perf_counter() - begun


def _scrolled(window: Window, table: Any) -> Iterator[float]:
    bar = table.verticalScrollBar()
    for _ in range(100):
        begun = time.perf_counter()
        bar.setValue(bar.value() + bar.pageStep())
        table.viewport().repaint()
        yield time.perf_counter() - begun
        window.app.processEvents()


def _at(taken: Any, share: float) -> float:
    ordered = sorted(taken)
    return float(ordered[min(int(len(ordered) * share), len(ordered) - 1)])


CASES = {"product": product, "bare": bare, "edits": edits, "long": long}

if __name__ == "__main__":
    case, place = sys.argv[1], Path(sys.argv[2])
    if case in ("prepare", "roster"):
        {"prepare": prepare, "roster": roster}[case](place)
        tell(t=0)
    else:
        tell(**CASES[case](place, float(sys.argv[3]) if len(sys.argv) > 3 else time.time()))

"""`--self-test`: does on this machine, once, what a month needs; tells what failed and leaves nothing behind.

A region and an office are made in a temporary folder from the shipped pack, a figure is typed, the report is signed,
the region takes the bundle in and writes its totals as workbook and PDF, and every page of both is opened.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from desktop.reporting import ReportingOffice

PASSPHRASE = "self test of the program"  # noqa: S105 - of a workspace that lives for seconds
REGION, UNIT, PERIOD, FORM = "540000", "540100", "2026-10", "SC-03"
WEAK = 10
PATIENCE_S = 60
NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def self_test(out: TextIO | None = None) -> int:
    """Try everything; 0 when all is well. Without a display the pages are drawn off screen."""
    told = out or sys.stdout
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="yuebao-self-test-") as folder:
        for name, step in _steps(Path(folder)):
            try:
                step()
            except Exception:  # noqa: BLE001 - whatever it is, the person at the machine must see it
                _tell(told, f"FAILED  {name}\n{traceback.format_exc()}")
                return 1
            _tell(told, f"ok      {name}")
    return 0


def _tell(out: TextIO | None, line: str) -> None:
    if out is not None:  # a window program on Windows has no standard output
        out.write(line + "\n")
        out.flush()


def _steps(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    trial = _Trial(folder)
    yield "the shipped pack, a region, an office that joins", trial.make_offices
    yield "a figure is typed and kept", trial.type_figure
    yield "a report is signed, written, and taken in by the region", trial.hand_over
    yield "a workbook and a PDF of the totals", trial.write_totals
    yield "the window opens every page of the office", lambda: trial.open_pages("office")
    yield "the window opens every page of the region", lambda: trial.open_pages("region")


class _Trial:
    """A region and one office in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._out = folder / "stick"
        self._out.mkdir()

    def make_offices(self) -> None:
        import resources
        from desktop.setup.joiner import RealJoiner
        from forms.loader import load_pack
        from sync import enrolment, founding, tasks

        pack = load_pack(resources.path("packs", "shuangchuang"))
        setup = founding.Setup(clock=lambda: NOW, passphrase=PASSPHRASE, work_factor=WEAK)
        founded = founding.init_region(self._folder / "region", REGION, pack, setup)
        with founded.workspace as ws:
            keys = ws.unlock(PASSPHRASE)
            task = tasks.issue_task(ws, self._out, keys, units=[UNIT], period=PERIOD)[0]
            joiner = RealJoiner(self._folder / "office", lambda: NOW, WEAK)
            root = founded.root_fingerprint
            joiner.verify(task, UNIT, root)
            joined = joiner.join(task, UNIT, root, PASSPHRASE, self._out, head=False)
            request = next(self._out.glob("*enrolment*"))
            enrolment.enroll(ws, request.read_bytes(), keys, joined.fingerprint)

    def type_figure(self) -> None:
        from forms.index import Position

        office = self._office()
        try:
            form = office.index.form(FORM)
            sheet = office.sheet(FORM, PERIOD)
            asked = [p for p, cell in sheet.cells.items() if cell.state == "entered"]
            numeric = [p for p in asked if form.cells[p].spec.type.numeric]
            office.enter(FORM, PERIOD, {Position(*p): "0" for p in numeric})
            again = office.sheet(FORM, PERIOD)
            if any(again.cells[p].text is None for p in numeric):
                raise RuntimeError("a figure was lost")
        finally:
            office.close()

    def hand_over(self) -> None:
        from forms.report import Cover
        from sync.importer import import_paths
        from sync.workspace import Workspace

        office = self._office()
        try:
            for finding in office.check(PERIOD, [FORM]):
                if finding.blocks:
                    office.explain(FORM, PERIOD, finding.id, finding.cells[0], "self-test")
            done = office.submit(PERIOD, [FORM], self._out, PASSPHRASE, Cover(preparer="self-test"))
        finally:
            office.close()
        with Workspace.open(self._folder / "region", lambda: NOW) as ws:
            report = import_paths(ws, [done.file])
        if report.balance.current != 1:
            raise RuntimeError(str(report.files))

    def write_totals(self) -> None:
        from forms.messages import Translator
        from sync.desk.collected import Collected
        from sync.outputs.issue import Output, Wish, issue
        from sync.workspace import Workspace

        wish = Wish(period=PERIOD, kinds=(Output.WORKBOOK, Output.PRINT))
        with Workspace.open(self._folder / "region", lambda: NOW) as ws:
            done = issue(Collected(ws), wish, self._folder / "totals", Translator("zh"))
        starts = [file.read_bytes()[:4] for one in done.issued for file in one.files]
        if starts != [b"PK\x03\x04", b"%PDF"]:
            raise RuntimeError(str(done.issued))

    def open_pages(self, whose: str) -> None:
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtWidgets import QApplication

        from desktop.app import Application, Outside
        from desktop.paths import Paths

        app = QApplication.instance() or QApplication(["yuebao-app"])
        if not isinstance(app, QApplication):
            raise TypeError(type(app))
        workspace = self._folder / whose
        paths = Paths(
            settings=self._folder / "settings.json", logs=self._folder / "logs", workspace=workspace
        )
        program = Application(app, Outside(paths=paths, now=lambda: NOW))
        if not program.start():
            raise RuntimeError("another window answers for this folder")
        try:
            _wait(lambda: program.session is not None and program.tasks.idle)
            for page in program.session.pages if program.session else ():
                program.window.show_page(page)
                _wait(lambda: program.tasks.idle)
                if program.window.grab().isNull():
                    raise RuntimeError(page)
            if program.window.notices.count:
                raise RuntimeError("a page told of a failure")
            if app.translate("QWidgetTextControl", "&Copy") == "&Copy":
                raise RuntimeError("Qt's own texts are not in Chinese")
        finally:
            program.window.close()
            program.close()
            program.window.deleteLater()  # the next window would have to dress this one's parts too
            QCoreApplication.sendPostedEvents(program.window, QEvent.Type.DeferredDelete)

    def _office(self) -> ReportingOffice:
        from desktop.reporting import ReportingOffice

        return ReportingOffice.open(self._folder / "office", lambda: NOW)


def _wait(until: Callable[[], bool]) -> None:
    """Let the window work until something holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    looking = QTimer(interval=10)
    looking.timeout.connect(lambda: loop.quit() if until() else None)
    late = QTimer(singleShot=True, interval=PATIENCE_S * 1000)
    late.timeout.connect(lambda: loop.exit(1))
    looking.start()
    late.start()
    if loop.exec():
        raise TimeoutError

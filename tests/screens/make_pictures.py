"""`make pictures`: draws every picture of the user guide from the real screens.

A small demonstration region is made in a temporary folder; an office goes on from it to the next month, the
region receives, returns and totals, and the pages are drawn off screen on the way.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.entry.state import Compare
from desktop.entry.view import EntryScreen
from desktop.paths import Paths
from desktop.reporting import ReportingOffice
from desktop.settings import Settings, save_settings
from desktop.setup.view import SetupScreen
from forms.index import Position
from forms.report import Cover
from sync.workspace import Workspace

PICTURES = Path(__file__).parents[2] / "docs" / "user" / "pictures"
NOW = dt.datetime(2021, 3, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
OFFICE, FORM = "540100", "SC-02"
FIRST, SECOND = "2021-01", "2021-02"
MONTH = ("SC-01", "SC-02", "SC-03", "SC-04")
COVER = Cover(head="（示例）", statistician="（示例）", preparer="（示例）", phone="0891-0000000")
BLOCK = "指标名称\t国家级\t自治区级\n众创空间\t4\t8家\n加速器\t0\tabc\n没有的指标\t1\t2\n"
SIZE = (1280, 720)
PATIENCE_MS = 60_000
SHOWN = "D:"  # stands in the pictures for the temporary folder
REMARKED = ("02.12", "national")
CHANGED = {("02.01", "national"): "5"}
BECAUSE = "本月新认定1家国家级众创空间，SC-03将在下月补填"
CARRIERS = (
    ("拉萨众创空间（示例）", "众创空间", "国家级"),
    ("高原孵化器（示例）", "科技企业孵化器", "国家级"),
)
MOST_BYTES = 150_000


class Clock:
    """A morning on which every look at the clock is a moment later."""

    def __init__(self) -> None:
        self._looks = count()

    def __call__(self) -> dt.datetime:
        """The moment."""
        return NOW + dt.timedelta(milliseconds=next(self._looks))


class Region:
    """The demonstration region on disk, and what its people do between two pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase_file = folder / "passphrase.txt"
        self._yuebao("demo", "--to", str(folder), "--units", "4", "--months", "1")
        self.passphrase = self.passphrase_file.read_text(encoding="utf-8").splitlines()[0]
        self.top, self.office = folder / "region", folder / "offices" / OFFICE
        self.stick = folder / "stick"
        self.stick.mkdir()

    def at(self, workspace: Path, *words: str) -> None:
        """One command of the command line in a workspace."""
        given = ["--workspace", str(workspace), "--passphrase-file", str(self.passphrase_file), "--quiet"]
        self._yuebao(*given, *words)

    def task(self, unit: str) -> Path:
        """The task bundle meant for a unit."""
        to = self.folder / f"task-{unit}"
        to.mkdir()
        self.at(self.top, "issue", "--to", str(to), "--unit", unit, "--period", SECOND)
        return next(to.glob("*.ybz"))

    def root(self) -> str:
        """The fingerprint that the region tells by telephone."""
        with Workspace.open(self.top, lambda: NOW) as opened:
            return opened.trust.root_fingerprint

    def fill_second_month(self) -> None:
        """The figures of the first month once more."""
        office = ReportingOffice.open(self.office, Clock())
        try:
            for form in MONTH:
                before = office.sheet(form, FIRST)
                asked = {p for p, cell in office.sheet(form, SECOND).cells.items() if cell.state == "entered"}
                known = {Position(*p): before.cells[p].text for p in asked if p in before.cells}
                office.enter(form, SECOND, {p: text for p, text in known.items() if text is not None})
        finally:
            office.close()

    def send_back(self) -> None:
        """The region returns a form; the office takes the reply in."""
        replies = self.folder / "replies"
        replies.mkdir()
        remark = f"{FORM},{','.join(REMARKED)}=与名录不符，请核对"
        words = ("--unit", OFFICE, "--period", FIRST, "--form", FORM)
        reason = ("--reason", "入驻企业数与名录表不一致，请核对后订正", "--cell", remark)
        self.at(self.top, "return", *words, *reason)
        self.at(self.top, "reply", "--to", str(replies), "--unit", OFFICE)
        self.at(self.office, "import", str(replies))

    def _yuebao(self, *words: str) -> None:
        command = [sys.executable, "-m", "sync", *words]
        done = subprocess.run(
            command, env={**os.environ, "YUEBAO_NOW": NOW.isoformat()}, check=False, capture_output=True
        )
        if done.returncode:
            raise SystemExit(f"{words}: {done.stderr.decode(errors='replace')}")


class Window:
    """The program on a workspace; waits for its answers and draws it."""

    def __init__(self, program: Application, folder: Path) -> None:
        self.program = program
        self.folder = folder

    @property
    def session(self):
        if self.program.session is None:
            raise RuntimeError("no office is open")
        return self.program.session

    def settle(self) -> None:
        """Wait until every answer has come and is drawn."""
        for _ in range(3):
            wait(lambda: self.program.tasks.idle)
            pause(60)

    def go(self, page: ScreenId) -> None:
        self.program.window.show_page(page)
        self.settle()

    def form(self, form: str, period: str):
        self.session.open_form(period, form)
        self.settle()
        return self.session.entry

    def scroll_down(self) -> None:
        """Show the end of a long page."""
        for area in self.program.window.findChildren(QScrollArea):
            if area.isVisible():
                area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    def draw(self, name: str) -> None:
        """Keep what the window shows, as small as the format allows."""
        self.settle()
        for label in self.program.window.findChildren(QLabel):
            if str(self.folder) in label.text():
                label.setText(label.text().replace(str(self.folder), SHOWN))
        image = self.program.window.grab().toImage()
        file = PICTURES / f"{name}.png"
        few_colours(image).save(str(file), quality=0)
        if file.stat().st_size > MOST_BYTES:
            raise SystemExit(f"{file.name}: {file.stat().st_size} bytes")
        sys.stdout.write(f"{file.name} {file.stat().st_size // 1000} kB\n")


def few_colours(image: QImage) -> QImage:
    """The picture in its 256 most used colours: a third of the size, and no eye sees a difference."""
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(whole.constBits()).cast("I"))
    table = [colour for colour, _count in counted.most_common(256)]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


@contextmanager
def window(folder: Path, workspace: Path, language: str = "zh") -> Iterator[Window]:
    """The program, started on a workspace and closed again."""
    app = QApplication.instance() or QApplication(["yuebao-app"])
    paths = Paths(settings=folder / "settings.json", logs=folder / "logs", workspace=workspace)
    save_settings(paths.settings, Settings(language=language))
    program = Application(app, Outside(paths=paths, now=Clock()))
    program.start()
    program.window.resize(*SIZE)
    shown = Window(program, folder)
    try:
        shown.settle()
        yield shown
    finally:
        program.window.close()
        program.close()


def wait(until: Callable[[], bool]) -> None:
    """Let the window work until something holds."""
    loop, looking, late = QEventLoop(), QTimer(interval=10), QTimer(singleShot=True, interval=PATIENCE_MS)
    looking.timeout.connect(lambda: loop.quit() if until() else None)
    late.timeout.connect(lambda: loop.exit(1))
    looking.start()
    late.start()
    if loop.exec():
        raise TimeoutError


def pause(milliseconds: int) -> None:
    """Let the window draw."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def first_use(region: Region) -> None:
    """The wizard, from the task bundle to the fingerprint that is read out."""
    task = region.task("540600")
    with window(region.folder, region.folder / "new") as shown:
        shown.draw("setup-task")
        presenter = shown.program.window.findChildren(SetupScreen)[0]._presenter
        presenter.choose_task(task)
        shown.settle()
        shown.draw("setup-root")
        presenter.enter_root(region.root())
        shown.draw("setup-unit")
        presenter.choose_unit("540600")
        shown.settle()
        shown.draw("setup-passphrase")
        presenter.seal("一句 只有自己 知道的话", "一句 只有自己 知道的话", region.stick)
        shown.settle()
        shown.draw("setup-done")


def filling(region: Region) -> None:
    """The clerk's month, up to the bundle."""
    with window(region.folder, region.office) as shown:
        shown.draw("home-zh")
        entry = shown.form(FORM, SECOND)
        shown.draw("entry-zh")
        entry.paste(BLOCK, ("02.01", "national"))
        shown.draw("entry-paste")
        entry.cancel_paste()
        entry.enter(CHANGED)
        shown.settle()
        finding = next(f for f in entry.state.grid.sheet.findings if f.blocks)
        entry.choose(finding)
        shown.draw("entry-finding")
        shown.go(ScreenId.SUBMIT)
        shown.draw("submit-zh")
        entry = shown.form(FORM, SECOND)
        entry.explain(finding, BECAUSE)
        entry.compare(Compare.PREVIOUS)
        shown.draw("entry-compare")
        entry.compare(Compare.NOTHING)
        roster(shown)
        submit = shown.session.submit
        shown.go(ScreenId.SUBMIT)
        submit.set_cover(COVER)
        submit.set_folder(region.stick)
        submit.hand_over(region.passphrase)
        shown.settle()
        shown.scroll_down()
        shown.draw("submitted")


def roster(shown: Window) -> None:
    """A roster with lines, which the month then goes without."""
    entry = shown.form("SC-02A", SECOND)
    for at, carrier in enumerate(CARRIERS, 1):
        entry.add_line()
        shown.settle()
        line = entry.state.grid.sheet.lines[-1].id
        told = (f"XZ-ZC-000{at}", *carrier)
        entry.enter(
            {(line, name): text for name, text in zip(("number", "name", "kind", "level"), told, strict=True)}
        )
        shown.settle()
    shown.draw("entry-roster")
    entry.delete_lines([line.id for line in entry.state.grid.sheet.lines])
    shown.settle()


def afterwards(region: Region) -> None:
    """What was handed over, what came back, and the page on safety."""
    with window(region.folder, region.office) as shown:
        shown.session.home.open(FIRST)
        shown.draw("home-returned")
        shown.form(FORM, FIRST)
        shown.program.window.findChildren(EntryScreen)[0].reveal(REMARKED)
        shown.draw("entry-returned")
        for page in (ScreenId.HISTORY, ScreenId.SAFETY, ScreenId.PREFERENCES):
            shown.go(page)
            shown.draw(page.value)


def collecting(region: Region, bundle: Path) -> None:
    """The region's desk."""
    damaged = region.stick / "540300-2021-02-1.ybz"
    damaged.write_bytes(bundle.read_bytes()[:-200])
    with window(region.folder, region.top) as shown:
        shown.go(ScreenId.INBOX)
        desk = shown.session.desk
        known = next((region.folder / "mail" / "to-540000" / FIRST).glob(f"{OFFICE}-*.ybz"))
        desk.inbox.examine([bundle, damaged, known])
        shown.draw("inbox")
        desk.inbox.take([file for file in desk.inbox.state.tray.files if Path(file.file).name == bundle.name])
        shown.settle()
        shown.go(ScreenId.MATRIX)
        desk.matrix.open(FIRST)
        shown.draw("matrix")
        desk.open_report(OFFICE, FORM, SECOND)
        shown.draw("review")
        shown.go(ScreenId.TOTALS)
        desk.totals.open(FORM, FIRST)
        shown.settle()
        desk.totals.point_at(("02.01", "total"))
        shown.draw("totals")
        for page in (ScreenId.TARGETS, ScreenId.CONFLICTS, ScreenId.UNITS, ScreenId.PACKS):
            shown.go(page)
            shown.draw(page.value)


def english(region: Region) -> None:
    """The same form in English."""
    with window(region.folder, region.office, "en") as shown:
        shown.form(FORM, SECOND)
        shown.draw("entry-en")


def main() -> int:
    """Draw them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yuebao-pictures-") as folder:
        region = Region(Path(folder) / "双创月报")
        first_use(region)
        region.fill_second_month()
        filling(region)
        english(region)
        collecting(region, next(region.stick.glob(f"{OFFICE}-{SECOND}-*.ybz")))
        region.send_back()
        afterwards(region)
    return 0


if __name__ == "__main__":
    sys.exit(main())

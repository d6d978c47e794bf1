"""The program off screen for the guide's pictures: it works, waits for its answers, and is drawn."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.paths import Paths
from desktop.settings import Settings, save_settings
from tests.screens.guide_region import Clock

PICTURES = Path(__file__).parents[2] / "docs" / "user" / "pictures"
SIZE = (1280, 720)
PATIENCE_MS = 60_000
SHOWN = "D:"  # stands in the pictures for the temporary folder
MOST_BYTES = 150_000


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

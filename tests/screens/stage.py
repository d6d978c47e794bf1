"""The program on one office of a small real region, at 1366 × 768."""

from desktop.app import Application, Outside
from desktop.paths import Paths
from desktop.settings import Settings, save_settings
from tests.desktop.conftest import settle
from tests.desktop.desk.conftest import NOW


class RegionStage:
    """`look` is language, colours and size of text; `region` knows its offices."""

    def __init__(self, qtbot, qapp, folder, look, region):
        self.qtbot, self.qapp, self.folder, self.look, self.region = qtbot, qapp, folder, look, region

    def open(self, office):
        """The program on this office, whose workspace it takes over."""
        office.ws.close()
        self.region.offices.remove(office)
        language, colours, percent = self.look
        folder = self.folder
        paths = Paths(settings=folder / "settings.json", logs=folder / "logs", workspace=office.ws.folder)
        save_settings(paths.settings, Settings(language=language, look=colours, text_percent=percent))
        self.program = Application(self.qapp, Outside(paths=paths, now=lambda: NOW))
        self.qtbot.addWidget(self.program.window)
        self.program.start()
        self.program.window.resize(1366, 768)
        self.settle()
        return self.program

    def settle(self):
        for _ in range(3):
            settle(self.qtbot, self.program.tasks)
            self.program._app.sendPostedEvents()

    def go(self, page):
        self.program.window.show_page(page)
        self.settle()
        return self.program.window._pages[page]

    def close(self):
        self.qapp.removeEventFilter(self.program.window)
        self.qapp.aboutToQuit.disconnect(self.program.close)
        self.program.close()
        self.region.close()

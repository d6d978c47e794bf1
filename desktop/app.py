"""The composition root: makes every part once and gives each what it needs. No globals elsewhere."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from desktop.actions import ScreenId
from desktop.beginning import Around, Beginning
from desktop.changes import ChangeBus, Changes
from desktop.crash import CrashHandler
from desktop.fonts import load_fonts
from desktop.garbage import GarbageCollector
from desktop.i18n import Texts
from desktop.logs import start_log, stop_log
from desktop.main_window import MainWindow
from desktop.office_port import Office
from desktop.opening import is_workspace, open_office, translator
from desktop.paths import Paths
from desktop.preferences.presenter import Preferences
from desktop.qt_texts import QtTexts
from desktop.session import Services, Session
from desktop.session_tasks import SessionTasks
from desktop.settings import Settings, load_settings
from desktop.single import SingleInstance
from desktop.tasks import TaskRunner
from desktop.theme import Theme
from desktop.widgets.notice import Notice, Tone, notice_of

WIDTH, HEIGHT = 1280, 740
Opener = Callable[[Path, Callable[[], dt.datetime]], Office]


def clock() -> dt.datetime:
    """The time now; `YUEBAO_NOW` replaces it in tests."""
    told = os.environ.get("YUEBAO_NOW")
    return dt.datetime.fromisoformat(told) if told else dt.datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a start takes from outside: folders, the clock, and how an office is opened."""

    paths: Paths
    now: Callable[[], dt.datetime] = clock
    opener: Opener = open_office


class _Bridge(QObject):
    """Carries a crash from any thread to the window."""

    crashed = Signal(str)


class Application:
    """The running program: one window on one workspace at a time."""

    def __init__(self, app: QApplication, outside: Outside) -> None:
        self._app = app
        self._outside = outside
        self._bridge = _Bridge()
        self.crash = CrashHandler(outside.paths.logs, self._bridge.crashed.emit, outside.now)
        settings = load_settings(outside.paths.settings)
        self.preferences = Preferences(outside.paths.settings, settings, self._apply)
        load_fonts()
        self.theme = Theme(app, settings.look, settings.text_percent)
        self.texts = Texts(translator, settings.language)
        self._qt_texts = QtTexts(app)
        self._qt_texts.switch(settings.language)
        self.tasks = TaskRunner()
        self._garbage = GarbageCollector()
        self.bus = ChangeBus()
        self.window = MainWindow(self.theme, self.texts, self.tasks)
        self.theme.dress(self.window)
        self.session: Session | None = None
        self._workspace = outside.paths.workspace
        self._beginning = Beginning(self._around())
        self._single: SingleInstance | None = None
        self._connect()

    # life ---------------------------------------------------------------------------------------------

    def start(self) -> bool:
        """Open the workspace and show the window; `False` if a window already has it."""
        if not self._claim(self._last_used()):
            return False
        start_log(self._outside.paths.logs)
        self.crash.install()
        self._garbage.start()
        geometry = self.preferences.settings.geometry
        if not (geometry and self.window.restore_geometry_text(geometry)):
            self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        self.open(self._workspace)
        return True

    def _last_used(self) -> Path:
        """The workspace named by whoever started the program, else the one of the last time."""
        paths, last = self._outside.paths, self.preferences.settings.workspace
        return Path(last) if last and not paths.given and is_workspace(Path(last)) else paths.workspace

    def _claim(self, workspace: Path) -> bool:
        """Be the window of this workspace; `False` if another is, which then comes to the front."""
        single = SingleInstance(workspace)
        if not single.first():
            return False
        if self._single is not None:
            self._single.close()
        self._single, self._workspace = single, workspace
        single.asked.connect(self._to_front)
        return True

    def open(self, workspace: Path) -> None:
        """Open the office of a workspace, or begin with the wizard where there is none."""
        self.preferences.about(workspace, version())
        if not is_workspace(workspace):
            self._beginning.first_use(workspace)
            return
        opener, now = self._outside.opener, self._outside.now
        self.tasks.query(
            lambda _watch: opener(workspace, now),
            self._opened,
            lambda error: self._beginning.unopened(workspace, error),
        )

    def switch(self, workspace: Path) -> None:
        """Open another workspace in this window, unless another window has it."""
        if workspace.resolve() == self._workspace.resolve():
            return
        if not self._claim(workspace):
            self.window.tell(self.texts.text("Another window has that workspace; it is in front now."))
            return
        self._leave(lambda: self.open(workspace))

    def restore(self, file: Path) -> None:
        """Put a backup in the place of the open workspace's store."""
        self._leave(lambda: self._beginning.restore(self._workspace, file), backup=False)

    def _leave(self, then: Callable[[], None], *, backup: bool = True) -> None:
        """Close the office, if one is open, and go on; what could not be backed up is told."""
        session, self.session = self.session, None
        self.window.clear_pages()
        self.window.show_unit("")
        if session is None:
            then()
            return
        session.close()

        def failed(error: Exception) -> None:
            self.trouble(error)
            then()

        self.tasks.change(lambda _watch: session.office.close(backup=backup), lambda _none: then(), failed)

    def close(self) -> None:
        """Finish what was begun, close the office, keep where the window stood."""
        self.preferences.remember(self.window.geometry_text(), self._workspace)
        if self.session is not None:
            session, self.session = self.session, None
            session.close()
            self.tasks.change(lambda _watch: session.office.close(), lambda _none: None)
        self.tasks.close()
        self._garbage.stop()
        if self._single is not None:
            self._single.close()
        self._qt_texts.remove()
        self.crash.remove()
        stop_log()

    # parts --------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.window.percent_wanted.connect(self.preferences.set_percent)
        self.tasks.failed.connect(self.trouble)
        self._bridge.crashed.connect(self._crashed, Qt.ConnectionType.QueuedConnection)
        self._app.aboutToQuit.connect(self.close)
        self.bus.changed.connect(self._changed)

    def trouble(self, error: Exception) -> None:
        """Tell what failed; what nobody foresaw leaves a report too."""
        from forms.errors import YuebaoError

        report = "" if isinstance(error, YuebaoError) else str(self.crash.report(error))
        self.window.notice(notice_of(error, self.texts, report))

    def _crashed(self, report: str) -> None:
        self.window.notice(notice_of(RuntimeError(self.texts.text("unexpected")), self.texts, report))

    def _opened(self, office: Office) -> None:
        self.preferences.opened(self._workspace)
        self._show_office(office, _first_page(office))

    def _show_office(self, office: Office, page: ScreenId) -> None:
        self.session = Session(office, self.window, self._services())
        self.window.set_pages(self.session.make, self.session.pages)
        self.window.show_unit(office.unit.name)
        self.window.show_page(page)
        if self.session.desk is not None:
            self.session.desk.load_ahead()

    def _changed(self, changes: Changes) -> None:
        """An import or an act of the desk may have brought another form pack into force."""
        session = self.session
        if session is not None and changes.all_reports:
            office = session.office
            self.tasks.query(
                lambda _watch: office.outdated(), lambda other: self._renew(session) if other else None
            )

    def _renew(self, session: Session) -> None:
        """Another form pack is in force: every page is made anew, and the page at hand shown again."""
        if self.session is not session:
            return
        page = self.window.page() or ScreenId.HOME
        session.close()

        def done(_none: None) -> None:
            self._show_office(session.office, page)
            text = self.texts.text("Another form pack is in force now; all pages go by it.")
            self.window.notice(Notice(tone=Tone.INFO, text=text))

        self.tasks.change(lambda _watch: session.office.renew(), done)

    def _around(self) -> Around:
        return Around(
            window=self.window,
            theme=self.theme,
            texts=self.texts,
            tasks=self.tasks,
            now=self._outside.now,
            trouble=self.trouble,
            open=self.open,
            switch=self.switch,
            turn_language=self._turn_language,
        )

    def _turn_language(self) -> None:
        """To the other of the two."""
        self.preferences.set_language("zh" if self.texts.language == "en" else "en")

    def _services(self) -> Services:
        return Services(
            theme=self.theme,
            texts=self.texts,
            tasks=SessionTasks(self.tasks),
            bus=self.bus,
            preferences=self.preferences,
            now=self._outside.now,
            trouble=self.trouble,
            restore=self.restore,
            switch=self.switch,
            choose_workspace=self._beginning.choose_other,
        )

    def _apply(self, settings: Settings) -> None:
        if settings.language != self.texts.language:
            self._qt_texts.switch(settings.language)
            self.texts.switch(settings.language)
        if settings.look is not self.theme.look:
            self.theme.set_look(settings.look)
        if settings.text_percent != self.theme.percent:
            self.theme.set_percent(settings.text_percent)

    def _to_front(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()


def version() -> str:
    """The program's version."""
    from sync.version import VERSION

    return VERSION


def run(outside: Outside, arguments: list[str]) -> int:
    """Run the window until it is closed."""
    app = QApplication(arguments)
    app.setApplicationName("yuebao")
    app.setDesktopFileName("yuebao")
    application = Application(app, outside)
    if not application.start():
        return 0
    return app.exec()


def _first_page(office: Office) -> ScreenId:
    """Where work begins: an office that fills in nothing itself begins with what the others sent."""
    from forms.calendar import asked_of

    fills_in = any(asked_of(form, office.unit) for form in office.index.pack.forms)
    return ScreenId.HOME if fills_in or office.desk is None else ScreenId.INBOX

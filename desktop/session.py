"""One open workspace in the window: its office, and the pages made for it.

The code of a page is loaded with the page; only home and the form, where work begins, come with the window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.actions import ScreenId
from desktop.changes import ChangeBus, Changes
from desktop.entry.presenter import EntryPresenter
from desktop.entry.view import EntryScreen
from desktop.history.presenter import HistoryPresenter
from desktop.home.presenter import HomePresenter
from desktop.home.view import HomeScreen
from desktop.i18n import Texts
from desktop.main_window import MainWindow
from desktop.office_port import Office, TakenIn
from desktop.preferences.presenter import Preferences
from desktop.preview.opening import Preview
from desktop.session_tasks import SessionTasks
from desktop.submit.presenter import SubmitPresenter
from desktop.theme import Theme
from forms.report import Cover

if TYPE_CHECKING:
    from desktop.desk.pages import DeskSession
    from desktop.history.second_signature import SecondPresenter
    from desktop.safety.presenter import SafetyPresenter
    from desktop.submit.state import Obstacle
    from sync.outputs.print_job import PrintJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every page may need; made once by the composition root."""

    theme: Theme
    texts: Texts
    tasks: SessionTasks
    bus: ChangeBus
    preferences: Preferences
    now: Callable[[], dt.datetime]
    trouble: Callable[[Exception], None]
    restore: Callable[[Path], None]
    switch: Callable[[Path], None]
    choose_workspace: Callable[[], None]


class Session:
    """Makes the pages of an office and lets them know of each other's changes."""

    def __init__(self, office: Office, window: MainWindow, services: Services) -> None:
        self.office = office
        self._window = window
        self._s = services
        self.home = HomePresenter(office, services.tasks, services.texts)
        self.entry = EntryPresenter(
            office, services.tasks, services.texts, services.now, self._report_changed, services.trouble
        )
        self.entry.begin_beside(services.preferences.settings.compare)
        self.submit = SubmitPresenter(
            office, services.tasks, services.texts, self._handed_over, services.trouble
        )
        self.history = HistoryPresenter(office, services.tasks, services.texts, window.tell)
        self.preview = Preview(window, services)
        self.desk = self._make_desk(office)
        services.bus.changed.connect(self._changed)
        services.texts.changed.connect(self._reworded)
        window.page_shown.connect(self._page_shown)

    @cached_property
    def safety(self) -> SafetyPresenter:
        """What happens on the page Safety."""
        from desktop.preview.press import QtPress
        from desktop.safety.presenter import Around, SafetyPresenter

        units = self.office.index.units

        def name(code: str) -> str:
            return units[code].name if code in units else code

        around = Around(told=self._window.tell, press=QtPress(), restore=self._s.restore, unit=name)
        return SafetyPresenter(self.office.keeping, self._s.tasks, self._s.texts, around)

    @cached_property
    def second(self) -> SecondPresenter:
        """What happens where the head of the office signs beside the clerk."""
        from desktop.history.second_signature import SecondPresenter

        return SecondPresenter(self.office.cosigning, self._s.tasks, self._s.texts, self._s.trouble)

    def _make_desk(self, office: Office) -> DeskSession | None:
        """The pages of a collecting office, which no clerk's window loads."""
        if office.desk is None:
            return None
        from desktop.desk.pages import DeskSession

        return DeskSession(office.desk, self._window, self._s)

    @property
    def pages(self) -> tuple[ScreenId, ...]:
        """The pages that this office has."""
        return tuple(page for page in ScreenId if page in self._makers())

    def make(self, page: ScreenId) -> QWidget:
        """A page, made when it is first shown."""
        return self._makers()[page]()

    def close(self) -> None:
        """Let go of the window; the office is closed by whoever opened it."""
        self._s.bus.changed.disconnect(self._changed)
        self._s.texts.changed.disconnect(self._reworded)
        self._window.page_shown.disconnect(self._page_shown)
        self._s.tasks.close()

    def open_form(self, period: str, form: str) -> None:
        """Go to a form."""
        self.entry.open(period, form)
        self._window.show_page(ScreenId.ENTRY)

    def _print_open_form(self) -> None:
        state = self.entry.state
        if state.form and state.head is not None:
            self.print([(state.form, state.period)], f"{state.head.title} {state.head.period}")

    def print(self, reports: Sequence[tuple[str, str]], title: str, cover: Cover | None = None) -> None:
        """Show how reports of this office print, by form and period."""
        from desktop.preview.state import PrintSource

        translator, names = self._s.texts.translator, "-".join(form for form, _period in reports)
        file = f"{self.office.unit.code}-{names[:60]}-{reports[0][1]}"

        def job(relations: bool) -> PrintJob:
            return self.office.print_job(reports, translator, relations=relations, cover=cover)

        self.preview.open(PrintSource(title=title, file=file, job=job))

    def _go_to_obstacle(self, obstacle: Obstacle) -> None:
        self.entry.open(obstacle.period, obstacle.form, obstacle.finding)
        self._window.show_page(ScreenId.ENTRY)

    def _makers(self) -> dict[ScreenId, Callable[[], QWidget]]:
        return {
            ScreenId.HOME: self._make_home,
            ScreenId.ENTRY: self._make_entry,
            ScreenId.SUBMIT: self._make_submit,
            ScreenId.HISTORY: self._make_history,
            ScreenId.SAFETY: self._make_safety,
            ScreenId.PREFERENCES: self._make_preferences,
            **(self.desk.makers() if self.desk else {}),
        }

    def _make_home(self) -> QWidget:
        screen = HomeScreen(self.home, self._s.theme, self._s.texts)
        screen.form_wanted.connect(self.open_form)
        screen.hand_over_wanted.connect(self._hand_over)
        screen.dropped.connect(self._take_in)
        screen.key_wanted.connect(lambda: self._window.show_page(ScreenId.SAFETY))
        self.home.open()
        return screen

    def _make_entry(self) -> QWidget:
        screen = EntryScreen(self.entry, self._s.theme, self._s.texts, lambda: self._s.now().date())
        screen.said.connect(self._window.tell)
        screen.saved.connect(self._window.show_saved)
        screen.print_wanted.connect(self._print_open_form)
        screen.tools.compare_chosen.connect(self._s.preferences.remember_compare)
        if not self.entry.begun and self.home.state.period:
            self.entry.open(self.home.state.period)
        return screen

    def _make_submit(self) -> QWidget:
        from desktop.submit.view import SubmitScreen

        screen = SubmitScreen(
            self.submit,
            self._s.theme,
            self._s.texts,
            lambda: self._s.now().date().isoformat(),
            self._s.trouble,
        )
        screen.obstacle_wanted.connect(self._go_to_obstacle)
        screen.page_wanted.connect(lambda page: self._window.show_page(ScreenId(page)))
        screen.print_wanted.connect(self.print)
        return screen

    def _make_history(self) -> QWidget:
        from desktop.history.view import HistoryScreen

        screen = HistoryScreen(self.history, self.second, self._s.theme, self._s.texts)
        screen.card.print_wanted.connect(self.preview.open)
        return screen

    def _make_safety(self) -> QWidget:
        from desktop.safety.view import SafetyScreen

        return SafetyScreen(self.safety, self._s.theme, self._s.texts)

    def _make_preferences(self) -> QWidget:
        from desktop.preferences.view import PreferencesScreen

        screen = PreferencesScreen(self._s.preferences, self._s.theme, self._s.texts)
        screen.workspace_wanted.connect(lambda folder: self._s.switch(Path(folder)))
        screen.choice_wanted.connect(self._s.choose_workspace)
        return screen

    def _hand_over(self, _period: str) -> None:
        self._window.show_page(ScreenId.SUBMIT)

    def _take_in(self, paths: list[Path]) -> None:
        """Files dropped on the home page; afterwards every page may look different."""
        from desktop.widgets.intake_notice import taken_in_notices

        def done(files: Sequence[TakenIn]) -> None:
            for notice in taken_in_notices(files, self._s.texts):
                self._window.notice(notice)
            self._s.bus.tell(Changes(all_reports=True, initiator=self))

        self._s.tasks.change(lambda watch: self.office.take_in(paths, watch), done)

    def _handed_over(self) -> None:
        self._s.bus.tell(Changes(all_reports=True, handed_over=True, initiator=self.submit))

    def _report_changed(self, form: str, period: str) -> None:
        self._s.bus.tell(Changes(reports=frozenset({(form, period)}), initiator=self.entry))

    def _changed(self, changes: Changes) -> None:
        if self._window.page() is ScreenId.HOME:
            self.home.open()
        state = self.entry.state
        if changes.initiator is not self.entry and changes.touches(state.form, state.period):
            self.entry.refresh()

    def _page_shown(self, page: object) -> None:
        """Pages read what they show when they come to the front, not at every keystroke elsewhere."""
        if self.desk is not None:
            self.desk.page_shown(page)
        period = self.entry.state.period or self.home.state.period
        match page:
            case ScreenId.HOME if self.home.state.ready:
                self.home.open()
            case ScreenId.ENTRY if period and not self.entry.begun:
                self.entry.open(period)
            case ScreenId.SUBMIT if self.home.state.period:
                self.submit.open(self.home.state.period)
            case ScreenId.HISTORY:
                self.history.open()
            case ScreenId.SAFETY:
                self.safety.open()

    def _reworded(self) -> None:
        self.home.open()
        self.entry.refresh()
        self.second.reword()
        if self.submit.state.period:
            self.submit.open(self.submit.state.period)

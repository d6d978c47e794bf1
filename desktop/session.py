"""One open workspace in the window: its office, and the pages made for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.actions import ScreenId
from desktop.changes import ChangeBus, Changes
from desktop.entry.presenter import EntryPresenter
from desktop.entry.view import EntryScreen
from desktop.home.presenter import HomePresenter
from desktop.home.view import HomeScreen
from desktop.i18n import Texts
from desktop.main_window import MainWindow
from desktop.office_port import Office
from desktop.preferences.presenter import Preferences
from desktop.preferences.view import PreferencesScreen
from desktop.tasks import TaskRunner
from desktop.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every page may need; made once by the composition root."""

    theme: Theme
    texts: Texts
    tasks: TaskRunner
    bus: ChangeBus
    preferences: Preferences
    now: Callable[[], dt.datetime]
    trouble: Callable[[Exception], None]


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
        services.bus.changed.connect(self._changed)
        services.texts.changed.connect(self._reworded)
        window.page_shown.connect(self._page_shown)

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

    def open_form(self, period: str, form: str) -> None:
        """Go to a form."""
        self._window.show_page(ScreenId.ENTRY)
        self.entry.open(period, form)

    def _makers(self) -> dict[ScreenId, Callable[[], QWidget]]:
        return {
            ScreenId.HOME: self._make_home,
            ScreenId.ENTRY: self._make_entry,
            ScreenId.PREFERENCES: self._make_preferences,
        }

    def _make_home(self) -> QWidget:
        screen = HomeScreen(self.home, self._s.theme, self._s.texts)
        screen.form_wanted.connect(self.open_form)
        screen.hand_over_wanted.connect(self._hand_over)
        screen.dropped.connect(self._take_in)
        self.home.open()
        return screen

    def _make_entry(self) -> QWidget:
        screen = EntryScreen(self.entry, self._s.theme, self._s.texts, lambda: self._s.now().date())
        screen.said.connect(self._window.tell)
        screen.saved.connect(self._window.show_saved)
        if not self.entry.state.form and self.home.state.period:
            self.entry.open(self.home.state.period)
        return screen

    def _make_preferences(self) -> QWidget:
        return PreferencesScreen(self._s.preferences, self._s.theme, self._s.texts)

    def _hand_over(self, _period: str) -> None:
        self._window.show_page(ScreenId.SUBMIT)

    def _take_in(self, paths: list[Path]) -> None:
        """Files dropped on the home page."""

    def _report_changed(self, form: str, period: str) -> None:
        self._s.bus.tell(Changes(reports=frozenset({(form, period)}), initiator=self.entry))

    def _changed(self, changes: Changes) -> None:
        self._stale = True
        if self._window.page() is ScreenId.HOME:
            self.home.open()
        state = self.entry.state
        if changes.initiator is not self.entry and changes.touches(state.form, state.period):
            self.entry.refresh()

    def _page_shown(self, page: object) -> None:
        """Pages read what they show when they come to the front, not at every keystroke elsewhere."""
        if page is ScreenId.HOME and self.home.state.ready:
            self.home.open()
        elif page is ScreenId.ENTRY and self.home.state.period and not self.entry.state.form:
            self.entry.open(self.home.state.period)

    def _reworded(self) -> None:
        self.home.open()
        self.entry.refresh()

"""Changing settings; plain Python. What a change does is told to whoever applies it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace as changed

from desktop.preferences.state import PreferencesState
from desktop.settings import Look, Settings, clamp_percent, save_settings
from forms.messages import Language

RECENT = 5


class PreferencesView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: PreferencesState) -> None:
        """Show this and nothing else."""


class Preferences:
    """The one holder of the settings: every change is saved and applied at once."""

    def __init__(self, file: Path, settings: Settings, apply: Callable[[Settings], None]) -> None:
        self._file = file
        self._apply = apply
        self._views: list[PreferencesView] = []
        self.state = PreferencesState(settings=settings)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.state.settings

    def attach(self, view: PreferencesView) -> None:
        """Show the state on this view from now on."""
        self._views = [view]
        view.show_state(self.state)

    def about(self, workspace: Path, version: str) -> None:
        """Say which workspace and version this is."""
        self.state = replace(self.state, workspace=str(workspace), version=version)

    def set_language(self, language: Language) -> None:
        """Chinese or English."""
        self._set(changed(self.settings, language=language))

    def set_look(self, look: Look) -> None:
        """Light, dark, or as the system."""
        self._set(changed(self.settings, look=look))

    def set_percent(self, percent: int) -> None:
        """The size of text."""
        self._set(changed(self.settings, text_percent=clamp_percent(percent)))

    def remember_compare(self, compare: str) -> None:
        """Keep what a form is compared with."""
        self._set(changed(self.settings, compare=compare))

    def remember(self, geometry: str, workspace: Path) -> None:
        """Keep for the next start where the window stood."""
        self._set(changed(self.settings, geometry=geometry, workspace=str(workspace)))

    def opened(self, workspace: Path) -> None:
        """Keep which workspaces were opened, the latest first."""
        folder = str(workspace.absolute())
        others = [one for one in self.settings.recent if one != folder]
        self._set(changed(self.settings, workspace=folder, recent=(folder, *others)[:RECENT]))

    def _set(self, settings: Settings) -> None:
        if settings == self.settings:
            return
        self.state = replace(self.state, settings=settings)
        save_settings(self._file, settings)
        self._apply(settings)
        for view in self._views:
            view.show_state(self.state)

"""What the settings page shows."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesState:
    """The settings of this user, and where things lie."""

    settings: Settings
    workspace: str = ""
    version: str = ""

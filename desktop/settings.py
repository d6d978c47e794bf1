"""What the user has set for the window: a small typed file, replaced as a whole, forgiving when read."""

from __future__ import annotations

import logging
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec

LOG = logging.getLogger(__name__)
SMALLEST, LARGEST = 80, 175
Scale = Annotated[int, msgspec.Meta(ge=SMALLEST, le=LARGEST)]


class Look(StrEnum):
    """Light or dark, or whatever the system does."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of this user on this computer; `text_percent` is the size of text."""

    language: Literal["zh", "en"] = "zh"
    look: Look = Look.SYSTEM
    text_percent: Scale = 100
    workspace: str | None = None
    recent: tuple[str, ...] = ()
    geometry: str | None = None
    findings_width: int = 320
    last_form: str | None = None
    compare: str = ""


def load_settings(path: Path) -> Settings:
    """The settings of the file; an absent or unreadable one gives the usual settings."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError) as error:
        LOG.warning("settings could not be read: %s", error)
        return Settings()


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings; a full or read-only disk costs the settings, never the work."""
    temporary = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=1))
        os.replace(temporary, path)  # noqa: PTH105 - replaces atomically on every system
    except OSError as error:
        LOG.warning("settings could not be saved: %s", error)


def clamp_percent(percent: int) -> int:
    """A text size that the window can show."""
    return max(SMALLEST, min(LARGEST, percent))

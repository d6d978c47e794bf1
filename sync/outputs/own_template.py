"""The office's own template of the brief: taken from the one shipped to be edited, put aside to go back to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import resources
from forms.files import disk_errors
from forms.messages import Language
from sync import durable

FOLDER = "templates"


def name_of(language: Language) -> str:
    """The file's name in either folder."""
    return f"brief.{language}.docx"


def own(folder: Path, language: Language) -> Path:
    """Where the workspace's own template stands, if there is one."""
    return folder / FOLDER / name_of(language)


def in_use(folder: Path, language: Language) -> Path:
    """The template a brief is made from now."""
    mine = own(folder, language)
    return mine if mine.is_file() else resources.path("templates", name_of(language))


def take(folder: Path, language: Language) -> Path:
    """The office's own template, a copy of the one shipped where there was none. `E-DISK`."""
    mine = own(folder, language)
    if mine.is_file():
        return mine
    with disk_errors(mine):
        mine.parent.mkdir(parents=True, exist_ok=True)
    return durable.replace_file(mine, resources.path("templates", name_of(language)).read_bytes())


def put_aside(folder: Path, language: Language, now: Callable[[], str]) -> Path | None:
    """Use the shipped template again; the own one is kept under the name given back. `None` where there was none."""
    mine = own(folder, language)
    if not mine.is_file():
        return None
    stamp = "".join(letter for letter in now() if letter.isdigit())
    kept = mine.with_name(f"{mine.stem}.{stamp}.docx")
    with disk_errors(mine):
        mine.rename(kept)
    return kept

"""Where things lie: settings and log of this user, and the workspace to open."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "yuebao"
BESIDE = "workspace"
BUNDLES = "*.ybz *.age *.eml *.mbox *.zip *.txt"
"""What may hold a bundle, for dialogs that open files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Folders of this user; none of them need exist yet."""

    settings: Path
    logs: Path
    workspace: Path
    given: bool = False
    """Whether whoever started the program said which workspace; else the last one used may open."""


def find_paths(
    workspace: Path | None,
    *,
    environ: Mapping[str, str] = os.environ,
    program: Path | None = None,
    home: Path | None = None,
) -> Paths:
    """Folders for this start.

    The workspace is the one asked for, else `YUEBAO_WORKSPACE`, else the folder `workspace` beside the
    executable (which makes a stick self-contained), else one in the user's data folder.
    """
    home = home or Path.home()
    config, data = _bases(environ, home)
    beside = (program or Path(sys.executable)).parent / BESIDE
    if workspace is None and environ.get("YUEBAO_WORKSPACE"):
        workspace = Path(environ["YUEBAO_WORKSPACE"])
    if workspace is None and beside.is_dir():
        return Paths(settings=beside / "settings.json", logs=beside / "logs", workspace=beside, given=True)
    folder = workspace or data / NAME
    settings = config / NAME / "settings.json"
    return Paths(settings=settings, logs=folder / "logs", workspace=folder, given=workspace is not None)


def _bases(environ: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """The folders for settings and for data on this kind of system."""
    if sys.platform == "win32":
        return (
            Path(environ.get("APPDATA") or home / "AppData" / "Roaming"),
            Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local"),
        )
    if sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
        return folder, folder
    return (
        Path(environ.get("XDG_CONFIG_HOME") or home / ".config"),
        Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share"),
    )

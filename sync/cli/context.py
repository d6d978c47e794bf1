"""What every command is given: workspace, language, clock, passphrase and a place for progress."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from forms.errors import YuebaoError
from forms.files import input_errors
from forms.messages import Language, Translator
from sync.cli.asking import ask_secretly

NOT_THE_SAME = "the two were not the same"
Clock = Callable[[], dt.datetime]


def clock_from_environment() -> Clock:
    """The machine's clock, or the fixed `YUEBAO_NOW` of tests (ISO time; without zone it is UTC)."""
    fixed = os.environ.get("YUEBAO_NOW")
    if not fixed:
        return lambda: dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(fixed)
    except ValueError:
        raise YuebaoError("E-USAGE", detail=f"YUEBAO_NOW={fixed}") from None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return lambda: zoned


def default_workspace() -> Path:
    """As the window's: `YUEBAO_WORKSPACE`, else `workspace` beside the program (a stick), else the user's data."""
    named = os.environ.get("YUEBAO_WORKSPACE")
    if named:
        return Path(named)
    beside = Path(sys.executable).parent / "workspace"
    if beside.is_dir():
        return beside
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "yuebao"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "yuebao"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The surroundings of one command."""

    folder: Path
    language: Language
    translator: Translator
    clock: Clock
    json: bool
    quiet: bool
    passphrase_file: Path | None
    progress: Console

    def passphrase(self, *, new: bool = False) -> str:
        """From `--passphrase-file`, `YUEBAO_PASSPHRASE` or a prompt; never from an argument.

        Raises `E-PASSPHRASE` where there is none and nobody to ask.
        """
        if self.passphrase_file is not None:
            return _first_line(self.passphrase_file)
        given = os.environ.get("YUEBAO_PASSPHRASE")
        if given:
            return given
        if not sys.stdin.isatty():
            raise YuebaoError("E-PASSPHRASE", detail="--passphrase-file, YUEBAO_PASSPHRASE")
        return self.ask(new=new)

    def ask(self, *, new: bool) -> str:
        """Ask at the terminal, a new one twice."""
        first = ask_secretly(self.translator.text("Passphrase: "))
        if new and first != ask_secretly(self.translator.text("Once more: ")):
            raise YuebaoError("E-PASSPHRASE", detail=NOT_THE_SAME)
        return first


def _first_line(path: Path) -> str:
    try:
        with input_errors(path):
            lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise YuebaoError("E-PASSPHRASE", detail=str(path), where=str(path)) from None
    if not lines or not lines[0]:
        raise YuebaoError("E-PASSPHRASE", detail=str(path), where=str(path))
    return lines[0]

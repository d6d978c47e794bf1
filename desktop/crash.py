"""The last chance: an unexpected error becomes a local report file and a sentence, never a vanished window.

Every committed cell is on disk already, so nothing needs saving here. Reports stay on this computer.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

LOG = logging.getLogger(__name__)
Tell = Callable[[str], None]
KEPT = 20


def private(error: BaseException, home: Path) -> str:
    """Where an error came up and of which kind it and its causes were: no entries, no names, no user's folder.

    The words of an error may quote what was typed, so only those of the operating system's errors are kept.
    """
    lines = []
    for one in _with_causes(error):
        lines.extend(traceback.format_list(traceback.extract_tb(one.__traceback__)))
        said = (one.strerror or "") if isinstance(one, OSError) else getattr(one, "code", "")
        lines.append(f"{type(one).__name__}: {said}\n" if said else f"{type(one).__name__}\n")
    return "".join(lines).replace(str(home), "~")


def _with_causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    here: BaseException | None = error
    while here is not None and here not in chain:
        chain.insert(0, here)
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)
    return chain


class CrashHandler:
    """Catches what nobody caught; `tell` receives the report file's name and must be thread-safe."""

    def __init__(self, folder: Path, tell: Tell, now: Callable[[], dt.datetime]) -> None:
        self._folder = folder
        self._tell = tell
        self._now = now
        self._telling = threading.Lock()

    def install(self) -> None:
        """Take over the hooks of the interpreter, of threads, and of the machine's own faults."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._faults = (self._folder / "faults.log").open("a", encoding="utf-8")
        except OSError:
            return
        faulthandler.enable(self._faults)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if faulthandler.is_enabled() and hasattr(self, "_faults"):
            faulthandler.disable()
            self._faults.close()

    def report(self, error: BaseException) -> Path:
        """Write the report file of an error and return its path."""
        text = "\n".join(
            (
                f"time: {self._now().isoformat(timespec='seconds')}",
                f"python: {platform.python_version()} on {platform.platform()}",
                "",
                private(error, Path.home()),
            )
        )
        file = self._folder / f"crash-{self._now():%Y%m%d-%H%M%S}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError:
            LOG.exception("no crash report could be written")
        LOG.error("unexpected error, report %s\n%s", file.name, text)
        self._tidy()
        return file

    def _tidy(self) -> None:
        """A fault that comes back every second must not fill the disk."""
        reports = sorted(self._folder.glob("crash-*.txt"))
        for old in reports[:-KEPT]:
            old.unlink(missing_ok=True)

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        file = self.report(error.with_traceback(trace))
        # a failure while telling must not call this again without end
        if self._telling.acquire(blocking=False):
            try:
                self._tell(str(file))
            finally:
                self._telling.release()

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

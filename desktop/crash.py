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
                "".join(traceback.format_exception(error)),
            )
        )
        file = self._folder / f"crash-{self._now():%Y%m%d-%H%M%S}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError:
            LOG.exception("no crash report could be written")
        LOG.error("unexpected error, report %s\n%s", file.name, text)
        return file

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

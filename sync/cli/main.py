"""The one place where the command line begins, and the one place where its failures end."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TextIO

import msgspec
from rich.console import Console

from forms.errors import Problem, YuebaoError
from forms.messages import Language, Translator
from sync.cli.commands import command_word, registers
from sync.cli.context import Context, clock_from_environment, default_workspace
from sync.cli.outcome import FAILED, OK, Outcome, exit_code, problem_lines, show
from sync.cli.parser import build
from sync.cli.tables import TABLES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code and never lets a traceback out."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _use_utf8()
    translator = Translator(_language(given), *TABLES)
    as_json = "--json" in given
    name = command_word(given)
    try:
        options = build(translator, registers(given)).parse_args(given)
        name = options.command
        with stoppable():
            outcome: Outcome = options.run(options, _context(options, translator))
    except YuebaoError as failure:
        outcome = Outcome(result=None, problems=failure.problems, code=exit_code(failure.code))
    except KeyboardInterrupt:
        outcome = Outcome(result=None, code=130, problems=(Problem(code="E-CANCELLED"),))
    except Exception as failure:  # noqa: BLE001 - the last net: reported with a file, never shown as a traceback
        outcome = _bug(failure, _reports_folder(given))
    try:
        return _deliver(name, outcome, translator, as_json=as_json)
    except BrokenPipeError:  # `yuebao … | head` has read enough
        _say_no_more(sys.stdout)
        return outcome.code
    except OSError as failure:  # `yuebao … > file` on a full disk
        _say_no_more(sys.stdout)
        problem = Problem(code="E-DISK", params={"detail": failure.strerror or str(failure)}, where="stdout")
        _complain([problem], translator)
        return FAILED


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, with the processes it started: left alone they would wait for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say_no_more(stream: TextIO) -> None:
    """What could not be written is not tried again at the end of the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _complain(problems: Sequence[Problem], translator: Translator) -> None:
    """Problems on stderr; that nobody can read there changes nothing."""
    try:
        for line in problem_lines(problems, translator):
            sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:
        _say_no_more(sys.stderr)


def _use_utf8() -> None:
    """Chinese on a console with another code page must not end a command, nor must the lack of any console."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _language(arguments: Sequence[str]) -> Language:
    """Needed before parsing, because help and usage errors have a language too."""
    return "en" if (_option("--lang", arguments) or os.environ.get("YUEBAO_LANG")) == "en" else "zh"


def _context(options: argparse.Namespace, translator: Translator) -> Context:
    return Context(
        folder=options.workspace or default_workspace(),
        language=translator.language,
        translator=translator,
        clock=clock_from_environment(),
        json=options.json,
        quiet=options.quiet,
        passphrase_file=options.passphrase_file,
        progress=_Progress(stderr=True, quiet=options.quiet, markup=False),
    )


def _reports_folder(arguments: Sequence[str]) -> Path:
    """The logs of the workspace at hand, else of the user's own."""
    named = os.environ.get("YUEBAO_REPORTS")
    if named:
        return Path(named)
    given = _option("--workspace", arguments)
    return (Path(given) if given and Path(given).is_dir() else default_workspace()) / "logs"


def _option(name: str, arguments: Sequence[str]) -> str | None:
    """An option's value where the parser has not come so far."""
    after = dict(pairwise(arguments)).get(name)
    joined = (word.removeprefix(f"{name}=") for word in arguments if word.startswith(f"{name}="))
    return next(joined, after)


def _bug(failure: Exception, folder: Path) -> Outcome:
    """Write what happened to a file the user can hand on; the sentence names the file."""
    name = f"bug-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report = folder / name
        report.write_text("".join(traceback.format_exception(failure)), encoding="utf-8")
        where = str(report)
    except OSError:
        where = "-"
    detail = f"{type(failure).__name__}: {failure}"
    return Outcome(
        result=None,
        code=FAILED,
        problems=(Problem(code="E-BUG", params={"detail": detail, "report": where}),),
    )


class _Progress(Console):
    """Nobody who reads along, as in `2>&1 | head`, is no reason to stop in the middle."""

    def on_broken_pipe(self) -> None:
        """Go on in silence."""
        self.quiet = True
        _say_no_more(sys.stderr)


class _Console(Console):
    """Rich would end the program with a code of its own where nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Leave it to `main`."""
        raise BrokenPipeError


def _deliver(name: str, outcome: Outcome, translator: Translator, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(_json(name, outcome, translator))
    else:
        show(outcome, _Console(markup=False))  # what a clerk typed may have brackets
    sys.stdout.flush()
    _complain(() if as_json else outcome.problems, translator)
    return outcome.code


def _json(name: str, outcome: Outcome, translator: Translator) -> str:
    worded = [translator.word(problem) for problem in outcome.problems]
    answer = {
        "command": name,
        "ok": outcome.code == OK,
        "result": outcome.result,
        "problems": [
            {"code": w.code, "message": w.message, "where": w.where, "advice": w.advice} for w in worded
        ],
    }
    return msgspec.json.encode(answer).decode() + "\n"

"""Runs commands of the program in forks of one warm process and kills each after so long (seconds).

Reads lines such as `[["--workspace", …], 0.012]` and answers each with `killed` or the exit code. A fork, because the start of Python would take most of the time and
most of the blows; `sync.cli.main` is what `yuebao` runs.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import sys


def warm() -> None:
    """Everything a command loads when it first needs it."""
    for name in ("forms.intake.readers", "sync.importer", "sync.office.handing", "sync.cli.main"):
        importlib.import_module(name)


def run(words: list[str], seconds: float) -> str:
    child = os.fork()
    if child == 0:
        from sync.cli.main import main

        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a fork that ends hard
            sys.stdout = sys.stderr = nowhere
            os._exit(main(words))
    ended = os.pidfd_open(child)
    if not select.select([ended], [], [], seconds)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    status = os.waitpid(child, 0)[1]
    return "killed" if os.WIFSIGNALED(status) else str(os.WEXITSTATUS(status))


if __name__ == "__main__":
    warm()
    for line in sys.stdin:
        print(run(*json.loads(line)), flush=True)  # noqa: T201 - this is its answer

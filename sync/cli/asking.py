"""Questions at the terminal. Ending the input (Ctrl-D) instead of answering stops the command, as Ctrl-C does."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable


def ask(question: str) -> str:
    """A line typed after the question."""
    return _answered(lambda: _asked(question))


def ask_secretly(question: str) -> str:
    """A line typed unseen after the question."""
    return _answered(lambda: getpass.getpass(question, stream=sys.stderr))


def _asked(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return input()


def _answered(asked: Callable[[], str]) -> str:
    try:
        return asked()
    except EOFError:
        raise KeyboardInterrupt from None

"""What a command gives back, how it is shown, and which exit code it means (contract.md, General)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console, RenderableType

from forms.errors import Problem
from forms.messages import Translator

OK: Final = 0
LOOK: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
FAILED: Final = 4

_REFUSED_CODES: Final = frozenset(
    [
        "E-NOT-A-BUNDLE",
        "E-TRUNCATED",
        "E-MAIL-DAMAGE",
        "E-NOT-CANONICAL",
        "E-NAME",
        "E-LIMIT",
        "E-DECRYPT",
        "E-UNSIGNED",
        "E-UNKNOWN-KEY",
        "E-SIGNATURE",
        "E-ALGORITHM",
        "E-REVOKED-KEY",
        "E-ROLE",
        "E-RECIPIENT",
        "E-ROOT",
        "E-NEWER",
        "E-MANIFEST",
        "E-MISSING-FILE",
        "E-EXTRA-FILE",
        "E-HASH",
        "E-FORK",
        "E-ROLLBACK",
        "E-PACK-HASH",
    ]
)
_FAILED_CODES: Final = frozenset({"E-DISK", "E-BUSY", "E-BUG", "E-NEWER-STORE", "E-DAMAGED-STORE"})
_LOOK_CODES: Final = frozenset({"E-CHECKS", "E-LOCKED"})


def exit_code(code: str) -> int:
    """The exit code of a command that stopped with this problem."""
    if code in _FAILED_CODES:
        return FAILED
    if code in _REFUSED_CODES:
        return REFUSED
    return LOOK if code in _LOOK_CODES else USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result for scripts (`result`, plain JSON values) and for people (`view`, in their language)."""

    result: object
    view: Sequence[RenderableType] = ()
    code: int = OK
    problems: Sequence[Problem] = field(default=())


def problem_lines(problems: Sequence[Problem], translator: Translator) -> list[str]:
    """Problems for people: what, where, and what to do next."""
    lines = []
    for problem in problems:
        worded = translator.word(problem)
        place = f"{worded.where}: " if worded.where else ""
        lines.append(f"[{worded.code}] {place}{worded.message}")
        if worded.advice:
            lines.append(f"    → {worded.advice}")
    return lines


def show(outcome: Outcome, console: Console) -> None:
    """Print the part meant for people."""
    for part in outcome.view:
        console.print(part, highlight=False, markup=False, crop=False, soft_wrap=isinstance(part, str))

"""What can go wrong and be told to a person.

    YuebaoError          somebody or something outside can put it right
    ├── PackError        a form pack is unusable; carries every problem found, not the first
    └── StoreError       the disk or the database failed; nothing is half-written

Anything else that escapes is our bug and becomes `E-BUG` at the edge (command line, window).
Sentences are never made here: a problem is a code with parameters, and `forms.messages` words it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: `code` (`E-…`), parameters for its sentence, and where it was found.

    `where` is a file, `file:line`, `sheet!A1` or a cell reference, as a person would look it up.
    """

    code: str
    params: dict[str, str] = field(default_factory=dict)
    where: str | None = None


class YuebaoError(Exception):
    """A refusal or failure with a code of the contract; `problems` holds at least one problem."""

    def __init__(self, code: str, /, *, where: str | None = None, **params: object) -> None:
        problem = Problem(code=code, params={k: str(v) for k, v in params.items()}, where=where)
        self.problems: tuple[Problem, ...] = (problem,)
        super().__init__(f"{code} {problem.params}")

    @property
    def code(self) -> str:
        """The code of the first problem, which decides the exit code."""
        return self.problems[0].code

    @property
    def problem(self) -> Problem:
        """The first problem."""
        return self.problems[0]


class PackError(YuebaoError):
    """A form pack that cannot be used, with all that is wrong with it at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a PackError needs at least one problem")
        super().__init__(problems[0].code)
        self.problems = tuple(problems)


class StoreError(YuebaoError):
    """The store or the disk failed (`E-DISK`, `E-BUSY`, `E-NEWER-STORE`); the last good state stands."""

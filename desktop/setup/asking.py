"""Pages that ask before there is an office: what is refused says why and stays; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from desktop.says import Says
from desktop.task_port import Tasks, Watch
from forms.errors import YuebaoError

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every such page shows. `problem` and `advice` say why the last answer was refused."""

    problem: str = ""
    advice: str = ""
    working: bool = False


S = TypeVar("S", bound=Asked)
S_contra = TypeVar("S_contra", bound=Asked, contravariant=True)


class AskingView(Protocol[S_contra]):
    """What the page can do for its presenter."""

    def show_state(self, state: S_contra) -> None:
        """Show this and nothing else."""


class AskingPresenter(Generic[S]):
    """Holds the state of a page of questions, works away from the GUI thread, words refusals."""

    def __init__(self, state: S, tasks: Tasks, says: Says) -> None:
        self.state = state
        self._tasks = tasks
        self._says = says
        self._view: AskingView[S] | None = None

    def attach(self, view: AskingView[S]) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def _work(self, operation: Callable[[Watch], R], done: Callable[[R], None]) -> None:
        """Do it on the data worker; meanwhile nothing else is asked."""
        self._put(replace(self.state, working=True, problem="", advice=""))
        self._tasks.query(operation, done, self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, YuebaoError):
            self._set()
            raise error
        worded = self._says.translator.word(error.problem)
        self._put(replace(self.state, working=False, problem=worded.message, advice=worded.advice))

    def _refuse(self, english: str) -> None:
        self._put(replace(self.state, problem=self._says.text(english), advice="", working=False))

    def _set(self, **changes: object) -> None:
        self._put(replace(self.state, working=False, problem="", advice="", **changes))

    def _put(self, state: S) -> None:
        self.state = state
        if self._view is not None:
            self._view.show_state(state)

"""The first use: open the task bundle, compare the fingerprint, choose the unit, seal the key; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from desktop.says import Says
from desktop.setup.state import Joined, Offer, SetupState, Step
from desktop.task_port import Tasks
from forms.errors import YuebaoError

T = TypeVar("T")


class Joiner(Protocol):
    """What the service layer does for a new office; every refusal is a `YuebaoError`."""

    def look(self, task: Path) -> Offer:
        """What a task bundle says of itself."""

    def verify(self, task: Path, unit: str, root: str) -> None:
        """Whether the compared fingerprint leads to this bundle for that unit."""

    def join(self, task: Path, unit: str, root: str, passphrase: str, out: Path) -> Joined:
        """Make the workspace and write the enrolment request into a folder."""


class SetupView(Protocol):
    """What the wizard's widgets can do for their presenter."""

    def show_state(self, state: SetupState) -> None:
        """Show this and nothing else."""


class SetupPresenter:
    """One step at a time; a refused step says why and what to do, and stays."""

    def __init__(self, joiner: Joiner, tasks: Tasks, says: Says, opened: Callable[[], None]) -> None:
        self._joiner = joiner
        self._tasks = tasks
        self._says = says
        self._opened = opened
        self._view: SetupView | None = None
        self.state = SetupState()

    def attach(self, view: SetupView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def choose_task(self, file: Path) -> None:
        """The task bundle that was given to this office."""
        self._work(lambda: self._joiner.look(file), self._looked)

    def _looked(self, offer: Offer) -> None:
        known = {unit.code for unit in offer.units}
        unit = offer.meant_for if offer.meant_for in known else ""
        self._set(step=Step.ROOT, offer=offer, unit=unit or "")

    def enter_root(self, told: str) -> None:
        """The fingerprint as the region told it by telephone."""
        if not told.strip():
            self._refuse("Type the fingerprint that the regional office told you.")
            return
        self._set(step=Step.UNIT, root=told.strip())

    def unit_named(self, words: str) -> str:
        """The code of the unit a person means: its code, its name, or the only one that holds these words."""
        units = self.state.offer.units if self.state.offer else ()
        words = words.strip()
        exact = [unit.code for unit in units if words in (unit.code, unit.name, f"{unit.name}  {unit.code}")]
        partly = [unit.code for unit in units if words and words in f"{unit.name}  {unit.code}"]
        return exact[0] if exact else partly[0] if len(partly) == 1 else ""

    def choose_unit(self, unit: str) -> None:
        """The office's own unit; only now can the bundle be verified as a whole."""
        offer, root = self.state.offer, self.state.root
        if offer is None or not unit:
            self._refuse("Choose your unit.")
            return
        self._work(
            lambda: self._joiner.verify(offer.file, unit, root),
            lambda _none: self._set(step=Step.PASSPHRASE, unit=unit),
        )

    def seal(self, passphrase: str, again: str, out: Path | None) -> None:
        """Make the workspace with a key sealed by this passphrase; the request goes into `out`."""
        offer, root, unit = self.state.offer, self.state.root, self.state.unit
        if passphrase != again:
            self._refuse("The two passphrases differ.")
        elif out is None:
            self._refuse("Choose where the enrolment request is written, a USB drive for example.")
        elif offer is not None:
            self._work(
                lambda: self._joiner.join(offer.file, unit, root, passphrase, out),
                lambda joined: self._set(step=Step.DONE, joined=joined),
            )

    def back(self) -> None:
        """One step back."""
        if Step.TASK < self.state.step < Step.DONE:
            self._set(step=Step(self.state.step - 1))

    def finish(self) -> None:
        """Open the new workspace."""
        self._opened()

    def _work(self, operation: Callable[[], T], done: Callable[[T], None]) -> None:
        self.state = replace(self.state, working=True, problem="", advice="")
        self._show()
        self._tasks.query(lambda _watch: operation(), done, self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, YuebaoError):
            self._set()
            raise error
        worded = self._says.translator.word(error.problem)
        step = Step.ROOT if error.code == "E-ROOT" else self.state.step
        self.state = replace(
            self.state, step=step, working=False, problem=worded.message, advice=worded.advice
        )
        self._show()

    def _refuse(self, english: str) -> None:
        self.state = replace(self.state, problem=self._says.text(english), advice="", working=False)
        self._show()

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, working=False, problem="", advice="", **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_state(self.state)

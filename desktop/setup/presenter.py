"""The first use: open the task bundle, compare the fingerprint, choose the unit, seal the key or bring it back; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desktop.says import Says
from desktop.setup.asking import AskingPresenter
from desktop.setup.state import Joined, Offer, SetupState, Step
from desktop.task_port import Tasks
from forms.errors import YuebaoError
from sync.spelling import spelled


class Joiner(Protocol):
    """What the service layer does for a new office; every refusal is a `YuebaoError`."""

    def look(self, task: Path) -> Offer:
        """What a task bundle says of itself."""

    def believe(self, task: Path, root: str) -> None:
        """Whether the compared fingerprint leads to this bundle at all."""

    def verify(self, task: Path, unit: str, root: str) -> None:
        """Whether the compared fingerprint leads to this bundle for that unit."""

    def join(self, task: Path, unit: str, root: str, passphrase: str, out: Path, *, head: bool) -> Joined:
        """Make the workspace and write the enrolment request into a folder; `head` asks for the second signature."""

    def rejoin(self, task: Path, unit: str, root: str, sheet: str, passphrase: str) -> Joined:
        """Make the workspace with the key of a backup sheet, which is admitted already."""


class SetupPresenter(AskingPresenter[SetupState]):
    """One step at a time; a refused step says why and what to do, and stays."""

    def __init__(self, joiner: Joiner, tasks: Tasks, says: Says, opened: Callable[[], None]) -> None:
        super().__init__(SetupState(), tasks, says)
        self._joiner = joiner
        self._opened = opened

    def choose_task(self, file: Path) -> None:
        """The task bundle that was given to this office."""
        self._work(lambda _watch: self._joiner.look(file), self._looked)

    def _looked(self, offer: Offer) -> None:
        known = {unit.code for unit in offer.units}
        unit = offer.meant_for if offer.meant_for in known else ""
        self._set(step=Step.ROOT, offer=offer, unit=unit or "")

    def enter_root(self, told: str) -> None:
        """The fingerprint as the region told it by telephone; a slip of one letter is told at once."""
        offer, root = self.state.offer, told.strip()
        if not root:
            self._refuse("Type the fingerprint that the regional office told you.")
        elif offer is not None:
            self._work(
                lambda _watch: self._joiner.believe(offer.file, root),
                lambda _none: self._set(step=Step.UNIT, root=root),
            )

    def unit_named(self, words: str) -> str:
        """The code of the unit a person means: its code, its name, or the only one that holds these words."""
        units = self.state.offer.units if self.state.offer else ()
        words = words.strip()
        exact = [unit.code for unit in units if words in (unit.code, unit.name, f"{unit.name}  {unit.code}")]
        partly = [unit.code for unit in units if words and words in f"{unit.name}  {unit.code}"]
        return exact[0] if exact else partly[0] if len(partly) == 1 else ""

    def choose_unit(self, unit: str, *, head: bool = False) -> None:
        """The office's own unit, and whether this is its head's laptop; only now is the bundle verified as a whole."""
        offer, root = self.state.offer, self.state.root
        if offer is None or not unit:
            self._refuse("Choose one unit of the list: type more of its name or its code.")
            return
        self._work(
            lambda _watch: self._joiner.verify(offer.file, unit, root),
            lambda _none: self._set(step=Step.PASSPHRASE, unit=unit, head=head),
        )

    def seal(self, passphrase: str, again: str, out: Path | None) -> None:
        """Make the workspace with a key sealed by this passphrase; the request goes into `out`."""
        offer, root, unit = self.state.offer, self.state.root, self.state.unit
        if passphrase != again:
            self._refuse("The two passphrases differ.")
        elif out is None:
            self._refuse("Choose where the enrolment request is written, a USB drive for example.")
        elif offer is not None:
            head = self.state.head
            self._work(
                lambda _watch: self._joiner.join(offer.file, unit, root, passphrase, out, head=head),
                self._joined,
            )

    def use_sheet(self, *, wanted: bool) -> None:
        """Bring a key back from its backup sheet, or make a new one."""
        self._set(sheet=wanted)

    def recover(self, sheet: str, passphrase: str) -> None:
        """Make the workspace with the key of the sheet, opened by the passphrase of the day it was printed."""
        offer, root, unit = self.state.offer, self.state.root, self.state.unit
        if not sheet.strip():
            self._refuse("Scan or type the lines of the backup sheet first.")
        elif offer is not None:
            self._work(
                lambda _watch: self._joiner.rejoin(offer.file, unit, root, sheet, passphrase), self._joined
            )

    def _joined(self, joined: Joined) -> None:
        words = spelled(joined.fingerprint, self._says.translator.language)
        self._set(step=Step.DONE, joined=joined, spelled=words)

    def back(self) -> None:
        """One step back."""
        if self.state.sheet:
            self._set(sheet=False)
        elif Step.TASK < self.state.step < Step.DONE:
            self._set(step=Step(self.state.step - 1))

    def finish(self) -> None:
        """Open the new workspace."""
        self._opened()

    def _failed(self, error: Exception) -> None:
        """A fingerprint that does not lead to the bundle is asked for again."""
        if isinstance(error, YuebaoError) and error.code == "E-ROOT":
            self.state = replace(self.state, step=Step.ROOT)
        super()._failed(error)

"""Founding a region: choose the form pack and the office, seal the root key; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.printing.marks import Page
from desktop.safety.sheet_page import sheet_pages
from desktop.says import Says
from desktop.setup.asking import Asked, AskingPresenter, AskingView
from desktop.setup.state import UnitChoice
from desktop.task_port import Tasks
from sync.spelling import spelled

if TYPE_CHECKING:
    from desktop.safety.presenter import Press
    from forms.messages import Translator
    from sync.key_sheet import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChoice:
    """A form pack that a region can begin with; the units in its order, the uppermost first."""

    path: Path
    title: str
    version: str
    units: tuple[UnitChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundState(Asked):
    """Everything on the page; `fingerprint` once the region is founded."""

    packs: tuple[PackChoice, ...] = ()
    chosen: int = 0
    fingerprint: str = ""
    spelled: str = ""
    told: str = ""

    @property
    def pack(self) -> PackChoice | None:
        """The pack chosen."""
        return self.packs[self.chosen] if self.chosen < len(self.packs) else None


class Founder(Protocol):
    """What the service layer does; every refusal is a `YuebaoError`."""

    def packs(self) -> tuple[PackChoice, ...]:
        """The packs that come with the program."""

    def look(self, path: Path) -> PackChoice:
        """A pack's folder or workbook."""

    def found(self, pack: Path, unit: str, passphrase: str) -> str:
        """Make the workspace; gives the region's fingerprint."""

    def paper(self, translator: Translator) -> Paper:
        """The key backup sheet of the workspace made."""


class FoundPresenter(AskingPresenter[FoundState]):
    """One page of questions, then what must be told and kept."""

    def __init__(
        self, founder: Founder, tasks: Tasks, says: Says, press: Press, opened: Callable[[], None]
    ) -> None:
        super().__init__(FoundState(), tasks, says)
        self._founder = founder
        self._press = press
        self._opened = opened

    def attach(self, view: AskingView[FoundState]) -> None:
        """Show the state on this view from now on, and read which packs there are."""
        super().attach(view)
        self._tasks.query(
            lambda _watch: self._founder.packs(), lambda packs: self._set(packs=packs), self._failed
        )

    def choose(self, place: int) -> None:
        """A pack of the list."""
        self._set(chosen=place)

    def take_pack(self, path: Path) -> None:
        """A pack of one's own, checked before it is listed."""

        def done(found: PackChoice) -> None:
            self._set(packs=(*self.state.packs, found), chosen=len(self.state.packs))

        self._work(lambda _watch: self._founder.look(path), done)

    def found(self, unit: str, passphrase: str, again: str) -> None:
        """Make the region's workspace with a root key sealed by this passphrase."""
        pack = self.state.pack
        if pack is None or not unit:
            self._refuse("Choose the collecting office.")
        elif passphrase != again:
            self._refuse("The two passphrases differ.")
        else:
            path = pack.path
            self._work(lambda _watch: self._founder.found(path, unit, passphrase), self._founded)

    def _founded(self, fingerprint: str) -> None:
        self._set(fingerprint=fingerprint, spelled=spelled(fingerprint, self._says.translator.language))

    def save_sheet(self, path: Path) -> None:
        """Write the key backup sheet as a PDF file."""
        self._tasks.query(
            lambda watch: self._press.save(path, self._pages(), path.stem, watch),
            lambda _count: self._set(
                told=self._says.text("The key backup sheet was written: {file}", file=path)
            ),
            self._failed,
        )

    def print_sheet(self, printer: object) -> None:
        """Print the key backup sheet."""
        self._tasks.query(
            lambda watch: self._press.send(printer, self._pages(), watch),
            lambda _count: self._set(told=self._says.text("The key backup sheet was sent to the printer.")),
            self._failed,
        )

    def _pages(self) -> tuple[Page, ...]:
        return sheet_pages(self._founder.paper(self._says.translator))

    def finish(self) -> None:
        """Open the new workspace."""
        self._opened()

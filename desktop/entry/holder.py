"""The sheet that the entry screen holds: what is on its way to the disk, what came back, the state it makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from desktop.entry.arrange import kept_order
from desktop.entry.compose import Digest, composed, digested, head_of
from desktop.entry.findings_list import FindingItem, finding_items
from desktop.entry.grid import CellKey
from desktop.entry.state import Compare, EntryState
from desktop.office_port import Office
from desktop.says import Says, clock
from desktop.task_port import Tasks
from forms.findings import Finding
from forms.sheet import Sheet

Act = Callable[[], Sheet]
Spot = tuple[str, tuple[tuple[str, str], ...]]


class EntryView(Protocol):
    """What the screen can do for its presenter."""

    def show_state(self, state: EntryState) -> None:
        """Show this and nothing else."""

    def reveal(self, key: CellKey) -> None:
        """Bring a cell into sight and put the cursor there."""

    def tell(self, sentence: str) -> None:
        """Say something in passing, in the status line."""


class SheetHolder:
    """Passes changes to the office one after another and makes the one state that the view shows."""

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        says: Says,
        now: Callable[[], dt.datetime],
        told: Callable[[str, str], None],
        trouble: Callable[[Exception], None],
    ) -> None:
        self._office = office
        self._tasks = tasks
        self._says = says
        self._now = now
        self._told = told
        self._trouble = trouble
        self._view: EntryView | None = None
        self._order: tuple[int, ...] = ()
        self._tickets = 0
        self._aim: Spot | None = None
        self._digest: Digest | None = None
        self._pending: dict[CellKey, tuple[int, str | None]] = {}
        self.state = EntryState()

    def attach(self, view: EntryView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    # answers ------------------------------------------------------------------------------------------

    def _change(self, act: Act, ticket: int | None = None, after: Callable[[], None] | None = None) -> None:
        beside = self.state.compare is Compare.PREVIOUS

        def done(digest: Digest) -> None:
            sheet = digest.sheet
            self._settle(ticket)
            if (sheet.form.id, sheet.period) == (self.state.form, self.state.period):
                self.state = replace(self.state, saved=clock(self._now()))
                self._take(digest)
            self._told(sheet.form.id, sheet.period)
            if after is not None:
                after()

        def failed(error: Exception) -> None:
            self._settle(ticket)
            self._again()
            self._trouble(error)

        self._tasks.change(lambda _watch: self._digest_of(act(), beside), done, failed)

    def _digest_of(self, sheet: Sheet, beside: bool) -> Digest:
        """Look a sheet through, on the data worker; a roster `beside` the last one has its lines marked."""
        roster = not self._office.index.form(sheet.form.id).is_table
        carried = self._office.carried(sheet.form.id, sheet.period) if roster and beside else None
        return digested(sheet, carried)

    def _aside(self) -> None:
        """Make what stands beside the form anew."""

    def _settle(self, ticket: int | None) -> None:
        """An entry has arrived (or failed): what was typed later is still on its way."""
        if ticket is not None:
            self._pending = {key: entry for key, entry in self._pending.items() if entry[0] > ticket}

    def _waiting(self) -> dict[CellKey, str | None]:
        return {key: text for key, (_ticket, text) in self._pending.items()}

    def _again(self) -> None:
        """Show the same sheet, arranged or compared otherwise."""
        if self._digest is not None:
            self._take(self._digest)

    def _take(self, digest: Digest, *, fresh: bool = False) -> None:
        """Make the grid of a new sheet and show it."""
        self._digest = digest
        sheet = digest.sheet
        if not self._office.index.form(sheet.form.id).is_table:
            before = self.state.grid.sheet if self.state.grid and not fresh else sheet
            self._order = kept_order(self._order, before, sheet, self.state.arrangement)
        other = self.state.grid.other if self.state.grid and not fresh else None
        self.state = replace(
            self.state,
            head=head_of(self._office, sheet, self._says),
            grid=composed(
                self._office.index,
                self._says,
                self.state,
                other,
                digest=digest,
                order=self._order,
                pending=self._waiting(),
            ),
            waiting=bool(self._pending),
        )
        self._aside()
        self._list()

    def _list(self) -> None:
        grid = self.state.grid
        if grid is not None and self._digest is not None:
            items = finding_items(grid, self._digest.worst, self.state.grouping, self._says)
            self.state = replace(self.state, findings=items, chosen=_same(self.state.chosen, items))
            self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_state(self.state)

    def _tell(self, english: str, **params: object) -> None:
        self._say(self._says.text(english, **params))

    def _say(self, sentence: str) -> None:
        if self._view is not None:
            self._view.tell(sentence)


def _same(chosen: Finding | None, items: Iterable[FindingItem]) -> Finding | None:
    """The chosen finding as it is now: same rule, same cells; gone if it was settled."""
    if chosen is None:
        return None
    known = (item.finding for item in items if item.finding is not None)
    return next((f for f in known if (f.id, f.cells) == (chosen.id, chosen.cells)), None)

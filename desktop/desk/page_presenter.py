"""What the presenters of the desk's pages have in common: one frozen state, shown on every view. Plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from desktop.desk.printed import nowhere
from desktop.desk.signing import Signing
from desktop.desk_port import Desk
from desktop.says import Says
from desktop.task_port import Tasks

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from desktop.preview.state import PrintSource

S = TypeVar("S", bound="DataclassInstance")
Shown_contra = TypeVar("Shown_contra", contravariant=True)


class PageView(Protocol[Shown_contra]):
    """What a page can do for its presenter."""

    def show_state(self, state: Shown_contra) -> None:
        """Show this and nothing else."""


class PagePresenter(Generic[S]):
    """A page that reads; `empty` is what it shows before anything was read."""

    empty: S

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        says: Says,
        trouble: Callable[[Exception], None],
        show_print: Callable[[PrintSource], None] = nowhere,
    ) -> None:
        self._desk = desk
        self._tasks = tasks
        self._says = says
        self._trouble = trouble
        self._show_print = show_print
        self._views: list[PageView[S]] = []
        self.state = self.empty

    def attach(self, view: PageView[S]) -> None:
        """Show the state on this view too from now on."""
        self._views.append(view)
        view.show_state(self.state)

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)
        for view in self._views:
            view.show_state(self.state)


class RulingPresenter(PagePresenter[S]):
    """A page that also signs: its state says in `can_sign` whether the key is open; `told` hears of every act."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        says: Says,
        signing: Signing,
        told: Callable[[], None],
        trouble: Callable[[Exception], None],
        *,
        show_print: Callable[[PrintSource], None] = nowhere,
    ) -> None:
        super().__init__(desk, tasks, says, trouble, show_print)
        self._told = told
        self._signing = signing
        signing.watch(self._opened)
        self._opened()

    def _opened(self) -> None:
        self._set(can_sign=self._signing.open)

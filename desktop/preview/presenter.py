"""What happens on the print preview; plain Python, pages are made and drawn away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desktop.preview.state import PreviewState, PrintSource
from desktop.printing.marks import Page
from desktop.says import Says
from desktop.task_port import Cancelled, Lane, Operation, T, Tasks, Watch
from sync.outputs.print_job import PrintJob


class Press(Protocol):
    """Who lays pages out and draws them; `desktop.preview.press.QtPress` is the real one."""

    def pages(self, job: PrintJob, watch: Watch) -> tuple[Page, ...]:
        """A job as finished pages."""

    def picture(self, page: Page, dots_per_mm: float) -> object:
        """A page as a picture."""

    def save(self, path: Path, pages: Sequence[Page], title: str, watch: Watch) -> int:
        """Write pages into a PDF file that appears whole or not at all; gives their number."""

    def send(self, printer: object, pages: Sequence[Page], watch: Watch) -> int:
        """Print pages; gives their number."""


class PreviewView(Protocol):
    """What the screen can do for its presenter."""

    def show_state(self, state: PreviewState) -> None:
        """Show this and nothing else."""

    def show_picture(self, number: int, dots_per_mm: float, picture: object) -> None:
        """A page was drawn."""


class PreviewPresenter:
    """Lays a source out, hands its pages' pictures to the view, saves and prints them."""

    def __init__(
        self,
        source: PrintSource,
        press: Press,
        tasks: Tasks,
        says: Says,
        told: Callable[[str], None],
        trouble: Callable[[Exception], None],
    ) -> None:
        self._source = source
        self._press = press
        self._tasks = tasks
        self._says = says
        self._told = told
        self._trouble = trouble
        self._view: PreviewView | None = None
        self._title = source.title
        self._turn = 0
        self.state = PreviewState(
            title=source.title, file=source.file, has_relations=source.has_relations, working=True
        )

    def attach(self, view: PreviewView) -> None:
        """Show the state on this view from now on, and lay the pages out."""
        self._view = view
        self.lay_out(relations=False)

    def leave(self) -> None:
        """The view is gone: what is still on its way interests nobody."""
        self._turn += 1
        self._view = None

    def lay_out(self, *, relations: bool) -> None:
        """Make the pages, with or without those of the 审核关系."""
        self._turn += 1
        turn = self._turn
        self._set(relations=relations, working=True)

        def made(job: PrintJob) -> None:
            self._title = job.title
            self._run(lambda watch: self._press.pages(job, watch), lambda pages: self._laid(turn, pages))

        self._tasks.query(lambda _watch: self._source.job(relations), made, self._failed)

    def _laid(self, turn: int, pages: tuple[Page, ...] | None) -> None:
        if turn == self._turn:
            self._set(pages=pages or (), working=False, ready=pages is not None)

    def draw(self, number: int, dots_per_mm: float) -> None:
        """Have a page drawn for the view."""
        pages, turn = self.state.pages, self._turn

        def drawn(picture: object) -> None:
            if self._view is not None and turn == self._turn:
                self._view.show_picture(number, dots_per_mm, picture)

        if 0 <= number < len(pages):
            page = pages[number]
            self._tasks.query(
                lambda _watch: self._press.picture(page, dots_per_mm), drawn, self._failed, Lane.POOL
            )

    def save(self, path: Path) -> None:
        """Write a PDF file."""
        file = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        pages, title = self.state.pages, self._title
        self._set(working=True)
        self._run(
            lambda watch: self._press.save(file, pages, title, watch),
            lambda done: self._finished(done, "Saved: {file}", file=str(file)),
        )

    def send(self, printer: object, first: int = 0, last: int = 0) -> None:
        """Print, all pages or those from `first` to `last` (counted from 1)."""
        pages = self.state.pages[first - 1 : last] if first else self.state.pages
        self._set(working=True)
        self._run(
            lambda watch: self._press.send(printer, pages, watch),
            lambda done: self._finished(
                done, "Sent to the printer: {pages}", pages=self._counted(len(pages))
            ),
        )

    def _counted(self, pages: int) -> str:
        return self._says.counted("{count} page", "{count} pages", pages)

    def _finished(self, done: int | None, english: str, **params: object) -> None:
        self._set(working=False)
        self._told(self._says.text(english if done else "Cancelled.", **params))

    def _run(self, operation: Operation[T], done: Callable[[T | None], None]) -> None:
        """Do it on the pool; a cancelled operation answers `None`."""

        def run(watch: Watch) -> T | None:
            try:
                return operation(watch)
            except Cancelled:
                return None

        self._tasks.query(run, done, self._failed, Lane.POOL)

    def _failed(self, error: Exception) -> None:
        self._set(working=False)
        self._trouble(error)

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        if self._view is not None:
            self._view.show_state(self.state)

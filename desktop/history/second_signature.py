"""The second signature: the head of the office sees what the clerk has signed, and signs beside it; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.history.port import Cosigning
from desktop.history.state import CLOSED, CarriedLine, SecondState
from desktop.preview.state import PrintSource
from desktop.says import Says, period_name
from desktop.task_port import Tasks

if TYPE_CHECKING:
    from sync.countersigning import Countersigned
    from sync.office.cosigning import CarriedReport, Signature, ToSign

MINUTE = 16


class SecondView(Protocol):
    """What the page can do for its presenter."""

    def show_second(self, state: SecondState) -> None:
        """Show this bundle, or none."""


class SecondPresenter:
    """One bundle at a time, verified before anything of it is shown."""

    def __init__(
        self, cosigning: Cosigning, tasks: Tasks, says: Says, trouble: Callable[[Exception], None]
    ) -> None:
        self._cosigning = cosigning
        self._tasks = tasks
        self._says = says
        self._trouble = trouble
        self._view: SecondView | None = None
        self.state = CLOSED

    def attach(self, view: SecondView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_second(self.state)

    def open(self, file: Path) -> None:
        """Look into a bundle; what nobody should sign is told and not shown."""
        self._tasks.query(lambda _watch: self._cosigning.look(file), self._looked, self._failed)

    def reword(self) -> None:
        """Say what is shown in the present language."""
        if self.state.file is not None and not self.state.done:
            self.open(self.state.file)

    def close(self) -> None:
        """Put the bundle away."""
        self._show(CLOSED)

    def set_folder(self, folder: Path) -> None:
        """Where the file with both signatures goes."""
        self._show(replace(self.state, folder=folder))

    def sign(self, passphrase: str) -> None:
        """Sign beside the clerk and write the file."""
        state = self.state
        if state.file is None or state.folder is None or not state.can_sign:
            return
        file, folder = state.file, state.folder
        self._show(replace(state, working=True))
        self._tasks.change(
            lambda _watch: self._cosigning.sign(file, folder, passphrase), self._signed, self._failed
        )

    def print_source(self) -> PrintSource | None:
        """The bundle as it prints."""
        file = self.state.file
        if file is None:
            return None
        translator = self._says.translator
        return PrintSource(
            title=self.state.about,
            file=file.stem,
            job=lambda relations: self._cosigning.print_job(file, translator, relations=relations),
        )

    def _looked(self, found: ToSign, done: str = "") -> None:
        says, before = self._says.text, self.state
        warning = ""
        if found.signed_here and not done:
            warning = says("This laptop has signed this bundle already.")
        elif not found.as_head and not done:
            warning = says(
                "This laptop is not admitted as that of the head here; its signature does not count before it is."
            )
        self._show(
            SecondState(
                file=found.file,
                about=says(
                    "Bundle {number}, made {time}",
                    number=found.sequence,
                    time=found.made[:MINUTE].replace("T", " "),
                ),
                signed_by=says(
                    "Signed by {keys}", keys=" · ".join(self._signer(one) for one in found.signatures)
                ),
                reports=tuple(self._line(one) for one in found.reports),
                warning=warning,
                folder=(before.folder if before.file == found.file else None) or found.file.parent,
                signed=found.signed_here,
                done=done,
            )
        )

    def _signer(self, one: Signature) -> str:
        role = self._says.text("the head" if one.head else "the clerk")
        here = self._says.text("(this laptop)") if one.here else ""
        return " ".join(part for part in (one.fingerprint, role, here) if part)

    def _line(self, one: CarriedReport) -> CarriedLine:
        says = self._says
        extra = [
            says.counted("{count} explanation", "{count} explanations", one.explanations),
            says.counted("{count} attachment", "{count} attachments", one.attachments),
        ]
        more = [
            words for words, count in zip(extra, (one.explanations, one.attachments), strict=True) if count
        ]
        filled = (
            says.counted("{count} line", "{count} lines", one.lines)
            if one.lines is not None
            else says.counted("{count} figure", "{count} figures", one.figures or 0)
        )
        return CarriedLine(
            form=one.form,
            title=says.pick(one.title, one.title_en),
            period=period_name(says, one.period),
            what=says.text("correction" if one.correction else "first report"),
            filled=" · ".join((filled, *more)),
            answers=" / ".join(
                name for name in (one.cover.head, one.cover.statistician, one.cover.preparer) if name
            ),
        )

    def _signed(self, done: Countersigned) -> None:
        said = self._says.text(
            "Both signatures are in the file. Hand it over in place of the first one; it is the same bundle."
        )
        self._tasks.query(
            lambda _watch: self._cosigning.look(done.file),
            lambda found: self._looked(found, f"{said}\n{done.file}"),
            self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self._show(replace(self.state, working=False))
        self._trouble(error)

    def _show(self, state: SecondState) -> None:
        self.state = state
        if self._view is not None:
            self._view.show_second(state)

"""Checking and handing over on one page; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desktop.office_port import FormStatus, KeyInfo, Office, Submitted
from desktop.places import require_there
from desktop.says import Says, period_name
from desktop.submit.state import NOTHING, Candidate, Obstacle, Signer, SubmitState
from desktop.task_port import Tasks
from forms.definition import Level
from forms.errors import YuebaoError
from forms.findings import Finding, sentence
from forms.report import Cover, Status

OPEN = (Status.DRAFT, Status.FAILED, Status.PASSED, Status.CORRECTING)
MOST = 60


class SubmitView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: SubmitState) -> None:
        """Show this and nothing else."""


class SubmitPresenter:
    """What is left, who answers for it, where it goes; then one signed file, read back and compared."""

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        says: Says,
        told: Callable[[], None],
        trouble: Callable[[Exception], None],
    ) -> None:
        self._office = office
        self._tasks = tasks
        self._says = says
        self._told = told
        self._trouble = trouble
        self._view: SubmitView | None = None
        self._left_out: frozenset[str] = frozenset()
        self.state = NOTHING

    def attach(self, view: SubmitView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def open(self, period: str) -> None:
        """Check a period."""
        if period != self.state.period:
            self._left_out = frozenset()
            self.state = replace(NOTHING, folder=self.state.folder, drive=self.state.drive)
        self._tasks.query(lambda _watch: self._read(period), self._checked)

    def choose(self, form: str, *, chosen: bool) -> None:
        """Hand a form over with the others, or leave it for later."""
        self._left_out = self._left_out - {form} if chosen else self._left_out | {form}
        self._set(candidates=self._candidates(self.state.candidates))

    def set_cover(self, cover: Cover) -> None:
        """Who answers for the report."""
        self.state = replace(self.state, cover=cover)

    def set_folder(self, folder: Path, *, drive: bool = False) -> None:
        """Where the bundle is written; a `drive` must still be plugged in then."""
        self._set(folder=folder, drive=drive, problem="", advice="")

    def hand_over(self, passphrase: str) -> bool:
        """Sign and write one bundle; whether that began. What is lacking stands on the page already."""
        state = self.state
        if not state.ready or state.folder is None:
            return False
        folder, forms = state.folder, [one.form for one in state.chosen]

        def write() -> Submitted:
            require_there(folder, drive=state.drive)
            return self._office.submit(state.period, forms, folder, passphrase, state.cover)

        self._set(working=True, done=None, problem="", advice="")
        self._tasks.change(lambda _watch: write(), self._written, self._failed)
        return True

    def _written(self, done: Submitted) -> None:
        self._set(working=False, done=done)
        self._told()
        self.open(self.state.period)

    def _failed(self, error: Exception) -> None:
        """What was foreseen is told beside the button that was pressed."""
        if not isinstance(error, YuebaoError):
            self._set(working=False)
            self._trouble(error)
            return
        worded = self._says.translator.word(error.problem)
        self._set(working=False, problem=worded.message, advice=worded.advice)

    def _read(self, period: str) -> SubmitState:
        owed = self._office.overview(period)
        lines = [line for line in owed if line.status in OPEN]
        forms = [line.form for line in lines]
        findings = [f for f in self._office.check(period, forms) if f.blocks] if forms else []
        cover = self._office.cover(period)
        return SubmitState(
            period=period,
            period_name=period_name(self._says, period),
            candidates=tuple(self._candidate(line) for line in lines),
            obstacles=tuple(self._obstacle(finding, lines) for finding in findings[:MOST]),
            untouched=tuple(line.form for line in owed if line.status is Status.EMPTY),
            begun=not owed or any(line.status is not Status.EMPTY for line in owed),
            signer=_signer(self._office.keeping.key()),
            cover=cover,
        )

    def _candidate(self, line: FormStatus) -> Candidate:
        form = self._office.index.form(line.form).form
        return Candidate(
            form=line.form,
            period=line.period,
            title=self._says.pick(form.title, form.title_en),
            status=line.status,
            errors=line.errors,
            warnings_open=line.warnings_open,
            chosen=line.form not in self._left_out,
        )

    def _candidates(self, known: Sequence[Candidate]) -> tuple[Candidate, ...]:
        return tuple(replace(one, chosen=one.form not in self._left_out) for one in known)

    def _obstacle(self, finding: Finding, lines: Sequence[FormStatus]) -> Obstacle:
        period = next((line.period for line in lines if line.form == finding.form), self.state.period)
        text = sentence(finding, self._says.translator)
        return Obstacle(
            form=finding.form,
            period=period,
            text=text,
            is_error=finding.level is Level.ERROR,
            finding=(finding.id, finding.cells),
        )

    def _checked(self, read: SubmitState) -> None:
        state = self.state
        cover = state.cover if state.cover != Cover() else read.cover
        self.state = replace(
            read,
            cover=cover,
            folder=state.folder,
            drive=state.drive,
            done=state.done,
            working=state.working,
            problem=state.problem,
            advice=state.advice,
        )
        self._show()

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_state(self.state)


def _signer(key: KeyInfo | None) -> Signer:
    if key is None:
        return Signer.NOBODY
    return Signer.HEAD if key.head else Signer.CLERK

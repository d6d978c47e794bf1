"""What the window needs of a reporting office; `desktop.reporting.ReportingOffice` is the real one.

Screens know only this, so that they can be tried on an office in memory. All of it is called on the data
worker and never on the GUI thread, but for `index` and `unit`, which are fixed while the office is open.
"""

# ruff: noqa: D102 - the real class documents these

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from desktop.task_port import Watch
from forms.carry import CarryOver
from forms.definition import UnitDef
from forms.errors import Problem
from forms.findings import Finding
from forms.index import PackIndex, Position
from forms.messages import Translator
from forms.report import Attachment, Cover, Status
from forms.sheet import Sheet

if TYPE_CHECKING:
    from desktop.desk_port import Desk
    from desktop.history.port import Cosigning
    from desktop.safety.port import Keeping
    from forms.migrate_pack import Migration
    from sync.office.offering import FileOffer
    from sync.office.standing import Returned
    from sync.outputs.print_job import PrintJob


class FormStatus(Protocol):
    """One line of the home page."""

    @property
    def form(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def filled(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def errors(self) -> int: ...
    @property
    def warnings_open(self) -> int: ...
    @property
    def due(self) -> dt.date: ...
    @property
    def days_left(self) -> int: ...


class Submitted(Struct, frozen=True, kw_only=True):
    """What was written when a month was handed over, read back and compared."""

    file: Path
    bundle: str
    sequence: int
    reports: tuple[str, ...]


class HandedOver(Struct, frozen=True, kw_only=True):
    """One bundle that left this office; `receipt` is the day its receipt was written, `code` why it was refused."""

    sequence: int
    at: str
    file: str
    bundle: str
    reports: tuple[tuple[str, str], ...] = ()
    receipt: str | None = None
    code: str | None = None


class TakenIn(Struct, frozen=True, kw_only=True):
    """One file that was dropped, and what became of it."""

    file: str
    outcome: str
    kind: str | None = None
    code: str | None = None
    problem: Problem | None = None


class ToldHere(Struct, frozen=True, kw_only=True):
    """What the office above asked (a notice) or decided.

    `state` as in `sync.matters.State`; `listed` when the feedback form of `month` has a line for it. `form` is that form,
    blank for decisions and where the pack has none.
    """

    number: str
    text: str
    deadline: str
    state: str
    form: str = ""
    listed: bool = False
    month: str = ""
    result: str = ""

    @property
    def decision(self) -> bool:
        """Whether it is no notice but a decision."""
        return not self.state


class KeyInfo(Struct, frozen=True, kw_only=True):
    """This laptop's key as people compare it."""

    unit: str
    fingerprint: str
    algorithm: str
    admitted: bool
    ended: bool
    head: bool = False
    """Whether it signs beside the clerk and may not hand over itself."""
    request: str = ""
    """The bundle of its enrolment request, where there is one."""


class BackupInfo(Struct, frozen=True, kw_only=True):
    """One backup."""

    day: str
    file: str
    bytes: int


class Office(Protocol):
    """One reporting office's workspace, open."""

    @property
    def index(self) -> PackIndex: ...
    @property
    def unit(self) -> UnitDef: ...
    @property
    def desk(self) -> Desk | None: ...

    def has_key(self) -> bool: ...
    def periods(self) -> Sequence[str]: ...
    def due(self, period: str) -> Sequence[tuple[str, str]]: ...
    def form_status(self, form: str, period: str) -> FormStatus: ...
    def overview(self, period: str) -> Sequence[FormStatus]: ...
    def returned(self) -> Sequence[Returned]: ...
    def sheet(self, form: str, period: str) -> Sheet: ...
    def enter(self, form: str, period: str, changes: Mapping[Position, str | None]) -> Sheet: ...
    def add_lines(
        self, form: str, period: str, lines: Sequence[Mapping[str, str | None]], at: int | None = None
    ) -> Sheet: ...
    def enter_lines(
        self, form: str, period: str, changes: Mapping[int, Mapping[str, str | None]]
    ) -> Sheet: ...
    def delete_lines(self, form: str, period: str, ids: Sequence[int]) -> Sheet: ...
    def carry_over(self, form: str, period: str) -> Sheet: ...
    def undo(self, form: str, period: str) -> Sheet: ...
    def redo(self, form: str, period: str) -> Sheet: ...
    def explain(
        self, form: str, period: str, check: str, cell: tuple[str, str] | None, text: str
    ) -> Sheet: ...
    def correct(self, form: str, period: str, reason: str) -> Sheet: ...

    def handed_over_sheet(self, form: str, period: str) -> Sheet | None: ...
    def carried(self, form: str, period: str) -> CarryOver: ...
    def migration(self, form: str, period: str) -> Migration: ...
    def migrate(self, form: str, period: str) -> Sheet: ...
    def attach(self, form: str, period: str, files: Sequence[Path], line: int | None) -> Sheet: ...
    def detach(self, form: str, period: str, gone: Sequence[Attachment]) -> Sheet: ...
    def take_out(self, attachment: Attachment) -> Path: ...
    def look_at(self, form: str, source: Path, own: Mapping[str, str]) -> FileOffer: ...
    def fill(self, form: str, period: str, source: Path, own: Mapping[str, str]) -> Sheet: ...
    def write_workbook(
        self, form: str, period: str, path: Path, translator: Translator, *, figures: bool
    ) -> Path: ...
    def print_job(
        self,
        reports: Sequence[tuple[str, str]],
        translator: Translator,
        *,
        relations: bool,
        cover: Cover | None = None,
    ) -> PrintJob: ...

    def check(self, period: str, forms: Sequence[str]) -> Sequence[Finding]: ...
    def cover(self, period: str) -> Cover: ...
    def submit(
        self, period: str, forms: Sequence[str], folder: Path, passphrase: str, cover: Cover
    ) -> Submitted: ...
    def handed_over(self) -> Sequence[HandedOver]: ...
    def write_again(self, bundle: str, folder: Path) -> Path: ...
    def told(self, period: str) -> Sequence[ToldHere]: ...
    def take_notices(self, period: str) -> int: ...
    def take_in(self, paths: Sequence[Path], watch: Watch) -> Sequence[TakenIn]: ...

    @property
    def keeping(self) -> Keeping: ...
    @property
    def cosigning(self) -> Cosigning: ...
    def outdated(self) -> bool: ...
    def renew(self) -> None: ...
    def close(self, *, backup: bool = True) -> None: ...

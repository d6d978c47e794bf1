"""What the home page shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.office_port import ToldHere
from forms.report import Status

WAITING = frozenset({Status.EMPTY, Status.DRAFT, Status.FAILED, Status.RETURNED, Status.CORRECTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One form of the period; until it was looked at (`known`) there is nothing but its name."""

    form: str
    period: str
    title: str
    status: Status = Status.EMPTY
    filled: int = 0
    asked: int = 0
    errors: int = 0
    warnings_open: int = 0
    due: str = ""
    days_left: int = 0
    known: bool = True

    @property
    def needs_clerk(self) -> bool:
        """Whether something waits for the clerk before this form can go."""
        return self.known and self.status in WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A report that came back, with the reasons."""

    form: str
    period: str
    period_name: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """Everything on the home page."""

    unit: str = ""
    pack: str = ""
    period: str = ""
    period_name: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    lines: tuple[FormLine, ...] = ()
    returns: tuple[Return, ...] = ()
    told: tuple[ToldHere, ...] = ()
    receipt: str = ""
    keyless: bool = False
    """Whether there is no key here to sign with, as after a backup was put back on another laptop."""
    ready: bool = False

    @property
    def done(self) -> int:
        """How many forms need nothing more from the clerk."""
        return sum(line.known and not line.needs_clerk for line in self.lines)

    @property
    def counted(self) -> bool:
        """Whether every form was looked at."""
        return all(line.known for line in self.lines)

    @property
    def days_left(self) -> int | None:
        """Days to the nearest deadline of what is still to do."""
        return min((line.days_left for line in self.lines if line.needs_clerk), default=None)

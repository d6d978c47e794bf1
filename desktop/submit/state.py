"""What the page of checking and handing over shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.office_port import Submitted
from forms.report import Cover, Status

NO_COVER = Cover()


class Signer(StrEnum):
    """Who sits at this laptop, as far as its key says."""

    CLERK = "clerk"
    HEAD = "head"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One form that could be handed over; `blocked` while errors or unexplained warnings stand."""

    form: str
    period: str
    title: str
    status: Status
    errors: int
    warnings_open: int
    chosen: bool

    @property
    def blocked(self) -> bool:
        """Whether it cannot go yet."""
        return bool(self.errors or self.warnings_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One finding that stands in the way, with the cell to go to."""

    form: str
    period: str
    text: str
    is_error: bool
    finding: tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitState:
    """Everything on the page. `done` is what was just written."""

    period: str = ""
    period_name: str = ""
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    untouched: tuple[str, ...] = ()
    """Forms owed for the period that nobody has begun."""
    begun: bool = False
    """Whether anything that is owed for the period was begun, handed over or not; nothing owed is nothing to begin."""
    signer: Signer = Signer.CLERK
    cover: Cover = NO_COVER
    folder: Path | None = None
    drive: bool = False
    working: bool = False
    done: Submitted | None = None
    problem: str = ""
    advice: str = ""

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """The forms that are to go."""
        return tuple(one for one in self.candidates if one.chosen)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way of what was chosen."""
        able = bool(self.chosen) and self.signer is Signer.CLERK
        return able and not any(one.blocked for one in self.chosen) and not self.working

    @property
    def lacks(self) -> str:
        """What has to be done before it can be signed, as a text of the catalogue; blank where nothing has."""
        if not self.candidates or self.signer is not Signer.CLERK:
            return ""
        if not self.chosen:
            return "Tick at least one form above."
        if any(one.blocked for one in self.chosen):
            return "Mend the errors and explain the warnings first, or leave those forms for later."
        return "" if self.folder else "Choose where the bundle is written: a USB drive or a folder."


NOTHING = SubmitState()

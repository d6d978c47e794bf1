"""What the page of checking and handing over shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.office_port import Submitted
from forms.report import Cover, Status

NO_COVER = Cover()


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
    cover: Cover = NO_COVER
    folder: Path | None = None
    working: bool = False
    done: Submitted | None = None

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """The forms that are to go."""
        return tuple(one for one in self.candidates if one.chosen)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way of what was chosen."""
        return bool(self.chosen) and not any(one.blocked for one in self.chosen) and not self.working


NOTHING = SubmitState()

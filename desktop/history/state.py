"""What the page of handed-over bundles shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.office_port import HandedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryState:
    """Bundles, the latest first."""

    bundles: tuple[HandedOver, ...] = ()
    ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedLine:
    """One report in the bundle to be signed, in words."""

    form: str
    title: str
    period: str
    what: str
    filled: str
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondState:
    """A bundle open for the second signature; `file` is `None` while none is. `done` says what was written."""

    file: Path | None = None
    about: str = ""
    signed_by: str = ""
    reports: tuple[CarriedLine, ...] = ()
    warning: str = ""
    folder: Path | None = None
    signed: bool = False
    working: bool = False
    done: str = ""

    @property
    def can_sign(self) -> bool:
        """Whether this laptop's signature is still missing and has a place to go."""
        return self.folder is not None and not self.signed and not self.working


EMPTY = HistoryState()
CLOSED = SecondState()

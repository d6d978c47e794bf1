"""What the in-tray shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.desk_port import AllChanges, Arrived, Asking, CellChange, Import, Tray

TAKEABLE = ("merged", "pending")
LOCKED_IN = ("E-PASSPHRASE", "E-DECRYPT")
"""Codes of files that could not be looked into yet: they stay where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What withdrawing an import would change, in words."""

    bundle: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """`tray` is what was dropped and examined, or what became of it once `taken`.

    `everything` is what the whole tray would change, `quarantined` the chosen refused file judged once more,
    `draft` the name of the mail draft that was written last; `admitted` says whose key was just admitted, `mismatch` why
    not (an English text of the catalogue).
    """

    tray: Tray | None = None
    taken: bool = False
    working: bool = False
    shown: Arrived | None = None
    changes: tuple[CellChange, ...] | None = None
    everything: AllChanges | None = None
    draft: str = ""
    asking: tuple[Asking, ...] = ()
    imports: tuple[Import, ...] = ()
    refused: tuple[Import, ...] = ()
    quarantined: Arrived | None = None
    effect: Effect | None = None
    admitted: str = ""
    mismatch: str = ""
    can_sign: bool = False

    @property
    def can_take(self) -> bool:
        """Whether anything of the tray can be taken in."""
        return not self.taken and self.tray is not None and not self.working

    @property
    def requests(self) -> int:
        """How many files of the tray ask for a key to be admitted."""
        return sum(one.asks for one in self.tray.files) if self.tray is not None else 0

    @property
    def to_quarantine(self) -> tuple[Arrived, ...]:
        """Files of the tray that are refused, and go to quarantine when the others are taken in."""
        files = self.tray.files if self.tray is not None and not self.taken else ()
        return tuple(one for one in files if one.outcome == "refused" and _code(one) not in LOCKED_IN)


def _code(file: Arrived) -> str:
    return file.problem.code if file.problem is not None else ""

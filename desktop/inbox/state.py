"""What the in-tray shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.desk_port import Arrived, Asking, CellChange, Import, Tray


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What withdrawing an import would change, in words."""

    bundle: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """`tray` is what was dropped and examined, or what became of it once `taken`."""

    tray: Tray | None = None
    taken: bool = False
    working: bool = False
    shown: Arrived | None = None
    changes: tuple[CellChange, ...] | None = None
    asking: tuple[Asking, ...] = ()
    imports: tuple[Import, ...] = ()
    refused: tuple[Import, ...] = ()
    effect: Effect | None = None
    can_sign: bool = False

    @property
    def can_take(self) -> bool:
        """Whether anything of the tray can be taken in."""
        return not self.taken and self.tray is not None and not self.working

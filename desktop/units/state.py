"""What the page of units and keys shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.desk_port import KeyLine


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNode:
    """One unit of the tree; `depth` from the office downwards. `reports_here` marks those that send bundles here."""

    code: str
    name: str
    kind: str
    depth: int
    keys: int
    reports_here: bool
    valid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsState:
    """Everything on the page; `written` are names of task bundles, `beyond` bundles past a revoked position."""

    units: tuple[UnitNode, ...] = ()
    chosen: UnitNode | None = None
    keys: tuple[KeyLine, ...] = ()
    periods: tuple[tuple[str, str], ...] = ()
    written: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    beyond: int | None = None
    can_sign: bool = False

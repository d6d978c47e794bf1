"""What the page of handed-over bundles shows."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.office_port import HandedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryState:
    """Bundles, the latest first."""

    bundles: tuple[HandedOver, ...] = ()
    ready: bool = False


EMPTY = HistoryState()

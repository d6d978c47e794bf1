"""How much a received file may ask of this machine (bundles.md §1)."""

from __future__ import annotations

from dataclasses import dataclass

from forms.errors import YuebaoError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds, all inclusive: sizes in bytes, `depth` in bundles within bundles."""

    total: int = 64 * MIB
    entries: int = 4096
    json: int = 16 * MIB
    depth: int = 2

    def require(self, what: str, found: int, allowed: int, *, where: str | None = None) -> None:
        """Raise `E-LIMIT` when there is more than allowed."""
        if found > allowed:
            raise YuebaoError("E-LIMIT", where=where, what=what, found=found, limit=allowed)


STANDARD = Limits()
"""The limits of `yuebao-bundle/1`."""

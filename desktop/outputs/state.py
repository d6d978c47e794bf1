"""What the page of outputs shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """One file that was written, or a kind that could not be: then `file` is empty and `said` tells why."""

    kind: str
    file: str
    size: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputsState:
    """Everything on the page; `standing` are the sentences to read before writing, `calm` when all is well."""

    period: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    scope: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    form: str = ""
    forms: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    folder: str = ""
    standing: tuple[str, ...] = ()
    calm: bool = False
    own_template: bool = False
    kept_template: str = ""
    written: tuple[WrittenLine, ...] = ()
    cancelled: bool = False
    working: bool = False
    ready: bool = False

    @property
    def can_write(self) -> bool:
        """Whether there is something to write, and nothing is being written."""
        return bool(self.kinds and self.folder and self.period) and not self.working

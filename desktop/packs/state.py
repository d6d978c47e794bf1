"""What the page of the form pack shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.entry.grid import Grid
from desktop.entry.state import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One form of a pack."""

    form: str
    title: str
    frequency: str
    size: str
    rules: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLine:
    """One report tried under the other pack."""

    unit: str
    form: str
    errors: int
    warnings: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksState:
    """Everything on the page: the pack in force, and another one that is looked at.

    `trial` holds the reports with something to look at, `tried` says in words how many were tried.
    """

    title: str = ""
    version: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    forms: tuple[FormLine, ...] = ()
    other: str = ""
    problems: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    trial: tuple[TrialLine, ...] = ()
    tried: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    adopted: int | None = None
    head: Head | None = None
    grid: Grid | None = None
    sent: tuple[str, ...] = ()
    can_sign: bool = False

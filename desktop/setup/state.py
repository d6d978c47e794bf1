"""What the first-use wizard shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from desktop.setup.asking import Asked


class Step(IntEnum):
    """The steps of the wizard in their order."""

    TASK = 0
    ROOT = 1
    UNIT = 2
    PASSPHRASE = 3
    DONE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """A unit that the task bundle knows."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a task bundle says of itself; nothing of it is believed before its fingerprint was compared."""

    file: Path
    title: str
    version: str
    issuer: str
    units: tuple[UnitChoice, ...]
    meant_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The workspace was made: the request to hand over, and the fingerprint to tell by telephone.

    No `request` where the key came back from its sheet: it is admitted already.
    """

    unit: str
    fingerprint: str
    request: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupState(Asked):
    """Everything in the wizard. `sheet`: the key is to come back from a backup sheet; `head`: the head's laptop."""

    step: Step = Step.TASK
    offer: Offer | None = None
    root: str = ""
    unit: str = ""
    head: bool = False
    sheet: bool = False
    joined: Joined | None = None
    spelled: str = ""

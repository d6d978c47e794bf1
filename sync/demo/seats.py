"""One laptop of one office: joining, and what a job in another process needs to know of it."""

from __future__ import annotations

import datetime as dt
import os
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from forms.index import PackIndex
from forms.loader import known_pack
from forms.program import Program
from sync import joining
from sync.demo.world import World, make_world
from sync.founding import Setup
from sync.office.office import Office
from sync.workspace import Clock, Workspace

PASSPHRASE = "yuebao-demo"  # noqa: S105 - opens example workspaces only
WORK_FACTOR = 10
"""Far below what real keys get: eighty keys that protect nothing should cost nothing."""


class Almanac:
    """A clock that is set by hand: the example lives in the months it reports."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        """The moment it was set to."""
        return self.now


class Seat(Struct, frozen=True, kw_only=True):
    """A laptop. `name` is its folder's: the unit's code, with `-2` for a second one."""

    name: str
    unit: str
    folder: str
    request: str
    fingerprint: str


class Joining(Struct, frozen=True, kw_only=True):
    """What one laptop needs to join."""

    name: str
    unit: str
    folder: str
    task: str
    root: str
    out: str
    at: dt.datetime


def setup(clock: Clock) -> Setup:
    """How all workspaces of the example are made."""
    return Setup(clock=clock, passphrase=PASSPHRASE, random=os.urandom, work_factor=WORK_FACTOR)


def take_seat(job: Joining) -> Seat:
    """Make the laptop's workspace and its enrolment request."""
    joined = joining.join(
        Path(job.task),
        Path(job.folder),
        job.unit,
        job.root,
        Path(job.out),
        setup(Almanac(job.at)),
    )
    joined.workspace.close()
    return Seat(
        name=job.name,
        unit=job.unit,
        folder=job.folder,
        request=str(joined.request),
        fingerprint=joined.fingerprint,
    )


class PreparedOffice(Office):
    """An office whose pack was compiled before: all offices of the example share one program."""

    def __init__(self, workspace: Workspace, prepared: Program) -> None:
        super().__init__(workspace)
        self._prepared = prepared

    @cached_property
    def index(self) -> PackIndex:
        """The shared pack."""
        return self._prepared.index

    @cached_property
    def program(self) -> Program:
        """The shared program."""
        return self._prepared


@lru_cache(maxsize=1)
def program_of(pack: bytes) -> Program:
    """The compiled pack, once a process."""
    return Program(PackIndex(known_pack(pack)))


@lru_cache(maxsize=1)
def world_of(pack: bytes, top: str, months: int, seed: int) -> World:
    """The example region, once a process."""
    return make_world(known_pack(pack), top, months, seed)


def pack_of(workspace: Workspace) -> bytes:
    """The bytes of the pack in force."""
    found = workspace.pack_bytes(workspace.pack_ref.hash)
    if found is None:
        raise LookupError(workspace.pack_ref.hash)
    return found

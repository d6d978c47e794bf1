"""Joining for real: the service layer behind the first-use wizard, imported when it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.places import require_there
from desktop.setup.state import Joined, Offer, UnitChoice
from forms.errors import StoreError

if TYPE_CHECKING:
    from sync.founding import Setup


class RealJoiner:
    """Makes the workspace in `folder`."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime], work_factor: int | None = None) -> None:
        self._folder = folder
        self._now = now
        self._work_factor = work_factor

    def look(self, task: Path) -> Offer:
        """See `presenter.Joiner.look`."""
        from sync import bundle
        from sync.tasks import pack_in

        opened = bundle.open_bundle(_bytes(task))
        _, pack = pack_in(opened)
        return Offer(
            file=task,
            title=pack.title,
            version=pack.version,
            issuer=next((u.name for u in pack.units if u.code == opened.manifest.unit), opened.manifest.unit),
            units=tuple(UnitChoice(code=unit.code, name=unit.name) for unit in pack.units),
            meant_for=opened.manifest.to,
        )

    def believe(self, task: Path, root: str) -> None:
        """See `presenter.Joiner.believe`."""
        from sync.joining import believed

        believed(_bytes(task), root)

    def verify(self, task: Path, unit: str, root: str) -> None:
        """See `presenter.Joiner.verify`."""
        from sync.joining import invited

        invited(_bytes(task), unit, root)

    def join(self, task: Path, unit: str, root: str, passphrase: str, out: Path, *, head: bool) -> Joined:
        """See `presenter.Joiner.join`."""
        from sync.joining import join

        require_there(out)
        done = join(task, self._folder, unit, root, out, self._setup(passphrase), head=head)
        done.workspace.close()
        return Joined(unit=done.unit, fingerprint=done.fingerprint, request=done.request)

    def rejoin(self, task: Path, unit: str, root: str, sheet: str, passphrase: str) -> Joined:
        """See `presenter.Joiner.rejoin`."""
        from sync.joining import rejoin

        done = rejoin(task, self._folder, unit, root, sheet, self._setup(passphrase))
        done.workspace.close()
        return Joined(unit=done.unit, fingerprint=done.fingerprint, request=None)

    def _setup(self, passphrase: str) -> Setup:
        from sync.founding import Setup

        if self._work_factor is None:
            return Setup(clock=self._now, passphrase=passphrase)
        return Setup(clock=self._now, passphrase=passphrase, work_factor=self._work_factor)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{file}: {failure.strerror}", where=str(file)) from failure

"""Founding for real: the service layer behind the page, imported when it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from desktop.setup.founding import PackChoice
from desktop.setup.state import UnitChoice

if TYPE_CHECKING:
    from forms.definition import PackDef
    from forms.messages import Translator
    from sync.key_sheet import Paper


class RealFounder:
    """Makes the workspace in `folder`."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime], work_factor: int | None = None) -> None:
        self._folder = folder
        self._now = now
        self._work_factor = work_factor

    def packs(self) -> tuple[PackChoice, ...]:
        """See `founding.Founder.packs`."""
        shipped = sorted(path for path in resources.path("packs").iterdir() if path.is_dir())
        return tuple(self.look(path) for path in shipped)

    def look(self, path: Path) -> PackChoice:
        """See `founding.Founder.look`."""
        pack = _read(path)
        top = [unit for unit in pack.units if unit.parent is None]
        rest = [unit for unit in pack.units if unit.parent is not None]
        return PackChoice(
            path=path,
            title=pack.title,
            version=pack.version,
            units=tuple(UnitChoice(code=unit.code, name=unit.name) for unit in (*top, *rest)),
        )

    def found(self, pack: Path, unit: str, passphrase: str) -> str:
        """See `founding.Founder.found`."""
        from sync.founding import Setup, init_region

        setup = Setup(clock=self._now, passphrase=passphrase)
        if self._work_factor is not None:
            setup = Setup(clock=self._now, passphrase=passphrase, work_factor=self._work_factor)
        done = init_region(self._folder, unit, _read(pack), setup)
        done.workspace.close()
        return done.root_fingerprint

    def paper(self, translator: Translator) -> Paper:
        """See `founding.Founder.paper`."""
        from sync import key_sheet
        from sync.workspace import Workspace

        with Workspace.open(self._folder, self._now, read_only=True) as ws:
            return key_sheet.paper(key_sheet.make(ws), translator)


def _read(path: Path) -> PackDef:
    """A pack from its folder or workbook, checked; every problem found is raised."""
    if path.is_dir():
        from forms.loader import load_pack

        return load_pack(path)
    from forms.xlsx_pack import from_xlsx

    return from_xlsx(path)

"""The real keeping of a workspace: keys, backups, examination, each loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.office_port import BackupInfo, KeyInfo
from desktop.places import require_there
from forms.errors import YuebaoError
from sync.workspace import Workspace

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.doctor import Check
    from sync.key_sheet import Paper
    from sync.keyring import KeyView
    from sync.restoring import Contents

DAY = 10


class WorkspaceKeeping:
    """See `desktop.safety.port.Keeping`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def key(self) -> KeyInfo | None:
        """This laptop's key; `None` where it has none, as after a backup was put back on another laptop."""
        from sync import forgotten, key_file, keyring

        if not (self._workspace.folder / "keys" / key_file.FILE).exists():
            return None
        try:
            view = keyring.show(self._workspace)
        except YuebaoError:
            return None
        return KeyInfo(
            unit=view.unit,
            fingerprint=view.fingerprint,
            algorithm=view.algorithm,
            admitted=view.admitted,
            ended=view.ended,
            head=self._is_head(view),
            request=forgotten.request_here(self._workspace) or "",
        )

    def _is_head(self, view: KeyView) -> bool:
        """By the register; before it knows the key, by what this laptop asked for."""
        from sync import forgotten
        from sync.register import Role

        if view.admitted:
            return Role.HEAD in view.roles and Role.SUBMIT not in view.roles
        asked = forgotten.asked_here(self._workspace)
        return asked is not None and asked.head

    def change_passphrase(self, old: str, new: str) -> None:
        """Seal the keys with another passphrase. Raises `E-PASSPHRASE`."""
        from sync import keyring
        from sync.founding import Setup

        keyring.change_passphrase(self._workspace, old, Setup(clock=self._workspace.clock, passphrase=new))

    def renew(self, passphrase: str, folder: Path) -> Path:
        """A new key in place of one nobody can open; the request for it. Raises `E-ROLE`, `E-PASSPHRASE`, `E-DISK`."""
        from sync.forgotten import renew
        from sync.founding import Setup

        require_there(folder)
        ws = self._workspace
        return renew(ws, folder, Setup(clock=ws.clock, passphrase=passphrase)).request

    def write_request(self, folder: Path) -> Path:
        """The enrolment request once more."""
        from sync.forgotten import request_here
        from sync.sealing import deliver_again

        require_there(folder)
        return deliver_again(self._workspace, request_here(self._workspace) or "", folder)

    def paper(self, translator: Translator) -> Paper:
        """The key backup sheet as what stands on it."""
        from sync import key_sheet

        return key_sheet.paper(key_sheet.make(self._workspace), translator)

    def recover(self, text: str, passphrase: str) -> None:
        """Put the key of a backup sheet back. Raises `E-KEY-SHEET`, `E-PASSPHRASE`, `E-SHEET-KEY`."""
        from sync import key_sheet

        key_sheet.recover(self._workspace, key_sheet.read(text), passphrase)

    def backups(self) -> Sequence[BackupInfo]:
        """The backups, the latest first."""
        from forms.store.backup import backups

        return tuple(_backup(one.path) for one in reversed(backups(self._workspace.folder / "backups")))

    def backup(self, folder: Path | None = None) -> BackupInfo:
        """Write a checked copy now, into the workspace or elsewhere."""
        from forms.store.backup import backup

        target = folder or self._workspace.folder / "backups"
        return _backup(backup(self._workspace.store, target, self._workspace.clock()))

    def look(self, file: Path) -> Contents:
        """What a backup holds."""
        from sync.restoring import look

        return look(file, self._workspace.clock)

    def examine(self) -> Sequence[Check]:
        """Everything that can be examined, each with what was found."""
        from sync.doctor import examine

        return examine(self._workspace.folder, self._workspace.clock)


def _backup(path: Path) -> BackupInfo:
    return BackupInfo(day=path.stem[-DAY:], file=str(path), bytes=path.stat().st_size)

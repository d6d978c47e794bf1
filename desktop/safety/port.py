"""What the safety page needs of a workspace; `desktop.safety.keeping` is the real one. On the data worker only."""

# ruff: noqa: D102 - the real class documents these

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.office_port import BackupInfo, KeyInfo

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.doctor import Check
    from sync.key_sheet import Paper
    from sync.restoring import Contents


class Keeping(Protocol):
    """Keys, backups and examination of one open workspace."""

    def key(self) -> KeyInfo | None: ...
    def change_passphrase(self, old: str, new: str) -> None: ...
    def paper(self, translator: Translator) -> Paper: ...
    def recover(self, text: str, passphrase: str) -> None: ...
    def backups(self) -> Sequence[BackupInfo]: ...
    def backup(self, folder: Path | None = None) -> BackupInfo: ...
    def look(self, file: Path) -> Contents: ...
    def examine(self) -> Sequence[Check]: ...

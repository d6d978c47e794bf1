"""What the second signature needs of a workspace; `desktop.history.cosigning` is the real one. On the data worker only."""

# ruff: noqa: D102 - the real class documents these

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.countersigning import Countersigned
    from sync.office.cosigning import ToSign
    from sync.outputs.print_job import PrintJob


class Cosigning(Protocol):
    """The head of the office signs beside the clerk."""

    def look(self, file: Path) -> ToSign: ...
    def print_job(self, file: Path, translator: Translator, *, relations: bool) -> PrintJob: ...
    def sign(self, file: Path, folder: Path, passphrase: str) -> Countersigned: ...

"""The real second signature: the services of the command line, each loaded when it is first asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.countersigning import Countersigned
    from sync.office.cosigning import ToSign
    from sync.office.office import Office
    from sync.outputs.print_job import PrintJob


class OfficeCosigning:
    """See `desktop.history.port.Cosigning`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def look(self, file: Path) -> ToSign:
        """What a bundle of this office holds. Raises what verifying it raises, and `E-UNIT` for another office's."""
        from sync.office.cosigning import look

        return look(self._office, file)

    def print_job(self, file: Path, translator: Translator, *, relations: bool) -> PrintJob:
        """Its reports as they print."""
        from sync.office.cosigning import job_of

        return job_of(self._office, file, translator, relations=relations)

    def sign(self, file: Path, folder: Path, passphrase: str) -> Countersigned:
        """Add this laptop's signature; the file is written to `folder`. Raises `E-PASSPHRASE`, `E-DISK`."""
        from sync.countersigning import countersign

        workspace = self._office.workspace
        return countersign(workspace, file, folder, workspace.unlock(passphrase))

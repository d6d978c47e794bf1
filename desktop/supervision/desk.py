"""The real side of supervision and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.bench import Bench
from forms.messages import Translator

if TYPE_CHECKING:
    from sync.desk.supervising import Notice, Supervisor, Told
    from sync.events import Matter


class RealSupervision:
    """See `desktop.affairs_port.SupervisionDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def problems(self, period: str) -> Sequence[Told]:
        """What the units reported as problems."""
        from sync.desk.supervising import problems

        return problems(self._bench.collected, period)

    def notices(self) -> Sequence[Notice]:
        """Every notice given, with its answer."""
        from sync.desk.supervising import notices

        return notices(self._bench.collected)

    def submitted(self, period: str) -> Sequence[Told]:
        """What the units submitted for decision."""
        from sync.desk.supervising import submitted

        return submitted(self._bench.collected, period)

    def units(self) -> Sequence[str]:
        """The units that report here."""
        return tuple(self._bench.ws.collects)

    @property
    def _supervisor(self) -> Supervisor:
        from sync.desk.supervising import Supervisor

        return Supervisor(self._bench.ws, self._bench.signers)

    def notify(self, unit: str, matter: Matter) -> str:
        """Give a notice; its number."""
        number = self._supervisor.notify(unit, matter)
        self._bench.changed()
        return number

    def close(self, number: str, reason: str) -> None:
        """End a notice."""
        self._supervisor.close(number, reason)
        self._bench.changed()

    def decide(self, unit: str, matter: Matter) -> None:
        """Say what was decided."""
        self._supervisor.decide(unit, matter)
        self._bench.changed()

    def agenda(self, path: Path, period: str, translator: Translator) -> Path:
        """The list of matters for the meeting, as a Word document."""
        from sync.outputs.agenda import write_agenda

        found = self.submitted(period)
        return write_agenda(path, self._bench.collected, period, found, translator)

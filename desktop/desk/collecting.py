"""The real desk of a collecting office: one open workspace, its parts behind the ports of `desk_port`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.desk.bench import Bench
from desktop.desk.holders import RealKeys
from desktop.desk.reviewing import RealReview
from desktop.desk.rivals import RealRivals
from desktop.desk.sums import RealSums
from desktop.desk.tray import RealTray
from desktop.outputs.desk import RealOutputs
from desktop.registries.desk import RealRegistries
from desktop.supervision.desk import RealSupervision
from forms.definition import UnitDef
from forms.index import PackIndex
from forms.period import Frequency, Period, parse_period
from sync.workspace import Workspace


class CollectingDesk:
    """See `desktop.desk_port.Desk`."""

    def __init__(self, bench: Bench, index: PackIndex) -> None:
        self._bench = bench
        self.index: PackIndex = index
        self.unit: UnitDef = index.unit(bench.ws.unit)
        self.tray = RealTray(self._bench)
        self.review = RealReview(self._bench)
        self.sums = RealSums(self._bench)
        self.rivals = RealRivals(self._bench)
        self.keys = RealKeys(self._bench)
        self.outputs = RealOutputs(self._bench)
        self.registries = RealRegistries(self._bench)
        self.supervision = RealSupervision(self._bench)

    @classmethod
    def over(cls, ws: Workspace, index: PackIndex, office_changed: Callable[[], None]) -> CollectingDesk:
        """The desk of a workspace, its keys still locked."""
        return cls(Bench(ws, office_changed), index)

    def renewed(self, index: PackIndex) -> CollectingDesk:
        """The desk under another form pack; whoever unlocked the keys need not do so again."""
        return CollectingDesk(self._bench.renewed(), index)

    @property
    def unlocked(self) -> bool:
        """Whether the keys are open; may be asked on any thread."""
        return self._bench.unlocked

    def periods(self) -> Sequence[str]:
        """Months from the pack's first to the present one, the latest first."""
        now = self._bench.ws.clock()
        present = Period(now.year * 12 + now.month - 1, 1)
        first = parse_period(self.index.pack.first_period).covering(Frequency.MONTH)
        return tuple(str(period) for period in reversed(present.since(first)))

    def unlock(self, passphrase: str) -> None:
        """Open the keys for this session. Raises `E-PASSPHRASE`."""
        self._bench.unlock(passphrase)

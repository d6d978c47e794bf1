"""A real region on real folders behind the desk: no pretended services."""

import datetime as dt
from decimal import Decimal

import pytest
from msgspec.structs import replace

from desktop.desk.collecting import CollectingDesk
from desktop.desk.signing import Signing
from forms.definition import TargetDef
from forms.index import PackIndex
from tests.desktop.plain import NowTasks, PlainTexts
from tests.sync import offices
from tests.sync.offices import PASSPHRASE, PERIOD, Region


def target(name, value, document, **more):
    about = {"form": "T1", "row": "01", "column": "m", "baseline_year": "2025", "target_year": 2026, **more}
    return TargetDef(
        id=name, indicator="载体", target=Decimal(value), comparator="≥", document=document, **about
    )


class Bench:
    """The desk of the top office with its units, and what presenters of it need."""

    def __init__(self, folder):
        pack = replace(
            offices.pack(),
            targets=(
                target("A", "10", "一号文"),
                target("B", "40", "二号文"),
                target("C", "5", "三号文", form=None, row=None, column=None),
            ),
        )
        self.region = Region(folder, given=pack)
        self.one, self.two = self.region.join("91"), self.region.join("92")
        ws = self.region.top.ws
        self.desk = CollectingDesk.over(ws, PackIndex(ws.pack), lambda: None)
        self.troubles, self.told, self.printed = [], [], []
        self.tasks, self.says = NowTasks(), PlainTexts()
        self.signing = Signing(self.desk, self.tasks, self.troubles.append)

    def unlock(self):
        self.signing.unlock(PASSPHRASE)

    def take(self, *paths):
        self.desk.tray.examine(paths, Silent())
        return self.desk.tray.take([str(path) for path in paths], Silent())

    def changed(self):
        self.told.append("changed")


class Silent:
    def step(self, done, total, text=""):
        pass


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path / "region")
    yield made
    made.region.close()


@pytest.fixture
def reported(bench):
    """The same after both units reported October; 91 wrote an explanation-free report of 12 and 3.50."""
    bench.take(bench.one.submit(offices.cells("12", "3.50")), bench.two.submit(offices.cells("30", "1.00")))
    return bench


NOW = dt.datetime(2026, 11, 3, 10, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MONTH = PERIOD

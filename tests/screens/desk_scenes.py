"""The pages of a collecting office on a real small region: how each is brought to what is drawn."""

from dataclasses import replace

from desktop.actions import ScreenId
from desktop.totals.state import View
from tests.desktop.desk.conftest import Bench
from tests.screens.stage import RegionStage
from tests.sync.offices import PASSPHRASE, PERIOD, cells


class Stage(RegionStage):
    """The program on the region. Keys and origins differ from run to run, so pages that show
    them are drawn without."""

    def __init__(self, qtbot, qapp, folder, look):
        self.bench = Bench(folder / "region")
        super().__init__(qtbot, qapp, folder, look, self.bench.region)
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.fill()
        self.desk = self.open(self.region.top).session.desk

    def fill(self):
        bench = self.bench
        other = bench.region.join("91")
        bench.take(bench.one.submit(cells("9", "2.00"), period="2026-09"))
        bench.take(bench.two.submit(cells("30", "1.00")))
        bench.take(bench.one.submit(cells("12", "3.50")), other.submit(cells("13", "4.00")))
        for number, made in enumerate(
            (bench.two.submit(cells("31", "1.25")), bench.two.submit(cells("2"), period="2026-08"))
        ):
            (self.stick / f"{number}.ybz").write_bytes(made.read_bytes())
        (self.stick / "broken.ybz").write_bytes(b"no bundle")


def inbox_empty(stage):
    stage.go(ScreenId.INBOX)


def inbox(stage):
    page = stage.go(ScreenId.INBOX)
    page.take_paths([stage.stick])
    stage.settle()
    page.table.selectRow(0)
    stage.settle()
    page.detail._signed.setText("")


def matrix(stage):
    stage.desk.matrix.open(PERIOD)
    stage.go(ScreenId.MATRIX)


def reminders(stage):
    matrix(stage)
    stage.program.window._pages[ScreenId.MATRIX].parts.go(2)


def review(stage):
    stage.desk.open_report("92", "T1", PERIOD)
    stage.go(ScreenId.REVIEW)


def review_return(stage):
    review(stage)
    stage.desk.signing.unlock(PASSPHRASE)
    stage.settle()
    page = stage.program.window._pages[ScreenId.REVIEW]
    page.panels.go(2)
    page.paper.table.go_to(("01", "m"))
    stage.desk.review.remark("请核对")


def conflicts(stage):
    page = stage.go(ScreenId.CONFLICTS)
    state = stage.desk.conflicts.state
    stage.desk.conflicts.take(state.places[0], state.sides[1].head)
    stage.settle()
    hidden(page, stage.desk.conflicts)


def hidden(page, presenter):
    """Which head comes first depends on its hash: show the sides in the order of their figures."""
    state = presenter.state
    sides = sorted(state.sides, key=lambda side: state.places[0].values[side.head])
    sides = tuple(
        replace(side, letter=letter, signed=letter) for letter, side in zip("AB", sides, strict=True)
    )
    places = (replace(state.places[0], chosen=sides[1].head), *state.places[1:])
    page.show_state(replace(state, sides=sides, places=places))


def totals(stage):
    stage.desk.totals.open("T1", PERIOD)
    page = stage.go(ScreenId.TOTALS)
    page.paper.table.go_to(("01", "m"))
    stage.settle()
    first, *others = page.units.rows.columns
    first = replace(first, second=lambda one: f"第{one.sequence}号包" if one.bundle else "")
    page.units.rows.columns = (first, *others)
    page.units.lay_out()


def totals_units(stage):
    totals(stage)
    page = stage.program.window._pages[ScreenId.TOTALS]
    page._turn(View.UNITS)
    stage.settle()
    page.keeping.ask("各单位载体")


def review_differences(stage):
    review(stage)
    stage.program.window._pages[ScreenId.REVIEW].panels.go(1)


def changes(stage):
    inbox(stage)
    stage.program.window._pages[ScreenId.INBOX].parts.go(1)


def targets(stage):
    stage.desk.targets.open(PERIOD)
    stage.go(ScreenId.TARGETS)


def units(stage):
    stage.go(ScreenId.UNITS).keys.setColumnHidden(0, True)


def packs(stage):
    stage.go(ScreenId.PACKS).forms.selectRow(0)


SCENES = (
    inbox_empty,
    inbox,
    changes,
    matrix,
    reminders,
    review,
    review_differences,
    review_return,
    conflicts,
    totals,
    totals_units,
    targets,
    units,
    packs,
)

"""Outputs, registers, supervision and an office that was asked something: how each page is brought to what is drawn."""

from desktop.actions import ScreenId
from sync import replies, sealing
from sync.desk.supervising import Supervisor
from sync.events import Matter
from tests.desktop.desk.test_affairs import Scene
from tests.screens.stage import RegionStage
from tests.sync.offices import PASSPHRASE, PERIOD


class Stage(RegionStage):
    """The program on a region that was told a problem and a matter, or on the office that told them."""

    def __init__(self, qtbot, qapp, folder, look):
        self.scene = Scene(folder / "region")
        super().__init__(qtbot, qapp, folder, look, self.scene.region)
        top = self.scene.region.top
        said = Supervisor(top.ws, top.keys.active)
        said.notify("91", matter("督2026-1", "解决场地不足，落实责任到人", "2026-11-30"))
        said.notify("91", matter("督2026-2", "补报九月名录", "2026-10-31"))
        said.decide("91", Matter(number="M1", text="同意认定", result="通过", source=("C", PERIOD, "M1")))
        for made in replies.write_replies(top.ws, top.keys.active, ["91"]):
            self.scene.one.take(sealing.deliver(made.recorded.sealed, folder / "out"))


def matter(number, text, deadline):
    return Matter(
        number=number, text=text, deadline=deadline, responsible="市科技局", source=("A", PERIOD, "P1")
    )


def top(stage):
    return stage.open(stage.scene.region.top)


def outputs(stage):
    presenter = top(stage).session.desk.outputs
    stage.go(ScreenId.OUTPUTS)
    presenter.open(PERIOD)
    stage.settle()


def registries(stage):
    top(stage)
    page = stage.go(ScreenId.REGISTRIES)
    page.table.selectRow(0)
    stage.settle()
    page._source.setText("")


def supervision(stage, part=0):
    program = top(stage)
    program.session.desk.supervision.open(PERIOD)
    page = stage.go(ScreenId.SUPERVISION)
    program.session.desk.signing.unlock(PASSPHRASE)
    page.parts.go(part)
    stage.settle()
    (page.problems, page.notices, page.matters)[part].table.selectRow(0)
    stage.settle()


def notices(stage):
    supervision(stage, 1)


def decisions(stage):
    supervision(stage, 2)


def home_asked(stage):
    stage.open(stage.scene.one)
    stage.go(ScreenId.HOME)


SCENES = (outputs, registries, supervision, notices, decisions, home_asked)

"""Registers and supervision through their presenters, on a real region whose pack has the forms for them."""

import datetime as dt

import pytest

from desktop.desk.collecting import CollectingDesk
from desktop.desk.signing import Signing
from desktop.registries.presenter import RegistriesPresenter
from desktop.registries.state import Show as Which
from desktop.supervision.presenter import SupervisionPresenter
from desktop.supervision.state import Show, Wish
from forms.index import PackIndex
from forms.report import Content
from sync import replies, sealing
from sync.events import EventType
from sync.office.directed import received
from tests.desktop.plain import NowTasks, PlainTexts, RememberingView
from tests.sync.affairs import pack, roster
from tests.sync.offices import PASSPHRASE, PERIOD, Region


class Scene:
    """One office that told a problem, a matter, and two months of a register."""

    def __init__(self, folder):
        from msgspec.structs import replace

        base = pack()
        listing = roster("L", "number", "name", "level")
        self.region = Region(folder, given=replace(base, forms=(*base.forms, listing)))
        self.one = self.region.join("91")
        self.tell("A", {"number": "P1", "problem": "场地不足", "deadline": "2026-12-01"})
        self.tell("C", {"number": "M1", "subject": "众创空间", "result": "待审", "reason": "满三年"})
        first = {"number": "1", "name": "甲空间", "level": "市级"}
        self.tell("L", first, period="2026-09")
        self.tell("L", {**first, "level": "自治区级"}, {"number": "2", "name": "乙空间", "level": "市级"})
        ws = self.region.top.ws
        self.desk = CollectingDesk.over(ws, PackIndex(ws.pack), lambda: None)
        self.tasks, self.says, self.troubles, self.told = NowTasks(), PlainTexts(), [], []
        self.printed = []
        self.signing = Signing(self.desk, self.tasks, self.troubles.append)

    def tell(self, form, *lines, period=PERIOD):
        sent = self.one.send(self.one.revision(Content(rows=lines), form=form, period=period))
        self.region.top.take(sent)


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path / "region")
    yield made
    made.region.close()


def supervision(scene):
    presenter = SupervisionPresenter(
        scene.desk,
        scene.tasks,
        scene.says,
        scene.signing,
        lambda: scene.told.append(1),
        scene.troubles.append,
        show_print=scene.printed.append,
    )
    presenter.attach(RememberingView())
    presenter.open(PERIOD)
    return presenter


def test_a_notice_on_a_problem_is_signed_and_reaches_the_office(scene, tmp_path):
    presenter = supervision(scene)
    (problem,) = presenter.state.problems
    assert (problem.unit, problem.number, problem.text) == ("地", "P1", "场地不足")
    presenter.choose_problem(problem)
    wish = Wish(unit="91", text="解决场地", deadline="2026-11-30")
    presenter.notify(wish)
    assert [error.code for error in scene.troubles] == ["E-PASSPHRASE"], "nothing is said while locked"
    scene.signing.unlock(PASSPHRASE)
    presenter.notify(wish)
    (notice,) = presenter.state.notices
    assert (notice.word, notice.deadline) == ("未答复", "2026-11-30")
    assert presenter.state.problems[0].answered == notice.number
    assert scene.told == [1]
    assert (presenter.state.problem, presenter.state.given) == (None, 1), (
        "pressed once more it says nothing twice"
    )
    printed(presenter, scene)
    top = scene.region.top
    for made in replies.write_replies(top.ws, top.keys.active, ["91"]):
        scene.one.take(sealing.deliver(made.recorded.sealed, tmp_path))
    assert [m.matter.number for m in received(scene.one.ws, EventType.NOTICE)] == [notice.number]


def printed(presenter, scene):
    """督办 on paper: what is shown, line by line."""
    presenter.print_notices()
    (source,) = scene.printed
    (form,) = source.job(False).forms
    assert (form.title, form.caption) == ("督办事项", "全部督办")
    (line,) = form.lines
    assert {"解决场地", "未答复", "2026-11-30"} <= set(line)


def test_the_home_of_the_office_says_what_was_asked_and_answers_it(scene, tmp_path):
    from desktop.home.presenter import HomePresenter
    from desktop.reporting import ReportingOffice

    scene.signing.unlock(PASSPHRASE)
    presenter = supervision(scene)
    presenter.notify(Wish(unit="91", text="解决场地", deadline="2026-11-30"))
    presenter.choose_matter(presenter.state.matters[0])
    presenter.decide(Wish(text="同意认定", result="通过"))
    top = scene.region.top
    for made in replies.write_replies(top.ws, top.keys.active, ["91"]):
        scene.one.take(sealing.deliver(made.recorded.sealed, tmp_path))
    home = HomePresenter(ReportingOffice(scene.one.ws), scene.tasks, scene.says)
    home.open(PERIOD)
    notice, decision = home.state.told
    assert (notice.text, notice.state, notice.listed) == ("解决场地", "open", False)
    assert (decision.decision, decision.result, decision.text) == (True, "通过", "同意认定")
    home.take_notices()
    assert home.state.told[0].listed
    assert home.state.told[0].form == "B"


def test_notices_are_filtered_and_closed(scene):
    scene.signing.unlock(PASSPHRASE)
    presenter = supervision(scene)
    presenter.notify(Wish(unit="91", text="早该办", deadline="2026-10-31"))
    presenter.notify(Wish(unit="91", text="还早", deadline="2026-12-31"))
    assert presenter.state.overdue == 1
    presenter.show_only(Show.OVERDUE)
    (late,) = presenter.state.notices
    presenter.choose_notice(late)
    presenter.close("已解决")
    assert presenter.state.notices == ()
    presenter.show_only(Show.RUNNING)
    assert [line.text for line in presenter.state.notices] == ["还早"]
    presenter.show_only(Show.ALL)
    assert {line.word for line in presenter.state.notices} == {"已销号", "未答复"}


def test_a_matter_is_decided_and_listed_for_the_meeting(scene, tmp_path):
    scene.signing.unlock(PASSPHRASE)
    presenter = supervision(scene)
    presenter.decide(Wish(text="同意"))
    assert presenter.state.matters[0].answered == "", "no matter was chosen"
    presenter.choose_matter(presenter.state.matters[0])
    presenter.decide(Wish(text="同意认定", result="通过"))
    assert presenter.state.matters[0].answered == "通过 同意认定"
    presenter.write_agenda(tmp_path / "a.docx")
    assert str(tmp_path) in presenter.state.said
    assert scene.troubles == []


def test_a_register_shows_what_happened_and_who_signed_it(scene, tmp_path):
    presenter = RegistriesPresenter(scene.desk, scene.tasks, scene.says, scene.troubles.append)
    presenter.attach(RememberingView())
    presenter.open()
    assert [form for form, _ in presenter.state.forms] == ["L"]
    assert [(line.name, line.moves) for line in presenter.state.lines] == [("甲空间", 1), ("乙空间", 1)]
    assert [move.what for move in presenter.state.moves] == ["变动", "首次报表即有"]
    assert presenter.state.moves[0].said == "level: 市级 → 自治区级"
    assert presenter.state.source.signers == (scene.one.fingerprint,)
    assert scene.one.fingerprint in presenter.said_of_source()
    presenter.look_for("乙")
    assert [line.number for line in presenter.state.lines] == ["2"]
    presenter.export(tmp_path / "l.csv")
    assert "乙空间" in (tmp_path / "l.csv").read_text(encoding="utf-8-sig")
    presenter.look_for("")
    presenter.show_only(Which.GONE)
    assert presenter.state.lines == ()
    assert scene.troubles == []


def test_the_clock_of_the_example_is_where_the_deadlines_say(scene):
    assert scene.region.clock().date() == dt.date(2026, 11, 3)

"""Conflicts, keys and packs, on a real region."""

from email import message_from_bytes, policy

import pytest

from desktop.conflicts.presenter import ConflictsPresenter
from desktop.desk.rivals import chosen_content
from desktop.desk.signing import Signing
from desktop.desk.words import SENT_BACK, state_word
from desktop.desk_port import Delivery
from desktop.matrix.presenter import MatrixPresenter
from desktop.packs.presenter import PacksPresenter
from desktop.units.presenter import UnitsPresenter
from forms.index import PackIndex
from forms.packs.writer import write_pack
from forms.report import Content, ReportKey
from sync.office.standing import remarks_on
from tests.desktop.plain import RememberingView
from tests.sync import offices
from tests.sync.offices import PERIOD, cells


def made(kind, bench):
    presenter = kind(bench.desk, bench.tasks, bench.says, bench.signing, bench.changed, bench.troubles.append)
    presenter.attach(RememberingView())
    presenter.open()
    return presenter


@pytest.fixture
def rivals(bench):
    """Two laptops of 91 reported October apart."""
    other = bench.region.join("91")
    bench.take(bench.one.submit(cells("12", "3.50")), other.submit(cells("13", "4.00")))
    bench.unlock()
    return bench


def test_only_what_differs_is_shown_with_who_signed(rivals):
    state = made(ConflictsPresenter, rivals).state
    assert [line.places for line in state.lines] == [2]
    assert [place.name for place in state.places] == ["01 载体 · 本月", "02 收入 · 本月"]
    assert len({side.signed for side in state.sides}) == 2
    assert state.undecided == 2


def test_a_settlement_takes_a_figure_from_each_side(rivals):
    presenter = made(ConflictsPresenter, rivals)
    first, second = presenter.state.sides
    wanted = {"01": first.head, "02": second.head}
    expected = {place.key[1]: place.values[wanted[place.key[1]]] for place in presenter.state.places}
    for place in presenter.state.places:
        presenter.take(place, wanted[place.key[1]])
    presenter.settle("以各自经办为准")
    assert presenter.state.lines == ()
    top = rivals.region.top
    assert {row: top.figure("91", row) for row in expected} == expected
    assert rivals.troubles == []


def test_one_side_as_a_whole(rivals):
    presenter = made(ConflictsPresenter, rivals)
    presenter.settle("未选")
    assert presenter.state.lines, "nothing is settled while a place is open"
    side = presenter.state.sides[1]
    presenter.take_all(side.head)
    value = presenter.state.places[0].values[side.head]
    presenter.settle("以第二台为准")
    assert rivals.region.top.figure("91") == value
    assert rivals.region.top.state("91", period=PERIOD) == "received"


def test_roster_lines_are_chosen_by_their_keys():
    one = Content(rows=({"name": "甲", "jobs": "1"}, {"name": "乙", "jobs": "2"}))
    two = Content(rows=({"name": "甲", "jobs": "3"}, {"name": "丙", "jobs": "4"}))
    sides = {"A": one, "B": two}
    choices = {("line", "甲", "jobs"): "B", ("line", "乙", ""): "B", ("line", "丙", ""): "B"}
    rows = chosen_content(sides, choices, ("name",)).rows
    assert rows == ({"name": "甲", "jobs": "3"}, {"name": "丙", "jobs": "4"})


def test_the_tree_with_keys_and_a_revocation(bench):
    presenter = made(UnitsPresenter, bench)
    units = {unit.code: unit for unit in presenter.state.units}
    assert (units["91"].keys, units["91"].reports_here, units["93"].reports_here) == (1, True, False)
    presenter.choose(units["91"])
    (key,) = presenter.state.keys
    assert key.fingerprint == bench.one.fingerprint
    bench.unlock()
    presenter.revoke(key, "电脑遗失")
    assert presenter.state.keys[0].ended
    assert bench.troubles == []


def test_task_bundles_for_one_and_for_everybody(bench, tmp_path):
    bench.unlock()
    presenter = made(UnitsPresenter, bench)
    presenter.issue(tmp_path, PERIOD, everybody=True)
    assert len(presenter.state.written) == 1
    bench.two.take(tmp_path)
    presenter.choose(next(unit for unit in presenter.state.units if unit.code == "92"))
    presenter.issue(tmp_path / "one", None, everybody=False)
    (one,) = (tmp_path / "one").iterdir()
    assert "-task-92-" in one.name, "among many files it tells whose it is"


def test_task_bundles_lie_in_the_folder_of_each_unit_or_as_mail_drafts(bench, tmp_path):
    bench.unlock()
    presenter = made(UnitsPresenter, bench)
    presenter.issue(tmp_path / "folders", PERIOD, everybody=True, how=Delivery.FOLDERS)
    folders = {
        folder.name: [file.name for file in folder.iterdir()] for folder in (tmp_path / "folders").iterdir()
    }
    assert {name.split()[0] for name in folders} == set(bench.region.top.ws.collects)
    assert all(f"-{name.split()[0]}-" in file for name, (file,) in folders.items())
    presenter.issue(tmp_path / "mail", PERIOD, everybody=True, how=Delivery.MAIL)
    drafts = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(drafts) == len(bench.region.top.ws.collects)
    mail = message_from_bytes(drafts[0].read_bytes(), policy=policy.default)
    assert "下发包" in mail["Subject"]
    assert [part.get_filename() for part in mail.iter_attachments()] == [drafts[0].name.removesuffix(".eml")]


def test_the_next_pack_is_compared_tried_and_put_in_force(reported, tmp_path):
    presenter = made(PacksPresenter, reported)
    assert [form.form for form in presenter.state.forms] == ["T1", "R1", "Q1"]
    write_pack(offices.pack("2", extra_row=True), tmp_path / "pack")
    presenter.look_at(tmp_path / "pack")
    assert presenter.state.differences[:2] == ("报表制度 toy 的版本：1 → 2", "T1 新增行 03：新增")
    presenter.try_on(PERIOD)
    assert presenter.state.tried == "已试审 2 张报表，没有发现问题。"
    assert presenter.state.trial == (), "only what is to be looked at is listed"
    reported.unlock()
    presenter.adopt()
    assert presenter.state.adopted
    again = reported.desk.renewed(PackIndex(reported.region.top.ws.pack))
    assert Signing(again, reported.tasks, reported.troubles.append).open, "nobody types the passphrase twice"
    assert again.index.pack.version == "2"
    again.review.accept("91", PERIOD, "T1")
    assert reported.region.top.ws.pack.version == "2"


def test_a_pack_with_mistakes_is_told_mistake_by_mistake(bench, tmp_path):
    presenter = made(PacksPresenter, bench)
    (tmp_path / "pack").mkdir()
    presenter.look_at(tmp_path / "pack")
    assert presenter.state.problems
    assert not presenter.state.other


def test_a_conflict_goes_back_to_the_unit_whose_correction_ends_it(rivals, tmp_path):
    presenter = made(ConflictsPresenter, rivals)
    presenter.send_back("请核对两台电脑的数")
    (line,) = presenter.state.lines
    assert line.returned == "请核对两台电脑的数"
    assert rivals.troubles == []
    board = MatrixPresenter(rivals.desk, rivals.tasks, rivals.says, rivals.troubles.append)
    board.open(PERIOD)
    line = next(line for line in board.state.lines if line.unit == "91")
    assert (line.forms["T1"], line.returned) == (SENT_BACK, ("T1",))
    assert state_word(rivals.says, SENT_BACK) == "冲突，已退回待该单位处理"
    assert board.state.months[0].months[PERIOD] == (SENT_BACK, 1)
    assert "退回待改：T1" in board.state.reminder
    replies = rivals.desk.review.reply(tmp_path)
    rivals.one.take(*[path for path in replies if "91" in path.name])
    key = ReportKey("91", "T1", PERIOD)
    assert rivals.one.state("91") == "conflict"
    assert remarks_on(rivals.one.ws.store, key) == {("", ""): "请核对两台电脑的数"}
    rivals.take(rivals.one.submit(cells("12", "4.00")))
    presenter.open()
    assert presenter.state.lines == ()
    assert rivals.region.top.state("91") == "received"
    assert rivals.region.top.figure("91") == "12"


def test_a_form_of_a_pack_is_shown_as_it_prints_and_the_pack_handed_out(bench, tmp_path):
    presenter = made(PacksPresenter, bench)
    presenter.show_form("T1")
    assert presenter.state.head.form_id == "T1"
    assert presenter.state.grid.cell("01", "m").text is None
    write_pack(offices.pack("2", extra_row=True), tmp_path / "pack")
    presenter.look_at(tmp_path / "pack")
    presenter.show_form("T1")
    assert presenter.state.head.unit == "toy 2"
    assert presenter.state.grid.cell("03", "m").text is None
    bench.unlock()
    presenter.adopt()
    presenter.send(tmp_path / "task")
    assert len(presenter.state.sent) == 1
    bench.one.take(tmp_path / "task")
    assert bench.one.ws.pack.version == "2"


def test_replies_leave_from_the_units_page_too(bench, tmp_path):
    bench.take(bench.one.submit(cells("12")))
    bench.unlock()
    presenter = made(UnitsPresenter, bench)
    presenter.reply(tmp_path, Delivery.FOLDERS)
    assert len(presenter.state.replies) == 1
    assert (tmp_path / "91 地").is_dir()

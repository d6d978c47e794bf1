"""The page on safety: keys, the sheet, backups and the way back, examination; on memory and on a real workspace."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton

import resources
from desktop.app import Application, Outside
from desktop.opening import open_office
from desktop.paths import Paths
from desktop.preview.press import QtPress
from desktop.safety.presenter import Around, SafetyPresenter
from desktop.safety.view import SafetyScreen
from desktop.setup.founder import RealFounder
from desktop.setup.founding import FoundPresenter
from forms.errors import YuebaoError
from forms.loader import load_pack
from forms.messages import Translator
from sync import key_sheet
from sync.spelling import spelled
from sync.workspace import Workspace
from tests.desktop.conftest import settle
from tests.desktop.memory_keeping import MemoryKeeping
from tests.desktop.plain import NOW, NowTasks, PlainTexts, RememberingView

WORDS = "four words nobody knows"
WEAK = 10


@pytest.fixture
def said():
    return []


@pytest.fixture
def restored():
    return []


@pytest.fixture
def presenter(said, restored):
    around = Around(told=said.append, press=QtPress(), restore=restored.append, unit=lambda code: f"<{code}>")
    made = SafetyPresenter(MemoryKeeping(), NowTasks(), PlainTexts(), around)
    made.attach(RememberingView())
    made.open()
    return made


def test_the_fingerprint_is_spelled_for_the_telephone(presenter):
    assert presenter.state.spelled.startswith("吉林 日喀则 大理 零 ｜ 一 贵阳")
    assert spelled("A0Z9-B", "en") == "Alfa zero Zulu nine ｜ Bravo"


def test_a_backup_is_looked_into_before_it_is_put_back(presenter, restored, tmp_path):
    file = tmp_path / "yuebao-000002-2026-11-02.db"
    presenter.consider(file)
    offered = presenter.state.offered
    assert offered.fits
    assert "<540100>" in offered.says
    assert "2026-11-02 17:30" in offered.says
    presenter.restore()
    assert restored == [file]
    presenter.consider(file)
    presenter.dismiss()
    presenter.restore()
    assert restored == [file]


def test_passphrase_and_backup_say_what_was_done(presenter, said):
    presenter.back_up()
    presenter.change_passphrase("right", "a", "b")
    presenter.change_passphrase("right", "a", "a")
    presenter.recover(" ", "right")
    presenter.recover("1: ABCD - EF", "right")
    assert said == [
        "备份已写出：backups/yuebao-000003-2026-11-03.db",
        "两次输入的口令不同。",
        "口令已修改，请重新打印密钥备份单。",
        "请先扫描或键入备份单上的各行。",
        "密钥已恢复。",
    ]


def test_the_examination_is_in_words_and_can_be_passed_on(presenter):
    presenter.examine()
    assert "✗ 空间：只剩 120 MB" in presenter.report()
    assert presenter.report().count("✓") == 5


def test_the_sheet_is_one_page_with_its_codes(presenter, said, tmp_path, qapp):
    file = tmp_path / "sheet.pdf"
    presenter.save_sheet(file)
    assert file.read_bytes().startswith(b"%PDF")
    assert said[-1].endswith("sheet.pdf")


def test_the_page_asks_before_it_puts_back(qtbot, theme, texts, presenter):
    screen = SafetyScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    buttons = {button.text(): button for button in screen.findChildren(QPushButton)}
    assert not buttons["恢复这个备份"].isVisible()
    screen.findChildren(QPushButton)
    next(b for b in screen.findChildren(QPushButton) if b.accessibleName() == "恢复… 2026-10-30").click()
    assert buttons["恢复这个备份"].isVisible()
    assert any("另存一旁" in label.text() for label in screen.findChildren(QLabel))


# --- a real workspace --------------------------------------------------------------------------------


@pytest.fixture
def region(tmp_path):
    founder = RealFounder(tmp_path / "region", lambda: NOW, WEAK)
    presenter = FoundPresenter(founder, NowTasks(), PlainTexts(), QtPress(), lambda: None)
    presenter.attach(RememberingView())
    presenter.found("540000", WORDS, WORDS)
    assert presenter.state.fingerprint, presenter.state.problem
    return tmp_path / "region", presenter


def test_a_region_is_founded_from_the_window(region):
    folder, presenter = region
    office = open_office(folder, lambda: NOW)
    assert office.unit.code == "540000"
    assert office.desk is not None
    assert office.keeping.key().fingerprint == presenter.state.fingerprint
    office.close(backup=False)


def test_founding_refuses_what_cannot_be(tmp_path):
    founder = RealFounder(tmp_path / "region", lambda: NOW, WEAK)
    presenter = FoundPresenter(founder, NowTasks(), PlainTexts(), QtPress(), lambda: None)
    presenter.attach(RememberingView())
    assert presenter.state.pack.units[0].code == "540000"
    presenter.found("", WORDS, WORDS)
    assert presenter.state.problem == "请选择汇总单位。"
    presenter.found("540000", "a", "b")
    assert presenter.state.problem == "两次输入的口令不同。"
    presenter.found("540000", "123456", "123456")
    assert presenter.state.problem
    assert not (tmp_path / "region" / "yuebao.db").exists()
    presenter.take_pack(tmp_path)
    assert presenter.state.problem


def test_a_lost_key_comes_back_from_its_sheet(region):
    folder, _ = region
    with Workspace.open(folder, lambda: NOW, read_only=True) as ws:
        sheet = key_sheet.make(ws)
    (folder / "keys" / "device.key.age").unlink()
    office = open_office(folder, lambda: NOW)
    checks = {check.name: check for check in office.keeping.examine()}
    assert checks["keys"].serious
    with pytest.raises(YuebaoError, match="E-PASSPHRASE"):
        office.keeping.recover("\n".join(key_sheet.lines(sheet)), "another passphrase")
    office.keeping.recover("\n".join(key_sheet.lines(sheet)), WORDS)
    assert {check.name: check.ok for check in office.keeping.examine()}["keys"]
    told = office.keeping.paper(Translator("zh")).told
    assert "540000" in told[0]
    office.close(backup=False)


def test_a_backup_is_put_back_in_the_running_window(qtbot, qapp, region, tmp_path):
    folder, _ = region
    paths = Paths(settings=tmp_path / "s.json", logs=tmp_path / "logs", workspace=folder, given=True)
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW))
    qtbot.addWidget(program.window)
    assert program.start()
    settle(qtbot, program.tasks)
    before = program.session.office
    program.session.safety.back_up()
    settle(qtbot, program.tasks)
    program.session.safety.consider(next((folder / "backups").glob("yuebao-*.db")))
    settle(qtbot, program.tasks)
    program.session.safety.restore()
    settle(qtbot, program.tasks)
    qtbot.waitUntil(lambda: program.session is not None, timeout=5000)
    assert program.session.office is not before
    assert list(folder.glob("yuebao.replaced*.db"))
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()


def test_a_new_pack_in_force_renews_the_pages(qtbot, qapp, region, tmp_path):
    folder, _ = region
    paths = Paths(settings=tmp_path / "s.json", logs=tmp_path / "logs", workspace=folder, given=True)
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW))
    qtbot.addWidget(program.window)
    assert program.start()
    settle(qtbot, program.tasks)
    before = program.session
    desk = before.office.desk
    pack = replace(load_pack(resources.path("packs", "shuangchuang")), version="2099.1")

    def adopt(_watch):
        desk.unlock(WORDS)
        return desk.keys.adopt(pack)

    program.tasks.change(adopt, lambda _version: before.desk.packs._told())
    settle(qtbot, program.tasks)
    qtbot.waitUntil(lambda: program.session is not before, timeout=5000)
    assert program.session.office.index.pack.version == "2099.1"
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()


def test_a_forgotten_passphrase_leads_to_a_new_key_and_its_request(
    qtbot, theme, texts, presenter, said, tmp_path
):
    screen = SafetyScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    form = screen.key.renewal
    button(screen, "忘了口令…").click()
    assert form.isVisible()
    qtbot.keyClicks(form.passphrase, WORDS)
    qtbot.keyClicks(form.again, "another\r")
    qtbot.keyClicks(form.again, "\r")
    form.again.setText(WORDS)
    button(form, "换新密钥").click()
    assert said == ["两次输入的口令不同。", "两次输入的口令不同。", "请选择登记申请写到哪里，例如U盘。"]
    form.set_folder(tmp_path)
    button(form, "换新密钥").click()
    assert said[-1] == f"请把登记申请交给汇总单位，并用电话告知指纹：{tmp_path / '540100-enrolment-2.ybz'}"
    assert (form.passphrase.text(), form.again.text()) == ("", "")


def test_a_request_that_got_lost_is_written_again_until_it_is_admitted(
    qtbot, theme, texts, presenter, said, tmp_path
):
    screen = SafetyScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    again = button(screen, "再写一份登记申请…")
    assert not again.isVisible(), "the key is admitted already"
    keeping = presenter._keeping
    keeping.held = replace(keeping.held, admitted=False, request="ab")
    presenter.open()
    assert again.isVisible()
    presenter.write_request(tmp_path)
    assert keeping.calls == [("request", tmp_path)]
    assert said[-1].endswith("540100-enrolment-1.ybz")


def button(where, word):
    return next(one for one in where.findChildren(QPushButton) if one.text() == word)

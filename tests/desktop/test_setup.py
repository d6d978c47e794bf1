"""The first use, with a real region on the other side."""

import pytest
from PySide6.QtWidgets import QLineEdit

import resources
from desktop.reporting import ReportingOffice
from desktop.setup.joiner import RealJoiner
from desktop.setup.presenter import SetupPresenter
from desktop.setup.state import Step
from desktop.setup.view import SetupScreen
from forms.loader import load_pack
from sync import enrolment, founding, key_sheet
from sync import tasks as task_bundles
from sync.workspace import Workspace
from tests.desktop.plain import NOW, NowTasks, PlainTexts

WORDS = "four words nobody knows"
WEAK = 10


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """A task bundle for Lhasa on a stick, and the region's fingerprint."""
    folder = tmp_path_factory.mktemp("region")
    setup = founding.Setup(clock=lambda: NOW, passphrase=WORDS, work_factor=WEAK)
    founded = founding.init_region(
        folder / "ws", "540000", load_pack(resources.path("packs", "shuangchuang")), setup
    )
    stick = folder / "stick"
    stick.mkdir()
    with founded.workspace as ws:
        files = task_bundles.issue_task(ws, stick, ws.unlock(WORDS), units=["540100"], period="2026-10")
    return files[0], founded.root_fingerprint, stick


@pytest.fixture
def opened():
    return []


@pytest.fixture
def presenter(tmp_path, opened):
    joiner = RealJoiner(tmp_path / "office", lambda: NOW, WEAK)
    return SetupPresenter(joiner, NowTasks(), PlainTexts(), lambda: opened.append(True))


def test_from_the_stick_to_the_enrolment_request(presenter, region, tmp_path, opened):
    task, root, stick = region
    presenter.choose_task(task)
    assert presenter.state.step is Step.ROOT
    assert presenter.state.offer.title == "西藏自治区双创工作月报"
    assert presenter.state.unit == "540100"
    presenter.enter_root(f"  {root.lower()} ")
    presenter.choose_unit("540100")
    assert presenter.state.step is Step.PASSPHRASE, presenter.state.problem
    presenter.seal(WORDS, WORDS, stick)
    joined = presenter.state.joined
    assert joined.request.exists()
    presenter.finish()
    assert opened == [True]
    office = ReportingOffice.open(tmp_path / "office", lambda: NOW)
    assert (office.unit.name, office.keeping.key().fingerprint) == ("拉萨市", joined.fingerprint)
    office.close()


def test_another_fingerprint_leads_back_to_where_it_is_typed(presenter, region):
    task, root, _ = region
    presenter.choose_task(task)
    wrong = "ABCD" + root[4:]
    for told in (wrong, "DHA2-4CRT-ATHD-JAJX-6"):  # a slip, and the good fingerprint of somebody else
        presenter.enter_root(told)
        assert presenter.state.step is Step.ROOT
        assert presenter.state.problem
        assert presenter.state.advice


def test_what_is_no_task_bundle_is_refused_with_advice(presenter, tmp_path):
    file = tmp_path / "photo.ybz"
    file.write_bytes(b"\x89PNG not a bundle")
    presenter.choose_task(file)
    assert presenter.state.step is Step.TASK
    assert presenter.state.problem
    presenter.choose_task(tmp_path / "absent.ybz")
    assert presenter.state.problem.startswith("读写磁盘出错")


def test_questions_that_were_not_answered(presenter, region):
    task, root, stick = region
    presenter.choose_task(task)
    presenter.enter_root(" ")
    assert presenter.state.problem == "请输入自治区办公室告诉您的指纹。"
    presenter.enter_root(root)
    presenter.choose_unit("")
    assert presenter.state.problem.startswith("请在列表里选定一个单位")
    presenter.choose_unit("540100")
    presenter.seal("a", "b", stick)
    assert presenter.state.problem == "两次输入的口令不同。"
    presenter.seal(WORDS, WORDS, None)
    assert presenter.state.problem.startswith("请选择登记申请写到哪里")
    presenter.back()
    assert presenter.state.step is Step.UNIT


def test_the_wizard_asks_one_question_at_a_time(qtbot, theme, texts, presenter, region):
    task, root, stick = region
    screen = SetupScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    presenter.choose_task(task)
    assert screen.root.isVisible()
    qtbot.keyClicks(screen.root, root)
    screen.root.returnPressed.emit()
    assert screen.units.isVisible()
    assert "540100" in screen.units.currentText()
    presenter.choose_unit("540100")
    assert screen.passphrase.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(screen.passphrase, WORDS)
    qtbot.keyClicks(screen.again, WORDS)
    screen.set_folder(stick)
    screen._seal()
    assert presenter.state.step is Step.DONE
    assert screen.done.fingerprint.text() == presenter.state.joined.fingerprint
    assert screen.done.spelled.text() == presenter.state.spelled != ""


def test_the_head_s_laptop_asks_for_the_second_signature(qtbot, theme, texts, presenter, region):
    task, root, stick = region
    screen = SetupScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    presenter.choose_task(task)
    presenter.enter_root(root)
    screen.head.setChecked(True)
    screen._next_unit()
    presenter.seal(WORDS, WORDS, stick)
    with Workspace.open(task.parents[1] / "ws", lambda: NOW, read_only=True) as above:
        _opened, request = enrolment.review(above, presenter.state.joined.request.read_bytes())
    assert request.head


def test_where_the_request_cannot_be_written_nothing_is_made_and_another_folder_will_do(
    presenter, region, tmp_path
):
    task, root, stick = region
    presenter.choose_task(task)
    presenter.enter_root(root)
    presenter.choose_unit("540100")
    (tmp_path / "file").write_bytes(b"")
    presenter.seal(WORDS, WORDS, tmp_path / "file")
    assert presenter.state.step is Step.PASSPHRASE
    assert presenter.state.problem
    presenter.seal(WORDS, WORDS, stick)
    assert presenter.state.step is Step.DONE, presenter.state.problem


@pytest.fixture(scope="module")
def lost(tmp_path_factory, region):
    """An admitted office whose laptop is gone: the sheet in the cupboard, and the newest task bundle."""
    task, root, stick = region
    folder = tmp_path_factory.mktemp("lost")
    joined = RealJoiner(folder / "office", lambda: NOW, WEAK).join(
        task, "540100", root, WORDS, stick, head=False
    )
    with Workspace.open(task.parents[1] / "ws", lambda: NOW) as above:
        keys = above.unlock(WORDS)
        enrolment.enroll(above, joined.request.read_bytes(), keys, joined.fingerprint)
        newer = folder / "newer"
        newer.mkdir()
        files = task_bundles.issue_task(above, newer, keys, units=["540100"], period="2026-10")
    with Workspace.open(folder / "office", lambda: NOW, read_only=True) as ws:
        sheet = "\n".join(key_sheet.lines(key_sheet.make(ws)))
    return files[0], sheet, joined.fingerprint


def to_the_sheet(presenter, task, root, unit="540100"):
    presenter.choose_task(task)
    presenter.enter_root(root)
    presenter.choose_unit(unit)
    presenter.use_sheet(wanted=True)


def test_a_key_comes_back_from_its_sheet_inside_the_wizard(  # noqa: PLR0917 - fixtures
    qtbot, theme, texts, presenter, region, lost, tmp_path
):
    task, sheet, fingerprint = lost
    to_the_sheet(presenter, task, region[1])
    screen = SetupScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    assert screen.sheet.isVisible()
    assert not screen.passphrase.isVisible()
    screen.sheet.typed.setPlainText(sheet)
    qtbot.keyClicks(screen.sheet.passphrase, WORDS)
    screen.sheet.passphrase.returnPressed.emit()
    assert presenter.state.step is Step.DONE, presenter.state.problem
    assert (presenter.state.joined.fingerprint, presenter.state.joined.request) == (fingerprint, None)
    assert not screen.done.request.isVisible()
    office = ReportingOffice.open(tmp_path / "office", lambda: NOW)
    assert (office.keeping.key().fingerprint, office.keeping.key().admitted) == (fingerprint, True)
    office.close()


def test_a_sheet_that_does_not_fit_is_refused_and_leaves_no_workspace(presenter, region, lost, tmp_path):
    task, sheet, _ = lost
    to_the_sheet(presenter, task, region[1])
    presenter.recover(" ", WORDS)
    assert presenter.state.problem == "请先扫描或键入备份单上的各行。"
    presenter.recover(sheet.replace("2:", "3:", 1), WORDS)
    assert "2" in presenter.state.problem
    presenter.recover(sheet, "not these words at all")
    assert presenter.state.problem.startswith("口令")
    assert not (tmp_path / "office" / "yuebao.db").exists()
    presenter.back()
    assert (presenter.state.step, presenter.state.sheet) == (Step.PASSPHRASE, False)


def test_a_key_that_the_task_bundle_does_not_list_cannot_come_back(presenter, region, lost, tmp_path):
    to_the_sheet(presenter, region[0], region[1])  # the bundle from before its admission
    presenter.recover(lost[1], WORDS)
    assert "没有登记" in presenter.state.problem
    assert not (tmp_path / "office" / "yuebao.db").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("540100", "540100"),
        ("拉萨市", "540100"),
        ("拉萨市  540100", "540100"),
        (" 昌都高新 ", "540300Z01"),
        ("拉萨", ""),  # the city, its zone and its districts
        ("没有这个单位", ""),
        ("", ""),
    ],
)
def test_a_unit_is_meant_by_its_code_its_name_or_the_only_part(presenter, region, words, code):
    presenter.choose_task(region[0])
    assert presenter.unit_named(words) == code


def test_typing_goes_on_where_it_was_after_a_refusal(qtbot, theme, texts, presenter, region, tmp_path):
    task, root, _stick = region
    screen = SetupScreen(presenter, theme, texts)
    qtbot.addWidget(screen)
    screen.show()
    assert screen.focusWidget() is screen._choose
    presenter.choose_task(task)
    screen.root.setText("ABCD")
    screen.root.returnPressed.emit()
    assert screen._refusal.isVisible()
    assert screen.focusWidget() is screen.root
    presenter.enter_root(root)
    presenter.choose_unit("540100")
    assert screen._for_unit.text() == "拉萨市  540100"
    screen.set_folder(tmp_path / "gone")
    qtbot.keyClicks(screen.passphrase, WORDS + "\r")
    assert screen.focusWidget() is screen.again
    qtbot.keyClicks(screen.again, WORDS + "\r")
    assert "已经不在了" in presenter.state.problem, "no folder is made in the place of a stick"
    assert not (tmp_path / "gone").exists()

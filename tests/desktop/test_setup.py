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
from sync import founding
from sync import tasks as task_bundles
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
    presenter.enter_root("ABCD" + root[4:])
    presenter.choose_unit("540100")
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
    assert presenter.state.problem.startswith("磁盘或数据库出错")


def test_questions_that_were_not_answered(presenter, region):
    task, root, stick = region
    presenter.choose_task(task)
    presenter.enter_root(" ")
    assert presenter.state.problem == "请输入自治区办公室告诉您的指纹。"
    presenter.enter_root(root)
    presenter.choose_unit("")
    assert presenter.state.problem == "请选择填报单位。"
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
    assert screen._fingerprint.text() == presenter.state.joined.fingerprint


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

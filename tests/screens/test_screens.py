"""Every page as a picture, beside the approved one: both languages, both looks, usual and larger text."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.entry.state import Compare
from desktop.entry.view import EntryScreen
from desktop.paths import Paths
from desktop.safety.key_card import KeyCard
from desktop.settings import Look, save_settings
from forms.errors import StoreError
from forms.report import Cover, Status
from sync.office.standing import Returned
from tests.desktop.conftest import NOW, settle
from tests.desktop.memory_cosigning import MemoryCosigning
from tests.desktop.memory_office import filled_office

APPROVED = Path(__file__).parent / "approved"
TIBETAN = "ལྷ་ས་མཐོ་རིམ་ལག་རྩལ་གསར་སྤེལ་ཁུལ། སྒྲུབ་བརྒྱུད"
SHADE = 24  # differences of a channel below this are the painter's, not ours
MOST = 800  # pixels that may differ
BLOCK = "指标名称\t国家级\t市级\n众创空间\t1,200\t1.5万家\n加速器\t7\tabc\n创新创业基地（市级）\t3\t9\n没有的\t1\t"


class Stage:
    """The program on an office in memory, at 1366 × 768, and what a scene may do with it."""

    def __init__(self, qtbot, qapp, folder, settings):
        self.qtbot = qtbot
        self.office = filled_office()
        workspace = folder / "ws"
        workspace.mkdir()
        (workspace / "yuebao.db").touch()
        paths = Paths(settings=folder / "settings.json", logs=folder / "logs", workspace=workspace)
        save_settings(paths.settings, settings)
        outside = Outside(paths=paths, now=lambda: NOW, opener=lambda _folder, _now: self.office)
        self.program = Application(qapp, outside)

    def start(self):
        self.program.start()
        self.program.window.resize(1366, 768)
        self.program.window.activateWindow()
        self.settle()

    def settle(self):
        settle(self.qtbot, self.program.tasks)
        QApplication.sendPostedEvents()
        settle(self.qtbot, self.program.tasks)

    def go(self, page):
        self.program.window.show_page(page)
        self.settle()

    def form(self, form):
        self.program.session.open_form("2026-10", form)
        self.settle()
        return self.program.session.entry


def home(stage):
    stage.go(ScreenId.HOME)


def returned(stage):
    stage.office.statuses["SC-02"] = Status.RETURNED
    stage.office.remarks = {("", ""): "入驻企业数与名录不符，请核对后重报", ("02.12", "national"): "请核对"}
    stage.office.read_only = True
    stage.program.session.home.open()
    stage.settle()


def returned_often(stage):
    """Returns of other months stand on top too."""
    words = "新增载体与名录不一致；“国家级”一栏与上月相比减少两家，请说明或订正"
    stage.office.back = tuple(
        Returned(form=form, period=period, reason=words)
        for form, period in (("SC-07", "2026-09"), ("SC-02", "2026-09"), ("SC-02A", "2026-08"))
    )
    returned(stage)


def returned_form(stage):
    returned(stage)
    stage.form("SC-02")


def entry(stage):
    stage.form("SC-02")


def warning(stage):
    presenter = stage.form("SC-02")
    presenter.choose(next(f for f in presenter.state.grid.sheet.findings if f.level == "warning"))
    stage.settle()


def tibetan(stage):
    """Tibetan in a cell, in a search and in the reason of a return, beside Chinese."""
    stage.office.back = (Returned(form="SC-02", period="2026-09", reason=f"{TIBETAN} 请核对"),)
    entry = stage.form("SC-02")
    entry.enter({("02.01", "note"): f"{TIBETAN}（拉萨）", ("02.02", "note"): TIBETAN})
    stage.settle()
    screen = stage.program.window.findChild(EntryScreen)
    screen.reveal(("02.02", "note"))
    QTest.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for field in screen.findChildren(QLineEdit):
        if field.isVisible():
            field.setText(TIBETAN)
    stage.settle()


def tibetan_cover(stage):
    stage.office.cover = lambda _period: Cover(head=TIBETAN, preparer="བསོད་ནམས་ཚེ་རིང་", phone="0891")
    stage.go(ScreenId.SUBMIT)


def tibetan_home(stage):
    stage.office.back = (Returned(form="SC-02", period="2026-09", reason=f"{TIBETAN} 请核对 {TIBETAN}"),)
    home(stage)
    stage.program.session.home.open()
    stage.settle()


def paste(stage):
    stage.form("SC-02").paste(BLOCK, ("02.01", "national"))


def compare(stage):
    stage.form("SC-02").compare(Compare.PREVIOUS)
    stage.settle()


def roster(stage):
    stage.form("SC-02A")


def submit(stage):
    stage.go(ScreenId.SUBMIT)


def submitted(stage):
    stage.office.statuses.update({"SC-02": Status.RECEIVED, "SC-02A": Status.RECEIVED})
    stage.office.enter("SC-07", "2026-10", {("07.01", "m"): "3"})
    presenter = stage.program.session.submit
    stage.go(ScreenId.SUBMIT)
    presenter.set_folder(Path(tempfile.mkdtemp(prefix="y")))  # as long on every machine
    presenter.hand_over("right")
    stage.settle()
    screen = stage.program.window._pages[ScreenId.SUBMIT]
    screen._written.setText(screen._written.text().split("\n")[0])
    screen._where.setText("E:/")


def history(stage):
    stage.office.submit("2026-10", ["SC-07"], stage.program._outside.paths.workspace, "right", Cover())
    stage.go(ScreenId.HISTORY)


def second(stage):
    stage.office.cosigning = MemoryCosigning(as_head=stage.program.texts.language == "zh")
    stage.go(ScreenId.HISTORY)
    stage.program.session.second.open(Path("E:/540100-2026-10-3.ybz"))
    stage.settle()


def second_signed(stage):
    second(stage)
    stage.program.session.second.sign("right")
    stage.settle()


def no_history(stage):
    stage.go(ScreenId.HISTORY)


def safety(stage):
    stage.go(ScreenId.SAFETY)


def safety_restore(stage):
    safety(stage)
    stage.program.session.safety.examine()
    stage.program.session.safety.consider(Path("E:/yuebao-000002-2026-11-02.db"))
    stage.settle()


def safety_recover(stage):
    safety(stage)
    stage.program.window.findChild(KeyCard)._show_recovery()


def preferences(stage):
    preferences = stage.program.preferences
    preferences.about(Path("D:/双创月报/workspace"), "0.1.0")
    preferences.state = replace(
        preferences.state,
        settings=structs.replace(
            preferences.settings, recent=("D:/双创月报/workspace", "E:/曲水县/workspace")
        ),
    )
    stage.go(ScreenId.PREFERENCES)


def trouble(stage):
    stage.go(ScreenId.HOME)
    stage.program.trouble(StoreError("E-DISK", detail="E:/ 空间不足"))


SCENES = [
    (home, "zh", Look.LIGHT, 100),
    (home, "en", Look.DARK, 125),
    (returned, "zh", Look.LIGHT, 125),
    (returned_often, "en", Look.LIGHT, 100),
    (returned_form, "zh", Look.LIGHT, 100),
    (entry, "zh", Look.LIGHT, 100),
    (entry, "en", Look.LIGHT, 125),
    (warning, "zh", Look.DARK, 125),
    (tibetan, "zh", Look.LIGHT, 125),
    (tibetan_cover, "zh", Look.LIGHT, 100),
    (tibetan_home, "en", Look.DARK, 125),
    (paste, "zh", Look.LIGHT, 100),
    (compare, "zh", Look.LIGHT, 100),
    (roster, "zh", Look.LIGHT, 100),
    (roster, "en", Look.DARK, 125),
    (submit, "zh", Look.LIGHT, 100),
    (submit, "en", Look.DARK, 125),
    (submitted, "zh", Look.LIGHT, 100),
    (history, "zh", Look.LIGHT, 100),
    (no_history, "en", Look.LIGHT, 100),
    (second, "zh", Look.LIGHT, 100),
    (second, "en", Look.DARK, 125),
    (second_signed, "zh", Look.LIGHT, 125),
    (safety, "zh", Look.LIGHT, 100),
    (safety, "en", Look.DARK, 125),
    (safety_restore, "zh", Look.LIGHT, 125),
    (safety_recover, "en", Look.LIGHT, 100),
    (preferences, "zh", Look.DARK, 100),
    (preferences, "en", Look.LIGHT, 125),
    (trouble, "zh", Look.LIGHT, 125),
]


@pytest.mark.parametrize(
    ("scene", "language", "look", "percent"),
    SCENES,
    ids=[f"{scene.__name__}-{language}-{look}-{percent}" for scene, language, look, percent in SCENES],
)
def test_page_looks_as_approved(stage, approve, tmp_path, scene, language, look, percent):  # noqa: PLR0917
    scene_stage = stage(language, look, percent)
    scene(scene_stage)
    scene_stage.settle()
    name = f"{scene.__name__}-{language}-{look}-{percent}.png"
    require_approved(scene_stage.program.window, name, tmp_path, approve)


def require_approved(window, name, tmp_path, approve):
    """What the window shows beside the approved picture, or as the approved one from now on."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    if approve:
        assert picture.save(str(APPROVED / name))
        return
    picture.save(str(tmp_path / name))
    wanted = QImage(str(APPROVED / name)).convertToFormat(QImage.Format.Format_RGB888)
    assert not wanted.isNull(), f"no approved picture yet: run with --approve and look at {name}"
    assert different_pixels(picture, wanted) <= MOST, f"see {tmp_path / name}"


def different_pixels(one, other):
    """How many pixels differ by more than a shade."""
    if one.size() != other.size():
        return one.width() * one.height()
    first, second = bytes(one.constBits()), bytes(other.constBits())
    if first == second:
        return 0
    width = one.bytesPerLine()
    count = 0
    for row in range(one.height()):
        a, b = first[row * width : (row + 1) * width], second[row * width : (row + 1) * width]
        if a != b:
            count += sum(
                any(abs(a[p + c] - b[p + c]) > SHADE for c in range(3)) for p in range(0, one.width() * 3, 3)
            )
    return count


def test_a_difference_is_noticed(qapp):
    white, other = (QImage(40, 40, QImage.Format.Format_RGB888) for _ in range(2))
    white.fill("white")
    other.fill("white")
    assert different_pixels(white, other) == 0
    other.setPixelColor(3, 3, "black")
    assert different_pixels(white, other) == 1

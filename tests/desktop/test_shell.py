"""The shell around the pages: start, keys, languages, looks, failures, a second start, dropped files."""

import json
import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.actions import PAGES, ScreenId
from desktop.app import Application, Outside
from desktop.crash import KEPT, CrashHandler
from desktop.home.view import HomeScreen
from desktop.paths import Paths, find_paths
from desktop.settings import Look, Settings, load_settings, save_settings
from desktop.single import SingleInstance
from desktop.widgets.notice import Notice, Tone
from forms.errors import StoreError
from sync.office.standing import Returned
from tests.desktop.conftest import NOW, settle

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def paths(tmp_path):
    workspace = tmp_path / "ws"
    workspace.mkdir()
    (workspace / "yuebao.db").touch()
    return Paths(settings=tmp_path / "settings.json", logs=tmp_path / "logs", workspace=workspace)


@pytest.fixture
def program(qtbot, qapp, paths, office):
    made = Application(qapp, Outside(paths=paths, now=lambda: NOW, opener=lambda _folder, _now: office))
    assert made.start()
    qtbot.addWidget(made.window)
    settle(qtbot, made.tasks)
    made.window.activateWindow()
    yield made
    qapp.removeEventFilter(made.window)
    qapp.aboutToQuit.disconnect(made.close)
    made.close()


def press(qtbot, program, key, modifier=CTRL):
    qtbot.keyClick(program.window, key, modifier)


def shown_texts(widget):
    return {label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)}


def test_home_comes_first_and_keys_lead_to_the_pages(qtbot, program):
    assert program.window.page() is ScreenId.HOME
    assert "拉萨市" in shown_texts(program.window)
    for page in program.session.pages:
        QTest.keySequence(program.window, QKeySequence(PAGES[page].key))
        settle(qtbot, program.tasks)
        assert program.window.page() is page


def test_enter_on_the_home_page_opens_the_form(qtbot, program):
    home = program.window.findChild(HomeScreen)
    home.table.selectRow(1)
    home.table.activated.emit(home.model.index(1, 0))
    settle(qtbot, program.tasks)
    assert program.window.page() is ScreenId.ENTRY
    assert program.session.entry.state.form == "SC-02A"


def test_control_s_does_no_harm_and_the_status_bar_tells_the_time_of_saving(qtbot, program):
    press(qtbot, program, Qt.Key.Key_S)
    assert "填写的内容都已保存。" in shown_texts(program.window)
    program.session.open_form("2026-10", "SC-02")
    settle(qtbot, program.tasks)
    program.session.entry.enter({("02.01", "national"): "4"})
    settle(qtbot, program.tasks)
    assert "已保存 10:32" in shown_texts(program.window)


def test_the_language_changes_while_it_runs(qtbot, program, paths):
    program.session.open_form("2026-10", "SC-02")
    settle(qtbot, program.tasks)
    program.preferences.set_language("en")
    settle(qtbot, program.tasks)
    assert program.window.windowTitle().startswith("Monthly Reports")
    assert program.session.entry.state.grid.columns[0].title == "National"
    assert load_settings(paths.settings).language == "en"
    program.preferences.set_language("zh")
    settle(qtbot, program.tasks)
    assert program.session.entry.state.grid.columns[0].title == "国家级"


def test_dark_and_larger_text_take_effect_and_are_kept(qtbot, program, paths, qapp):
    program.preferences.set_look(Look.DARK)
    assert program.theme.colours.dark
    before = qapp.font().pointSizeF()
    turn = QWheelEvent(
        QPointF(50, 50),
        QPointF(50, 50),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(program.window.windowHandle(), turn)
    assert qapp.font().pointSizeF() > before
    assert load_settings(paths.settings).text_percent == 110
    press(qtbot, program, Qt.Key.Key_0)
    kept = load_settings(paths.settings)
    assert (kept.look, kept.text_percent) == (Look.DARK, 100)


def test_a_failure_is_a_line_in_the_page_with_advice_and_details(qtbot, program, qapp):
    program.trouble(StoreError("E-DISK", detail="no space left"))
    assert program.window.notices.count == 1
    said = shown_texts(program.window.notices)
    assert "读写磁盘出错：no space left" in said
    assert "没有写入半截数据。请腾出空间，或检查磁盘、U盘，然后重试。" in said
    program.window.notices.clear()
    assert program.window.notices.isHidden()


def test_a_mistake_of_ours_leaves_a_report_and_says_that_nothing_was_lost(qtbot, program, paths):
    program.trouble(ZeroDivisionError("x"))
    report = next(paths.logs.glob("crash-*.txt"))
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert any(report.name in text for text in shown_texts(program.window.notices))


def test_dropped_bundles_are_taken_in_and_refusals_told(qtbot, program, tmp_path):
    home = program.window.findChild(HomeScreen)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("reply.ybz", "note.txt")])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    home.dropEvent(drop)
    settle(qtbot, program.tasks)
    said = shown_texts(program.window.notices)
    assert "已接收 1 个包。" in said
    assert any(text.startswith("note.txt 被拒收") for text in said)


def test_a_second_start_brings_the_first_window_to_the_front(qtbot, program, paths):
    second = SingleInstance(paths.workspace)
    with qtbot.waitSignal(program._single.asked):
        assert not second.first()


def test_unreadable_settings_are_the_usual_ones(tmp_path, caplog):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"language": "fr"}), encoding="utf-8")
    assert load_settings(file) == Settings()
    save_settings(tmp_path / "there" / "s.json", Settings(text_percent=120))
    assert load_settings(tmp_path / "there" / "s.json").text_percent == 120
    with caplog.at_level(logging.WARNING):
        save_settings(file / "s.json", Settings())
    assert "could not be saved" in caplog.text


def test_a_workspace_beside_the_program_makes_the_stick_self_contained(tmp_path):
    usual = find_paths(None, environ={}, program=tmp_path / "yuebao-app", home=tmp_path)
    assert usual.workspace == tmp_path / ".local" / "share" / "yuebao"
    (tmp_path / "workspace").mkdir()
    beside = find_paths(None, environ={}, program=tmp_path / "yuebao-app", home=tmp_path)
    assert beside.workspace == tmp_path / "workspace"
    assert beside.settings.parent == beside.workspace
    assert (
        find_paths(tmp_path / "x", environ={}, program=tmp_path / "p", home=tmp_path).workspace
        == tmp_path / "x"
    )


def test_a_crash_in_a_thread_is_told_once(tmp_path):
    told = []
    handler = CrashHandler(tmp_path, told.append, lambda: NOW)
    lost = RuntimeError("lost")
    handler._caught(RuntimeError, lost, None)
    assert len(told) == 1
    assert "RuntimeError" in next(tmp_path.glob("crash-*")).read_text(encoding="utf-8")


def test_a_crash_report_tells_the_place_and_nothing_private(tmp_path):
    handler = CrashHandler(tmp_path, print, lambda: NOW)
    try:
        try:
            int("次仁的工资 18800")
        except ValueError as cause:
            raise RuntimeError("央金 0891-6320000") from cause
    except RuntimeError as error:
        text = handler.report(error).read_text(encoding="utf-8")
    assert "test_shell.py" in text
    assert text.index("ValueError") < text.index("RuntimeError")
    assert not any(
        word in text.replace('int("次仁的工资 18800")', "") for word in ("18800'", "央金 0891-6320000\n")
    )
    assert str(Path.home()) not in text


def test_reports_of_a_fault_that_returns_do_not_fill_the_disk(tmp_path):
    for number in range(KEPT + 5):
        (tmp_path / f"crash-20260101-{number:06d}.txt").touch()
    CrashHandler(tmp_path, print, lambda: NOW).report(RuntimeError("x"))
    assert len(list(tmp_path.glob("crash-*.txt"))) == KEPT


def test_qt_speaks_the_language_of_the_window_too(qtbot, program):
    def copy_word():
        return QApplication.translate("QWidgetTextControl", "&Copy")

    assert copy_word() == "复制(&C)"
    program.preferences.set_language("en")
    assert copy_word() == "&Copy"
    program.preferences.set_language("zh")
    assert copy_word() == "复制(&C)"


def test_a_return_of_another_month_stands_on_the_home_page_with_its_reason(qtbot, program, office):
    office.back = (Returned(form="SC-07", period="2026-09", reason="请核对合同数"),)
    program.session.home.open()
    settle(qtbot, program.tasks)
    home = program.window.findChild(HomeScreen)
    assert {"退回：2026年9月 SC-07 技术市场与金融服务情况表", "请核对合同数"} <= shown_texts(home)
    correct = next(b for b in home.findChildren(QPushButton) if b.text() == "去订正")
    correct.click()
    settle(qtbot, program.tasks)
    assert (program.session.entry.state.period, program.session.entry.state.form) == ("2026-09", "SC-07")


def test_another_workspace_opens_in_this_window_and_is_remembered(qtbot, program, paths, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "yuebao.db").touch()
    first = program.session
    program.switch(other)
    settle(qtbot, program.tasks)
    assert program.session is not first
    assert ("close",) in first.office.calls
    kept = load_settings(paths.settings)
    assert kept.recent == (str(other), str(paths.workspace))
    assert program._last_used() == other
    again = SingleInstance(paths.workspace)
    assert again.first()
    program.switch(paths.workspace)
    assert program._workspace == other
    again.close()


def test_a_workspace_that_cannot_be_opened_says_what_to_do(qtbot, qapp, paths):
    def refuse(_folder, _now):
        raise StoreError("E-BUSY", detail="yuebao.db")

    program = Application(qapp, Outside(paths=paths, now=lambda: NOW, opener=refuse))
    assert program.start()
    qtbot.addWidget(program.window)
    settle(qtbot, program.tasks)
    words = {made.text() for made in program.window.findChildren(QPushButton)}
    assert {"重试", "从文件恢复…", "打开另一个工作区…"} <= words
    assert program.window.notices.count == 1
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()


def test_what_went_well_goes_with_the_page_and_what_went_wrong_stays(program, qapp):
    window = program.window
    window.show_page(ScreenId.HOME)
    window.tell("said in passing")
    for tone in (Tone.GOOD, Tone.ERROR, Tone.ERROR):
        window.notice(Notice(tone=tone, text=f"told as {tone}"))
    assert window.notices.count == 2, "the same again takes the place of the first"
    window.show_page(ScreenId.HOME)
    assert (window.notices.count, window._said.text()) == (2, "said in passing")
    window.show_page(ScreenId.HISTORY)
    assert (window.notices.count, window._said.text()) == (1, "")
    qapp.processEvents()
    assert "told as error" in shown_texts(window.notices)

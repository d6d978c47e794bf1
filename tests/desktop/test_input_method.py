"""Input methods as they reach the real editor: composition, commitment, and the keys that belong to either."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

import resources
from desktop.entry.presenter import EntryPresenter
from desktop.entry.view import EntryScreen
from desktop.reporting import ReportingOffice
from forms.loader import load_pack
from sync import founding
from tests.desktop.conftest import NOW, settle

K = Qt.Key
TIBETAN = "ལྷ་ས་མཐོ་རིམ་ལག་རྩལ་གསར་སྤེལ་ཁུལ། སྒྲུབ་བརྒྱུད"
STACKED = "\u0f66\u0f92\u0fb2\u0f74\u0f56"  # a stack of three letters and a vowel, each its own character
WEAK = 2
WORDS = "four words nobody knows"


def focus():
    return QApplication.focusWidget()


def compose(words):
    """What is being composed, as fcitx and ibus tell it with every key."""
    QApplication.sendEvent(focus(), QInputMethodEvent(words, []))


def commit(words):
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(focus(), event)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(focus(), key, modifier)


def go(screen, row, column):
    assert screen.table.go_to((row, column))
    screen.table.setFocus()


def value(screen, row, column):
    return screen.model.index_of((row, column)).data()


@pytest.mark.parametrize("key", [K.Key_Return, K.Key_Enter, K.Key_Tab, K.Key_Down, K.Key_Up])
def test_a_key_of_the_composition_neither_moves_nor_commits(qtbot, entry, tasks, key):
    go(entry, "02.03", "note")
    compose("xin")
    press(qtbot, key)
    settle(qtbot, tasks)
    assert entry.table.current_key() == ("02.03", "note")
    assert value(entry, "02.03", "note") in (None, "")
    commit("新建两家")
    assert isinstance(focus(), QLineEdit)
    press(qtbot, K.Key_Return)
    settle(qtbot, tasks)
    assert value(entry, "02.03", "note") == "新建两家"
    assert entry.table.current_key() == ("02.04", "note")


@pytest.mark.parametrize("key", [K.Key_Return, K.Key_Tab, K.Key_Down])
def test_nor_while_it_goes_on_in_the_editor(qtbot, entry, tasks, key):
    go(entry, "02.03", "note")
    press(qtbot, K.Key_F2)
    commit("新建")
    compose("liang")
    press(qtbot, key)
    assert entry.table.current_key() == ("02.03", "note")
    assert isinstance(focus(), QLineEdit)
    commit("两家")
    press(qtbot, K.Key_Return)
    settle(qtbot, tasks)
    assert value(entry, "02.03", "note") == "新建两家"


def test_a_composition_in_parts_adds_to_what_stands(qtbot, entry, tasks):
    go(entry, "02.03", "note")
    press(qtbot, K.Key_F2)
    for pinyin, words in (("la", "拉"), ("sa", "萨"), ("gao'xin", "高新区")):
        compose(pinyin)
        commit(words)
    press(qtbot, K.Key_Tab)
    settle(qtbot, tasks)
    assert value(entry, "02.03", "note") == "拉萨高新区"


def test_a_composition_that_is_given_up_leaves_the_cell_as_it_was(qtbot, roster, tasks):
    line = roster.presenter.state.grid.rows[0].key
    go(roster, line, "name")
    compose("cuo")
    compose("")
    press(qtbot, K.Key_Escape)
    settle(qtbot, tasks)
    assert value(roster, line, "name") == "拉萨高新区众创空间"


def test_chinese_in_a_roster_goes_down_line_by_line(qtbot, roster, tasks):
    lines = [row.key for row in roster.presenter.state.grid.rows]
    go(roster, lines[0], "name")
    for name in ("第一家", "第二家", "第三家"):
        compose("di")
        commit(name)
        press(qtbot, K.Key_Return)
        settle(qtbot, tasks)
    assert [value(roster, line, "name") for line in lines] == ["第一家", "第二家", "第三家"]


@pytest.mark.parametrize("words", [TIBETAN, STACKED, "ཀྱི་ལོ་༢༠༢༦"])
def test_tibetan_is_kept_sign_for_sign(qtbot, roster, tasks, words):
    line = roster.presenter.state.grid.rows[1].key
    go(roster, line, "tibetan")
    compose(words[:2])
    commit(words)
    press(qtbot, K.Key_Return)
    settle(qtbot, tasks)
    kept = roster.presenter.state.grid.sheet.lines[1].values["tibetan"].text
    assert kept.encode() == words.encode()
    assert value(roster, line, "tibetan").encode() == words.encode()


def worked(qtbot, tasks, operation):
    """On the data worker, which owns the database."""
    made = []
    tasks.change(lambda _watch: operation(), made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    return made[0]


@pytest.fixture
def problems(qtbot, theme, texts, tasks, troubles, tmp_path):
    """SC-11A, the list of problems, in a real workspace with one line."""
    setup = founding.Setup(clock=lambda: NOW, passphrase=WORDS, work_factor=WEAK)
    pack = load_pack(resources.path("packs", "shuangchuang"))
    founding.init_region(tmp_path / "ws", "540100", pack, setup).workspace.close()
    office = worked(qtbot, tasks, lambda: ReportingOffice.open(tmp_path / "ws", lambda: NOW))
    presenter = EntryPresenter(office, tasks, texts, lambda: NOW, lambda *_r: None, troubles.append)
    screen = EntryScreen(presenter, theme, texts, NOW.date)
    screen.presenter = presenter
    screen.resize(1366, 768)
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    presenter.open("2026-10", "SC-11A")
    settle(qtbot, tasks)
    presenter.add_line()
    settle(qtbot, tasks)
    yield screen, office
    worked(qtbot, tasks, lambda: office.close(backup=False))


def test_a_long_text_of_sc_11_on_disk(qtbot, problems, tasks):
    screen, office = problems
    (line,) = (row.key for row in screen.presenter.state.grid.rows)
    go(screen, line, "problem")
    compose("zhong")
    press(qtbot, K.Key_Return)  # the input method's own
    assert screen.table.current_key() == (line, "problem")
    commit("众创空间暖气未通，")
    assert isinstance(focus(), QPlainTextEdit)
    press(qtbot, K.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    commit(TIBETAN)
    press(qtbot, K.Key_Return)
    settle(qtbot, tasks)
    (kept,) = worked(qtbot, tasks, lambda: office.sheet("SC-11A", "2026-10")).lines
    assert kept.values["problem"].text.encode() == f"众创空间暖气未通，\n{TIBETAN}".encode()

"""Every key of the entry grid, pressed in a real widget."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.desktop.conftest import settle

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def at(screen):
    return screen.table.current_key()


def text(screen, row, column):
    return screen.model.index_of((row, column)).data()


def go(screen, row, column):
    assert screen.table.go_to((row, column))
    screen.table.setFocus()


def typed(qtbot, screen, keys):
    """Type into whatever has the focus, as a keyboard does."""
    for sign in keys:
        qtbot.keyClicks(QApplication.focusWidget() or screen.table, sign)


def press(qtbot, screen, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or screen.table, key, modifier)


def test_digits_and_enter_commit_and_move_exactly_one_down(qtbot, entry, tasks):
    go(entry, "02.01", "national")
    typed(qtbot, entry, "17")
    press(qtbot, entry, K.Key_Return)
    settle(qtbot, tasks)
    assert text(entry, "02.01", "national") == "17"
    assert text(entry, "02.01", "total") == "26"
    assert at(entry) == ("02.02", "national")


def test_tab_moves_right_and_back_and_over_what_cannot_be_typed(qtbot, entry, tasks):
    go(entry, "02.01", "other")
    typed(qtbot, entry, "2")
    press(qtbot, entry, K.Key_Tab)
    settle(qtbot, tasks)
    assert text(entry, "02.01", "other") == "2"
    assert at(entry) == ("02.01", "note")
    press(qtbot, entry, K.Key_Backtab, SHIFT)
    assert at(entry) == ("02.01", "other")


def test_enter_passes_over_cells_that_are_not_asked(qtbot, entry):
    go(entry, "02.04", "national")
    press(qtbot, entry, K.Key_Return)
    assert at(entry) == ("02.06", "national")
    press(qtbot, entry, K.Key_Return, SHIFT)
    assert at(entry) == ("02.04", "national")


def test_enter_on_the_last_row_goes_on_at_the_top_of_the_next_column(qtbot, entry):
    go(entry, "02.16.1", "national")
    press(qtbot, entry, K.Key_Return)
    assert at(entry) == ("02.01", "regional")


@pytest.mark.parametrize(
    ("key", "there"),
    [
        (K.Key_Down, ("02.03", "regional")),
        (K.Key_Up, ("02.01", "regional")),
        (K.Key_Left, ("02.02", "national")),
        (K.Key_Right, ("02.02", "city")),
        (K.Key_Home, ("02.02", "national")),
        (K.Key_End, ("02.02", "note")),
    ],
)
def test_arrows_home_and_end(qtbot, entry, key, there):
    go(entry, "02.02", "regional")
    press(qtbot, entry, key)
    assert at(entry) == there


def test_control_and_arrow_jumps_to_the_edge_of_what_is_filled(qtbot, entry):
    go(entry, "02.01", "regional")
    press(qtbot, entry, K.Key_Down, CTRL)
    assert at(entry) == ("02.16.1", "regional")
    press(qtbot, entry, K.Key_Up, CTRL)
    assert at(entry) == ("02.01", "regional")
    press(qtbot, entry, K.Key_Home, CTRL)
    assert at(entry) == ("02.01", "national")


def test_f2_edits_what_is_there_and_escape_leaves_it(qtbot, entry, tasks):
    go(entry, "02.13", "national")
    press(qtbot, entry, K.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "1260"
    press(qtbot, entry, K.Key_Escape)
    settle(qtbot, tasks)
    assert text(entry, "02.13", "national") == "1,260"
    assert at(entry) == ("02.13", "national")


def test_arrow_down_in_an_editor_commits(qtbot, entry, tasks):
    go(entry, "02.01", "national")
    typed(qtbot, entry, "9")
    press(qtbot, entry, K.Key_Down)
    settle(qtbot, tasks)
    assert text(entry, "02.01", "national") == "9"
    assert at(entry) == ("02.02", "national")


def test_delete_makes_the_selection_blank_as_one_step(qtbot, entry, tasks):
    go(entry, "02.01", "national")
    press(qtbot, entry, K.Key_Right, SHIFT)
    press(qtbot, entry, K.Key_Down, SHIFT)
    press(qtbot, entry, K.Key_Delete)
    settle(qtbot, tasks)
    assert [text(entry, r, c) for r in ("02.01", "02.02") for c in ("national", "regional")] == [""] * 4
    press(qtbot, entry, K.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert text(entry, "02.02", "regional") == "3"
    press(qtbot, entry, K.Key_Y, CTRL)
    settle(qtbot, tasks)
    assert text(entry, "02.02", "regional") == ""


def test_what_is_not_understood_stays_as_typed_and_marked(qtbot, entry, tasks):
    go(entry, "02.03", "national")
    typed(qtbot, entry, "about 5")
    press(qtbot, entry, K.Key_Return)
    settle(qtbot, tasks)
    assert text(entry, "02.03", "national") == "about 5"
    assert any(("02.03", "national") in item.cells for item in entry.presenter.state.findings)


def test_measures_are_converted(qtbot, entry, tasks):
    go(entry, "02.13", "city")
    typed(qtbot, entry, "1.2")
    QApplication.focusWidget().insert("万人")
    press(qtbot, entry, K.Key_Return)
    settle(qtbot, tasks)
    assert text(entry, "02.13", "city") == "12,000"


def test_f8_goes_round_everything_that_needs_the_clerk(qtbot, entry):
    go(entry, "02.01", "national")
    seen = []
    for _ in range(4):
        press(qtbot, entry, K.Key_F8)
        seen.append(at(entry))
    assert seen == [
        ("02.12", "national"),
        ("02.14", "regional"),
        ("02.16.1", "regional"),
        ("02.12", "national"),
    ]


def test_f9_says_what_is_left(qtbot, entry, tasks):
    with qtbot.waitSignal(entry.said) as said:
        press(qtbot, entry, K.Key_F9)
    assert said.args == ["审核完毕：2 处错误 · 1 处待说明"]
    settle(qtbot, tasks)


def test_control_semicolon_enters_today(qtbot, roster, tasks):
    line = roster.presenter.state.grid.rows[2].key
    go(roster, line, "since")
    press(qtbot, roster, K.Key_Semicolon, CTRL)
    settle(qtbot, tasks)
    assert text(roster, line, "since") == "2026-11-03"


def test_a_list_takes_the_title_and_shows_it(qtbot, roster, tasks):
    line = roster.presenter.state.grid.rows[1].key
    go(roster, line, "level")
    press(qtbot, roster, K.Key_F2)
    editor = QApplication.focusWidget()
    assert editor.completer().model().rowCount() == 4
    editor.setText("国家级")
    press(qtbot, roster, K.Key_Return)
    settle(qtbot, tasks)
    assert text(roster, line, "level") == "国家级"


def test_copy_and_paste_a_block_between_places(qtbot, entry, tasks):
    go(entry, "02.01", "national")
    press(qtbot, entry, K.Key_Right, SHIFT)
    press(qtbot, entry, K.Key_Down, SHIFT)
    press(qtbot, entry, K.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "3\t5\n2\t3"
    assert "<tr><td>3</td><td>5</td></tr>" in QGuiApplication.clipboard().mimeData().html()
    go(entry, "02.06", "national")
    press(qtbot, entry, K.Key_V, CTRL)
    assert entry.presenter.state.plan is not None
    assert entry.paste_panel.isVisible()
    assert text(entry, "02.06", "national") == "3"
    entry.paste_panel.accepted.emit()
    settle(qtbot, tasks)
    assert text(entry, "02.07", "regional") == "3"
    assert not entry.paste_panel.isVisible()
    press(qtbot, entry, K.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert [text(entry, "02.06", "national"), text(entry, "02.07", "regional")] == ["0", "1"]


def test_enter_takes_a_paste_whose_preview_has_the_focus(qtbot, entry, tasks):
    go(entry, "02.06", "national")
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    press(qtbot, entry, K.Key_V, CTRL)
    press(qtbot, entry, K.Key_Return)
    settle(qtbot, tasks)
    assert entry.presenter.state.plan is None
    assert [text(entry, "02.06", "national"), text(entry, "02.07", "regional")] == ["1", "4"]


def test_escape_forgets_a_paste(qtbot, entry):
    go(entry, "02.06", "national")
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    press(qtbot, entry, K.Key_V, CTRL)
    press(qtbot, entry, K.Key_Escape)
    assert entry.presenter.state.plan is None
    assert text(entry, "02.06", "national") == "0"


def test_find_goes_from_hit_to_hit(qtbot, entry):
    go(entry, "02.01", "national")
    press(qtbot, entry, K.Key_F, CTRL)
    qtbot.keyClicks(entry.search.field, "1,260")
    qtbot.keyClick(entry.search.field, K.Key_Return)
    assert at(entry) == ("02.13", "national")
    entry.search.field.setText("星创")
    qtbot.keyClick(entry.search.field, K.Key_Return)
    assert at(entry) == ("02.03", "national")
    qtbot.keyClick(entry.search.field, K.Key_Escape)
    assert not entry.search.isVisible()


def test_chinese_input_that_begins_on_the_grid(qtbot, entry, tasks):
    go(entry, "02.03", "note")
    QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("xin", []))
    commit = QInputMethodEvent()
    commit.setCommitString("新建")
    QApplication.sendEvent(QApplication.focusWidget(), commit)
    press(qtbot, entry, K.Key_Return)
    settle(qtbot, tasks)
    assert text(entry, "02.03", "note") == "新建"


def test_tibetan_stays_what_was_typed(qtbot, roster, tasks):
    line = roster.presenter.state.grid.rows[2].key
    go(roster, line, "tibetan")
    press(qtbot, roster, K.Key_F2)
    QApplication.focusWidget().setText("ནས་སྐར་གསར་གཏོད་ས་ཁུལ།")
    press(qtbot, roster, K.Key_Return)
    settle(qtbot, tasks)
    assert text(roster, line, "tibetan") == "ནས་སྐར་གསར་གཏོད་ས་ཁུལ།"


def test_page_keys_change_the_form(qtbot, entry, tasks):
    press(qtbot, entry, K.Key_PageDown, CTRL)
    settle(qtbot, tasks)
    assert entry.presenter.state.form == "SC-02A"


def test_cells_speak_row_column_and_value(entry):
    index = entry.model.index_of(("02.13", "national"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "02.13 期末在载体内就业人数 国家级 1,260"


def test_a_read_only_report_cannot_be_typed_in(qtbot, theme, texts, tasks, troubles):
    from tests.desktop.conftest import open_entry
    from tests.desktop.memory_office import MemoryOffice

    screen = open_entry(qtbot, theme, texts, tasks, MemoryOffice(read_only=True), troubles)
    screen.table.setCurrentIndex(screen.model.index(0, 0))
    typed(qtbot, screen, "5")
    assert not isinstance(QApplication.focusWidget(), QLineEdit)


def test_control_p_asks_for_the_print(qtbot, entry):
    with qtbot.waitSignal(entry.print_wanted):
        press(qtbot, entry, K.Key_P, CTRL)


def test_shift_and_control_stretch_the_selection(qtbot, entry):
    go(entry, "02.01", "national")
    press(qtbot, entry, K.Key_Right, SHIFT | CTRL)
    assert entry.table.selected_keys()[0] == ("02.01", "national")
    assert len(entry.table.selected_keys()) == 8
    go(entry, "02.13", "city")
    press(qtbot, entry, K.Key_End, CTRL)
    assert at(entry) == ("02.16.1", "note")


def test_cut_takes_the_figures_along(qtbot, entry, tasks):
    go(entry, "02.13", "national")
    press(qtbot, entry, K.Key_X, CTRL)
    settle(qtbot, tasks)
    assert QGuiApplication.clipboard().text() == "1260"
    assert text(entry, "02.13", "national") == ""


def test_f6_leads_to_the_findings_and_back(qtbot, entry):
    go(entry, "02.13", "national")
    press(qtbot, entry, K.Key_F6)
    assert entry.panel.list.hasFocus()
    press(qtbot, entry, K.Key_F6)
    assert entry.table.hasFocus()


def test_find_goes_through_a_roster(qtbot, roster):
    press(qtbot, roster, K.Key_F, CTRL)
    rows = [row.key for row in roster.presenter.state.grid.rows]
    for needle, there in (
        ("3,200", (rows[0], "area")),
        ("自治区级", (rows[1], "level")),
        ("约600", (rows[2], "area")),
    ):
        roster.search.field.setText(needle)
        qtbot.keyClick(roster.search.field, K.Key_Return)
        assert at(roster) == there


def test_a_large_block_is_read_apart_and_lands_all_the_same(qtbot, roster, tasks):
    block = "\n".join(f"载体{n}\t\t众创空间" for n in range(600))
    QGuiApplication.clipboard().setText(block)
    go(roster, roster.presenter.state.grid.rows[0].key, "name")
    press(qtbot, roster, K.Key_V, CTRL)
    settle(qtbot, tasks)
    assert roster.presenter.state.plan.new_lines == 597
    roster.paste_panel.accepted.emit()
    settle(qtbot, tasks)
    assert len(roster.presenter.state.grid.rows) == 600
    assert text(roster, roster.presenter.state.grid.rows[599].key, "name") == "载体599"

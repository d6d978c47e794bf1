"""What happens between a user's acts: pages made ahead, the focus that stays on its page, one style sheet on the window."""

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.focus import keep_near
from desktop.loading import Loading


def test_steps_are_done_one_a_turn_while_nothing_runs_and_never_after_the_end(qtbot):
    busy, done = [True], []
    parent = QWidget()
    qtbot.addWidget(parent)
    loading = Loading(lambda: not busy[0], parent)
    loading._timer.setInterval(1)
    loading.begin([lambda: done.append("a"), lambda: done.append("b"), lambda: done.append("c")])
    qtbot.wait(20)
    assert done == []
    busy[0] = False
    qtbot.waitUntil(lambda: done == ["a", "b", "c"])
    qtbot.waitUntil(lambda: not loading._timer.isActive())
    loading.begin([lambda: done.append("d")])
    loading.stop()
    qtbot.wait(10)
    assert done == ["a", "b", "c"]


def page_of(qtbot):
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    before, field, act = QPushButton("rail"), QLineEdit(), QPushButton("act")
    QVBoxLayout(page).addWidget(field)
    page.layout().addWidget(act)
    QVBoxLayout(window).addWidget(before)
    window.layout().addWidget(page)
    window.show()
    qtbot.waitExposed(window)
    return window, page, field, act


def test_a_button_that_its_own_act_switches_off_leaves_the_focus_on_its_page(qtbot):
    window, page, field, act = page_of(qtbot)
    act.setFocus()
    assert not keep_near(page, act), "Tab goes on as ever"
    act.setEnabled(False)
    assert keep_near(page, act)
    assert window.focusWidget() is field


def test_where_a_page_has_nothing_else_qt_decides(qtbot):
    _window, page, field, act = page_of(qtbot)
    field.setEnabled(False)
    act.setEnabled(False)
    assert not keep_near(page, act)
    assert not keep_near(None, act)


def test_a_dressed_window_wears_the_sheet_and_the_application_none(qtbot, qapp, theme):
    window = QWidget()
    qtbot.addWidget(window)
    assert qapp.styleSheet()
    theme.dress(window)
    assert window.styleSheet()
    assert not qapp.styleSheet()
    before = window.styleSheet()
    theme.set_percent(150)
    assert window.styleSheet() != before
    assert not qapp.styleSheet()

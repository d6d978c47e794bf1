"""The pages in a real window: models under Qt's tester, keys, and one way from a dropped folder to the replies."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.actions import COLLECTING, ScreenId
from desktop.app import Application, Outside
from desktop.desk.rows import Column, RowsModel, RowsTable
from desktop.paths import Paths
from desktop.settings import Look, Settings, save_settings
from tests.desktop.conftest import settle
from tests.desktop.desk.conftest import NOW
from tests.sync.offices import PASSPHRASE, PERIOD, cells

COLUMNS = (
    Column(title="Office", text=lambda one: one[0], width=0),
    Column(title="Figure", text=lambda one: one[1], number=True, pill=True, shade=lambda _one: "good"),
)


def test_the_one_table_model_under_the_tester(qtmodeltester, texts):
    model = RowsModel(texts, COLUMNS, checkable=True)
    qtmodeltester.check(model)
    model.show([("拉萨", "1"), ("昌都", "2")])
    qtmodeltester.check(model)
    model.show([("那曲", "3")], COLUMNS[:1])
    qtmodeltester.check(model)


def test_lines_are_checked_with_the_space_bar(qtbot, texts, theme):
    table = RowsTable(texts, theme, "Units", COLUMNS, checkable=True)
    qtbot.addWidget(table)
    table.show_lines([("拉萨", "1"), ("昌都", "2")])
    assert [one[0] for one in table.rows.chosen] == ["拉萨", "昌都"]
    table.setCurrentIndex(table.rows.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert [one[0] for one in table.rows.chosen] == ["拉萨"]


def test_the_cursor_stays_on_its_line(qtbot, texts, theme):
    table = RowsTable(texts, theme, "Units", COLUMNS)
    qtbot.addWidget(table)
    table.show_lines([("拉萨", "1"), ("昌都", "2")])
    table.selectRow(1)
    picked = []
    table.picked.connect(picked.append)
    table.show_lines([("拉萨", "5"), ("昌都", "6")])
    assert table.currentIndex().row() == 1
    assert picked == [], "showing figures anew is nobody's choice"


@pytest.fixture
def window(bench, qtbot, qapp, tmp_path):
    """The program on the region's workspace, which the fixture's own desk has let go."""
    folder = bench.region.top.ws.folder
    bench.region.top.ws.close()
    bench.region.offices.remove(bench.region.top)
    paths = Paths(settings=tmp_path / "settings.json", logs=tmp_path / "logs", workspace=folder)
    save_settings(paths.settings, Settings(language="zh", look=Look.LIGHT, text_percent=100))
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW))
    qtbot.addWidget(program.window)
    program.start()
    settle(qtbot, program.tasks)
    yield program
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()


def go(program, qtbot, page):
    program.window.show_page(page)
    wait(program, qtbot)
    return program.window._pages[page]


def wait(program, qtbot):
    for _ in range(3):
        settle(qtbot, program.tasks)
        QApplication.sendPostedEvents()


def drop(widget, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_every_page_opens_and_every_control_has_a_name(window, qtbot):
    assert set(COLLECTING) <= set(window.session.pages)
    for page in COLLECTING:
        screen = go(window, qtbot, page)
        nameless = [
            type(part).__name__
            for part in screen.findChildren(QWidget)
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(screen) and not named(part)
        ]
        assert nameless == [], page
    assert window.window.notices.count == 0


def named(part):
    around = part
    while around is not None:
        if around.accessibleName() or getattr(around, "text", str)():
            return True
        around = around.parentWidget()
        if around is not None and not around.objectName().startswith("qt_") and around.layout() is not None:
            return False
    return False


def test_from_a_dropped_folder_to_accepted_and_the_reply_written(window, bench, qtbot, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in (bench.one.submit(cells("12", "3.50")), bench.two.submit(cells("30", "1.00"))):
        (stick / path.name).write_bytes(Path(path).read_bytes())
    inbox = go(window, qtbot, ScreenId.INBOX)
    drop(inbox, [stick])
    wait(window, qtbot)
    assert [line.outcome for line in inbox.table.rows.lines] == ["merged", "merged"]
    inbox._take.click()
    wait(window, qtbot)
    review = go(window, qtbot, ScreenId.REVIEW)
    window.session.desk.open_report("91", "T1", PERIOD)
    wait(window, qtbot)
    assert review.paper.model.grid.cell("01", "m").text == "12"
    assert not review._accept.isEnabled()
    review._sign.passphrase.setText(PASSPHRASE)
    review._sign.unlock()
    wait(window, qtbot)
    assert review._sign.isHidden()
    review._accept.click()
    wait(window, qtbot)
    assert review._status.text() == "已审定"
    window.session.desk.review.reply(tmp_path / "out")
    wait(window, qtbot)
    bench.one.take(tmp_path / "out")
    assert bench.one.state("91") == "accepted"
    assert window.window.notices.count == 0


def test_a_figure_in_the_totals_leads_to_the_report(window, bench, qtbot):
    inbox = go(window, qtbot, ScreenId.INBOX)
    drop(inbox, [bench.one.submit(cells("12", "3.50"))])
    wait(window, qtbot)
    inbox._take.click()
    wait(window, qtbot)
    totals = go(window, qtbot, ScreenId.TOTALS)
    window.session.desk.totals.open("T1", PERIOD)
    wait(window, qtbot)
    totals.paper.table.go_to(("01", "m"))
    wait(window, qtbot)
    assert totals._figure.text() == "12"
    totals.units.opened.emit(totals.units.rows.lines[0])
    wait(window, qtbot)
    assert window.window.page() is ScreenId.REVIEW
    assert window.session.desk.review.state.report.key == ("91", "T1", PERIOD)


def test_a_clerks_window_has_no_pages_of_the_desk(bench, qtbot, qapp, tmp_path):
    folder = bench.one.ws.folder
    bench.one.ws.close()
    bench.region.offices.remove(bench.one)
    paths = Paths(settings=tmp_path / "settings.json", logs=tmp_path / "logs", workspace=folder)
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW))
    qtbot.addWidget(program.window)
    program.start()
    settle(qtbot, program.tasks)
    assert COLLECTING.isdisjoint(program.session.pages)
    assert program.session.desk is None
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()

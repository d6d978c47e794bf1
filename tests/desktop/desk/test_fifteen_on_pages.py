"""The same month on the real pages, with the clicks of a person: dropped folder to locked month, files and replies."""

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.paths import Paths
from desktop.settings import Look, Settings, save_settings
from tests.desktop.desk.fifteen import CODES, DAMAGED, FORGED, LATE, NEW, RIVAL, Fifteen, figure, independent
from tests.desktop.desk.test_window import drop
from tests.sync.offices import PASSPHRASE, PERIOD

ASKING = 2
PATIENCE_MS = 120_000


def wait(program, qtbot):
    """However busy the machine is."""
    for _ in range(3):
        qtbot.waitUntil(lambda: program.tasks.idle, timeout=PATIENCE_MS)
        QApplication.sendPostedEvents()


def go(program, qtbot, page):
    program.window.show_page(page)
    wait(program, qtbot)
    return program.window._pages[page]


@pytest.fixture
def region(tmp_path):
    made = Fifteen(tmp_path / "region")
    yield made
    made.close()


@pytest.fixture
def window(region, qtbot, qapp, tmp_path):
    """The program on the region's workspace, in Chinese."""
    good = region.fill_the_stick()
    folder = region.top.ws.folder
    region.top.ws.close()
    region.offices.remove(region.top)
    paths = Paths(settings=tmp_path / "settings.json", logs=tmp_path / "logs", workspace=folder)
    save_settings(paths.settings, Settings(language="zh", look=Look.LIGHT, text_percent=100))
    program = Application(qapp, Outside(paths=paths, now=region.clock))
    qtbot.addWidget(program.window)
    program.start()
    wait(program, qtbot)
    program.good = good
    yield program
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()


def test_a_month_with_the_mouse(window, region, qtbot, tmp_path, monkeypatch):
    def click(button):
        assert button.isEnabled(), button.text()
        button.click()
        wait(window, qtbot)

    inbox = go(window, qtbot, ScreenId.INBOX)
    drop(inbox, [region.stick])
    wait(window, qtbot)
    assert len(inbox.table.rows.lines) == 17
    assert "拒收" in inbox._aside.text()
    click(inbox._take)
    sign_and_admit(window, region, qtbot, inbox, click)
    drop(inbox, [window.good[code] for code in (FORGED, DAMAGED, LATE)])
    wait(window, qtbot)
    click(inbox._take)
    settle_the_conflict(window, qtbot, click)
    rule(window, qtbot, click, tmp_path, monkeypatch)
    totals_agree(window, region, qtbot, tmp_path, monkeypatch)
    assert window.window.notices.count == 0


def sign_and_admit(window, region, qtbot, inbox, click):
    inbox.parts.go(ASKING)
    inbox.asking.table.selectRow(0)
    inbox.asking.compared.setText(region.by_code[NEW].fingerprint)
    assert not inbox.asking._admit.isEnabled(), "nothing is signed while the key is locked"
    window.session.desk.signing.unlock(PASSPHRASE)
    wait(window, qtbot)
    inbox.asking.table.selectRow(0)
    click(inbox.asking._admit)
    assert inbox.asking.table.rows.lines == ()


def settle_the_conflict(window, qtbot, click):
    page = go(window, qtbot, ScreenId.CONFLICTS)
    state = window.session.desk.conflicts.state
    assert state.chosen.unit == RIVAL
    values = state.places[0].values
    mine = next(place for place, side in enumerate(state.sides) if values[side.head] == figure(RIVAL)[0])
    page._whole.itemAt(mine).widget().click()
    page.reason.setText("以第一台为准")
    click(page._settle)
    assert page.list.rows.lines == ()


def rule(window, qtbot, click, tmp_path, monkeypatch):
    review = go(window, qtbot, ScreenId.REVIEW)
    for code in CODES:
        window.session.desk.open_report(code, "T1", PERIOD)
        wait(window, qtbot)
        click(review._accept)
        assert review._status.text() == "已审定"
    review.month.reason.setText("定稿")
    click(review.month._lock)
    assert review.month._standing.text().startswith("本月已封存")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_about: str(tmp_path / "replies"))
    click(review.month._reply)
    assert len(list((tmp_path / "replies").glob("*.ybz"))) == len(CODES)


def totals_agree(window, region, qtbot, tmp_path, monkeypatch):
    """The page, its file and a figure's units say what pandas finds in the archive."""
    own = independent(region.folder / "region" / "archive")
    page = go(window, qtbot, ScreenId.TOTALS)
    window.session.desk.totals.open("T1", PERIOD, "90")
    wait(window, qtbot)
    grid = page.paper.model.grid
    assert [grid.cell(row, "m").text for row in ("01", "02")] == [
        str(own[False, row]) for row in ("01", "02")
    ]
    page.paper.table.go_to(("01", "m"))
    wait(window, qtbot)
    assert sum(int(part.text) for part in page.units.rows.lines if not part.inside) == own[False, "01"]
    file = tmp_path / "month.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(file), "Excel (*.xlsx)"))
    page._export()
    wait(window, qtbot)
    sheets = openpyxl.load_workbook(file, data_only=True)
    figures = {cell.value for sheet in sheets for line in sheet.iter_rows() for cell in line}
    assert {float(own[False, "01"]), float(own[False, "02"])} <= {
        float(value) for value in figures if isinstance(value, int | float)
    }

"""Somebody who presses anything: random keys and clicks over the pages of a real office, the same ones every time.

No exception, no warning of Qt (they fail every test here), and nothing typed is lost: what is typed into a cell is in the store
before the next key, and at the end undo leads back to the beginning and redo to the end, draft by draft.
"""

import datetime as dt
import os
import random
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QToolButton,
)

import resources
from desktop.actions import ScreenId
from desktop.app import Application, Outside
from desktop.paths import Paths
from desktop.reporting import ReportingOffice
from forms.loader import load_pack
from tests.desktop.conftest import settle
from tests.sync.offices import PASSPHRASE, Region

SEED = int(os.environ.get("YUEBAO_SEED", "7"))
STEPS = int(os.environ.get("YUEBAO_STEPS", "240"))
PERIOD = "2026-10"
NOW = dt.datetime(2026, 11, 3, 10, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WORDS = ("12", "abc", "-5", "1.88", "0", "2026-10-01", "=1+1", "x" * 80, PASSPHRASE, PASSPHRASE)
BLOCKS = ("1\t2\n3\t4", "指标名称\t国家级\n入驻企业\t5", "x", "a\tb\n" * 20)
KEYS = [
    "Return",
    "Tab",
    "Escape",
    "F2",
    "F8",
    "F9",
    "F6",
    "Delete",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PageDown",
    "Space",
    "Backtab",
]
CHORDS = [
    "Z",
    "Y",
    "C",
    "V",
    "X",
    "F",
    "A",
    "S",
    "P",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "Plus",
    "Minus",
    "0",
    "Home",
    "End",
    "PageDown",
    "Semicolon",
    "Return",
]
SHUN = ("退出",)


@pytest.fixture
def around(tmp_path, monkeypatch):
    """A region, an office of it, and what dialogs of the system answer: one file or folder after another."""
    region = Region(
        tmp_path / "region", given=load_pack(resources.path("packs", "shuangchuang")), top="540000"
    )
    office = region.join("540300")
    folder = office.ws.folder
    region.inform(office)
    office.ws.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "photo.ybz").write_bytes(b"\x89PNG")
    (stick / "table.csv").write_text("指标名称,国家级\n入驻企业,7\n", encoding="utf-8")
    draw = random.Random(SEED)
    files = ["", str(stick / "photo.ybz"), str(stick / "table.csv"), str(stick / "absent.db")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (draw.choice(files), ""))
    monkeypatch.setattr(
        QFileDialog,
        "getOpenFileNames",
        lambda *_a, **_k: ([f for f in files[1:3] if draw.random() < 0.5], ""),
    )
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: draw.choice(["", str(stick)]))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_a: True)
    monkeypatch.setattr(QMenu, "exec", lambda *_a: None)
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrintDialog.exec", lambda *_a: 0)
    yield folder
    region.close()


@dataclass
class Hand:
    """Presses things; `trail` says what, for whoever reads a failure."""

    program: Application
    qtbot: object
    draw: random.Random
    trail: list = field(default_factory=list)

    def step(self):
        acts = (self.click, self.click, self.choose, self.point, self.point, self.type_in_cell, self.type_anywhere,
                self.key, self.key, self.chord, self.go, self.copy)  # fmt: skip
        act = self.draw.choice(acts)
        self.trail.append(act.__name__)
        act()
        settle(self.qtbot, self.program.tasks)

    def shown(self, kind):
        window = self.program.window
        return [one for one in window.findChildren(kind) if one.isVisible() and one.isEnabled()]

    def here(self):
        return QApplication.focusWidget() or self.program.window

    def click(self):
        buttons = [one for one in self.shown(QAbstractButton) if one.text() not in SHUN]
        one = self.draw.choice(buttons)
        self.trail.append(one.text() or one.accessibleName())
        menu = one.menu() if isinstance(one, QToolButton) else None
        if menu is None:
            QTest.mouseClick(one, Qt.MouseButton.LeftButton)
            return
        menu.aboutToShow.emit()  # a menu that is open waits for a hand of flesh
        able = [action for action in menu.actions() if action.isEnabled()]
        if able:
            self.draw.choice(able).trigger()

    def choose(self):
        boxes = [one for one in self.shown(QComboBox) if one.count()]
        if boxes:
            box = self.draw.choice(boxes)
            place = self.draw.randrange(box.count())
            box.setCurrentIndex(place)
            box.activated.emit(place)

    def point(self):
        views = [one for one in self.shown(QAbstractItemView) if one.model() and one.model().rowCount()]
        if views:
            view = self.draw.choice(views)
            model = view.model()
            columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
            index = model.index(self.draw.randrange(model.rowCount()), self.draw.randrange(columns))
            view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            press = self.draw.choice([QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick])
            press(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())

    def type_in_cell(self):
        """As a clerk does; and it is in the store at once."""
        self.program.window.show_page(ScreenId.ENTRY)
        settle(self.qtbot, self.program.tasks)
        entry = self.program.session.entry
        grid, view = entry.state.grid, entry._view
        if view is None or grid is None or entry.state.plan is not None:
            return
        if view.table.state() == QAbstractItemView.State.EditingState:
            return  # begun before: what is typed now belongs there
        cells = [(row.key, col.id) for row in grid.rows for col in grid.columns]
        free = [key for key in cells if grid.editable(*key) and grid.spec(*key).type.numeric]
        if not free or not grid.is_table:
            return
        key, figure = self.draw.choice(free), str(self.draw.randrange(1, 999))
        view.table.setFocus()
        view.table.go_to(key)
        QTest.keyClicks(view.table, figure[0])  # opens the editor, which takes the rest
        editor = next(one for one in view.table.viewport().findChildren(QLineEdit) if one.isVisible())
        QTest.keyClicks(editor, figure[1:])
        QTest.keyClick(editor, Qt.Key.Key_Return)
        settle(self.qtbot, self.program.tasks)
        form, period, read = entry.state.form, entry.state.period, []
        office = self.program.session.office
        self.program.tasks.query(lambda _watch: office.sheet(form, period), read.append)
        settle(self.qtbot, self.program.tasks)
        stored = read[0].cells[key]
        assert figure in (stored.typed, stored.text, (stored.text or "").split(".")[0]), (key, figure, stored)

    def type_anywhere(self):
        QTest.keyClicks(self.here(), self.draw.choice(WORDS))
        fields = self.shown(QLineEdit)
        if fields and self.draw.random() < 0.4:
            self.draw.choice(fields).setFocus()

    def key(self):
        self._press(self.draw.choice(KEYS), Qt.KeyboardModifier.NoModifier)

    def chord(self):
        self._press(self.draw.choice(CHORDS), Qt.KeyboardModifier.ControlModifier)

    def _press(self, name, modifier):
        self.trail.append(name)
        QTest.keyClick(self.here(), Qt.Key[f"Key_{name}"], modifier)

    def go(self):
        self.program.window.show_page(self.draw.choice(self.program.session.pages))

    def copy(self):
        QGuiApplication.clipboard().setText(self.draw.choice(BLOCKS))


def test_whatever_is_pressed_nothing_fails_and_nothing_is_lost(qtbot, qapp, around, tmp_path):
    paths = Paths(settings=tmp_path / "s.json", logs=tmp_path / "logs", workspace=around, given=True)
    program = Application(qapp, Outside(paths=paths, now=lambda: NOW))
    qtbot.addWidget(program.window)
    assert program.start()
    settle(qtbot, program.tasks)
    hand = Hand(program, qtbot, random.Random(SEED))
    with qtbot.captureExceptions() as raised:
        for _ in range(STEPS):
            hand.step()
    assert not raised, (raised, hand.trail[-12:])
    assert not list((tmp_path / "logs").glob("crash-*.txt")), hand.trail[-12:]
    logged = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "logs").glob("yuebao.log"))
    assert " qt: " not in logged, hand.trail[-12:]
    qapp.removeEventFilter(program.window)
    qapp.aboutToQuit.disconnect(program.close)
    program.close()
    go_back_and_forth(around)


def go_back_and_forth(folder):
    """Every draft as the store has it: back to its beginning, and as many steps forth."""
    office = ReportingOffice.open(folder, lambda: NOW)
    store = office._workspace.store.drafts
    drafts = store.list()
    assert drafts, "something was filled in"
    for info in drafts:
        key = (info.form, info.period)
        left, steps = store.load(*key), 0
        while store.undo(*key):
            steps += 1
        first = store.load(*key)
        assert (first.entries, first.lines) == ({}, ())
        for _ in range(steps):
            store.redo(*key)
        again = store.load(*key)
        assert (again.entries, again.lines, again.explanations) == (
            left.entries,
            left.lines,
            left.explanations,
        )
    office.close(backup=False)

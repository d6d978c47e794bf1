"""What keeps the window quick: nothing is painted that did not change, and a form never waits for the others."""

from PySide6.QtCore import Qt

from desktop.entry.heads import RowHeads
from desktop.entry.model import GridModel
from desktop.entry.presenter import EntryPresenter
from desktop.home.presenter import HomePresenter
from desktop.home.view import HomeScreen
from tests.desktop.conftest import settle
from tests.desktop.memory_office import filled_office
from tests.desktop.plain import NOW, NowTasks, PlainTexts, Watch
from tests.desktop.test_keys import go, press, typed

MOST = 12
"""More than an entry changes, a good deal less than the form has."""


class Counted:
    """What is painted, told by the methods that painting calls."""

    def __init__(self, monkeypatch):
        self.cells, self.heads = [], []
        look, marks = GridModel.look, RowHeads._paint_line_marks

        def looked(own, row, column):
            self.cells.append((own.grid.rows[row].key, own.grid.columns[column].id))
            return look(own, row, column)

        def marked(own, painter, rect, grid, row):
            self.heads.append(row.key)
            marks(own, painter, rect, grid, row)

        monkeypatch.setattr(GridModel, "look", looked)
        monkeypatch.setattr(RowHeads, "_paint_line_marks", marked)

    def forget(self):
        self.cells.clear()
        self.heads.clear()


def test_an_entry_paints_its_cell_and_what_follows_from_it_and_no_others(qtbot, entry, tasks, monkeypatch):
    counted = Counted(monkeypatch)
    entry.activateWindow()
    go(entry, "02.01", "national")
    settle(qtbot, tasks)
    entry.table.viewport().repaint()  # the first painting of all
    qtbot.wait(50)
    counted.forget()
    typed(qtbot, entry, "1")
    qtbot.wait(20)
    assert len(set(counted.cells)) <= MOST  # the editor took the focus
    counted.forget()
    press(qtbot, entry, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert {("02.01", "national"), ("02.02", "national")} <= set(counted.cells)
    assert len(set(counted.cells)) <= MOST < len(entry.model.grid.rows) * len(entry.model.grid.columns)
    assert set(counted.heads) <= {"02.01", "02.02"}


def test_an_entry_that_brings_the_next_row_into_sight_paints_a_strip(qtbot, entry, tasks, monkeypatch):
    counted = Counted(monkeypatch)
    entry.activateWindow()
    entry.resize(1366, 480)
    rows = entry.model.grid.rows
    go(entry, rows[0].key, "regional")
    settle(qtbot, tasks)
    qtbot.wait(50)
    bar = entry.table.verticalScrollBar()
    assert bar.maximum() > 3
    for place in range(len(rows) - 1):
        before = bar.value()
        go(entry, rows[place].key, "regional")
        typed(qtbot, entry, "1")
        qtbot.wait(20)
        if not entry.model.grid.editable(rows[place].key, "regional"):
            continue
        at = bar.value()
        counted.forget()
        press(qtbot, entry, Qt.Key.Key_Return)
        settle(qtbot, tasks)
        if bar.value() == at + 1:
            assert len(counted.cells) <= 3 * MOST
            return
        assert before <= at
    raise AssertionError("nothing scrolled")


class Steps:
    """Tasks that run one at a time, when they are told to."""

    def __init__(self):
        self.waiting = []

    def query(self, operation, done, failed=None, lane=None):
        self.waiting.append((operation, done))

    change = query

    def step(self):
        operation, done = self.waiting.pop(0)
        done(operation(Watch()))


def home_of(office):
    tasks = Steps()
    return HomePresenter(office, tasks, PlainTexts()), tasks


def test_home_names_the_forms_first_and_says_no_number_that_it_has_not_counted():
    home, tasks = home_of(filled_office())
    home.open()
    tasks.step()
    assert [line.known for line in home.state.lines] == [False] * len(home.state.lines)
    assert (home.state.ready, home.state.counted, home.state.done) == (True, False, 0)
    assert home.state.days_left is None
    assert all(line.title and not line.needs_clerk for line in home.state.lines)
    while tasks.waiting:
        assert len(tasks.waiting) == 1  # so that a form that is opened waits for one of them at most
        tasks.step()
    whole = HomePresenter(filled_office(), NowTasks(), PlainTexts())
    whole.open()
    assert home.state == whole.state
    assert home.state.counted
    assert home.state.days_left is not None


def test_home_keeps_what_it_counted_until_it_has_counted_anew():
    office = filled_office()
    home, tasks = home_of(office)
    home.open()
    while tasks.waiting:
        tasks.step()
    before = home.state.lines
    home.open()
    tasks.step()
    assert home.state.lines == before


def test_the_cursor_stays_on_its_form_while_the_counts_arrive(qtbot, theme, texts):
    home, tasks = home_of(filled_office())
    screen = HomeScreen(home, theme, texts)
    qtbot.addWidget(screen)
    home.open()
    tasks.step()
    screen.table.selectRow(1)
    assert screen.model.index(1, 2).data() == "…"
    while tasks.waiting:
        tasks.step()
    assert screen.table.currentIndex().row() == 1
    assert "…" not in [screen.model.index(row, 2).data() for row in range(screen.model.rowCount())]


def test_an_older_question_does_not_overwrite_the_newer_one():
    home, tasks = home_of(filled_office())
    home.open("2026-10")
    home.open("2026-09")
    while tasks.waiting:
        tasks.step()
    assert home.state.period == "2026-09"
    assert home.state.counted


def test_opening_a_form_asks_for_that_form_alone():
    asked = []

    class Office(type(filled_office())):
        def sheet(self, form, period):
            asked.append(form)
            return super().sheet(form, period)

    office = filled_office()
    office.__class__ = Office
    presenter = EntryPresenter(office, NowTasks(), PlainTexts(), lambda: NOW, lambda *_: None, print)
    presenter.open("2026-10", "SC-02")
    assert asked == ["SC-02"]
    assert presenter.begun

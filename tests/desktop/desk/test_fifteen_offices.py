"""A whole month at the desk through its presenters: from a dropped folder to replies, and a correction too late."""

import subprocess

import openpyxl
import pytest

from desktop.conflicts.presenter import ConflictsPresenter
from desktop.desk.collecting import CollectingDesk
from desktop.desk.signing import Signing
from desktop.inbox.presenter import InboxPresenter
from desktop.matrix.presenter import MatrixPresenter
from desktop.review.presenter import ReviewPresenter
from desktop.totals.presenter import TotalsPresenter
from desktop.totals.state import View
from forms.index import PackIndex
from tests.desktop.desk.fifteen import (
    CODES,
    CORRECTS,
    DAMAGED,
    FORGED,
    LATE,
    NEW,
    RIVAL,
    Fifteen,
    figure,
    independent,
)
from tests.desktop.plain import NowTasks, PlainTexts, RememberingView
from tests.sync.offices import PASSPHRASE, PERIOD, cells


class DeskAtWork:
    """The presenters of one desk, and what they told."""

    def __init__(self, region):
        self.region = region
        self.ws = region.top.ws
        self.desk = CollectingDesk.over(self.ws, PackIndex(self.ws.pack), lambda: None)
        self.tasks, self.says, self.troubles = NowTasks(), PlainTexts(), []
        self.signing = Signing(self.desk, self.tasks, self.troubles.append)
        signed = (self.desk, self.tasks, self.says, self.signing, lambda: None, self.troubles.append)
        self.inbox = self.shown(InboxPresenter(*signed))
        self.review = self.shown(ReviewPresenter(*signed))
        self.conflicts = self.shown(ConflictsPresenter(*signed))
        self.matrix = self.shown(MatrixPresenter(self.desk, self.tasks, self.says, self.troubles.append))
        self.totals = self.shown(TotalsPresenter(self.desk, self.tasks, self.says, self.troubles.append))

    def shown(self, presenter):
        presenter.attach(RememberingView())
        return presenter

    def take_all(self, *paths):
        self.inbox.examine(paths)
        self.inbox.take([f for f in self.inbox.state.tray.files if f.outcome in ("merged", "pending")])
        return self.inbox.state.tray

    def missing(self):
        self.matrix.open(PERIOD)
        return {line.unit for line in self.matrix.state.lines if line.missing}


@pytest.fixture
def work(tmp_path):
    region = Fifteen(tmp_path)
    yield DeskAtWork(region)
    region.close()


def closes(sheet):
    return sheet.reports_in == sheet.current + sheet.superseded + sheet.conflict + sheet.known + sheet.refused


def first_day(work):
    good = work.region.fill_the_stick()
    work.inbox.examine([work.region.stick])
    tray = work.inbox.state.tray
    outcomes = {file.file.rpartition("/")[2]: file.outcome for file in tray.files}
    assert (outcomes["forged.ybz"], outcomes["damaged.ybz"]) == ("refused", "refused")
    assert (outcomes[f"{NEW}.ybz"], outcomes["request.ybz"]) == ("pending", "pending")
    assert sorted(outcomes.values()).count("known") == 1
    assert closes(tray.balance)
    assert work.missing() == set(CODES), "nothing was written yet"
    taken = work.take_all(work.region.stick)
    assert closes(taken.balance)
    assert {one.code for one in work.inbox.state.refused} == {"E-SIGNATURE", "E-TRUNCATED"}
    work.signing.unlock(PASSPHRASE)
    (asking,) = work.inbox.state.asking
    work.inbox.admit(asking, work.region.by_code[NEW].fingerprint)
    assert work.missing() == {FORGED, DAMAGED, LATE}, "what waited for the key was taken in by itself"
    return good


def later_days(work, good):
    work.region.day = work.region.day.replace(day=8)
    work.take_all(good[FORGED], good[DAMAGED], good[LATE])
    assert work.missing() == set()
    late = {line.unit: line.late_days for line in work.matrix.state.lines if line.late_days}
    assert late == {FORGED: 3, DAMAGED: 3, LATE: 3}
    work.conflicts.open()
    (line,) = work.conflicts.state.lines
    assert line.unit == RIVAL
    mine = next(
        side
        for side in work.conflicts.state.sides
        if work.conflicts.state.places[0].values[side.head] == figure(RIVAL)[0]
    )
    work.conflicts.take_all(mine.head)
    work.conflicts.settle("以第一台为准")
    assert work.conflicts.state.lines == ()
    work.matrix.open(PERIOD)
    assert {line.unit for line in work.matrix.state.lines if line.late_days} == {FORGED, DAMAGED, LATE}, (
        "settling a conflict after the deadline makes nobody late"
    )


def agree(work, tmp_path, without=frozenset()):
    """Summary, pivot and workbook say what pandas finds in the archive, to the last digit."""
    own = independent(work.ws.folder / "archive", without)
    work.totals.open("T1", PERIOD, "90")
    total = work.totals.state.total.total
    wanted = {row: str(own[False, row]) for row in ("01", "02")}
    assert {row: its["m"] for row, its in total.cells.items()} == wanted
    assert {row: its["m"] for row, its in total.inside.items()} == {r: str(own[True, r]) for r in wanted}
    work.totals.show_view(View.UNITS)
    first, *units = work.totals.state.units
    assert [text.replace(",", "") for text in first.figures] == list(wanted.values())
    assert [line.inside for line in units].count(True) == 3
    work.totals.show_view(View.FORM)
    file = tmp_path / f"{len(list(tmp_path.glob('*.xlsx')))}.xlsx"
    work.totals.export(file)
    shown = openpyxl.load_workbook(file, data_only=True)
    figures = {c.value for sheet in shown for line in sheet.iter_rows() for c in line if c.value is not None}
    assert {float(text) for text in wanted.values()} <= {v for v in figures if isinstance(v, int | float)}
    assert work.troubles == []
    return wanted


def test_a_month_from_a_dropped_folder_to_a_correction_that_comes_too_late(work, tmp_path):
    later_days(work, first_day(work))
    for code in CODES:
        work.review.open(code, "T1", PERIOD)
        work.review.accept()
        assert work.review.state.report.status == "accepted"
    before = agree(work, tmp_path)
    paper = tmp_path / "month.pdf"
    work.totals.export(paper)
    said = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True)
    assert f"{float(before['02']):,.2f}".encode() in said.stdout or before["02"].encode() in said.stdout
    work.review.lock("定稿", "2026-12-31")
    work.review.reply(tmp_path / "replies")
    assert len(work.review.state.replies) == len(CODES)
    told = work.region.by_code["901"]
    told.take(tmp_path / "replies")
    assert told.state("901") == "locked"
    after_the_lock(work, tmp_path, before)


def after_the_lock(work, tmp_path, before):
    correction = work.region.by_code[CORRECTS].submit(cells("999", "0.05"))
    work.inbox.examine([correction])
    (file,) = work.inbox.state.tray.files
    assert [state for _, state, _ in file.reports] == ["known", "refused"]
    assert "封存" in work.inbox.standing(file)
    assert closes(work.inbox.state.tray.balance)
    work.take_all(correction)
    assert agree(work, tmp_path, frozenset({file.bundle})) == before, "a locked month does not move"
    work.review.open(CORRECTS, "T1", PERIOD)
    work.review.unlock("允许订正", only_unit=True)
    after = agree(work, tmp_path)
    difference = 999 - int(figure(CORRECTS)[0])
    assert int(after["01"]) == int(before["01"]) + difference
    assert work.region.top.figure(CORRECTS) == "999"

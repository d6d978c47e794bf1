"""The in-tray: nothing is written before it is taken in; all or some; requests, withdrawals, refusals."""

from desktop.inbox.presenter import InboxPresenter
from desktop.task_port import Cancelled
from tests.desktop.plain import RememberingView
from tests.sync.offices import PERIOD, cells


def inbox(bench):
    presenter = InboxPresenter(
        bench.desk, bench.tasks, bench.says, bench.signing, bench.changed, bench.troubles.append
    )
    presenter.attach(RememberingView())
    return presenter


def test_examining_writes_nothing(bench):
    presenter = inbox(bench)
    presenter.examine([bench.one.submit(cells("12", "3.50"))])
    (file,) = presenter.state.tray.files
    assert (file.outcome, file.unit, file.changed) == ("merged", "91", 2)
    assert [s.unit for s in file.signatures] == ["91"]
    assert presenter.state.tray.balance.current == 1
    assert bench.region.top.state("91") == "empty"
    assert bench.told == []


def test_every_changed_cell_is_shown_old_and_new(reported):
    presenter = inbox(reported)
    presenter.examine([reported.one.submit(cells("15", "3.50"))])
    assert [(c.row, c.column, c.old, c.new) for c in presenter.state.changes] == [("01", "m", "12", "15")]
    assert presenter.place(presenter.state.changes[0]) == "01 载体 · 本月"


def test_some_files_are_taken_in_and_the_others_are_not(bench):
    presenter = inbox(bench)
    presenter.examine([bench.one.submit(cells("12")), bench.two.submit(cells("30"))])
    presenter.take([file for file in presenter.state.tray.files if file.unit == "92"])
    assert (bench.region.top.state("91"), bench.region.top.state("92")) == ("empty", "received")
    assert presenter.state.taken
    assert bench.told == ["changed"]
    assert [one.unit for one in presenter.state.imports if one.kind == "submission"] == ["92"]


def test_a_folder_with_a_damaged_file_and_a_mail(bench, tmp_path):
    tray = tmp_path / "tray"
    tray.mkdir()
    good = bench.one.submit(cells("12"))
    (tray / good.name).write_bytes(good.read_bytes())
    (tray / "damaged.ybz").write_bytes(good.read_bytes()[:-40])
    presenter = inbox(bench)
    presenter.examine([tray])
    outcomes = {file.file.rpartition("/")[2]: file.outcome for file in presenter.state.tray.files}
    assert outcomes == {good.name: "merged", "damaged.ybz": "refused"}
    bad = next(file for file in presenter.state.tray.files if file.outcome == "refused")
    assert "damaged.ybz" in presenter.answer(bad)
    assert presenter.reason(bad)
    presenter.take(presenter.state.tray.files)
    assert [one.code for one in presenter.state.refused] == [bad.problem.code]


def test_cancelling_an_examination_leaves_an_empty_tray(bench):
    class Stopped:
        def step(self, done, total, text=""):
            raise Cancelled

    tray = bench.desk.tray.examine([bench.one.submit(cells("1")), bench.two.submit(cells("2"))], Stopped())
    assert tray.cancelled
    assert len(tray.files) == 1


def test_a_request_is_admitted_only_with_the_fingerprint_it_has(bench):
    late = bench.region.join("91", admit=False)
    presenter = inbox(bench)
    presenter.examine([late.request])
    presenter.take(presenter.state.tray.files)
    (asking,) = presenter.state.asking
    assert asking.fingerprint == late.fingerprint
    presenter.admit(asking.bundle, late.fingerprint)
    assert [error.code for error in bench.troubles] == ["E-PASSPHRASE"], "nothing is signed while locked"
    bench.unlock()
    presenter.admit(asking.bundle, bench.one.fingerprint)
    assert bench.troubles[-1].code == "E-ROOT"
    presenter.admit(asking.bundle, late.fingerprint)
    assert presenter.state.asking == ()


def test_a_withdrawal_shows_its_effect_first(reported):
    presenter = inbox(reported)
    presenter.open()
    reported.unlock()
    one = next(i for i in presenter.state.imports if i.unit == "91" and i.kind == "submission")
    presenter.show_withdrawal(one)
    assert any("未报" in line or "→" in line for line in presenter.state.effect.lines)
    assert reported.region.top.state("91") == "received"
    presenter.withdraw("报错了")
    assert presenter.state.effect is None
    assert reported.region.top.state("91", period=PERIOD) != "received"

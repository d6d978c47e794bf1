"""The in-tray: nothing is written before it is taken in; all or some; requests, withdrawals, refusals."""

import email
from email.policy import default
from pathlib import Path

from desktop.inbox.presenter import InboxPresenter
from desktop.task_port import Cancelled
from sync.confidential import encrypt
from sync.messages import SENTENCES
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
    presenter.admit(asking, late.fingerprint)
    assert [error.code for error in bench.troubles] == ["E-PASSPHRASE"], "nothing is signed while locked"
    bench.unlock()
    presenter.admit(asking, bench.one.fingerprint)
    assert "another key" in presenter.state.mismatch, "beside the field, not across the page"
    presenter.admit(asking, late.fingerprint[:-1] + "?")
    assert "mistyped" in presenter.state.mismatch
    presenter.admit(asking, late.fingerprint)
    assert presenter.state.asking == ()
    assert (presenter.state.mismatch, late.fingerprint in presenter.state.admitted) == ("", True)
    assert len(bench.troubles) == 1


def test_a_request_is_no_mistake_and_gets_no_answer(bench):
    presenter = inbox(bench)
    presenter.examine([bench.region.join("91", admit=False).request])
    (file,) = presenter.state.tray.files
    assert file.asks
    assert presenter.state.requests == 1
    assert presenter.answer(file) == ""
    assert "yuebao" not in presenter.reason(file), "the window sends nobody to the command line"


def test_a_code_in_quarantine_is_told_in_words(bench):
    presenter = inbox(bench)
    assert presenter.brief("E-TRUNCATED") == "文件不完整"
    assert presenter.brief("") == ""
    for code in SENTENCES:
        said = presenter.brief(code)
        assert "{" not in said
        assert said != code


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


def test_all_changes_of_a_tray_stand_together_what_replaces_a_figure_first(reported):
    presenter = inbox(reported)
    presenter.examine(
        [
            reported.two.submit(cells("2"), period="2026-08"),
            reported.one.submit(cells("15", "3.50")),
        ]
    )
    found = presenter.state.everything
    assert [(c.unit, c.period, c.row, c.old, c.new) for c in found.cells] == [
        ("91", PERIOD, "01", "12", "15"),
        ("92", "2026-08", "01", None, "2"),
    ]
    assert found.total == 2
    presenter.take(presenter.state.tray.files)
    assert presenter.state.everything is None


def test_a_report_that_another_file_supersedes_changes_nothing(bench):
    first, second = bench.one.submit(cells("12")), bench.one.submit(cells("15"))
    presenter = inbox(bench)
    presenter.examine([second, first])
    assert {c.new for c in presenter.state.everything.cells} == {"15"}
    older = next(f for f in presenter.state.tray.files if f.file == str(first))
    presenter.show(older)
    assert presenter.state.changes == ()
    assert presenter.standing(older)


def test_what_is_refused_goes_to_quarantine_with_the_reason_and_an_answer(bench, tmp_path):
    bad = tmp_path / "bad.ybz"
    bad.write_bytes(bench.one.submit(cells("12")).read_bytes()[:-40])
    presenter = inbox(bench)
    presenter.examine([bad, bench.two.submit(cells("30"))])
    assert [Path(one.file).name for one in presenter.state.to_quarantine] == ["bad.ybz"]
    presenter.take([one for one in presenter.state.tray.files if one.outcome == "merged"])
    (refused,) = presenter.state.refused
    presenter.show_refused(refused)
    file = presenter.state.quarantined
    assert presenter.reason(file)
    presenter.write_draft(file, tmp_path / "answer.eml")
    draft = email.message_from_bytes((tmp_path / "answer.eml").read_bytes(), policy=default)
    assert "bad.ybz" in draft.get_content()
    assert presenter.state.draft == "answer.eml"


def test_an_encrypted_file_is_not_quarantined_while_the_key_is_locked(bench, tmp_path):
    sealed = tmp_path / "sealed.ybz.age"
    top = bench.region.top
    sealed.write_bytes(
        encrypt(bench.one.submit(cells("12")).read_bytes(), [one.recipient for one in top.keys.identities])
    )
    presenter = inbox(bench)
    presenter.examine([sealed])
    assert presenter.state.tray.files[0].problem.code == "E-PASSPHRASE"
    assert presenter.state.to_quarantine == ()
    bench.unlock()
    presenter.examine([sealed])
    assert presenter.state.tray.files[0].outcome == "merged"

"""Who reported, reviewing, locking, replying: through the presenters, on a real region."""

import email
from email.policy import default

from desktop.desk_port import Delivery
from desktop.matrix.presenter import MatrixPresenter
from desktop.matrix.state import Only
from desktop.review.presenter import ReviewPresenter
from desktop.review.state import Beside
from forms.report import Content, Status
from tests.desktop.plain import RememberingView
from tests.sync.offices import PERIOD, cells


def matrix(bench):
    presenter = MatrixPresenter(
        bench.desk, bench.tasks, bench.says, bench.troubles.append, bench.printed.append
    )
    presenter.attach(RememberingView())
    presenter.open(PERIOD)
    return presenter


def review(bench, unit="91", form="T1"):
    presenter = ReviewPresenter(
        bench.desk, bench.tasks, bench.says, bench.signing, bench.changed, bench.troubles.append
    )
    presenter.attach(RememberingView())
    presenter.open(unit, form, PERIOD)
    return presenter


def test_before_anything_is_read_there_is_nothing_to_print(reported):
    presenter = MatrixPresenter(
        reported.desk, reported.tasks, reported.says, reported.troubles.append, reported.printed.append
    )
    presenter.print_forms()
    assert (reported.printed, reported.troubles) == ([], [])


def test_what_came_and_what_is_missing(reported):
    state = matrix(reported).state
    lines = {line.unit: line for line in state.lines}
    assert lines["91"].forms["T1"] == "received"
    assert lines["91"].missing == ("R1",)
    assert state.months[0].months[PERIOD] == ("received", 1)


def test_filters_and_reminders(reported, tmp_path):
    presenter = matrix(reported)
    presenter.show_only(Only.RETURNED)
    assert presenter.state.lines == ()
    presenter.show_only(Only.MISSING)
    assert {line.unit for line in presenter.state.lines} == {"91", "92"}
    assert "R1" in presenter.state.reminder
    presenter.write_reminders(tmp_path)
    assert presenter.state.drafts == 2
    draft = email.message_from_bytes((tmp_path / f"91-{PERIOD}.eml").read_bytes(), policy=default)
    assert draft["X-Unsent"] == "1"
    assert "R1" in draft.get_content()


def test_a_report_beside_its_last_revision(reported):
    reported.take(reported.one.submit(cells("15", "3.50")))
    presenter = review(reported)
    assert presenter.state.report.status is Status.RECEIVED
    presenter.compare(Beside.BEFORE)
    grid = presenter.state.grid
    assert (grid.cell("01", "m").text, grid.other_text("01", "m")) == ("15", "12")
    assert not grid.editable("01", "m")
    assert [line.what for line in presenter.state.history if line.what in ("已上报", "已更正")]


def test_accepting_needs_the_key_and_then_holds(reported):
    presenter = review(reported)
    assert not presenter.state.can_rule
    presenter.accept()
    assert reported.troubles[0].code == "E-PASSPHRASE"
    reported.unlock()
    assert presenter.state.can_rule
    presenter.accept()
    assert presenter.state.report.status is Status.ACCEPTED
    assert reported.told == ["changed"]


def test_a_return_carries_the_reason_and_the_remarks_to_the_unit(reported, tmp_path):
    reported.unlock()
    presenter = review(reported)
    presenter.point_at(("01", "m"))
    presenter.remark("请核对")
    presenter.send_back("与名录不符")
    assert presenter.state.report.status is Status.RETURNED
    assert presenter.state.remarks == ()
    presenter.reply(tmp_path)
    assert len(presenter.state.replies) == 2
    reported.one.take(tmp_path)
    assert reported.one.state("91") == "returned"


def test_an_adjustment_stands_beside_the_figure(reported):
    reported.unlock()
    presenter = review(reported)
    presenter.point_at(("01", "m"))
    presenter.adjust("−2", "重复认定")
    (line,) = presenter.state.adjustments
    assert (line.figure, line.difference, line.reason) == ("12", "-2", "重复认定")
    assert presenter.state.grid.cell("01", "m").text == "12"
    total = reported.desk.sums.total("T1", PERIOD, "90")
    assert (total.total.cells["01"]["m"], total.total.adjusted["01"]["m"]) == ("42", "40")


def test_a_locked_month_is_ruled_upon_no_more_until_it_is_unlocked(reported):
    reported.unlock()
    presenter = review(reported)
    presenter.lock("定稿", "")
    assert presenter.state.month_locked
    assert not presenter.state.can_rule
    presenter.unlock("有更正", only_unit=False)
    assert not presenter.state.month_locked
    assert presenter.state.can_rule


def test_nothing_to_review_where_nothing_came(bench):
    state = review(bench).state
    assert state.ready
    assert (state.report, state.grid) == (None, None)


def test_what_differs_from_the_last_revision_and_the_last_month(reported):
    reported.take(reported.one.submit(cells("9", "3.50"), period="2026-09"))
    reported.take(reported.one.submit(cells("15", "3.50")))
    found = review(reported).state.differences
    assert [(line.against, line.cell, line.before, line.now) for line in found] == [
        (Beside.BEFORE, ("01", "m"), "12", "15"),
        (Beside.LAST_MONTH, ("01", "m"), "9", "15"),
    ]


def test_everything_of_a_unit_goes_back_in_one_step(reported):
    roster = Content(rows=({"name": "甲", "jobs": "1"},))
    reported.take(reported.one.submit(roster, form="R1"))
    reported.unlock()
    presenter = review(reported)
    presenter.point_at(("01", "m"))
    presenter.remark("请核对")
    presenter.send_back("全部重报", all_forms=True)
    assert [line.status for line in presenter.state.forms] == [Status.RETURNED, Status.RETURNED]
    assert reported.troubles == []


def test_replies_go_into_a_folder_for_each_unit_or_into_mail_drafts(reported, tmp_path):
    reported.unlock()
    presenter = review(reported)
    presenter.accept()
    presenter.reply(tmp_path / "folders", Delivery.FOLDERS)
    assert sorted(path.name for path in (tmp_path / "folders").iterdir()) == ["91 地", "92 市"]
    presenter.accept(all_forms=True)
    presenter.reply(tmp_path / "mail", Delivery.MAIL)
    drafts = [
        email.message_from_bytes(p.read_bytes(), policy=default) for p in (tmp_path / "mail").glob("*.eml")
    ]
    assert len(drafts) == len(presenter.state.replies) > 0
    assert all(next(draft.iter_attachments()).get_filename().endswith(".ybz") for draft in drafts)


def test_who_reported_and_who_must_be_reminded_on_paper(reported):
    presenter = matrix(reported)
    presenter.print_forms()
    presenter.print_months()
    presenter.print_reminders()
    forms, months, reminders = (source.job(False).forms[0] for source in reported.printed)
    assert forms.lines[0][:1] + forms.lines[0][3:] == ("地", "已接收", "未报")
    assert months.lines[0][-1] != ""
    assert reminders.lines[0][2] == "R1"


def test_a_report_prints_with_the_hash_of_its_bundle(reported):
    presenter = ReviewPresenter(
        reported.desk,
        reported.tasks,
        reported.says,
        reported.signing,
        reported.changed,
        reported.troubles.append,
        show_print=reported.printed.append,
    )
    presenter.attach(RememberingView())
    presenter.open("91", "T1", PERIOD)
    presenter.print()
    job = reported.printed[0].job(True)
    assert job.stamp.code.startswith("yuebao:")
    assert job.forms[0].lines[0][-1] == "12"


def test_what_was_received_of_all_units_is_accepted_in_one_step(reported):
    reported.unlock()
    presenter = review(reported, "92")
    presenter.send_back("请核对")
    presenter.open("91")
    assert presenter.state.waiting == 1
    presenter.accept_received()
    assert (reported.region.top.state("91"), reported.region.top.state("92")) == ("accepted", "returned")
    assert presenter.state.waiting == 0
    assert reported.troubles == []


def test_all_that_a_unit_reported_prints_under_the_codes_of_its_bundles(reported):
    reported.take(reported.one.submit(Content(rows=({"name": "甲", "jobs": "1"},)), form="R1"))
    presenter = ReviewPresenter(
        reported.desk,
        reported.tasks,
        reported.says,
        reported.signing,
        reported.changed,
        reported.troubles.append,
        show_print=reported.printed.append,
    )
    presenter.open("91", "T1", PERIOD)
    presenter.print_unit()
    job = reported.printed[0].job(False)
    assert [form.id for form in job.forms] == ["T1", "R1"]
    known = {row.hash for row in reported.region.top.ws.store.bundles.list(unit="91")}
    assert {form.stamp.code.removeprefix("yuebao:") for form in job.forms} <= known

"""Accept, return, adjust, lock, unlock, exempt, settle, withdraw: beside the figures, never in them."""

from __future__ import annotations

import pytest
from offices import PERIOD, Region, cells

from forms.errors import YuebaoError
from forms.report import Content, Explanation, ReportKey
from sync import review, settling, withdrawal
from sync.events import Adjusted, Remark
from sync.taking_in import TakingIn

KEY = ReportKey("91", "T1", PERIOD)


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region):
    made = region.join("91")
    region.top.take(made.submit(cells("5", "2.50")))
    return made


@pytest.fixture
def desk(region, office):
    return review.Desk(region.top.ws, region.top.keys.active)


def refused(code, call, *args, **kwargs) -> None:
    with pytest.raises(YuebaoError) as error:
        call(*args, **kwargs)
    assert error.value.code == code


def test_accepting_twice_says_it_once(region, desk) -> None:
    assert desk.accept("91", PERIOD).outcomes[KEY].state == "accepted"
    assert desk.accept("91", PERIOD) is None
    assert region.top.state("91") == "accepted"


def test_the_last_ruling_holds_and_a_correction_reopens(region, office, desk) -> None:
    desk.accept("91", PERIOD)
    desk.send_back("91", PERIOD, reason="再核", remarks={"T1": (Remark(cell=("01", "m"), text="偏高"),)})
    assert region.top.state("91") == "returned"
    desk.accept("91", PERIOD)
    assert region.top.state("91") == "accepted"
    region.top.take(office.submit(cells("6", "2.50")))
    assert region.top.state("91") == "received"


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("E-UNIT", lambda d: d.accept("90", PERIOD)),
        ("E-UNIT", lambda d: d.accept("93", PERIOD)),
        ("E-NO-REPORT", lambda d: d.accept("91", "2026-09")),
        ("E-NO-REPORT", lambda d: d.accept("92", PERIOD)),
        ("E-USAGE", lambda d: d.send_back("91", PERIOD, reason=" ")),
        ("E-PERIOD", lambda d: d.accept("91", "2026-13")),
        ("E-USAGE", lambda d: d.unlock(PERIOD)),
        ("E-UNIT", lambda d: d.exempt("90", PERIOD, reason="x")),
        ("E-USAGE", lambda d: d.judge_explanation(KEY, "c9", None, accepted=True)),
    ],
)
def test_what_cannot_be_ruled(desk, code, call) -> None:
    refused(code, call, desk)


def test_an_adjustment_stands_beside_and_dies_with_its_revision(region, office, desk) -> None:
    desk.adjust(KEY, (Adjusted(cell=("01", "m"), difference="-2", reason="重复"),))
    desk.adjust(KEY, (Adjusted(cell=("02", "m"), difference="0.50", reason="漏报"),))
    projection = TakingIn(region.top.ws).projection
    found = review.adjustments(projection, KEY)
    assert {cell: a.difference for cell, a in found.items()} == {("01", "m"): "-2", ("02", "m"): "0.50"}
    assert region.top.figure("91") == "5"
    desk.adjust(KEY, (Adjusted(cell=("01", "m"), difference="0", reason="撤销"),))
    assert set(review.adjustments(TakingIn(region.top.ws).projection, KEY)) == {("02", "m")}
    region.top.take(office.submit(cells("6", "3.00")))
    assert review.adjustments(TakingIn(region.top.ws).projection, KEY) == {}


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("E-CELL", Adjusted(cell=("09", "m"), difference="1", reason="x")),
        ("E-CELL", Adjusted(cell=("01", "m"), difference="1.5", reason="x")),
        ("E-USAGE", Adjusted(cell=("01", "m"), difference="1", reason=" ")),
    ],
)
def test_adjustments_fit_the_form_and_have_a_reason(desk, code, figure) -> None:
    refused(code, desk.adjust, KEY, (figure,))


def test_a_locked_period_keeps_what_comes_later_without_counting_it(region, office, desk) -> None:
    desk.lock(PERIOD)
    late = office.submit(cells("9"))
    report = region.top.take(late)
    (file,) = report.files
    assert [(line.state, line.code) for line in file.reports if line.state != "known"] == [
        ("refused", "E-LOCKED")
    ]
    assert (region.top.state("91"), region.top.figure("91")) == ("locked", "5")
    refused("E-LOCKED", desk.accept, "91", PERIOD)
    desk.unlock(PERIOD)
    assert (region.top.state("91"), region.top.figure("91")) == ("received", "9")


def test_what_is_unlocked_is_not_unlocked_again(region, office, desk) -> None:
    city = region.join("92")
    region.top.take(city.submit(cells("7")))
    desk.lock(PERIOD)
    desk.lock(PERIOD, reason="repeated")
    desk.unlock(PERIOD, unit="92")
    refused("E-USAGE", desk.unlock, PERIOD, unit="92")
    desk.unlock(PERIOD)  # the others
    assert (region.top.state("91"), region.top.state("92")) == ("received", "received")
    refused("E-USAGE", desk.unlock, PERIOD)
    refused("E-USAGE", desk.unlock, PERIOD, unit="91", form="T1")
    desk.lock(PERIOD, unit="91")
    desk.unlock(PERIOD)


def test_a_file_of_nothing_but_locked_reports_is_refused_and_kept(region, desk) -> None:
    city = region.join("92")
    desk.lock(PERIOD)
    path = city.submit(cells("9"))
    report = region.top.take(path)
    assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-LOCKED")
    assert (report.balance.reports_in, report.balance.refused) == (1, 1)
    desk.unlock(PERIOD, unit="92")
    assert region.top.figure("92") == "9"
    assert region.top.state("91") == "locked"


def test_a_lock_waits_for_conflicts_to_be_settled(region, office, desk) -> None:
    other = region.join("91")
    region.top.take(other.submit(cells("8")))
    refused("E-CONFLICT", desk.lock, PERIOD)
    refused("E-CONFLICT", desk.accept, "91", PERIOD)


def test_explanations_are_judged_one_by_one(region, office, desk) -> None:
    said = Explanation(check="c1", cell=("01", "m"), text="新增园区")
    region.top.take(office.submit(Content(cells=cells("6").cells, explanations=(said,))))
    done = desk.judge_explanation(KEY, "c1", ("01", "m"), accepted=False, reason="请附文件")
    assert len(done.events) == 1
    assert region.top.state("91") == "received"


def test_an_exemption_shows_before_anything_arrives(region, desk) -> None:
    desk.exempt("92", PERIOD, "T1", reason="新设")
    row = region.top.ws.store.reports.get(ReportKey("92", "T1", PERIOD))
    assert (row.state, row.flags) == ("empty", ("exempt",))
    desk.exempt("92", PERIOD, "T1", reason="恢复", lift=True)
    assert region.top.ws.store.reports.get(ReportKey("92", "T1", PERIOD)) is None


class TestSettling:
    @pytest.fixture
    def rivals(self, region, office):
        other = region.join("91")
        region.top.take(other.submit(cells("8", "2.50")))
        (found,) = settling.conflicts_of(region.top.ws)
        return found

    def settle(self, region, **how):
        keys = region.top.keys.active
        return settling.resolve(region.top.ws, keys, KEY, **{"reason": "电话核实"} | how)

    def test_the_collecting_office_never_writes_a_figure_of_its_own(self, region, rivals) -> None:
        refused("E-CELL", self.settle, region, content=cells("6", "2.50"))
        assert self.settle(region, content=cells("8", "2.50")).outcomes[KEY].state == "received"
        assert region.top.figure("91") == "8"

    @pytest.mark.parametrize(
        "how", [{}, {"keep": "f" * 64}, {"keep": "x", "content": Content()}, {"keep": "x", "reason": ""}]
    )
    def test_what_does_not_settle(self, region, rivals, how) -> None:
        refused("E-USAGE", self.settle, region, **how)

    def test_nothing_to_settle(self, region, office) -> None:
        refused("E-USAGE", self.settle, region, keep="x")

    def test_a_third_laptop_after_the_settlement_is_a_new_conflict(self, region, rivals) -> None:
        self.settle(region, keep=rivals.heads[0])
        third = region.join("91")
        region.top.take(third.submit(cells("1")))
        assert region.top.state("91") == "conflict"


def test_a_lock_reaches_the_units_below_and_not_the_office_itself(region, office) -> None:
    city = region.join("92")
    county = region.join("93", city)
    city.submit(cells("5"))
    city.take(county.submit(cells("2")))
    review.Desk(city.ws, city.keys.active).lock("2026-10", reason="月结")
    assert (city.state("93"), city.state("92")) == ("locked", "submitted")
    below = review.Desk(office.ws, office.keys.active)
    refused("E-USAGE", below.lock, "2026-10", reason="x")
    refused("E-USAGE", below.unlock, "2026-10", reason="x")


class TestWithdrawal:
    def test_the_effect_is_shown_first_and_nothing_is_changed_by_looking(self, region, office) -> None:
        taken = region.top.take(office.submit(cells("9", "2.50")))
        bundle = taken.files[0].bundle
        effect = withdrawal.preview(region.top.ws, bundle)
        (report,) = effect.reports
        assert (report.state_before, report.state_after) == ("received", "received")
        (total,) = effect.totals
        assert (total.cell, str(total.before), str(total.after)) == (("01", "m"), "9", "5")
        assert region.top.figure("91") == "9"
        assert withdrawal.preview(region.top.ws, bundle) == effect

    def test_it_counts_no_more_even_if_another_bundle_brings_it_again(self, region, office) -> None:
        taken = region.top.take(office.submit(cells("9", "2.50")))
        withdrawal.withdraw(region.top.ws, region.top.keys.active, taken.files[0].bundle, "误收")
        assert region.top.figure("91") == "5"
        region.top.take(office.submit(cells("1"), period="2026-09"))
        assert region.top.figure("91") == "5"
        region.top.take(office.submit(cells("7", "2.50")))
        assert region.top.figure("91") == "7"

    def test_what_cannot_be_withdrawn(self, region, office) -> None:
        signers = region.top.keys.active
        refused("E-USAGE", withdrawal.withdraw, region.top.ws, signers, "f" * 64, "x")
        (row,) = region.top.ws.store.bundles.list(kind="submission")
        refused("E-USAGE", withdrawal.withdraw, region.top.ws, signers, row.hash, " ")
        withdrawal.withdraw(region.top.ws, signers, row.hash, "误收")
        assert region.top.state("91") == "withdrawn"
        refused("E-USAGE", withdrawal.withdraw, region.top.ws, signers, row.hash, "又")
        (task, *_) = office.ws.store.bundles.list(kind="task")
        refused("E-USAGE", withdrawal.withdraw, office.ws, office.keys.active, task.hash, "误收")

    def test_what_is_sealed_is_unlocked_before_it_is_taken_back(self, region, office, desk) -> None:
        taken = region.top.take(office.submit(cells("9", "2.50")))
        signers, bundle = region.top.keys.active, taken.files[0].bundle
        desk.lock("2026-10", reason="月结")
        refused("E-LOCKED", withdrawal.preview, region.top.ws, bundle)
        refused("E-LOCKED", withdrawal.withdraw, region.top.ws, signers, bundle, "误收")
        assert region.top.figure("91") == "9"
        desk.unlock("2026-10", reason="误收")
        withdrawal.withdraw(region.top.ws, signers, bundle, "误收")
        assert region.top.figure("91") == "5"

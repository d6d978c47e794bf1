"""Taking in: every kind, any order, and a balance that closes."""

from __future__ import annotations

import itertools

import pytest
from offices import PERIOD, Region, cells, pack

from forms.report import Content, ReportKey
from sync import importer, settling, tasks
from sync.progress import Step
from sync.revisions import RevisionKind


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def balance_of(report) -> tuple[int, ...]:
    b = report.balance
    assert b.reports_in == b.current + b.superseded + b.conflict + b.known + b.refused
    return (b.current, b.superseded, b.conflict, b.known, b.refused)


def test_a_report_reaches_the_region(region) -> None:
    office = region.join("91")
    path = office.submit(cells("5"))
    report = region.top.take(path)
    (file,) = report.files
    assert (file.outcome, file.kind, file.unit, file.sequence) == ("merged", "submission", "91", 1)
    (line,) = file.reports
    assert (line.form, line.state, line.changed_cells) == ("T1", "current", 1)
    assert balance_of(report) == (1, 0, 0, 0, 0)
    assert region.top.figure("91") == "5"
    assert region.top.state("91") == "received"
    assert office.state("91") == "submitted"


def test_every_bundle_leaves_a_line_in_the_audit_journal(region, tmp_path) -> None:
    path = region.join("91").submit(cells("5"))
    broken = tmp_path / "broken.ybz"
    broken.write_bytes(path.read_bytes()[:-9])
    region.top.take(path, broken)
    audit = region.top.ws.store.audit
    kinds = [line.kind for line in audit.lines()]
    assert kinds[-2:] == ["merged", "refused"]
    assert audit.verify() is None


def test_the_same_again_is_known_and_changes_nothing(region) -> None:
    path = region.join("91").submit(cells("5"))
    region.top.take(path)
    report = region.top.take(path)
    assert report.files[0].outcome == "known"
    assert report.files[0].reports[0].state == "known"
    assert balance_of(report) == (0, 0, 0, 1, 0)
    assert not report.needs_a_look


def test_a_correction_shows_only_what_changed(region) -> None:
    office = region.join("91")
    region.top.take(office.submit(cells("5", "1.50")))
    report = region.top.take(office.submit(cells("6", "1.50")))
    states = {line.revision: (line.state, line.changed_cells) for line in report.files[0].reports}
    assert sorted(states.values()) == [("current", 1), ("known", 0)]
    assert region.top.figure("91") == "6"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_gives_the_same_store_and_the_same_balance(region, order) -> None:
    office = region.join("91")
    paths = [office.submit(cells(text)) for text in "567"]
    report = region.top.take(*(paths[i] for i in order))
    assert region.top.figure("91") == "7"
    assert report.balance.current == 1
    assert all(file.missing_sequences == () for file in report.files)
    assert {line.state for file in report.files for line in file.reports} <= {
        "current",
        "superseded",
        "known",
    }


def test_the_last_bundle_alone_heals_the_lost_ones(region) -> None:
    office = region.join("91")
    office.submit(cells("5"), period="2026-09")
    last = office.submit(cells("6"))
    report = region.top.take(last)
    assert report.files[0].missing_sequences == (1,)
    assert region.top.figure("91", period="2026-09") == "5"
    assert balance_of(report) == (2, 0, 0, 0, 0)


def two_laptops(region):
    one, two = region.join("91"), region.join("91")
    return one, two, one.submit(cells("5", "1")), two.submit(cells("7", "1"))


def test_two_laptops_of_one_office_are_a_conflict_until_settled(region) -> None:
    _, _, first, second = two_laptops(region)
    report = region.top.take(first, second)
    assert balance_of(report) == (0, 0, 2, 0, 0)
    assert report.needs_a_look
    assert (region.top.state("91"), region.top.figure("91")) == ("conflict", None)
    (found,) = settling.conflicts_of(region.top.ws)
    (cell,) = found.cells
    assert (cell.place.row, cell.place.column, cell.conflicting) == ("01", "m", True)
    assert set(cell.values.values()) == {"5", "7"}
    settling.resolve(
        region.top.ws,
        region.top.keys.active,
        ReportKey("91", "T1", PERIOD),
        keep=found.heads[0],
        reason="电话核实",
    )
    assert region.top.state("91") == "received"
    assert settling.conflicts_of(region.top.ws) == ()


def test_two_laptops_that_say_the_same_agree(region) -> None:
    one, two = region.join("91"), region.join("91")
    report = region.top.take(one.submit(cells("5")), two.submit(cells("5")))
    assert balance_of(report) == (2, 0, 0, 0, 0)
    assert region.top.figure("91") == "5"


def test_the_offices_own_correction_of_both_settles_too(region) -> None:
    one, _, first, second = two_laptops(region)
    region.top.take(first, second)
    assert one.take(second).files[0].outcome == "pending"
    region.inform(one)
    key = ReportKey("91", "T1", PERIOD)
    found = settling.resolve(one.ws, one.keys.active, key, content=cells("9", "1"), reason="合并")
    path = one.out / "settled.ybz"
    path.write_bytes(found.sealed.data)
    region.top.take(path)
    assert region.top.figure("91") == "9"


def test_a_withdrawn_report_counts_no_more_but_stays(region) -> None:
    office = region.join("91")
    office.submit(cells("5"))
    report = region.top.take(office.submit(Content(), kind=RevisionKind.WITHDRAW))
    assert region.top.state("91") == "withdrawn"
    assert region.top.ws.store.figures.figures("T1", ()) == ()
    assert balance_of(report) == (1, 1, 0, 0, 0)


def test_a_key_not_admitted_yet_waits_and_is_decided_by_itself(region) -> None:
    office = region.join("91", admit=False)
    path = office.submit(cells("5"))
    report = region.top.take(path)
    assert (report.files[0].outcome, report.files[0].code) == ("pending", "E-UNKNOWN-KEY")
    assert (report.balance.reports_in, report.balance.pending) == (0, 1)
    assert region.top.take(path).files[0].outcome == "pending"
    region.admit(office)
    (settled,) = importer.reexamine(region.top.ws)
    assert settled.outcome == "merged"
    assert region.top.figure("91") == "5"
    assert region.top.take(path).files[0].outcome == "known"


def test_what_waited_is_decided_by_the_next_import_too(region) -> None:
    office, other = region.join("91", admit=False), region.join("92")
    region.top.take(office.submit(cells("5")))
    region.admit(office)
    report = region.top.take(other.submit(cells("3")))
    assert [file.unit for file in report.settled] == ["91"]
    assert balance_of(report) == (2, 0, 0, 0, 0)


def test_a_newer_pack_waits_for_its_task_in_whatever_order(region) -> None:
    office, city = region.join("91"), region.join("92")
    tasks.adopt_pack(region.top.ws, pack("2", extra_row=True), region.top.keys)
    (task,) = tasks.issue_task(region.top.ws, region.top.out, region.top.keys)
    office.take(task)
    assert office.ws.pack_ref.version == "2"
    wide = Content(cells={"01": {"m": "1"}, "02": {"m": None}, "03": {"m": "4"}})
    path = office.submit(wide)
    assert region.top.take(path).files[0].outcome == "merged"
    assert region.top.figure("91", "03") == "4"
    assert city.take(task).files[0].outcome == "merged"


def test_enrolment_requests_are_listed_and_never_admitted_by_themselves(region) -> None:
    office = region.join("91", admit=False)
    report = region.top.take(office.request)
    assert (report.files[0].outcome, report.files[0].code) == ("pending", "E-ENROLMENT")
    assert report.files[0].problem.params["fingerprint"] == office.fingerprint
    assert region.top.ws.trust.root.keys_of("91") == ()


def test_a_dry_run_says_the_same_and_keeps_nothing(region) -> None:
    _, _, first, second = two_laptops(region)
    top = region.top
    before = (len(top.ws.store.bundles), sorted(p.name for p in (top.ws.folder / "archive").iterdir()))
    rehearsed = top.take(first, second, dry_run=True)
    after = (len(top.ws.store.bundles), sorted(p.name for p in (top.ws.folder / "archive").iterdir()))
    assert before == after
    assert top.state("91") == "empty"
    real = top.take(first, second)
    assert rehearsed.balance == real.balance
    assert rehearsed.files == real.files


def test_cancelling_stops_between_bundles_and_keeps_what_came(region) -> None:
    office = region.join("91")
    paths = [office.submit(cells(text)) for text in "56"]

    def after_first(step: Step) -> bool:
        return step.done < 1

    report = region.top.take(*paths, progress=after_first)
    assert report.cancelled
    assert len(report.files) == 1
    assert region.top.figure("91") == "5"


def test_sums_follow_the_merge(region) -> None:
    region.top.take(region.join("91").submit(cells("5")), region.join("92").submit(cells("7")))
    from forms.period import parse_period

    (total,) = [
        r for r in region.top.ws.store.figures.sums("T1", (parse_period(PERIOD),), ("90",)) if not r.inside
    ]
    assert str(total.values["01", "m"]) == "12"
    assert region.top.ws.store.figures.check_sums() == ()


def test_a_roster_and_a_quarter_travel_too(region) -> None:
    office = region.join("91")
    lines = Content(rows=({"name": "甲", "jobs": "3"}, {"name": "乙", "jobs": None}))
    made = office.revision(lines, form="R1")
    region.top.take(office.send(made))
    region.top.take(office.submit(cells("2"), form="Q1", period="2026Q3"))
    assert region.top.state("91", "R1") == "received"
    assert region.top.figure("91", form="Q1", period="2026Q3") == "2"


class TestCity:
    @pytest.fixture
    def city(self, region):
        city = region.join("92")
        return city, region.join("93", city), region.join("94", city)

    def test_leaves_travel_byte_for_byte_and_are_verified_one_by_one(self, region, city) -> None:
        office, east, west = city
        office.take(east.submit(cells("1")), west.submit(cells("2")))
        path = office.submit(cells("10"))
        report = region.top.take(path)
        (file,) = report.files
        assert file.kind == "relay"
        assert [leaf.outcome for leaf in file.leaves] == ["merged", "merged"]
        assert balance_of(report) == (3, 0, 0, 0, 0)
        assert (region.top.figure("92"), region.top.figure("93"), region.top.figure("94")) == ("10", "1", "2")
        again = region.top.take(path)
        assert balance_of(again) == (0, 0, 0, 3, 0)

    def test_a_county_that_writes_to_the_region_directly_is_not_for_it(self, region, city) -> None:
        _, east, _ = city
        report = region.top.take(east.submit(cells("1")))
        assert (report.files[0].outcome, report.files[0].code) == ("refused", "E-RECIPIENT")

    def test_a_leaf_whose_key_the_city_has_not_admitted_waits(self, region, city) -> None:
        office, _, _ = city
        late = region.join("93", office, admit=False)
        office.take(late.submit(cells("4")))
        region.top.take(office.submit(cells("10")))
        assert region.top.state("93") == "empty"
        region.admit(late, office)
        importer.reexamine(office.ws)
        region.top.take(office.submit(cells("11")))
        assert region.top.figure("93") == "4"

    def test_what_the_city_settled_holds_at_the_region(self, region, city) -> None:
        office, east, _ = city
        second = region.join("93", office)
        office.take(east.submit(cells("1")), second.submit(cells("2")))
        (found,) = settling.conflicts_of(office.ws)
        settling.resolve(
            office.ws, office.keys.active, ReportKey("93", "T1", PERIOD), keep=found.heads[0], reason="x"
        )
        region.top.take(office.submit(cells("10")))
        assert region.top.state("93") == "received"
        assert region.top.figure("93") == office.figure("93")

"""The way back: receipts, rulings, locks and both sides of a conflict, until they are known to have arrived."""

from __future__ import annotations

import pytest
from offices import PERIOD, Region, cells, pack

from forms.errors import YuebaoError
from forms.report import ReportKey
from sync import replies, review, sealing, settling, tasks
from sync.events import Remark
from sync.taking_in import TakingIn

KEY = ReportKey("91", "T1", PERIOD)


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(region):
    return region.join("91")


def reply(region, unit: str = "91", above=None):
    above = above or region.top
    (made,) = replies.write_replies(above.ws, above.keys.active, (unit,))
    return made, sealing.deliver(made.recorded.sealed, above.out)


def test_a_receipt_tells_the_office_and_ends_the_repetition(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    made, path = reply(region)
    assert (len(made.receipt.bundles), len(made.receipt.revisions)) == (1, 1)
    assert office.take(path).files[0].outcome == "merged"
    assert office.state("91") == "received"
    second = region.top.take(office.submit(cells("4"), period="2026-09"))
    assert [line.period for line in second.files[0].reports] == ["2026-09"]


def test_a_lost_reply_is_healed_by_the_next(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    reply(region)
    region.top.take(office.submit(cells("4"), period="2026-09"))
    _, second = reply(region)
    report = office.take(second)
    assert report.files[0].missing_sequences == (1,)
    assert office.state("91") == "received"


def test_what_is_known_to_have_arrived_is_not_said_again(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    review.Desk(region.top.ws, region.top.keys.active).accept("91", PERIOD)
    first, path = reply(region)
    assert first.rulings == 1
    office.take(path)
    assert office.state("91") == "accepted"
    region.top.take(office.submit(cells("4"), period="2026-09"))
    second, _ = reply(region)
    assert second.rulings == 0
    assert replies.write_replies(region.top.ws, region.top.keys.active, ("91",))[0].receipt.bundles


def test_a_return_opens_the_report_at_the_marked_cells(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    desk = review.Desk(region.top.ws, region.top.keys.active)
    desk.send_back("91", PERIOD, reason="核实", remarks={"T1": (Remark(cell=("01", "m"), text="偏高"),)})
    _, path = reply(region)
    office.take(path)
    assert office.state("91") == "returned"
    assert replies.to_reopen(office.ws) == (KEY,)
    office.ws.store.drafts.open("T1", PERIOD, office.ws.pack_ref.hash)
    assert replies.to_reopen(office.ws) == ()
    region.top.take(office.submit(cells("6")))
    assert region.top.state("91") == "received"


def test_a_lock_reaches_the_office(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    review.Desk(region.top.ws, region.top.keys.active).lock(PERIOD)
    _, path = reply(region)
    office.take(path)
    assert office.state("91") == "locked"
    with pytest.raises(YuebaoError) as refused:
        office.submit(cells("6"))
    assert refused.value.code == "E-LOCKED"


def test_gaps_and_refusals_are_in_the_receipt(region, office) -> None:
    office.submit(cells("5"))
    second = office.submit(cells("6"))
    region.top.take(second)
    made, _ = reply(region)
    (absent,) = made.receipt.absent.values()
    assert absent == (1,)
    assert list(made.receipt.have.values()) == [0]


def test_both_laptops_see_both_sides_of_a_conflict(region, office) -> None:
    other = region.join("91")
    region.top.take(office.submit(cells("5")), other.submit(cells("7")))
    _, path = reply(region)
    for laptop in (office, other):
        report = laptop.take(path)
        assert report.files[0].outcome == "merged"
        assert laptop.state("91") == "conflict"
    (found,) = settling.conflicts_of(office.ws)
    settled = settling.resolve(office.ws, office.keys.active, KEY, keep=found.heads[0], reason="核对")
    region.top.take(sealing.deliver(settled.sealed, office.out))
    _, again = reply(region)
    other.take(again)
    assert region.top.figure("91") == office.figure("91")


def test_what_the_region_settled_reaches_the_office(region, office) -> None:
    other = region.join("91")
    region.top.take(office.submit(cells("5")), other.submit(cells("7")))
    (found,) = settling.conflicts_of(region.top.ws)
    settling.resolve(region.top.ws, region.top.keys.active, KEY, keep=found.heads[0], reason="核对")
    _, path = reply(region)
    office.take(path)
    assert office.figure("91") == region.top.figure("91")


def test_a_newer_pack_goes_along(region, office) -> None:
    region.top.take(office.submit(cells("5")))
    tasks.adopt_pack(region.top.ws, pack("2", extra_row=True), region.top.keys)
    _, path = reply(region)
    office.take(path)
    assert office.ws.pack_ref.version == "2"


def test_only_own_units_get_replies_and_only_when_there_is_something(region, office) -> None:
    assert replies.write_replies(region.top.ws, region.top.keys.active) == ()
    with pytest.raises(YuebaoError) as refused:
        replies.write_replies(region.top.ws, region.top.keys.active, ("93",))
    assert refused.value.code == "E-UNIT"


def test_a_city_answers_its_counties_and_is_answered(region) -> None:
    city = region.join("92")
    east = region.join("93", city)
    city.take(east.submit(cells("1")))
    region.top.take(city.submit(cells("10")))
    _, down = reply(region, "92")
    city.take(down)
    assert city.state("92") == "received"
    second = region.top.take(city.submit(cells("11")))
    assert second.files[0].kind == "submission"
    _, further = reply(region, "93", city)
    east.take(further)
    assert east.state("93") == "received"
    assert TakingIn(east.ws).projection.receipts()

"""The archive is the truth: from it alone the same store comes out."""

from __future__ import annotations

import pytest
from offices import PERIOD, Region, cells

from forms.errors import YuebaoError
from forms.report import ReportKey
from sync import rebuild, replies, review, sealing, settling, withdrawal


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def rebuilt(office, name: str = "again.db"):
    report = rebuild.rebuild(office.ws, office.ws.folder / "backups" / name)
    assert report.differences == ()
    assert report.identical
    return report


def test_after_a_busy_month(region, tmp_path) -> None:
    one, two, city = region.join("91"), region.join("91"), region.join("92")
    east = region.join("93", city)
    city.take(east.submit(cells("1")))
    top = region.top
    top.take(one.submit(cells("5", "2.50")), two.submit(cells("7")), city.submit(cells("10")))
    (found,) = settling.conflicts_of(top.ws)
    key = ReportKey("91", "T1", PERIOD)
    settling.resolve(top.ws, top.keys.active, key, keep=found.heads[0], reason="核实")
    desk = review.Desk(top.ws, top.keys.active)
    desk.accept("91", PERIOD)
    desk.send_back("92", PERIOD, reason="口径不符")
    for reply in replies.write_replies(top.ws, top.keys.active):
        path = sealing.deliver(reply.recorded.sealed, tmp_path / "replies")
        office = one if reply.unit == "91" else city
        assert office.take(path).files[0].outcome == "merged"
    third = one.submit(cells("6"), period="2026-09")
    taken = top.take(third)
    withdrawal.withdraw(top.ws, top.keys.active, taken.files[0].bundle, "误收")
    desk.lock(PERIOD, unit="91")
    for office in (top, one, two, city, east):
        rebuilt(office)
    assert top.state("91") == "locked"


def test_a_changed_store_is_noticed(region) -> None:
    region.top.take(region.join("91").submit(cells("5")))
    region.top.ws.store.database.execute("DELETE FROM report")
    report = rebuild.rebuild(region.top.ws, region.top.ws.folder / "backups" / "again.db")
    assert not report.identical
    assert {d.table for d in report.differences} == {"report"}


def test_a_lost_archive_file_is_noticed(region) -> None:
    region.top.take(region.join("91").submit(cells("5")))
    (row,) = region.top.ws.store.bundles.list(kind="submission")
    region.top.ws.archived(row.hash).unlink()
    report = rebuild.rebuild(region.top.ws, region.top.ws.folder / "backups" / "again.db")
    assert {"revision", "bundle", "report", "figure"} <= {d.table for d in report.differences}


@pytest.mark.parametrize("left", ["nothing", "what others reported", "another region's registers"])
def test_without_the_registers_of_this_region_nothing_is_believed(region, tmp_path, left) -> None:
    office = region.join("91")
    region.top.take(office.submit(cells("5")))
    archive = region.top.ws.folder / "archive"
    (row,) = region.top.ws.store.bundles.list(kind="submission")
    for path in archive.glob("*.ybz"):
        if left == "nothing" or path != region.top.ws.archived(row.hash):
            path.unlink()
    if left.startswith("another"):
        other = Region(tmp_path / "other", seed=2)
        other.join("91")
        for path in (other.top.ws.folder / "archive").glob("*.ybz"):
            path.rename(archive / path.name)
        other.close()
    with pytest.raises(YuebaoError) as refused:
        rebuild.rebuild(region.top.ws, region.top.ws.folder / "backups" / "again.db")
    assert refused.value.code == "E-ROOT"
    assert region.top.state("91") == "received", "the store at hand is not touched"


def test_the_present_store_is_never_the_target(region) -> None:
    with pytest.raises(YuebaoError) as refused:
        rebuild.rebuild(region.top.ws, region.top.ws.folder / "yuebao.db")
    assert refused.value.code == "E-USAGE"

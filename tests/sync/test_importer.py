"""Taking in: every kind, any order, and a balance that closes."""

from __future__ import annotations

import pytest
from offices import Region, cells


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path)
    yield made
    made.close()


def test_a_report_reaches_the_region(region) -> None:
    office = region.join("91")
    path = office.submit(cells("5"))
    report = region.top.take(path)
    (file,) = report.files
    assert (file.outcome, file.kind, file.unit, file.sequence) == ("merged", "submission", "91", 1)
    (line,) = file.reports
    assert (line.form, line.state, line.changed_cells) == ("T1", "current", 1)
    assert report.balance.reports_in == report.balance.current == 1
    assert region.top.figure("91") == "5"
    assert region.top.state("91") == "received"
    assert office.state("91") == "submitted"

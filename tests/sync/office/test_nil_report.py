"""Nothing to list is a report too (零报); and a bundle that was lost on its way is written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.report import Status
from sync.office import roster
from sync.office.handing import submit
from sync.sealing import deliver_again
from tests.sync.offices import PERIOD


def test_a_roster_without_a_line_is_handed_over_and_counts(region, laptop, office, tmp_path):
    sheet = roster.add_lines(office, "F", PERIOD, ())
    assert (sheet.status, sheet.lines, sheet.errors) == (Status.DRAFT, (), 0)
    done = submit(office, PERIOD, tmp_path / "lost", laptop.keys.active, forms=["F"])
    second = tmp_path / "second"
    second.mkdir()
    again = deliver_again(laptop.ws, done.bundle, second)
    assert again.read_bytes() == Path(done.file).read_bytes()
    assert again.name == Path(done.file).name
    region.top.take(again)
    assert region.top.state("91", "F") == Status.RECEIVED


def test_only_what_was_made_here_is_written_again(region, laptop, tmp_path):
    foreign = next(row.hash for row in laptop.ws.store.bundles.list() if row.unit == region.top.unit)
    for name in ("0" * 64, foreign):
        with pytest.raises(LookupError):
            deliver_again(laptop.ws, name, tmp_path)

"""What an office keeps between edits is never old: a sheet after any entries is that of an office opened just now."""

from __future__ import annotations

import random

import pytest

import resources
from forms.index import Position
from forms.loader import load_pack
from sync.office.office import Office
from tests.sync.offices import Region

SEEDS = range(3)
PERIOD = "2022-02"
FORM, FEEDS = "SC-02", "SC-04"
TYPED = ("12", "12.0", "12.00", "1.88亿", "—", "", "?", "3", "300", "-1")


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    region = Region(
        tmp_path_factory.mktemp("current"),
        given=load_pack(resources.path("packs", "shuangchuang")),
        top="540000",
    )
    yield region.join("540100").ws
    region.close()


def cells(office, form):
    return [position for position, _cell in office.sheet(form, PERIOD).cells.items()]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sheet_after_any_entries_is_the_sheet_of_an_office_opened_anew(ws, seed):
    chance, office = random.Random(seed), Office(ws)
    for form in (FORM, FEEDS):
        there = cells(office, form)
        chosen = chance.sample(there, 12) + [
            Position(cell.row, chance.choice(there).column) for cell in there[:6]
        ]
        for cell in chosen:
            office.enter(form, PERIOD, {cell: chance.choice(TYPED)})
            if chance.random() < 0.3:
                office.undo(form, PERIOD)
        assert office.sheet(form, PERIOD).findings
    fresh = Office(ws)
    for form in (FORM, FEEDS):
        assert office.sheet(form, PERIOD) == fresh.sheet(form, PERIOD)

"""Totals whose rules look back: a ratio to last month is taken of the totals of both months, never added up."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from offices import Region, pack

from forms.definition import CalculationDef, Nature, RowDef
from forms.report import Content
from sync.desk.collected import Collected
from sync.desk.summary import summarise


@pytest.fixture
def region(tmp_path):
    given = pack()
    ratio = RowDef(id="03", title="环比", measure="%", nature=Nature.RATIO, decimals=2)
    rule = CalculationDef(target="[03, m]", formula="[01, m] / prev([01, m]) * 100")
    forms = tuple(
        replace(form, rows=(*form.rows, ratio), calculations=(rule,)) if form.id == "T1" else form
        for form in given.forms
    )
    made = Region(tmp_path, given=replace(given, forms=forms))
    yield made
    made.close()


def report(stock, ratio=None):
    return Content(cells={"01": {"m": stock}, "02": {"m": "1"}, "03": {"m": ratio}})


def total(region, period):
    (found,) = summarise(Collected(region.top.ws), period, forms=["T1"]).forms
    return found.cells["01"]["m"], found.cells["03"]["m"]


def test_a_ratio_to_last_month_is_that_of_the_totals(region):
    one, two = region.join("91"), region.join("92")
    region.top.take(one.submit(report("10"), period="2026-09"), two.submit(report("30"), period="2026-09"))
    region.top.take(one.submit(report("12", "120.00")), two.submit(report("40", "133.33")))
    assert total(region, "2026-09") == ("40", None), "nothing came for August"
    assert total(region, "2026-10") == ("52", "130.00")

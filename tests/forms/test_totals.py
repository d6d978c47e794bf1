"""What totals cannot add is computed again from the totals: cell | total. No average of ratios, ever."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.aggregate import Share, total_table
from forms.index import Position
from forms.past import NoPast
from forms.period import parse_period
from forms.report import Content
from forms.totals import TotalValues, recompute
from forms.values import to_text
from tests.forms.engine_pack import INDEX, PROGRAM, History, content

UNITS = [INDEX.units[code] for code in "PB"]


def totals(*texts, lines=(), past=None, node="P", form="A"):
    shares = [Share(unit=u, content=content(t)) for u, t in zip(UNITS, texts, strict=False)]
    tables = {form: total_table(INDEX.forms[form], shares)}
    values = TotalValues(PROGRAM, parse_period("2026-03"), "region", tables, {"R": lines}, past or NoPast())
    recompute(values, PROGRAM, tables, node)
    return values, tables[form]


# reports of two units | cell | total
TABLE = [
    (["01 m 10; 02 m 5; 04 m 50.00", "01 m 90; 02 m 9; 04 m 10.00"], "04 m", "14.00"),
    (["01 m 0; 02 m 5; 04 m 1.00", ""], "04 m", None),
    (["01 m 10; 03 m 5", "01 m 90; 03 m 9"], "03 m", "14"),
    (["01 ytd 100", "01 ytd 20"], "01 ytd", "120"),
    (["01 m 10; 01 goal 50; 01 done 20.00", "01 m 90; 01 goal 60"], "01 goal", "200"),
    (["01 m 10; 01 done 20.00", "01 m 90; 01 done 3.00"], "01 done", "50.00"),
    (["", ""], "01 done", None),
    (["11 m 5", "11 m 6"], "11 m", "11"),
    (["09 m N", "09 m R"], "09 m", "拉萨：国家级；乙县：自治区级"),
]


@pytest.mark.parametrize(("reports", "place", "total"), TABLE)
def test_recomputed(reports, place, total):
    assert to_text(totals(*reports)[1][Position(*place.split())]) == total


def test_a_node_without_a_target_has_no_progress():
    _, table = totals("01 m 10; 01 done 20.00", node="B")
    assert (table[Position("01", "goal")], table[Position("01", "done")]) == (None, None)


def test_what_rules_ask_of_totals():
    past = History(
        {("A", "2026-02"): content("01 m 5; 01 ytd 50"), ("R", "2026-02"): Content(rows=({"jobs": "3"},))}
    )
    values, _ = totals(
        "01 m 1; 01 ytd 60; 02 m —", "01 m 2; 01 ytd 70; 02 m —", past=past, lines=[{"jobs": "4"}]
    )
    rule = {r.check.id: r for r in PROGRAM.rules}
    slots = {cell.position: slot for slot, cell in enumerate(PROGRAM.cells) if cell.form == "A"}
    assert values.na(slots[Position("02", "m")])
    assert not values.na(slots[Position("05", "m")])
    # the total of what the units report as their year so far, not only the months known here
    assert rule["A-3"].test(values.values, values) is None  # no last year
    assert values.aggregate(next(n for n, t in enumerate(PROGRAM.tallies) if t.function == "sum")) == Decimal(
        4
    )
    assert values.target("T-1") == 200
    assert values.target("none") is None
    assert (values.period, values.year, values.month, values.unit_kind) == ("2026-03", 2026, 3, "region")


def test_the_year_so_far_of_a_total_is_the_total_of_the_cumulative_column():
    from forms.formula.tree import Prev, Ytd

    past = History({("A", "2026-02"): content("01 m 5; 01 ytd 50; 12 m 4")})
    values, _ = totals("01 m 1; 01 ytd 60; 12 m 1", "01 m 2; 01 ytd 70", past=past)
    slots = {cell.position: slot for slot, cell in enumerate(PROGRAM.cells) if cell.form == "A"}
    assert values.past((Ytd(),), slots[Position("01", "m")]) == 130
    assert values.past((Prev(),), slots[Position("01", "m")]) == 5
    assert values.past((Ytd(),), slots[Position("12", "m")]) == 5

"""Lines of a roster one by one: put in where wanted, changed, taken out, brought over from last month, told apart."""

from __future__ import annotations

import pytest

from forms.errors import YuebaoError
from forms.sheet import CellState
from sync.office import roster
from sync.office.comparing import handed_over_sheet
from tests.sync.offices import PERIOD

BEFORE = "2026-09"


def column(sheet, name="name"):
    return [line.values[name].text for line in sheet.lines]


def put(office, *names, period=PERIOD, at=None):
    lines = [{"number": f"N{name}", "name": name} for name in names]
    return roster.add_lines(office, "F", period, lines, at)


@pytest.mark.parametrize(
    ("at", "order"),
    [(None, "甲乙丙"), (0, "丙甲乙"), (1, "甲丙乙"), (2, "甲乙丙"), (99, "甲乙丙"), (-1, "丙甲乙")],
)
def test_lines_go_where_they_are_wanted(office, at, order):
    put(office, "甲", "乙")
    assert column(put(office, "丙", at=at)) == list(order)
    assert column(office.undo("F", PERIOD)) == ["甲", "乙"], "one step"


def test_what_is_not_understood_stays_as_typed_and_blank_fields_are_none(office):
    sheet = put(office, "甲")
    (line,) = sheet.lines
    sheet = roster.enter_lines(office, "F", PERIOD, {line.id: {"jobs": "12个", "level": "市级", "name": ""}})
    (line,) = sheet.lines
    assert (line.values["jobs"].state, line.values["jobs"].typed) == (CellState.INVALID, "12个")
    assert (line.values["level"].text, line.values["name"].text) == ("B", None)
    sheet = roster.enter_lines(office, "F", PERIOD, {line.id: {"jobs": "1,200"}})
    assert column(sheet, "jobs") == ["1200"]
    assert roster.delete_lines(office, "F", PERIOD, [line.id]).lines == ()


def test_last_months_lines_come_over_but_for_those_that_are_here(office):
    put(office, "甲", "乙", period=BEFORE)
    roster.add_lines(office, "F", BEFORE, [{"name": "无号"}])
    put(office, "乙")
    assert column(roster.carry_over(office, "F", PERIOD)) == ["乙", "甲", "无号"]
    assert column(roster.carry_over(office, "F", "2026-11")) == ["乙", "甲", "无号"], (
        "a month that was not begun"
    )
    assert column(office.sheet("F", BEFORE)) == ["甲", "乙", "无号"]


def test_where_nothing_is_new_nothing_happens(office):
    assert column(roster.carry_over(office, "F", PERIOD)) == []
    put(office, "甲", period=BEFORE)
    put(office, "甲")
    sheet = roster.carry_over(office, "F", PERIOD)
    assert column(sheet) == ["甲"]
    assert column(office.undo("F", PERIOD)) == [], "the step before is the one that is taken back"


def test_new_changed_and_gone_lines(office):
    put(office, "甲", "乙", period=BEFORE)
    sheet = put(office, "丙", "甲")
    roster.enter_lines(office, "F", PERIOD, {sheet.lines[1].id: {"jobs": "5"}})
    before, found = roster.carried(office, "F", PERIOD)
    assert before == BEFORE
    assert (found.new, found.same, [line["name"] for line in found.gone]) == ((1,), 0, ["乙"])
    ((change,),) = [line.fields for line in found.changed]
    assert (change.field, change.before, change.now) == ("jobs", None, "5")
    with pytest.raises(YuebaoError) as refused:
        roster.carried(office, "T1", PERIOD)
    assert refused.value.code == "E-USAGE"


def test_a_correction_stands_beside_what_was_handed_over(region, laptop, office):
    from forms.report import Content

    assert handed_over_sheet(office, "F", PERIOD) is None
    put(office, "甲")
    assert handed_over_sheet(office, "F", PERIOD) is None, "a draft is not handed over"
    office.workspace.store.drafts.discard("F", PERIOD)
    office.forget()
    laptop.submit(Content(rows=({"number": "N1", "name": "甲", "jobs": "7"},)), form="F")
    office.forget()
    beside = handed_over_sheet(office, "F", PERIOD)
    assert (column(beside), column(beside, "jobs"), beside.status) == (["甲"], ["7"], "submitted")
    assert (beside.read_only, beside.findings, beside.can_undo) == (True, (), False)
    sheet = office.correct("F", PERIOD, "漏报")
    roster.enter_lines(office, "F", PERIOD, {sheet.lines[0].id: {"jobs": "8"}})
    assert column(handed_over_sheet(office, "F", PERIOD), "jobs") == ["7"]
    laptop.submit(Content(rows=({"number": "N1", "name": "甲", "jobs": "9"},)), form="F")
    assert column(handed_over_sheet(office, "F", PERIOD), "jobs") == ["7"], "what the correction stands on"

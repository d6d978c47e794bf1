"""The example's figures: the published totals for any seed, plausible months after, no finding that was not planted."""

import itertools
from collections import Counter
from decimal import Decimal
from functools import lru_cache

import pytest

import resources
from forms.calendar import is_respondent, own_period
from forms.evaluation import Evaluation
from forms.index import PackIndex
from forms.loader import load_pack
from forms.past import PastReport
from forms.period import parse_period
from forms.program import Program
from forms.report import Content
from forms.validate import findings
from forms.values import Invalid, parse_entry, to_text
from sync.demo.enterprises import uscc
from sync.demo.rosters import roster
from sync.demo.tables import desk, table
from sync.demo.world import make_world
from sync.office.freezing import frozen_content
from sync.office.inputs import content_inputs, content_lines

TOP = "540000"
PLANTED = {"R9-SC-07A-1", "R8-SC-02-2"}


@lru_cache(maxsize=1)
def program() -> Program:
    return Program(PackIndex(load_pack(resources.path("packs", "shuangchuang"))))


def world(months: int, seed: int):
    return make_world(program().index.pack, TOP, months, seed)


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_the_base_month_has_the_published_figures(seed):
    month = world(1, seed).months[0]
    levels = Counter(carrier.level for carrier in month.carriers)
    assert levels == {"国家级": 19, "自治区级": 30, "其他（未定级）": 89}
    assert sum(c.kind == "C-02" and c.level == "国家级" for c in month.carriers) == 2
    assert sum(c.firms for c in month.carriers) == 2691
    assert sum(c.jobs for c in month.carriers) == 24200
    kinds = Counter(e.kind for e in month.enterprises)
    assert (kinds["C-80"], kinds["C-81"]) == (87, 211)
    revenue = [e.revenue for e in month.enterprises if e.revenue is not None]
    assert sum(revenue) == Decimal("248.37")
    assert sum(r >= 1 for r in revenue) == 25
    assert (len(month.contracts), sum(c.amount for c in month.contracts)) == (115, 18800)
    assert sum(month.plain["SC-08", "08.02"].values()) == 10519
    assert not month.events
    assert not month.joined


def test_the_same_seed_gives_the_same_world_and_another_another():
    assert world(3, 5).months == world(3, 5).months
    assert world(3, 5).months != world(3, 6).months


def test_more_months_leave_the_first_ones_as_they_were():
    assert world(5, 5).months[:2] == world(2, 5).months


def test_carriers_change_only_by_events():
    months = world(9, 3).months
    for before, after in itertools.pairwise(months):
        gained = sum(e.event == "新认定" for e in after.events)
        lost = sum(e.event == "淘汰“僵尸”载体" for e in after.events)
        assert len(after.carriers) == len(before.carriers) + gained - lost
        assert len({c.number for c in after.carriers}) == len(after.carriers)
    assert {e.event for m in months for e in m.events} == {"新认定", "升级", "淘汰“僵尸”载体"}


def test_codes_of_enterprises_are_well_formed_and_of_nobody():
    """GB 32100: the weights are powers of 3 modulo 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for number in (1, 404, 1003, 35004):
        code = uscc(number)
        assert len(code) == 18
        assert code.startswith("Y1")
        total = sum(alphabet.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
        assert (total + alphabet.index(code[17])) % 31 == 0


class Past:
    def __init__(self):
        self.reports = {}

    def report(self, form, period):
        content = self.reports.get((form, period))
        return PastReport(content, "submitted") if content else None


def contents(at, form) -> Content:
    if form.is_table:
        cells: dict[str, dict[str, str | None]] = {}
        for (row, column), text in table(at, form).items():
            read = parse_entry(text, form.cells[row, column].spec).value
            assert not isinstance(read, Invalid), (at.unit.code, form.form.id, row, column, text)
            cells.setdefault(row, {})[column] = to_text(read)
        return Content(cells=cells)
    lines = []
    for line in roster(at, form.form.id):
        read_line = {name: parse_entry(text, form.field_specs[name]).value for name, text in line.items()}
        assert not any(isinstance(value, Invalid) for value in read_line.values()), (form.form.id, line)
        lines.append({name: to_text(value) for name, value in read_line.items()})
    return Content(rows=tuple(lines))


def judged(units, months):
    """Every finding above a hint, of these units over all months."""
    index = program().index
    for unit in units:
        past = Past()
        for month in months.months:
            period = parse_period(month.period)
            at = desk(months, unit.code, month)
            due = {
                name: (own, contents(at, form))
                for name, form in index.forms.items()
                if (own := own_period(form.form, period)) and is_respondent(form.form, unit, own)
            }
            read = {name: content_lines(index.forms[name], content) for name, (_, content) in due.items()}
            inputs = {
                name: content_inputs(index.forms[name], content, read[name])
                for name, (_, content) in due.items()
            }
            evaluation = Evaluation(program(), unit, period, inputs, past)
            for name, (own, _) in due.items():
                form = index.forms[name]
                lines = read[name]
                for finding in findings(evaluation, name, (), lines):
                    if finding.level != "hint":
                        yield finding.id, unit.code, month.number
                past.reports[name, own] = frozen_content(evaluation, form, lines=lines)


@pytest.mark.parametrize("seed", [1, 9])
def test_every_check_of_the_pack_passes_but_for_what_is_planted(seed):
    units = [unit for unit in program().index.pack.units if unit.code != TOP]
    found = set(judged(units, world(3, seed)))
    assert {name for name, _, _ in found} <= PLANTED
    assert {place for name, *place in found if name == "R8-SC-02-2" for place in [tuple(place)]} == {
        ("540400", 1)
    }
    assert all(month == 0 for name, _, month in found if name == "R9-SC-07A-1")


def test_a_whole_year_and_its_yearly_rows_pass_too():
    units = [program().index.unit(code) for code in ("540200", "540600Z01", "540000D01")]
    assert {name for name, _, _ in judged(units, world(13, 4))} <= PLANTED

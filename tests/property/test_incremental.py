"""The engine's contract: whatever is edited in whatever order, the state is that of a full evaluation (forms.md §3)."""

from __future__ import annotations

import copy
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.calendar import own_period
from forms.definition import CellType
from forms.evaluation import Evaluation, Inputs
from forms.index import PackIndex
from forms.lines import figure_of
from forms.period import Period
from forms.program import Program
from forms.report import Content
from forms.validate import findings
from forms.values import NA, Invalid, Reason, Value, to_text
from tests.forms import engine_pack as bench
from tests.forms.packs.generators import packs

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BY_TYPE: dict[CellType, list[Value]] = {
    CellType.YESNO: ["yes", "no"],
    CellType.DATE: ["2026-01-31", "2026-02-01"],
    CellType.MONTH: ["2026-01", "2026-02"],
}


def values(spec):
    """An entry for a cell: any of its four states, or something not understood."""
    others = st.sampled_from([None, NA, Invalid("?", Reason.NUMBER)])
    if spec.type.numeric:
        return others | st.integers(-3, 12).map(Decimal) | st.decimals(-50, 50, places=min(spec.places, 2))
    known = BY_TYPE.get(spec.type) or [choice.code for choice in spec.choices] or ["甲", "乙"]
    return others | st.sampled_from(known)


def cells_of(index, data, least=0):
    tables = [form for form in index.forms.values() if form.is_table]
    if not tables:
        return {}
    form = data.draw(st.sampled_from(tables))
    positions = data.draw(
        st.lists(st.sampled_from(list(form.cells)), min_size=least, max_size=6, unique=True)
    )
    return form.form.id, {p: data.draw(values(form.cells[p].spec)) for p in positions}


def lines_of(form, data):
    """Raw lines of a roster and the same as rules see them."""
    specs = list(form.field_specs.values())
    raw = data.draw(st.lists(st.tuples(*(values(spec) for spec in specs)), max_size=4))
    return raw, [tuple(figure_of(v, spec.type) for v, spec in zip(line, specs, strict=True)) for line in raw]


class Any:
    """A history that is drawn when it is asked for, and stays."""

    def __init__(self, index, data):
        self.index, self.data, self.known = index, data, {}

    def report(self, form, period):
        key = (form, period)
        if key not in self.known:
            cells: dict[str, dict[str, str | None]] = {}
            there = self.data.draw(st.booleans())
            known = list(self.index.forms[form].cells) if there else []
            for position in self.data.draw(st.lists(st.sampled_from(known), max_size=5)) if known else ():
                value = self.data.draw(values(self.index.forms[form].cells[position].spec))
                text = None if isinstance(value, Invalid) else to_text(value)
                cells.setdefault(position.row, {})[position.column] = text
            self.known[key] = bench.PastReport(Content(cells=cells), "draft") if there else None
        return self.known[key]


def state(evaluation):
    """All that anybody can see of an evaluation."""
    program = evaluation.program
    return {
        "values": evaluation.values,
        "verdicts": evaluation.verdicts,
        "divisions": evaluation.divisions,
        "divided": evaluation.divided_slots,
        "totals": [evaluation.aggregate(n) for n in range(len(program.tallies))],
        "lines": {form: list(lines) for form, lines in evaluation.lines.items() if lines},
    }


def run_both_ways(program, unit, period, data):
    index = program.index
    past = Any(index, data)
    entered: dict[str, dict] = {form: {} for form in index.forms}
    rosters = {form_id: ([], []) for form_id, form in index.forms.items() if not form.is_table}
    running = Evaluation(program, unit, period, {}, past)
    for _ in range(data.draw(st.integers(1, 5))):
        if rosters and data.draw(st.booleans()):
            form_id = data.draw(st.sampled_from(sorted(rosters)))
            rosters[form_id] = lines_of(index.forms[form_id], data)
            running.replace_lines(form_id, rosters[form_id][1])
        elif edit := cells_of(index, data, least=1):
            form_id, cells = edit
            entered[form_id] |= cells
            running.change(form_id, cells)
        inputs = {form: Inputs(entered[form], rosters.get(form, ([], []))[1]) for form in index.forms}
        whole = Evaluation(program, unit, period, inputs, past)
        assert state(running) == state(whole)
        for form in index.forms:
            raw = rosters.get(form, ([], []))[0]
            assert findings(running, form, (), raw) == findings(whole, form, (), raw)
    before = copy.deepcopy(state(running))
    running.run_all()
    assert state(running) == before, "everything again comes to the same"


def opened_one_by_one(program, unit, period, inputs, data):
    """An evaluation whose forms are asked for in any order, with edits in between, as a window does."""
    past = Any(program.index, data)
    lazy = Evaluation(program, unit, period, inputs, past, at_once=False)
    for form in data.draw(st.permutations(list(program.index.forms))):
        if data.draw(st.booleans()) and (edit := cells_of(program.index, data, least=1)):
            lazy.change(*edit)
            name, cells = edit
            before = inputs.get(name, Inputs({}))
            inputs = inputs | {name: Inputs({**before.cells, **cells}, before.lines)}
        lazy.reach(program.looked_at(form))
        lazy.judge(form)
    whole = Evaluation(program, unit, period, inputs, past)
    assert state(lazy) == state(whole)
    return lazy, whole


@SLOW
@given(st.data())
def test_form_by_form_comes_to_the_same(data):
    unit = bench.INDEX.units[data.draw(st.sampled_from("PZB"))]
    raw, lines = lines_of(bench.INDEX.forms["R"], data)
    inputs = {"R": Inputs({}, lines)}
    if edit := cells_of(bench.INDEX, data):
        inputs |= {edit[0]: Inputs(edit[1])}
    fresh = Program(bench.INDEX)  # with no rule compiled yet
    lazy, whole = opened_one_by_one(fresh, unit, bench.parse_period("2026-03"), inputs, data)
    for form in bench.INDEX.forms:
        given = raw if form == "R" else []
        assert findings(lazy, form, (), given) == findings(whole, form, (), given)


@SLOW
@given(packs(), st.data())
def test_form_by_form_comes_to_the_same_on_any_pack(pack, data):
    program = Program(PackIndex(pack))
    unit = data.draw(st.sampled_from(pack.units))
    period = Period(2026 * 12 + data.draw(st.integers(0, 11)), 1)
    opened_one_by_one(program, unit, period, {}, data)


def test_a_form_alone_leaves_the_others_alone():
    program = Program(bench.INDEX)
    lazy = Evaluation(
        program, bench.INDEX.units["P"], bench.parse_period("2026-03"), {}, bench.History(), at_once=False
    )
    lazy.reach(program.looked_at("R"))
    lazy.judge("R")
    assert (lazy.is_reached("R"), lazy.is_reached("Q"), program.compiled) == (True, False, [])


@SLOW
@given(st.data())
def test_on_the_bench_with_every_feature(data):
    unit = bench.INDEX.units[data.draw(st.sampled_from("PZB"))]
    month = data.draw(st.sampled_from(["2026-01", "2026-02", "2026-03", "2026-12"]))
    run_both_ways(bench.PROGRAM, unit, bench.parse_period(month), data)


@SLOW
@given(packs(), st.data())
def test_on_any_sound_pack(pack, data):
    unit = data.draw(st.sampled_from(pack.units))
    period = Period(2026 * 12 + data.draw(st.integers(0, 11)), 1)
    program = Program(PackIndex(pack))
    run_both_ways(program, unit, period, data)
    assert all(
        own_period(form, period) is None or own_period(form, period).end == period.end for form in pack.forms
    )


@SLOW
@given(st.data())
def test_an_edit_taken_back_leaves_no_trace(data):
    evaluation = bench.evaluate("01 m 12; 02 m 5; 05 m 7", ["甲|N|5|1"])
    before = state(evaluation) | {"values": list(evaluation.values), "verdicts": list(evaluation.verdicts)}
    before |= {"divisions": set(evaluation.divisions), "divided": set(evaluation.divided_slots)}
    form, cells = cells_of(bench.INDEX, data, least=1)
    old = {p: evaluation.entered.get(bench.PROGRAM.slots[bench.CellRef(form, *p)]) for p in cells}
    evaluation.change(form, cells)
    evaluation.change(form, old)
    assert state(evaluation) == before

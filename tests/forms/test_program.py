"""A compiled pack: every cell has a number, everything is computed after what it reads."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from forms.definition import CalculationDef, CheckDef, Level
from forms.errors import PackError
from forms.ids import CellRef
from forms.index import PackIndex
from forms.loader import pack_problems
from forms.program import Calculation, Program
from tests.forms.engine_pack import INDEX, PACK, PROGRAM
from tests.forms.packs.generators import packs


def test_the_bench_is_a_sound_pack():
    assert pack_problems(PACK) == ()


def assert_ordered(program):
    done = set()
    filled = {step.slot for step in program.steps}
    for step in program.steps:
        assert step.reads & filled <= done
        done.add(step.slot)


def test_order():
    assert_ordered(PROGRAM)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packs())
def test_any_sound_pack_compiles(pack):
    program = Program(PackIndex(pack))
    assert_ordered(program)
    assert len(program.slots) == len(program.cells) == sum(len(r) for r in program.form_slots.values())
    for form, slots in program.form_slots.items():
        assert all(program.cells[slot].form == form for slot in slots)


def reading(rule_id):
    rule = next(rule for rule in PROGRAM.rules if rule.check.id == rule_id)
    cells = sorted(" ".join(PROGRAM.cells[slot].position) for slot in rule.reads)
    return cells, [(c.row, c.column) for c in rule.cells], len(rule.tallies)


# rule | cells of this period that can change it | cells it is told at | roster totals
READS = [
    ("A-1", ["01 m", "02 m", "03 m"], [("02", "m"), ("03", "m"), ("01", "m")], 0),
    ("A-2", ["05 m"], [("05", "m")], 0),
    ("A-3", ["01 m", "01 ytd"], [("01", "m")], 0),
    ("A-8", ["12 m", "12 ytd"], [("12", "m")], 0),
    ("A-9", ["01 m"], [("01", "m")], 0),
    ("A-10", [], [], 1),
]


@pytest.mark.parametrize(("rule", "reads", "cells", "tallies"), READS)
def test_what_a_rule_depends_on(rule, reads, cells, tallies):
    assert reading(rule) == (reads, cells, tallies)


def test_readers_are_the_inverse_of_reads():
    rules = PROGRAM.rules
    for slot, readers in PROGRAM.rules_reading.items():
        assert all(slot in rules[number].reads for number in readers)
    for slot, readers in PROGRAM.steps_reading.items():
        assert all(slot in PROGRAM.steps[rank].reads for rank in readers)
    assert {PROGRAM.steps[rank].slot for ranks in PROGRAM.steps_counting.values() for rank in ranks} == {
        PROGRAM.slots[CellRef("A", "11", "m")]
    }
    assert [rules[n].check.id for ns in PROGRAM.rules_counting.values() for n in ns] == ["A-10"]


def test_steps_by_slot_and_printed():
    slot = PROGRAM.slots[CellRef("A", "03", "m")]
    step = PROGRAM.step_of[slot]
    assert isinstance(step, Calculation)
    assert step.written == "[01, m] - [02, m]"
    assert {PROGRAM.cells[s].row.id for s in PROGRAM.computed if PROGRAM.cells[s].form == "A"} == {
        "03",
        "04",
        "11",
    }


def test_equal_roster_totals_share_a_number():
    form = replace(
        PACK.forms[0],
        checks=tuple(
            CheckDef(id=f"X-{n}", level=Level.HINT, formula="sum(R.jobs) >= 0", message="x") for n in (1, 2)
        ),
    )
    program = Program(PackIndex(replace(PACK, forms=(form, *PACK.forms[1:]))))
    assert len(program.tallies) == 1


def broken(form, **changes):
    forms = tuple(replace(f, **changes) if f.id == form else f for f in PACK.forms)
    return PackIndex(replace(PACK, forms=forms))


@pytest.mark.parametrize(
    ("form", "changes", "code"),
    [
        (
            "A",
            {"checks": (CheckDef(id="X", level=Level.HINT, formula="[99, m] > 0", message="x"),)},
            "E-PACK-REF",
        ),
        ("A", {"calculations": (CalculationDef(target="[03, m]", formula="[01, m] +"),)}, "E-PACK-SYNTAX"),
        ("R", {"calculations": (CalculationDef(target="rate", formula="jobs + A[01, m]"),)}, "E-PACK-TYPE"),
    ],
)
def test_a_pack_that_was_never_checked_is_refused_here_too(form, changes, code):
    def all_rules():
        made = Program(broken(form, **changes))
        return made.rules, made.line_rules

    with pytest.raises(PackError) as refused:
        all_rules()
    assert refused.value.code == code


def test_a_cycle_the_loader_let_pass_is_a_bug():
    circle = (
        CalculationDef(target="[03, m]", formula="[04, m]"),
        CalculationDef(target="[04, m]", formula="[03, m]"),
    )
    with pytest.raises(AssertionError, match="cyclic"):
        Program(broken("A", calculations=circle))


def test_cells_lie_side_by_side_in_form_order():
    assert list(PROGRAM.form_slots) == list(INDEX.forms)
    assert PROGRAM.form_slots["R"] == range(PROGRAM.form_slots["A"].stop, PROGRAM.form_slots["Q"].start)

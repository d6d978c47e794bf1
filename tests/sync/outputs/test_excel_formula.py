"""A pack's calculations as spreadsheet formulas, as a table: what a sheet alone can know, and what it cannot."""

from __future__ import annotations

import pytest

from forms.definition import CalculationDef, ColumnDef, FormDef, Kind, Missing, Nature, PackDef, RowDef
from forms.index import PackIndex
from forms.period import Frequency
from forms.program import Program
from sync.outputs.excel_formula import excel_formula

CELLS = {("01", "m"): "D5", ("02", "m"): "D6", ("03", "m"): "D7"}
TABLE = [
    # formula, missing, decimals: what the workbook says
    ("[01, m] - [02, m]", Missing.SKIP_ANY, 0, '=IF(COUNT(D5,D6)<2,"",ROUND((N(D5)-N(D6)),0))'),
    ("[01, m] - [02, m]", Missing.SKIP_ALL, 2, '=IF(COUNT(D5,D6)=0,"",ROUND((N(D5)-N(D6)),2))'),
    ("[01, m] - [02, m]", Missing.ZERO, 0, "=ROUND((N(D5)-N(D6)),0)"),
    ("[02, m] / [01, m] * 100", Missing.ZERO, 1, '=IFERROR(ROUND((N(D6)/N(D5)*100),1),"")'),
    ("-[01, m] + 1.50", Missing.ZERO, 0, "=ROUND(((-N(D5))+1.50),0)"),
    (
        "sum([01, m], [02, m], [03, m])",
        Missing.SKIP_ALL,
        0,
        '=IF(COUNT(D5,D6,D7)=0,"",ROUND((N(D5)+N(D6)+N(D7)),0))',
    ),
    ("sum([01:03, m])", Missing.ZERO, 0, "=ROUND((N(D5)+N(D6)+N(D7)),0)"),
    ("[01, m] + [01, m]", Missing.SKIP_ANY, 0, '=IF(COUNT(D5)<1,"",ROUND((N(D5)+N(D5)),0))'),
    # another period, another form, a choice between two: a sheet alone cannot know
    ("prev([01, m])", Missing.ZERO, 0, None),
    ("[01, m] - prev([01, m])", Missing.ZERO, 0, None),
    ("-prev([01, m])", Missing.ZERO, 0, None),
    ("sum([01, m], F9[01, m])", Missing.ZERO, 0, None),
    ("F9[01, m]", Missing.ZERO, 0, None),
    ("max([01, m], [02, m])", Missing.ZERO, 0, None),
]


def form(name, *, rows, calculations=()):
    return FormDef(
        id=name, title=name, kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("x",),
        columns=(ColumnDef(id="m", title="本月"),), rows=rows, calculations=calculations,
    )  # fmt: skip


def step_of(formula, missing, decimals):
    """The calculation as the program holds it: expanded and resolved."""
    plain = tuple(RowDef(id=name, title=name, nature=Nature.FLOW, decimals=2) for name in ("01", "02", "03"))
    computed = RowDef(id="04", title="04", nature=Nature.FLOW, decimals=decimals)
    rule = CalculationDef(target="[04, m]", formula=formula, missing=missing)
    forms = (form("F1", rows=(*plain, computed), calculations=(rule,)), form("F9", rows=plain))
    pack = PackDef(id="p", version="1", title="p", authority="a", first_period="2026-01", due={}, forms=forms)
    program = Program(PackIndex(pack))
    (step,) = program.step_of.values()
    return step


@pytest.mark.parametrize(("formula", "missing", "places", "expected"), TABLE)
def test_formula(formula, missing, places, expected):
    step = step_of(formula, missing, places)
    assert excel_formula(step.node, "F1", CELLS.__getitem__, missing=missing, places=places) == expected

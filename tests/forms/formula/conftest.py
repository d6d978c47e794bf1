"""A small pack for rules, and a bench that evaluates every rule twice: compiled and interpreted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.definition import (
    CellType,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Kind,
    Missing,
    PackDef,
    RowDef,
    TargetDef,
)
from forms.formula.arithmetic import exact
from forms.formula.check import check_rule
from forms.formula.compiler import compile_row, compile_rule, compile_tally
from forms.formula.expand import expand
from forms.formula.interpret import evaluate
from forms.formula.parser import parse
from forms.formula.scope import PackScope
from forms.index import PackIndex
from forms.period import Frequency

NA = "—"
LEVELS = (ChoiceDef(code="N", title="国家级"), ChoiceDef(code="R", title="自治区级"))


def small_pack() -> PackDef:
    month = Frequency.MONTH
    columns = (
        ColumnDef(id="m", title="本月"),
        ColumnDef(id="n", title="国家级"),
        ColumnDef(id="ytd", title="1—本月", derive=Derive.YEAR_TO_DATE),
    )
    rows = (
        *(RowDef(id=f"{n:02d}", title=f"行{n}", decimals=2) for n in range(1, 6)),
        RowDef(id="06", title="只问开发区", respondents=("zone",)),
        RowDef(id="07", title="只问地市", respondents=("prefecture",)),
        RowDef(id="08", title="不问", applies={"m": False, "n": False}),
        RowDef(id="10", title="级别", type=CellType.CHOICE, list="levels"),
        RowDef(id="11", title="是否", type=CellType.YESNO),
        RowDef(id="12", title="日期", type=CellType.DATE),
        RowDef(id="13", title="月份", type=CellType.MONTH),
        RowDef(id="14", title="说明", type=CellType.TEXT),
    )
    table = FormDef(
        id="SC-02", title="表", kind=Kind.TABLE, frequency=month, respondents=("zone", "prefecture"),
        columns=columns, rows=rows,
    )  # fmt: skip
    other = FormDef(
        id="107-1", title="他表", kind=Kind.TABLE, frequency=month, respondents=("prefecture",),
        columns=(ColumnDef(id="m", title="本月"), ColumnDef(id="x", title="其他")), rows=(RowDef(id="01", title="一"),),
    )  # fmt: skip
    roster = FormDef(
        id="SC-03", title="名录", kind=Kind.ROSTER, frequency=month, respondents=("zone", "prefecture"),
        fields=(
            FieldDef(id="name", title="名称"),
            FieldDef(id="uscc", title="代码", type=CellType.USCC),
            FieldDef(id="level", title="级别", type=CellType.CHOICE, list="levels"),
            FieldDef(id="jobs", title="就业", type=CellType.NUMBER),
            FieldDef(id="graduates", title="毕业生", type=CellType.INTEGER),
            FieldDef(id="opened", title="认定", type=CellType.DATE),
            FieldDef(id="old-name", title="曾用名"),
        ),
        key=("uscc",),
    )  # fmt: skip
    return PackDef(
        id="small", version="1", title="小", authority="办", first_period="2021-01", due={"month": 5},
        forms=(table, other, roster), lists={"levels": LEVELS},
        targets=(TargetDef(id="TR-06", indicator="企业", document="5号", target=Decimal(100)),),
    )  # fmt: skip


PACK = PackIndex(small_pack())


class World:
    """Values of one report, as rules see them; both `compiler.Values` and `interpret.Context`."""

    period = "2026-10"
    year = Decimal(2026)
    month = Decimal(10)
    unit_kind = "prefecture"

    def __init__(self, cells=None, line=(), lines=(), targets=None, past=None):
        self.slots = {}
        self.cells = {}
        self.dashes = set()
        for place, typed in (cells or {}).items():
            form, row, column = place if len(place) == 3 else ("SC-02", *place)
            if typed == NA:
                self.dashes.add((form, row, column))
            self.cells[form, row, column] = None if typed == NA else figure(typed)
        self.line = [figure(value) for value in line]
        self.lines = [[figure(value) for value in entry] for entry in lines]
        self.targets = targets or {}
        self.times = past or {}
        self.tallies = []
        self.hints = 0

    def slot(self, ref):
        return self.slots.setdefault(ref, len(self.slots))

    def number(self, tally):
        self.tallies.append(tally)
        return len(self.tallies) - 1

    def values(self):
        return [self.cells.get(tuple(ref)) for ref in self.slots]

    def past(self, time, slot):
        return self.value(list(self.slots)[slot], time)

    def value(self, ref, time):
        if not time:
            return self.cells.get(tuple(ref))
        steps = "".join(type(step).__name__[0] for step in time)
        return figure(self.times.get((steps, ref.row, ref.column)))

    def na(self, place):
        ref = list(self.slots)[place] if isinstance(place, int) else place
        return tuple(ref) in self.dashes

    def field(self, index):
        return self.line[index]

    def aggregate(self, number):
        return self.tally(self.tallies[number])

    def tally(self, tally):
        return compile_tally(tally)(self.lines, self)

    def target(self, name):
        return self.targets.get(name)

    def divided_by_zero(self):
        self.hints += 1


def figure(typed):
    """Figures are written as text or int in tables; truth values and words stay."""
    if isinstance(typed, bool) or typed is None:
        return typed
    try:
        return Decimal(typed)
    except ArithmeticError:
        return typed


def both_ways(node, world, missing, row=False):
    """Compiled and interpreted, which must agree in value and hints.

    A figure beyond all bounds beside a division by zero may be met before it or after: only the value is promised then.
    """
    make = compile_row if row else compile_rule
    rule = make(node, missing, world.slot, world.number)
    before = world.hints
    with exact():
        compiled = rule(world.line if row else world.values(), world)
    hinted = world.hints - before
    plain = evaluate(node, world, missing)
    assert (compiled, type(compiled)) == (plain, type(plain)), (node, compiled, plain)
    if not any(isinstance(value, Decimal) and value.adjusted() > 1000 for value in world.cells.values()):
        assert world.hints - before == 2 * hinted
    return compiled


@pytest.fixture
def scope():
    return PackScope(PACK, "SC-02")


@pytest.fixture
def roster():
    return PackScope(PACK, "SC-03")


@pytest.fixture(scope="session")
def world():
    return World


@pytest.fixture
def run(scope):
    """`run(formula, cells, missing)` for a formula with one instance."""

    def _run(text, cells=None, missing=Missing.SKIP_ANY, **more):
        expansion = expand(parse(text), scope)
        assert not expansion.problems, expansion.problems
        (instance,) = expansion.instances
        return both_ways(instance.node, World(cells, **more), missing)

    return _run


@pytest.fixture(scope="session")
def twice():
    return both_ways


@pytest.fixture
def problems(scope):
    """The codes a check of the table gets."""

    def _problems(text, missing=Missing.SKIP_ANY, within=scope):
        return [problem.code for problem in check_rule(text, within, missing).problems]

    return _problems

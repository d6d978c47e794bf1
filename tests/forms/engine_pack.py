"""A pack in which every feature of the engine occurs once, and a bench to fill it in month by month."""

from __future__ import annotations

from decimal import Decimal

from forms.definition import (
    CalculationDef,
    CellType,
    CheckDef,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Kind,
    Level,
    Missing,
    Nature,
    PackDef,
    RowDef,
    TargetDef,
    UnitDef,
)
from forms.evaluation import Evaluation, Inputs
from forms.ids import CellRef
from forms.index import PackIndex, Position
from forms.lines import figure_of
from forms.past import PastReport
from forms.period import Frequency, parse_period
from forms.program import Program
from forms.report import Content
from forms.validate import findings
from forms.values import NA, parse_entry, to_text

LEVELS = (ChoiceDef(code="N", title="国家级", title_en="National"), ChoiceDef(code="R", title="自治区级"))
RATIO = {"nature": Nature.RATIO, "decimals": 2, "applies": {"ytd": False, "goal": False, "done": False}}
PLAIN = {"goal": False, "done": False}


def _rows() -> tuple[RowDef, ...]:
    flow, stock = Nature.FLOW, Nature.STOCK
    return (
        RowDef(id="01", title="新注册企业", title_en="New firms", measure="家", nature=flow, decimals=0, min=Decimal(0), required=True),
        RowDef(
            id="02", title="科技型", measure="家", nature=flow, decimals=0, min=Decimal(0), part_of="01", applies=PLAIN,
        ),
        RowDef(id="03", title="其他", nature=flow, decimals=0, applies=PLAIN),
        RowDef(id="04", title="科技占比", measure="%", **RATIO),
        RowDef(id="05", title="期末企业", nature=stock, decimals=0, max=Decimal(1000), applies=PLAIN),
        RowDef(id="06", title="累计孵化", nature=Nature.TO_DATE, decimals=0, applies=PLAIN),
        RowDef(id="07", title="财政收入", measure="万元", nature=flow, decimals=2, frequency=Frequency.QUARTER,
               applies=PLAIN),
        RowDef(id="08", title="只问开发区", nature=flow, respondents=("zone",), applies=PLAIN),
        RowDef(id="09", title="进展", type=CellType.CHOICE, list="levels", nature=Nature.MILESTONE, applies=PLAIN),
        RowDef(id="10", title="是否挂牌", type=CellType.YESNO, applies=PLAIN),
        RowDef(id="11", title="名录就业", nature=stock, decimals=0, applies=PLAIN),
        RowDef(id="12", title="不列累计", nature=flow, decimals=0, applies=PLAIN | {"ytd": False}),
    )  # fmt: skip


def _table() -> FormDef:
    def check(number: int, level: Level, formula: str, message: str, **more) -> CheckDef:
        return CheckDef(id=f"A-{number}", level=level, formula=formula, message=message, **more)

    return FormDef(
        id="A", title="月报", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("county", "zone"),
        columns=(
            ColumnDef(id="m", title="本月"),
            ColumnDef(id="ytd", title="1—本月", derive=Derive.YEAR_TO_DATE),
            ColumnDef(id="ly", title="上年同期", derive=Derive.LAST_YEAR),
            ColumnDef(id="before", title="上期", derive=Derive.PREVIOUS),
            ColumnDef(id="goal", title="目标", derive=Derive.TARGET),
            ColumnDef(id="done", title="完成%", derive=Derive.PROGRESS),
        ),
        rows=_rows(),
        calculations=(
            CalculationDef(target="[03, m]", formula="[01, m] - [02, m]"),
            CalculationDef(target="[04, m]", formula="[02, m] / [01, m] * 100"),
            CalculationDef(target="[11, m]", formula="sum(R.jobs)"),
        ),
        checks=(
            check(1, Level.ERROR, "[02, m] + [03, m] = [01, m]", "分项之和不等于总计", message_en="Parts make the whole"),
            check(2, Level.WARNING, "abs([05, m] - prev([05, m])) <= 0.5 * prev([05, m])", "变动超过一半"),
            check(3, Level.WARNING, "ytd([01, m]) >= last_year(ytd([01, m]))", "累计低于上年同期"),
            check(4, Level.HINT, "[11, m] <= [05, m]", "名录就业大于企业数", missing=Missing.ZERO),
            check(5, Level.HINT, "[02, m] / [01, m] < 1", "全为科技型"),
            check(6, Level.HINT, "若 [10, m] = true 则 [01, m] > 0", "挂牌而无企业"),
            check(7, Level.HINT, "not na([05, m])", "期末企业不适用"),
            check(8, Level.HINT, "ytd([12, m]) <= 100", "不列累计的累计"),
            check(9, Level.HINT, 'total([01, m], "2025-01") <= 500', "自规划以来"),
            check(10, Level.HINT, 'count(R where level = "N") <= 1', "国家级多于一家"),
        ),
    )  # fmt: skip


def _roster() -> FormDef:
    return FormDef(
        id="R", title="名录", title_en="Roster", kind=Kind.ROSTER, frequency=Frequency.MONTH, respondents=("county", "zone"),
        fields=(
            FieldDef(id="name", title="名称", required=True),
            FieldDef(id="level", title="级别", title_en="Level", type=CellType.CHOICE, list="levels"),
            FieldDef(id="jobs", title="就业", type=CellType.INTEGER, min=Decimal(0), max=Decimal(500)),
            FieldDef(id="grads", title="毕业生", type=CellType.INTEGER),
            FieldDef(id="rate", title="占比", type=CellType.NUMBER, decimals=1, nature=Nature.RATIO),
        ),
        key=("name",),
        calculations=(CalculationDef(target="rate", formula="grads / jobs * 100"),),
        checks=(
            CheckDef(id="R-1", level=Level.ERROR, formula="grads <= jobs", message="毕业生多于就业"),
            CheckDef(id="R-2", level=Level.WARNING, formula="unique(name, level)", message="重复"),
            CheckDef(id="R-3", level=Level.HINT, formula="grads / jobs <= 0.9", message="几乎都是毕业生"),
        ),
    )  # fmt: skip


def _quarterly() -> FormDef:
    return FormDef(
        id="Q", title="季报", kind=Kind.TABLE, frequency=Frequency.QUARTER, respondents=("county",),
        columns=(ColumnDef(id="q", title="本季"),),
        rows=(RowDef(id="1", title="产值", nature=Nature.FLOW, decimals=2), RowDef(id="2", title="上季", decimals=2)),
        calculations=(CalculationDef(target="[2, q]", formula="prev([1, q])"),),
        checks=(CheckDef(id="Q-1", level=Level.HINT, formula="[1, q] >= A[01, m]", message="不可能"),),
    )  # fmt: skip


UNITS = (
    UnitDef(code="54", name="全区", kind="region"),
    UnitDef(code="P", name="拉萨市", short_name="拉萨", kind="county", parent="54"),
    UnitDef(code="Z", name="高新区", kind="zone", parent="P", reports_to="54", inside=True),
    UnitDef(code="B", name="乙县", kind="county", parent="54"),
)
TARGETS = (
    TargetDef(id="T-1", indicator="新注册企业", form="A", row="01", column="m", unit="P", target=Decimal(200), document="5号"),
)  # fmt: skip
PACK = PackDef(
    id="engine", version="1", title="引擎", authority="办", first_period="2025-01",
    due={"month": 5, "quarter": 10}, forms=(_table(), _roster(), _quarterly()),
    lists={"levels": LEVELS}, units=UNITS, targets=TARGETS,
)  # fmt: skip
INDEX = PackIndex(PACK)
PROGRAM = Program(INDEX)


class History(dict):
    """Earlier reports by (form, period text): contents, or contents with their source."""

    def report(self, form, period):
        found = self.get((form, str(period)))
        return PastReport(found, "accepted") if isinstance(found, Content) else found


def content(table="", rows=()):
    """A content from `01 m 12; 02 m 3`."""
    cells: dict[str, dict[str, str]] = {}
    for row, column, text in (entry.split() for entry in table.split(";") if entry.strip()):
        cells.setdefault(row, {})[column] = text
    return Content(cells=cells, rows=tuple(rows))


def typed(form, table):
    """Cells from `01 m 12; 05 m —`; `∅` is blank."""
    cells = {}
    for row, column, text in (entry.split() for entry in table.split(";") if entry.strip()):
        spec = INDEX.forms[form].cells[Position(row, column)].spec
        cells[Position(row, column)] = parse_entry("" if text == "∅" else text, spec).value
    return cells


def raw_lines(*lines):
    """Roster lines from `name|level|jobs|grads`."""
    specs = list(INDEX.forms["R"].field_specs.values())
    return [
        tuple(parse_entry(text, spec).value for text, spec in zip([*line.split("|"), ""], specs, strict=True))
        for line in lines
    ]


def figures(raw):
    kinds = [spec.type for spec in INDEX.forms["R"].field_specs.values()]
    return [tuple(figure_of(value, kind) for value, kind in zip(line, kinds, strict=True)) for line in raw]


def evaluate(table="", lines=(), past=None, period="2026-03", unit="P", quarter=""):
    inputs = {
        "A": Inputs(typed("A", table)),
        "R": Inputs({}, figures(raw_lines(*lines))),
        "Q": Inputs(typed("Q", quarter)),
    }
    return Evaluation(PROGRAM, INDEX.units[unit], parse_period(period), inputs, past or History())


def cell(evaluation, place, form="A"):
    """A cell's canonical text: `01 m`."""
    value = evaluation.values[PROGRAM.slots[CellRef(form, *place.split())]]
    return to_text(value) if not isinstance(value, bool) else value


def found(evaluation, form="A", explanations=(), lines=()):
    return findings(evaluation, form, explanations, raw_lines(*lines))


__all__ = ["INDEX", "NA", "PACK", "PROGRAM", "History", "cell", "content", "evaluate", "found", "typed"]

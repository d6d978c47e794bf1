"""The same synthetic work for everybody: ten forms of 60 cells and one or two rosters a report set.

A pure function of unit and month; nothing depends on time. Columns c4 and c5 carry two decimals.
"""

from __future__ import annotations

import random
from functools import cache

from forms.definition import CellType, ColumnDef, FieldDef, FormDef, Kind, Nature, PackDef, RowDef, UnitDef
from forms.period import Frequency, Period
from forms.report import Content

FORMS = [f"F{n:02d}" for n in range(1, 11)]
ROWS = [f"r{n:02d}" for n in range(1, 13)]
COLUMNS = ["c1", "c2", "c3", "c4", "c5"]
FIELDS = [f"f{n:02d}" for n in range(1, 21)]
TOP = "61"
GROUPS = 7
FIRST = Period(2017 * 12, 1)
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def month(number: int) -> str:
    """`2017-01` for 0."""
    return str(FIRST.shift(number))


def unit_code(number: int) -> str:
    return f"61{number % GROUPS + 1:02d}{number // GROUPS:04d}"


def units(count: int, *, to_top: bool) -> tuple[UnitDef, ...]:
    groups = [UnitDef(code=f"61{g + 1:02d}", name=f"第{g}市", kind="city", parent=TOP) for g in range(GROUPS)]
    below = [
        UnitDef(
            code=unit_code(n), name=f"第{n}县", kind="county", parent=f"61{n % GROUPS + 1:02d}",
            reports_to=TOP if to_top else None,
        )
        for n in range(count)
    ]  # fmt: skip
    return (UnitDef(code=TOP, name="全省", kind="region"), *groups, *below)


def table(form: str, **more: object) -> FormDef:
    columns = tuple(ColumnDef(id=c, title=c, decimals=2 if c in ("c4", "c5") else 0) for c in COLUMNS)
    rows = tuple(RowDef(id=r, title=f"指标{r}", nature=Nature.FLOW) for r in ROWS)
    return FormDef(
        id=form, title=f"表{form}", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("county",),
        columns=columns, rows=rows, **more,
    )  # fmt: skip


def roster(form: str, **more: object) -> FormDef:
    kinds = [CellType.TEXT, CellType.INTEGER, CellType.NUMBER, CellType.DATE]
    fields = tuple(FieldDef(id=f, title=f"栏{f}", type=kinds[n % 4]) for n, f in enumerate(FIELDS))
    return FormDef(
        id=form, title=f"名录{form}", kind=Kind.ROSTER, frequency=Frequency.MONTH, respondents=("county",),
        fields=fields, key=("f01",), **more,
    )  # fmt: skip


@cache
def pack(count: int, *, to_top: bool = True) -> PackDef:
    return PackDef(
        id="bench", version="1", title="比较", authority="办", first_period=month(0), due={"month": 5},
        forms=(*map(table, FORMS), roster("R1"), roster("R2")), units=units(count, to_top=to_top),
    )  # fmt: skip


def figures(unit: int, number: int) -> list[int]:
    """600 figures times 100; whole ones in the first three columns."""
    source = random.Random(unit * 100_003 + number)
    return [
        source.randrange(5_000_000) if place % 5 > 2 else source.randrange(50_000) * 100
        for place in range(600)
    ]


def text(figure: int, place: int) -> str:
    return f"{figure // 100}.{figure % 100:02d}" if place % 5 > 2 else str(figure // 100)


def cells(values: list[int], form: int) -> dict[str, dict[str, str | None]]:
    start = form * 60
    return {
        row: {c: text(values[start + 5 * r + n], n) for n, c in enumerate(COLUMNS)}
        for r, row in enumerate(ROWS)
    }


def lines(unit: int, number: int) -> dict[str, tuple[dict[str, str | None], ...]]:
    """50 to 500 lines, and in half of the sets 50 to 300 more; a mean of 367 as in the study."""
    source = random.Random(unit * 999_983 + number)
    sizes = {"R1": source.randrange(50, 501)}
    if source.random() < 0.53:
        sizes["R2"] = source.randrange(50, 301)
    return {form: tuple(_line(source, n) for n in range(size)) for form, size in sizes.items()}


def _line(source: random.Random, number: int) -> dict[str, str | None]:
    line: dict[str, str | None] = {}
    for place, field in enumerate(FIELDS):
        match place % 4:
            case 0:
                line[field] = (
                    f"{source.choice(NAMES)}氏{'农牧科技有限公司' if place % 8 else ''}{number}-{place}"
                )
            case 1:
                line[field] = str(source.randrange(100_000))
            case 2:
                line[field] = f"{source.randrange(1, 100_000)}.{source.randrange(10)}"
            case _:
                line[field] = f"20{source.randrange(10, 27)}-{source.randrange(1, 13):02d}-15"
    return line


def contents(unit: int, number: int) -> dict[str, Content]:
    """One report set: content by form."""
    values = figures(unit, number)
    tables = {form: Content(cells=cells(values, n)) for n, form in enumerate(FORMS)}
    return tables | {form: Content(rows=rows) for form, rows in lines(unit, number).items()}

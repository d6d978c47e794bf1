"""The small pack with rosters for problems, notices, matters, a register and its events; an office that filled them in."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from forms.definition import CellType, ChoiceDef, FieldDef, FormDef, Kind, PackDef
from forms.period import Frequency
from forms.report import Content
from tests.sync import offices
from tests.sync.offices import Office, Region

LEVELS = (
    ChoiceDef(code="A", title="国家级", title_en="national"),
    ChoiceDef(code="B", title="市级", title_en="city"),
)


def roster(name: str, *fields: str, key: tuple[str, ...] = ("number",), **types: CellType | str) -> FormDef:
    """A monthly roster that is carried over; `types` gives a field another type, or the list of its choices."""
    return FormDef(
        id=name,
        title=name,
        kind=Kind.ROSTER,
        frequency=Frequency.MONTH,
        respondents=offices.KINDS,
        fields=tuple(_field(one, types.get(one, CellType.TEXT)) for one in fields),
        key=key,
        carry="previous-period",
    )


def _field(name: str, kind: CellType | str) -> FieldDef:
    if isinstance(kind, CellType):
        return FieldDef(id=name, title=name, type=kind)
    return FieldDef(id=name, title=name, type=CellType.CHOICE, list=kind)


def pack(*more: FormDef) -> PackDef:
    """A: problems, B: answers to notices, C: matters for decision."""
    day = CellType.DATE
    base = offices.pack()
    forms = (
        *base.forms,
        roster("A", "number", "problem", "deadline", deadline=day),
        roster("B", "number", "matter", "unit", "deadline", "progress", "done", deadline=day, done=day),
        roster("C", "number", "kind", "subject", "result", "meeting", "reason"),
        *more,
    )
    lists = {"results": (ChoiceDef(code="通过", title="通过"),), "levels": LEVELS}
    return replace(base, forms=forms, lists=lists)


def registers() -> tuple[FormDef, ...]:
    """L: a register, E: what happened to its entries."""
    return (
        roster("L", "number", "name", "level", "place", "jobs", level="levels", jobs=CellType.INTEGER),
        roster("E", "carrier", "event", "before", "after", "date", key=("carrier",), date=CellType.DATE),
    )


def told(folder: Path) -> Region:
    """91 told problems and a matter of October and its register from August to October; 92 a register of October."""
    region = Region(folder, given=pack(*registers()))
    one, two = region.join("91"), region.join("92")
    problems = (
        {"number": "P1", "problem": "场地不足", "deadline": "2026-11-20"},
        {"number": "P2", "problem": "缺人"},
    )
    matter = {"number": "M1", "kind": "认定", "subject": "众创空间", "reason": "运行满三年"}
    event = {"carrier": "1", "event": "升级", "before": "市级", "after": "国家级", "date": "2026-10-08"}
    region.top.take(
        *_months(one),
        one.send(
            one.revision(Content(rows=problems), form="A"),
            one.revision(Content(rows=(matter,)), form="C"),
            one.revision(Content(rows=(event,)), form="E"),
        ),
        two.submit(Content(rows=(entry("7", "B", name="高原空间"),)), form="L"),
    )
    return region


def entry(number: str, level: str, **more: str) -> dict[str, str | None]:
    """A line of the register."""
    return {"number": number, "name": f"载体{number}", "level": level, "place": "柳梧", "jobs": "3", **more}


def _months(office: Office) -> list[Path]:
    months = {
        "2026-08": (entry("1", "B"), entry("2", "B")),
        "2026-09": (entry("1", "B", jobs="9"),),
        "2026-10": (entry("1", "A"), entry("3", "A", place="城关")),
    }
    return [office.submit(Content(rows=rows), form="L", period=month) for month, rows in months.items()]

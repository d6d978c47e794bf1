"""What rules look at, in the words of the form: cells with their time, roster totals, targets.

Names are those of the pack, in both languages where it has both; nobody has to read an id to understand a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from forms.formula.tree import LastYear, Prev, Step, Target, Time, Ytd
from forms.ids import CellRef
from forms.index import CellDef, PackIndex, Position

_MARKS: Final = "†‡*"


class Name(NamedTuple):
    """One thing in both languages; English falls back to the pack's own title."""

    zh: str
    en: str


_TALLIES: Final = {
    "count": Name("行数", "number of lines"),
    "sum": Name("合计", "total"),
    "avg": Name("平均", "average"),
    "min": Name("最小", "lowest"),
    "max": Name("最大", "highest"),
}


def titled(title: str, english: str | None) -> Name:
    """A title of the pack without the mark that refers to a printed footnote."""
    return Name(title.rstrip(_MARKS), (english or title).rstrip(_MARKS))


def listed(names: Sequence[Name]) -> Name:
    """Several names in a row."""
    return Name("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def cell_name(cell: CellDef) -> Name:
    """A cell as people name it: `02.12 入驻企业 合计`."""
    row, column = row_name(cell), column_name(cell)
    return Name(f"{row.zh} {column.zh}", f"{row.en} · {column.en}")


def row_name(cell: CellDef) -> Name:
    """The cell's row with its code."""
    row = titled(cell.row.title, cell.row.title_en)
    return Name(f"{cell.row.id} {row.zh}", f"{cell.row.id} {row.en}")


def column_name(cell: CellDef) -> Name:
    """The cell's column."""
    return titled(cell.column.title, cell.column.title_en)


def past_name(index: PackIndex, form: str, ref: CellRef, time: Time) -> Name:
    """A cell at a time, with the form's id where it is another than the rule's."""
    cell, when = cell_name(index.forms[ref.form].cells[Position(ref.row, ref.column)]), bracketed(time)
    other = "" if ref.form == form else f"{ref.form} "
    return Name(f"{other}{cell.zh}{when.zh}", f"{other}{cell.en}{when.en}")


def bracketed(time: Time) -> Name:
    """`（上年同期 本年累计）` for the figure a reference takes from another time; empty for the present one."""
    when = time_name(time)
    return Name(f"（{when.zh}）", f" ({when.en})") if time else when


def time_name(time: Time) -> Name:
    """The steps of a time in words."""
    steps = [_step(step) for step in time]
    return Name(" ".join(step.zh for step in steps), ", ".join(step.en for step in steps))


def _step(step: Step) -> Name:
    match step:
        case Prev():
            return Name("上期", "previous period")
        case LastYear():
            return Name("上年同期", "same period last year")
        case Ytd():
            return Name("本年累计", "year to date")
        case _:
            return Name(f"{step.since} 起累计", f"since {step.since}")


def field_name(index: PackIndex, form: str, field: str) -> Name:
    """A field of a roster."""
    found = index.forms[form].fields[field]
    return titled(found.title, found.title_en)


def tally_name(
    index: PackIndex, form: str, function: str, *, field: str | None, where: Name, time: Time
) -> Name:
    """`SC-03 名录（级别 = “国家级”） 行数`; `where` is the condition in words, empty for none."""
    known = index.forms[form].form
    named = titled(known.title, known.title_en)
    what = field_name(index, form, field) if field else Name("", "")
    when, how = bracketed(time), _TALLIES[function]
    return Name(
        f"{form} {named.zh}{f'（{where.zh}）' if where.zh else ''}{what.zh and ' ' + what.zh}{when.zh} {how.zh}",
        f"{form} {named.en}{f' ({where.en})' if where.en else ''}, {what.en and what.en + ', '}{how.en}{when.en}",
    )


def target_name(index: PackIndex, target: Target) -> Name:
    """A target with its id and indicator."""
    known = next((t for t in index.pack.targets if t.id == target.id), None)
    said = f" {known.indicator}" if known else ""
    return Name(f"目标 {target.id}{said}", f"target {target.id}{said}")

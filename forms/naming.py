"""What rules look at, in the words of the form: cells with their time, roster totals, targets.

Names are in the pack's language, as titles are; nobody has to read a formula to understand a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from forms.formula.printer import print_formula
from forms.formula.tree import LastYear, LineField, Node, Operand, Prev, Step, Tally, Target, Time, Ytd, walk
from forms.index import CellDef, PackIndex, Position

_TALLIES: Final = {"count": "行数", "sum": "合计", "avg": "平均", "min": "最小", "max": "最大"}
_SPACED: Final = re.compile(r" [-+*/] |\(")


def cell_title(cell: CellDef) -> str:
    """A cell as people name it: `02.12 入驻企业 合计`."""
    return f"{cell.row.id} {cell.row.title} {cell.column.title}"


def time_words(time: Time) -> str:
    """`（上年同期 累计）` for the figure a reference takes from another time; empty for the present one."""
    return f"（{' '.join(map(_step, time))}）" if time else ""


def _step(step: Step) -> str:
    match step:
        case Prev():
            return "上期"
        case LastYear():
            return "上年同期"
        case Ytd():
            return "本年累计"
        case _:
            return f"{step.since} 起累计"


def title(index: PackIndex, form: str, part: Node) -> str:
    """A reference in a rule of this form; other forms' cells say which form they are from."""
    match part:
        case Operand(ref=ref, time=time):
            named = cell_title(index.forms[ref.form].cells[Position(ref.row, ref.column)]) + time_words(time)
            return named if ref.form == form else f"{ref.form} {named}"
        case LineField(name=name):
            return index.forms[form].fields[name].title
        case Tally():
            return _tally(index, part)
        case Target(name):
            known = next((t for t in index.pack.targets if t.id == name), None)
            return f"目标 {name} {known.indicator}" if known else f"目标 {name}"
        case _:
            return print_formula(part)


def _tally(index: PackIndex, tally: Tally) -> str:
    """`SC-03 名录（级别 = "国家级"）行数`."""
    form = index.forms[tally.form]
    field = f" {form.fields[tally.field.name].title}" if tally.field else ""
    where = ""
    if tally.where is not None:
        names = {
            print_formula(part): form.fields[part.name].title
            for part in walk(tally.where)
            if isinstance(part, LineField)
        }
        where = f"（{named(tally.where, names)}）"
    return (
        f"{form.form.id} {form.form.title}{where}{field}{time_words(tally.time)} {_TALLIES[tally.function]}"
    )


def named(node: Node, names: Mapping[str, str]) -> str:
    """The formula with names for references; longer references first, so that none is cut."""
    printed = print_formula(node)
    longest = sorted(names, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda m: names[m[0]], printed) if names else printed


def is_formula(text: str) -> bool:
    """Whether a named side still computes something, so that its value follows an equals sign."""
    return _SPACED.search(text) is not None

"""The same 300 calculations and 400 checks as a workbook: `python -m tests.benchmarks.spreadsheet write|formulas FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks import rules, work
from tests.benchmarks.timing import median_of, tell

CHECKS = "checks"


def cell(f: int, r: int, c: int, before: bool) -> str:
    """`form1!B2`; the month before lies in `before1`."""
    return f"{'before' if before else 'form'}{f + 1}!{'BCDEF'[c - 1]}{r + 1}"


def write(path: Path) -> None:
    """Ten sheets a month, entered cells as numbers, calculated ones rounded as the product rounds them."""
    import xlsxwriter

    calculations, checks = rules.sources(cell, sign="=", when="IF({},{},{})")
    filled = dict(calculations)
    with xlsxwriter.Workbook(str(path)) as book:
        for name, month in (("form", 30), ("before", 29)):
            values = work.figures(3, month)
            for f in range(len(work.FORMS)):
                sheet = book.add_worksheet(f"{name}{f + 1}")
                sheet.write_row(0, 0, ["", *work.COLUMNS])
                for place, value in enumerate(values[f * 60 : f * 60 + 60]):
                    at = (place // 5 + 1, place % 5 + 1)
                    text = filled.get((f, *at)) if name == "form" else None
                    if text is None:
                        sheet.write_number(*at, value / 100)
                    else:
                        sheet.write_formula(*at, f"=ROUND({text},{2 if at[1] > 3 else 0})")
        last = book.add_worksheet(CHECKS)
        last.write_formula(0, 1, f"=COUNTIF(A1:A{len(checks)},FALSE)")
        areas = ",".join(f"form{f + 1}!B2:F13" for f in range(len(work.FORMS)))
        last.write_formula(1, 1, f"=SUM({areas})")
        for number, (_, text) in enumerate(checks):
            last.write_formula(number, 0, f"={_functions(text)}")


def _functions(text: str) -> str:
    """`a or b` as spreadsheets write it."""
    left, word, right = text.partition(" or ")
    return f"OR({left},{right})" if word else text


def formulas(path: Path) -> None:
    """The `formulas` library: the whole model calculated again."""
    import formulas as library

    model = library.ExcelModel().loads(str(path)).finish()
    found = model.calculate()
    fails, total = (
        float(next(ranges.value[0, 0] for key, ranges in found.items() if str(key).endswith(f"CHECKS'!{at}")))
        for at in ("B1", "B2")
    )
    tell(t=median_of(model.calculate, 2), fails=fails, total=total)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
        tell(t=0)
    else:
        formulas(Path(sys.argv[2]))

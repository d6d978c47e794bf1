"""What outputs are made of: a region with 48 table forms of three units, which gives a workbook of about 100 sheets."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from forms.definition import ColumnDef, FormDef, Kind, Nature, PackDef, RowDef, UnitDef
from forms.messages import Translator
from forms.period import Frequency
from forms.report import Content, ReportKey
from sync import messages
from sync.desk.collected import Collected
from sync.desk.summary import Summary, summarise
from sync.outputs import messages as output_messages
from sync.outputs import print_job, printing
from sync.revisions import RevisionKind
from sync.workspace import Workspace
from tests.benchmarks import region, work

FORMS, ROWS, COLUMNS, UNITS = 48, 20, 12, 3
PERIOD = work.month(0)


@cache
def pack() -> PackDef:
    columns = tuple(ColumnDef(id=f"m{c}", title=f"{c}月", decimals=2) for c in range(1, COLUMNS + 1))
    rows = tuple(
        RowDef(id=f"{r:02d}", title=f"就业指标第{r}项", nature=Nature.FLOW) for r in range(1, ROWS + 1)
    )
    forms = tuple(
        FormDef(
            id=f"W{n:02d}", title=f"第{n}表", kind=Kind.TABLE, frequency=Frequency.MONTH,
            respondents=("county",), columns=columns, rows=rows,
        )
        for n in range(1, FORMS + 1)
    )  # fmt: skip
    units: tuple[UnitDef, ...] = work.units(UNITS, to_top=True)
    return PackDef(
        id="wide", version="1", title="比较", authority="办", first_period=PERIOD, due={"month": 5},
        forms=forms, units=units,
    )  # fmt: skip


def content(unit: int, form: int) -> Content:
    cells = {
        f"{r:02d}": {
            f"m{c}": f"{unit * 7919 + form * 613 + r * 97 + c}.{(r * c) % 90 + 10}" for c in range(1, 13)
        }
        for r in range(1, ROWS + 1)
    }
    return Content(cells=cells)


def prepare(folder: Path) -> None:
    """`region/` with every report of one month as it stands after a merge."""
    for sender in region.found(folder, UNITS, pack()):
        sender.ws.close()
    with Workspace.open(folder / "region", region.clock) as ws:
        reports = [
            (ReportKey(work.unit_code(unit), form.id, PERIOD), content(unit, n))
            for unit in range(UNITS)
            for n, form in enumerate(pack().forms)
        ]
        region.keep(ws, reports, RevisionKind.SUBMIT)


def held(ws: Workspace) -> tuple[Collected, Summary, Translator]:
    """What the desk has at hand when a workbook or a PDF is asked for."""
    collected = Collected(ws)
    summary = summarise(collected, PERIOD)
    translator = Translator("zh", messages.SENTENCES, output_messages.SENTENCES)
    return collected, summary, translator


def sheets_of(path: Path) -> list[list[list[object]]]:
    """The cells of a workbook, sheet by sheet, as a rival is to write them."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]


def tables(folder: Path, ws: Workspace) -> None:
    """`job.json`, which the product prints, and `print.xlsx` with the same tables for an office suite."""
    import xlsxwriter

    collected, summary, translator = held(ws)
    job = printing.summary_job(summary, collected, translator)
    (folder / "job.json").write_bytes(print_job.to_json(job))
    with xlsxwriter.Workbook(str(folder / "print.xlsx")) as book:
        plain, head = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": 1})
        for form in job.forms:
            sheet = book.add_worksheet(form.id)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.write(0, 0, form.title, head)
            width = max(len(line) for line in form.lines)
            sheet.write_row(1, 0, [f"{c}月" for c in range(width)], head)
            for number, line in enumerate(form.lines, 2):
                sheet.write_row(number, 0, line, plain)


def keep_cells(folder: Path, book: Path) -> int:
    """`cells.json` for the rivals; gives the number of cells."""
    sheets = sheets_of(book)
    (folder / "cells.json").write_text(json.dumps(sheets, ensure_ascii=False, default=str))
    return sum(value is not None for sheet in sheets for row in sheet for value in row)

"""X1, X2: `python -m tests.benchmarks.outputs CASE FOLDER`: the month's workbook and the PDF of its tables."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sync.outputs import print_job, printing
from sync.outputs.workbook import write_workbook
from sync.workspace import Workspace
from tests.benchmarks import region, wide
from tests.benchmarks.timing import tell, timed

Figures = dict[str, float]
OFFICE = "soffice"


def prepare(folder: Path) -> Figures:
    wide.prepare(folder)
    with Workspace.open(folder / "region", region.clock) as ws:
        collected, summary, translator = wide.held(ws)
        write_workbook(folder / "month.xlsx", summary, collected, columns=None, translator=translator)
        wide.tables(folder, ws)
    cells = wide.keep_cells(folder, folder / "month.xlsx")
    return {"t": 0, "cells": cells, "sheets": len(_cells(folder))}


def product(folder: Path) -> Figures:
    """The workbook with its layout, formulas and cover; totals are at hand, as on the page that offers it."""
    with Workspace.open(folder / "region", region.clock) as ws:
        collected, summary, translator = wide.held(ws)
        return timed(
            lambda: write_workbook(
                folder / "product.xlsx", summary, collected, columns=None, translator=translator
            )
        )


def _cells(folder: Path) -> list[list[list[object]]]:
    sheets: list[list[list[object]]] = json.loads((folder / "cells.json").read_text())
    return sheets


def bare(folder: Path) -> Figures:
    """The same cells with XlsxWriter, one border and one number format."""
    import xlsxwriter

    sheets = _cells(folder)

    def write() -> None:
        with xlsxwriter.Workbook(str(folder / "bare.xlsx")) as book:
            text, figure = (
                book.add_format({"border": 1}),
                book.add_format({"border": 1, "num_format": "0.00"}),
            )
            for rows in sheets:
                sheet = book.add_worksheet()
                for r, row in enumerate(rows):
                    for c, value in enumerate(row):
                        if value is not None:
                            sheet.write(r, c, value, text if isinstance(value, str) else figure)

    return timed(write)


def openpyxl(folder: Path) -> Figures:
    """The same with openpyxl."""
    import openpyxl as library
    from openpyxl.styles import Border, Side

    sheets = _cells(folder)

    def write() -> None:
        book = library.Workbook()
        border = Border(*[Side(style="thin")] * 4)
        for rows in sheets:
            sheet = book.create_sheet()
            for r, row in enumerate(rows, 1):
                for c, value in enumerate(row, 1):
                    if value is not None:
                        cell = sheet.cell(r, c, value)
                        cell.border = border
                        if not isinstance(value, str):
                            cell.number_format = "0.00"
        book.save(folder / "openpyxl.xlsx")

    return timed(write)


def pdf(folder: Path) -> Figures:
    """The product's PDF, drawn by a process of its own as the command line has it drawn."""
    job = print_job.read(folder / "job.json")
    return _with_children(lambda: printing.write_pdf(folder / "product.pdf", job))


def office_pdf(folder: Path) -> Figures:
    """LibreOffice on a workbook of the same tables; the profile is used already."""
    if shutil.which(OFFICE) is None:
        raise SystemExit("rival missing: LibreOffice")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "office")]
    if not (folder / "profile").exists():
        subprocess.run([*command, str(folder / "print.xlsx")], check=True, capture_output=True)
    return _with_children(
        lambda: subprocess.run([*command, str(folder / "print.xlsx")], check=True, capture_output=True)
    )


def _with_children(work: Callable[[], object]) -> Figures:
    found = timed(work)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {**found, "children": usage.ru_maxrss / 2**10}


CASES = {
    "prepare": prepare,
    "product": product,
    "bare": bare,
    "openpyxl": openpyxl,
    "pdf": pdf,
    "office-pdf": office_pdf,
}

if __name__ == "__main__":
    tell(**CASES[sys.argv[1]](Path(sys.argv[2])))

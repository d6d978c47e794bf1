"""What the cases read: a region, signed bundles made by the product, and the same content as workbooks."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import xlsxwriter

from sync import importer
from sync.workspace import Workspace
from tests.benchmarks import region, work
from tests.benchmarks.timing import tell

UNITS = 20
BOOKS = 20


def prepare(folder: Path, small: int, large: int, month_end: int) -> None:
    """`small/`, `large/` and `month/` hold bundles, `books/` workbooks of the first of them."""
    senders = region.found(folder, UNITS)
    months = {"small": small // UNITS, "large": (large - small) // UNITS, "month": month_end // UNITS}
    number = 0
    for name, count in months.items():
        (folder / name).mkdir()
        for _ in range(count):
            for sender in senders:
                path = folder / name / f"{number:03d}-{sender.number:03d}.ybz"
                path.write_bytes(sender.seal(number))
            number += 1
    for sender in senders:
        sender.ws.close()
    (folder / "books").mkdir()
    for book in range(BOOKS):
        _workbook(folder / "books" / f"{book:03d}.xlsx", book % UNITS, book // UNITS)
    shutil.copytree(folder / "region", folder / "filled")
    with Workspace.open(folder / "filled", region.clock) as ws:
        importer.import_paths(ws, [folder / "small", folder / "large"])


def _workbook(path: Path, unit: int, month: int) -> None:
    """One report set as an office would keep it: a sheet a form, figures as numbers."""
    with xlsxwriter.Workbook(str(path)) as book:
        for form, content in work.contents(unit, month).items():
            sheet = book.add_worksheet(form)
            sheet.write_row(0, 0, ["指标", *work.COLUMNS] if content.cells else work.FIELDS)
            for number, (row, columns) in enumerate(content.cells.items(), start=1):
                sheet.write_row(number, 0, [row, *(float(text) for text in columns.values())])
            for number, line in enumerate(content.rows, start=1):
                sheet.write_row(number, 0, list(line.values()))


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
    tell(t=0)

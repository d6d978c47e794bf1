"""The press of the program: Qt draws pages as pictures, as a PDF file and on a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice

from desktop.printing.compose import compose
from desktop.printing.marks import Page
from desktop.printing.paint import draw_onto, picture, write_pages
from desktop.task_port import Watch
from forms.errors import StoreError
from sync.outputs.print_job import PrintJob
from sync.outputs.writing import whole


class QtPress:
    """See `desktop.preview.presenter.Press`; called on the pool, where Qt may paint but shows nothing."""

    def pages(self, job: PrintJob, watch: Watch) -> tuple[Page, ...]:
        """A job as finished pages."""
        return compose(job, watch.step)

    def picture(self, page: Page, dots_per_mm: float) -> object:
        """A page as a QImage."""
        return picture(page, dots_per_mm)

    def save(self, path: Path, pages: Sequence[Page], title: str, watch: Watch) -> int:
        """Write a PDF file that appears whole or not at all. `E-DISK`."""
        with whole(path) as beside:
            return write_pages(beside, pages, title, watch.step)

    def send(self, printer: object, pages: Sequence[Page], watch: Watch) -> int:
        """Print on a QPrinter. `E-PRINTER`."""
        if not (isinstance(printer, QPagedPaintDevice) and draw_onto(printer, pages, watch.step)):
            raise StoreError("E-PRINTER")
        return len(pages)

"""Finished pages on any painter: a PDF, a printer, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from desktop.printing.compose import compose
from desktop.printing.marks import MM, Align, Block, Code, Ink, Page, Stroke, Told, nobody
from desktop.printing.text import font
from forms.errors import StoreError
from sync.outputs.print_job import PrintJob
from sync.version import APP

DPI = 1200
_INCH = 25.4 * MM
_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_BLACK = QColor(0, 0, 0)
_LINES = {False: Qt.PenStyle.SolidLine, True: Qt.PenStyle.DashLine}


def write_pdf(path: Path, job: PrintJob) -> int:
    """Draw a job into a PDF file with its fonts embedded; gives the number of pages. `E-DISK`."""
    return write_pages(path, compose(job), job.title)


def write_pages(path: Path, pages: Sequence[Page], title: str, told: Told = nobody) -> int:
    """Draw finished pages into a PDF file; gives their number. `E-DISK`."""
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setTitle(title)
    writer.setCreator(APP)
    if not draw_onto(writer, pages, told):
        raise StoreError("E-DISK", where=str(path), detail=path.name)
    return len(pages)


def draw_onto(device: QPagedPaintDevice, pages: Sequence[Page], told: Told = nobody) -> bool:
    """Draw pages onto a PDF file or a printer; whether it took them all."""
    painter = QPainter()
    ended = not pages
    try:
        for number, page in enumerate(pages):
            _lay(device, page)
            if number:
                device.newPage()
            elif not painter.begin(device):
                return False
            painter.resetTransform()
            dots = painter.device().logicalDpiX()
            painter.scale(dots / _INCH, dots / _INCH)
            paint(painter, page)
            told(number + 1, len(pages))
    finally:
        if painter.isActive():
            ended = painter.end()
    return ended


def _lay(device: QPagedPaintDevice, page: Page) -> None:
    """A4 to its very edges; the forms keep their own margins."""
    orientation = QPageLayout.Orientation.Landscape if page.landscape else QPageLayout.Orientation.Portrait
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), orientation, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    device.setPageLayout(layout)


def paint(painter: QPainter, page: Page) -> None:
    """Draw a page; the painter's unit is a hundredth of a millimetre."""
    for mark in page.marks:
        match mark:
            case Ink():
                _ink(painter, mark)
            case Stroke(x1, y1, x2, y2, width, dashed):
                painter.setPen(QPen(_BLACK, width, _LINES[dashed], Qt.PenCapStyle.FlatCap))
                painter.drawLine(round(x1), round(y1), round(x2), round(y2))
            case Block():
                _block(painter, mark)
            case Code():
                _code(painter, mark)


def _ink(painter: QPainter, mark: Ink) -> None:
    painter.setFont(font(mark.points))
    painter.setPen(_BLACK)
    flags = (
        _FLAGS[mark.align]
        | Qt.AlignmentFlag.AlignVCenter
        | Qt.TextFlag.TextDontClip
        | Qt.TextFlag.TextSingleLine
    )
    painter.drawText(QRectF(mark.x, mark.y, mark.width, mark.height), int(flags), mark.text)


def _block(painter: QPainter, mark: Block) -> None:
    place = QRectF(mark.x, mark.y, mark.width, mark.height)
    painter.fillRect(place, QColor.fromRgbF(mark.grey, mark.grey, mark.grey))
    if mark.border:
        painter.setPen(QPen(_BLACK, mark.border, _LINES[mark.dashed]))
        painter.drawRect(place)


def _code(painter: QPainter, mark: Code) -> None:
    modules = _modules(mark.payload)
    side = mark.side / len(modules)
    for line, row in enumerate(modules):
        for place, dark in enumerate(row):
            if dark:
                painter.fillRect(QRectF(mark.x + place * side, mark.y + line * side, side, side), _BLACK)


@lru_cache(maxsize=64)
def _modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    import segno  # no start needs it

    code = segno.make_qr(payload, error="m")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def picture(page: Page, dots_per_mm: float = 6.0) -> QImage:
    """A page as a picture, for previews and tests."""
    image = QImage(
        round(page.width / MM * dots_per_mm),
        round(page.height / MM * dots_per_mm),
        QImage.Format.Format_RGB32,
    )
    image.fill(QColor(255, 255, 255))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(dots_per_mm / MM, dots_per_mm / MM)
    paint(painter, page)
    painter.end()
    return image

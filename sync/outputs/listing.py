"""Lists that are no forms, on paper and in files: who is missing, rankings, pivots; titles above plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.errors import YuebaoError
from forms.messages import Translator
from sync import durable
from sync.outputs import print_job
from sync.outputs.flat import csv_text
from sync.outputs.heads import STEMS, Head, Heads, Place
from sync.outputs.print_job import ChartPage, PrintForm, PrintJob, Stamp
from sync.outputs.writing import whole

STEM = "title"
FIGURE = "figure"
TEXT = "text"
WIDE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: `kinds` says of each column whether it names the line, holds figures, or texts."""

    title: str
    caption: str
    titles: tuple[str, ...]
    kinds: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    about: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def list_job(
    listings: Sequence[Listing], translator: Translator, stamp: str, charts: Sequence[ChartPage] = ()
) -> PrintJob:
    """The lists as pages, each beginning one, then the charts."""
    return PrintJob(
        title=listings[0].title if listings else "",
        forms=tuple(_form(one) for one in listings),
        words=print_job.words(translator),
        stamp=Stamp(text=stamp),
        charts=tuple(charts),
    )


def _form(one: Listing) -> PrintForm:
    cells = tuple(Head(text=title, line=0, place=place) for place, title in enumerate(one.titles))
    stems = sum(kind == STEM for kind in one.kinds)
    places = tuple(
        Place(kind=kind, name=str(at), index=STEMS[at] if at < stems else str(at - stems + 1))
        for at, kind in enumerate(one.kinds)
    )
    return PrintForm(
        id="",
        title=one.title,
        caption=one.caption,
        box=(),
        left=one.about,
        heads=Heads(cells=cells, depth=1, places=places),
        lines=one.lines,
        notes=one.notes,
    )


def write_listing(path: Path, one: Listing) -> Path:
    """Write a list by the file's ending, .xlsx or .csv. `E-USAGE` for another, `E-DISK`."""
    match path.suffix.lower():
        case ".csv":
            text = csv_text(one.titles, one.lines)
            return durable.replace_file(path, text.encode("utf-8-sig"))
        case ".xlsx":
            return _workbook(path, one)
        case _:
            raise YuebaoError("E-USAGE", detail=f"{path.name}: .xlsx .csv", where=str(path))


def _workbook(path: Path, one: Listing) -> Path:
    """One sheet with fixed heads; figures are numbers, everything else stays text."""
    from xlsxwriter import Workbook

    with whole(path) as beside, Workbook(beside, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "border": 1})
        sheet.write_string(0, 0, f"{one.title}  {one.caption}", bold)
        for place, title in enumerate(one.titles):
            sheet.write_string(1, place, title, head)
        for number, line in enumerate(one.lines, 2):
            for place, text in enumerate(line):
                _cell(sheet, number, place, text, figure=one.kinds[place] == FIGURE)
        sheet.freeze_panes(2, sum(kind == STEM for kind in one.kinds))
        for place, width in enumerate(_widths(one)):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        for number, note in enumerate(one.notes, len(one.lines) + 3):
            sheet.write_string(number, 0, note)
    return path


def _cell(sheet: Any, row: int, column: int, text: str, *, figure: bool) -> None:  # noqa: ANN401 - untyped library
    plain = text.replace(",", "").removesuffix("%")
    if figure and plain.lstrip("+-").replace(".", "", 1).isdigit() and not text.endswith("%"):
        sheet.write_number(row, column, float(plain))
    else:
        sheet.write_string(row, column, text)


def _widths(one: Listing) -> Iterable[int]:
    """Wide enough for what stands in the column; a Chinese character is as wide as two others."""
    for place, title in enumerate(one.titles):
        texts = (title, *(line[place] for line in one.lines))
        yield min(max(sum(2 if ord(c) > 255 else 1 for c in text) for text in texts) + 2, WIDE)  # noqa: PLR2004

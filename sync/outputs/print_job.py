"""What is printed, as a frozen value: the window draws it, the command line hands it to the window's program.

All texts are final; only measuring, breaking into pages and drawing are left to `desktop.printing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from forms.definition import FormDef, Kind, PackDef
from forms.errors import YuebaoError
from forms.index import PackIndex, Position
from forms.messages import Translator
from forms.report import Cover
from forms.sheet import CellState, CellView, Sheet
from sync.outputs import official
from sync.outputs.heads import Heads, heads_of, indent_of
from sync.outputs.wording import cell_text, field_text

VERSION = 1
Pair = tuple[str, str]
Line = tuple[str, ...]


class Stamp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What proves that paper and file are the same: shown under every page, and as a QR code.

    Without a hash `text` says that nothing was handed over yet.
    """

    text: str
    code: str = ""


class PrintForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One form: `lines` are the table's texts by printed column, `indents` the depth of each line's title.

    `stamp` is that of the job where none is given.
    """

    id: str
    title: str
    caption: str
    box: tuple[Pair, ...]
    left: tuple[Pair, ...]
    heads: Heads
    lines: tuple[Line, ...]
    indents: tuple[int, ...] = ()
    foot: tuple[Pair, ...] = ()
    notes: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    stamp: Stamp | None = None


class Course(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line over periods; figures are written as they print, `goal` is the level of a dashed line."""

    title: str
    periods: tuple[str, ...]
    figures: tuple[str, ...]
    goal: str = ""


class Tile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit on the schematic map: the larger its `share` (0 to 1), the darker."""

    name: str
    figure: str
    column: int
    row: int
    share: float | None = None


class Bar(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit among others: its bar is `length` (0 to 1) long; units inside others have no `place`."""

    name: str
    figure: str
    share: str
    length: float
    place: str = ""


class ChartPage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Charts of one subject; `said` are sentences above them."""

    title: str
    caption: str
    said: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()
    tiles_title: str = ""
    tiles: tuple[Tile, ...] = ()
    bars_title: str = ""
    bars: tuple[Bar, ...] = ()


class Words(Struct, frozen=True, kw_only=True):
    """The painter's own words in the reader's language; `page` has {page} and {pages}."""

    notes: str
    relations: str
    continued: str
    page: str
    colon: str


class PrintJob(Struct, frozen=True, kw_only=True):
    """Forms to print one after another, then charts; every form begins a page."""

    version: int = VERSION
    title: str
    forms: tuple[PrintForm, ...]
    words: Words
    stamp: Stamp
    charts: tuple[ChartPage, ...] = ()


def to_json(job: PrintJob) -> bytes:
    """The job as the window's program reads it."""
    return msgspec.json.encode(job)


def from_json(data: bytes) -> PrintJob:
    """Read a job; `E-SCHEMA` for anything else."""
    try:
        return msgspec.json.decode(data, type=PrintJob)
    except (msgspec.ValidationError, msgspec.DecodeError) as failure:
        raise YuebaoError("E-SCHEMA", detail=str(failure)) from None


def read(path: Path) -> PrintJob:
    """Read a job from a file."""
    return from_json(path.read_bytes())


def words(translator: Translator) -> Words:
    """The painter's words."""
    return Words(
        notes=translator.text("Notes"),
        relations=translator.text("Check relations"),
        continued=translator.text("(continued)"),
        page=translator.text("Page {page} of {pages}"),
        colon=": " if translator.language == "en" else "：",
    )


def stamp(translator: Translator, bundle: str | None = None) -> Stamp:
    """The stamp of a bundle handed over (its SHA-256 in hex), or of a print made before."""
    if bundle is None:
        return Stamp(text=translator.text("Draft, not handed over: for checking only"))
    return Stamp(text=translator.text("Bundle {hash}", hash=bundle), code=f"yuebao:{bundle}")


def job_of_sheets(
    index: PackIndex,
    sheets: Sequence[Sheet],
    translator: Translator,
    *,
    bundle: str | None = None,
    relations: Mapping[str, Sequence[str]] | None = None,
) -> PrintJob:
    """The reports of one unit as they print; `relations` are 审核关系 by form, printed where given."""
    made = tuple(
        form_of_sheet(index, sheet, translator, (relations or {}).get(sheet.form.id, ())) for sheet in sheets
    )
    return PrintJob(
        title=" ".join(dict.fromkeys(form.title for form in made)),
        forms=made,
        words=words(translator),
        stamp=stamp(translator, bundle),
    )


def form_of_sheet(
    index: PackIndex, sheet: Sheet, translator: Translator, relations: Sequence[str] = ()
) -> PrintForm:
    """One report; entries that were not understood print as typed, with a mark."""
    form = sheet.form
    texts = {position: view_text(view) for position, view in sheet.cells.items()}
    rows = [{name: view_text(view) for name, view in line.values.items()} for line in sheet.lines]
    occasion = Occasion(
        period=sheet.period,
        left=official.reporter(index.unit(sheet.unit), translator),
        cover=sheet.cover,
        relations=tuple(relations),
    )
    return print_form(index.pack, form, texts if form.kind is Kind.TABLE else rows, translator, occasion)


def view_text(view: CellView) -> str | None:
    """A cell as it prints."""
    if view.state is CellState.INVALID:
        return f"{view.typed}（?）"
    return view.text


class Occasion(Struct, frozen=True, kw_only=True):
    """What is printed around a form's table: whose, of when, and by whom."""

    period: str
    left: tuple[Pair, ...]
    cover: Cover | None = None
    notes: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None


def print_form(
    pack: PackDef,
    form: FormDef,
    content: Mapping[Position, str | None] | Sequence[Mapping[str, str | None]],
    translator: Translator,
    occasion: Occasion,
) -> PrintForm:
    """A form with these texts: cells by position, or lines by field."""
    heads = heads_of(form, translator, occasion.columns)
    if isinstance(content, Mapping):
        lines = _rows(pack, form, heads, content, translator)
    else:
        lines = _lines(pack, form, content, translator)
    measure = official.one_measure(form)
    shared = ((translator.text("Measure"), measure),) if measure else ()
    return PrintForm(
        id=form.id,
        title=official.heading(form, translator),
        caption=official.period_text(occasion.period, translator),
        box=official.box(pack, form, translator),
        left=(*occasion.left, *shared),
        heads=heads,
        lines=lines,
        indents=tuple(indent_of(form, row.id) for row in form.rows),
        foot=official.foot(occasion.cover, translator) if occasion.cover is not None else (),
        notes=(*occasion.notes, *form.notes),
        relations=occasion.relations,
    )


def _rows(
    pack: PackDef, form: FormDef, heads: Heads, texts: Mapping[Position, str | None], translator: Translator
) -> tuple[Line, ...]:
    columns = {column.id: column for column in form.columns}
    return tuple(
        (
            translator.pick(row.title, row.title_en),
            row.measure or "",
            row.id,
            *(
                cell_text(pack, row, columns[p.name], texts.get(Position(row.id, p.name)), translator)
                for p in heads.places[heads.stem :]
            ),
        )
        for row in form.rows
    )


def _lines(
    pack: PackDef, form: FormDef, lines: Sequence[Mapping[str, str | None]], translator: Translator
) -> tuple[Line, ...]:
    return tuple(
        (str(number), *(field_text(pack, field, line.get(field.id), translator) for field in form.fields))
        for number, line in enumerate(lines, 1)
    )

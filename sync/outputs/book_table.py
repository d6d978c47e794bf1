"""A table's two sheets: its totals in the official layout, and every unit's figures that the totals add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.aggregate import Share, is_added
from forms.definition import RowDef
from forms.index import FormIndex
from sync.desk.summary import FormTotal
from sync.outputs import official
from sync.outputs.book_frame import (
    HEAD_TOP,
    LANDSCAPE_FROM,
    letters_of,
    opening,
    write_adjustments,
    write_remarks,
)
from sync.outputs.heads import Heads, heads_of, indent_of
from sync.outputs.printing import shares_of
from sync.outputs.sheets import column_widths, is_figure, page_setup, put, row_height, write_heads
from sync.outputs.styles import INSIDE_FILL, SUM_FILL, places_of
from sync.outputs.wording import cell_text
from sync.outputs.workbook import Book

_UNIT_WIDTH = 26.0
_UNIT_LINE = 16.0
_PALE: Mapping[str, object] = {"italic": True, "font_color": "#666666"}
Texts = Mapping[str, Sequence[str]]
Formats = Sequence[tuple[Any, Any]]
Kinds = tuple[tuple[bool, int | None], ...]


def write_table(book: Book, total: FormTotal) -> None:
    """The totals sheet, and the sheet of the units behind it."""
    form = book.collected.index.form(total.form)
    heads = heads_of(form.form, book.translator, book.columns)
    texts = _texts(book, form, heads, total.cells)
    table = _Table(
        book=book,
        total=total,
        form=form,
        heads=heads,
        texts=texts,
        widths=column_widths(
            heads, {n: [line[n] for line in texts.values()] for n in range(len(heads.places))}
        ),
        added=shares_of(book.summary, total, book.collected, total.units),
        inside=shares_of(book.summary, total, book.collected, total.units_inside),
    )
    table.write_totals()
    table.write_units()


def _texts(
    book: Book, form: FormIndex, heads: Heads, cells: Mapping[str, Mapping[str, str | None]]
) -> dict[str, list[str]]:
    """Every line of the form as it is read, by row."""
    pack = book.collected.index.pack
    columns = {column.id: column for column in form.form.columns}
    return {
        row.id: [
            book.translator.pick(row.title, row.title_en),
            row.measure or "",
            row.id,
            *(
                cell_text(pack, row, columns[p.name], cells.get(row.id, {}).get(p.name), book.translator)
                for p in heads.places[heads.stem :]
            ),
        ]
        for row in form.form.rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One table form on its way into the workbook."""

    book: Book
    total: FormTotal
    form: FormIndex
    heads: Heads
    texts: Texts
    widths: list[float]
    added: list[Share]
    inside: list[Share]
    _kinds: dict[str, Kinds] = field(default_factory=dict)
    _shared: dict[tuple[Kinds, str, bool], Formats] = field(default_factory=dict)

    @property
    def footer(self) -> str:
        return f"{self.book.footer}  {self.total.form}"

    # --- totals ------------------------------------------------------------------------------------

    def write_totals(self) -> None:
        """The form as it prints, its figures as sums over the other sheet."""
        sheet = self.book.sheet(self.book.names[self.total.form].total)
        opening(
            self.book, sheet, self.total, self.widths, official.heading(self.form.form, self.book.translator)
        )
        top = write_heads(sheet, self.book.styles, self.heads, HEAD_TOP, widths=self.widths)
        for number, row in enumerate(self.form.form.rows):
            self._total_line(sheet, top + number, number, row)
        rows = len(self.form.form.rows)
        below = write_adjustments(self.book, sheet, self.total, top + rows + 1)
        write_remarks(self.book, sheet, self.total, below, self.widths)
        page_setup(
            sheet,
            landscape=sum(self.widths) > LANDSCAPE_FROM,
            repeat=(HEAD_TOP, top - 1),
            stem=self.heads.stem,
            footer=self.footer,
        )

    def _total_line(self, sheet: Any, line: int, number: int, row: RowDef) -> None:  # noqa: ANN401
        first = self._units_top + number * (1 + len(self.added) + len(self.inside)) + 2
        last = first + len(self.added) - 1
        name = (self.book.names[self.total.form].units or "").replace("'", "''")
        self._stems(sheet, line, 0, row, "")
        for n, (figure, plain) in enumerate(self._formats(row, ""), self.heads.stem):
            letters = letters_of(n + 1)
            self._sum(sheet, line, n, row, f"'{name}'!{letters}{first}:{letters}{last}", (figure, plain))
        texts = self.texts[row.id]
        sheet.set_row(line, row_height(zip(texts, self.widths, strict=True), 18))

    def _sum(
        self,
        sheet: Any,  # noqa: ANN401
        line: int,
        column: int,
        row: RowDef,
        source: str,
        formats: tuple[Any, Any],
    ) -> None:
        """A live sum where the figure is one, with our own figure as its stored result."""
        offset = 1 if sheet.get_name() == self.book.names[self.total.form].units else 0
        n = column - offset
        text = self.texts[row.id][n]
        cell = self.form.cell(row.id, self.heads.places[n].name)
        if self.added and cell is not None and is_added(cell) and is_figure(text):
            sheet.write_formula(line, column, f"=SUM({source})", formats[0], float(text))
        else:
            put(sheet, line, column, text, *formats)

    def _formats(self, row: RowDef, fill: str, about: Mapping[str, object] | None = None) -> Formats:
        """For each figure's place the formats of figures and of texts; most rows share theirs."""
        kinds = self._kinds.get(row.id)
        if kinds is None:
            cells = [self.form.cell(row.id, place.name) for place in self.heads.places[self.heads.stem :]]
            kinds = tuple((cell is not None and cell.spec.type.numeric, places_of(cell)) for cell in cells)
            self._kinds[row.id] = kinds
        styles, more = self.book.styles, about or {}
        key = (kinds, fill, bool(more))
        if key not in self._shared:
            self._shared[key] = [
                (
                    styles.figure(places, fill, **more),
                    styles.text(fill, align="center" if numeric else "left", **more),
                )
                for numeric, places in kinds
            ]
        return self._shared[key]

    def _stems(self, sheet: Any, line: int, column: int, row: RowDef, fill: str) -> None:  # noqa: ANN401
        texts = self.texts[row.id][: self.heads.stem]
        depth = indent_of(self.form.form, row.id)
        sheet.write_string(line, column, texts[0], self.book.styles.text(fill, depth))
        for n, text in enumerate(texts[1:], column + 1):
            sheet.write_string(line, n, text, self.book.styles.text(fill, align="center"))

    # --- by unit -----------------------------------------------------------------------------------

    @property
    def _units_top(self) -> int:
        return 2 + self.heads.depth + 1

    def write_units(self) -> None:
        """For every indicator a total line, the units it adds, and those inside them in another shade."""
        book, text = self.book, self.book.translator.text
        sheet = book.sheet(book.names[self.total.form].units or "")
        for n, width in enumerate([_UNIT_WIDTH, *self.widths]):
            sheet.set_column(n, n, width)
        title = f"{official.heading(self.form.form, book.translator)} · {text('By unit')}"
        sheet.set_row(0, 28)
        sheet.merge_range(0, 0, 0, len(self.widths), title, book.styles.title)
        caption = f"{self.form.form.id}  {official.period_text(self.total.period, book.translator)}"
        sheet.merge_range(1, 0, 1, len(self.widths), caption, book.styles.caption)
        top = self._unit_heads(sheet)
        last = self._unit_lines(sheet, top)
        sheet.autofilter(top - 1, 0, max(last - 1, top), len(self.widths))
        stem = self.heads.stem + 1
        page_setup(sheet, landscape=True, repeat=(2, top - 1), stem=stem, footer=self.footer)

    def _unit_heads(self, sheet: Any) -> int:  # noqa: ANN401
        styles, text = self.book.styles, self.book.translator.text
        top = write_heads(sheet, styles, self.heads, 2, widths=self.widths, first=1)
        if self.heads.depth > 1:
            sheet.merge_range(2, 0, 1 + self.heads.depth, 0, text("unit"), styles.head)
        else:
            sheet.write_string(2, 0, text("unit"), styles.head)
        sheet.write_string(top - 1, 0, "", styles.index)
        return top

    def _unit_lines(self, sheet: Any, line: int) -> int:  # noqa: ANN401
        contents = [
            _texts(self.book, self.form, self.heads, share.content.cells)
            for share in (*self.added, *self.inside)
        ]
        for row in self.form.form.rows:
            self._sum_line(sheet, line, row)
            plain, pale = self._formats(row, ""), self._formats(row, INSIDE_FILL, _PALE)
            for n, share in enumerate((*self.added, *self.inside)):
                within = n >= len(self.added)
                self._unit_line(
                    sheet, line + 1 + n, share, contents[n][row.id], pale if within else plain, within=within
                )
            line += 1 + len(contents)
        return line

    def _sum_line(self, sheet: Any, line: int, row: RowDef) -> None:  # noqa: ANN401
        sheet.write_string(line, 0, self.book.translator.text("Total"), self.book.styles.text(SUM_FILL))
        self._stems(sheet, line, 1, row, SUM_FILL)
        for n, formats in enumerate(self._formats(row, SUM_FILL), self.heads.stem + 1):
            letters = letters_of(n)
            cell = self.form.cell(row.id, self.heads.places[n - 1].name)
            if cell is not None and not cell.spec.type.numeric:
                sheet.write_blank(line, n, None, formats[1])
                continue
            source = f"{letters}{line + 2}:{letters}{line + 1 + len(self.added)}"
            self._sum(sheet, line, n, row, source, formats)
        sheet.set_row(line, row_height([(self.texts[row.id][0], self.widths[0])], 18))

    def _unit_line(
        self,
        sheet: Any,  # noqa: ANN401
        line: int,
        share: Share,
        texts: Sequence[str],
        formats: Formats,
        *,
        within: bool,
    ) -> None:
        styles = self.book.styles
        fill = INSIDE_FILL if within else ""
        about = {**_PALE} if within else {}
        lead = self.book.translator.text("of which: ") if within else ""
        name = lead + (share.unit.short_name or share.unit.name)
        sheet.write_string(line, 0, name, styles.text(fill, 2 if within else 1, **about))
        title, other = (
            styles.text(fill, font_color="#999999", text_wrap=False, shrink=True),
            styles.text(fill, font_color="#999999", align="center"),
        )
        for n, text in enumerate(texts[: self.heads.stem], 1):
            sheet.write_string(line, n, text, title if n == 1 else other)
        for n, (text, (figure, plain)) in enumerate(
            zip(texts[self.heads.stem :], formats, strict=True), self.heads.stem + 1
        ):
            put(sheet, line, n, text, figure, plain)
        sheet.set_row(line, self._height(texts), None, {"level": 1})

    def _height(self, texts: Sequence[str]) -> float:
        """A unit's line is one line high, but for what it wrote in words."""
        places = zip(texts[self.heads.stem :], self.widths[self.heads.stem :], strict=True)
        said = ((text, width) for text, width in places if 2 * len(text) > width and not is_figure(text))
        return row_height(said, _UNIT_LINE)

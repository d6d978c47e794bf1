"""A roster's sheet: all lines of all units, with the sums of what adds up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.index import FormIndex
from sync.desk.summary import FormTotal
from sync.outputs import official
from sync.outputs.book_frame import HEAD_TOP, LANDSCAPE_FROM, letters_of, opening, write_remarks
from sync.outputs.heads import heads_of
from sync.outputs.printing import shares_of
from sync.outputs.sheets import column_widths, is_figure, page_setup, put, row_height, write_heads
from sync.outputs.styles import SUM_FILL
from sync.outputs.wording import field_text
from sync.outputs.workbook import Book


def write_roster(book: Book, total: FormTotal) -> None:
    """All lines of all units under their unit's name, with the sums of what adds up."""
    form = book.collected.index.form(total.form)
    heads = heads_of(form.form, book.translator)
    lines = [
        (share.unit.short_name or share.unit.name, line)
        for share in shares_of(book.summary, total, book.collected, total.units)
        for line in share.content.rows
    ]
    pack = book.collected.index.pack
    texts = [
        [str(n), *(field_text(pack, f, line.get(f.id), book.translator) for f in form.form.fields), unit]
        for n, (unit, line) in enumerate(lines, 1)
    ]
    widths = column_widths(heads, {n: [line[n] for line in texts] for n in range(len(heads.places))})
    widths.append(16.0)
    sheet = book.sheet(book.names[total.form].total)
    opening(book, sheet, total, widths, official.heading(form.form, book.translator))
    top = write_heads(sheet, book.styles, heads, HEAD_TOP, widths=widths)
    unit_column = len(heads.places)
    sheet.write_string(HEAD_TOP, unit_column, book.translator.text("unit"), book.styles.head)
    sheet.write_string(top - 1, unit_column, "", book.styles.index)
    for number, line in enumerate(texts):
        _roster_line(book, sheet, top + number, form, line, widths)
    _roster_sums(book, sheet, top, len(texts), form, total)
    write_remarks(book, sheet, total, top + len(texts) + 2, widths)
    page_setup(
        sheet,
        landscape=sum(widths) > LANDSCAPE_FROM,
        repeat=(HEAD_TOP, top - 1),
        stem=1,
        footer=f"{book.footer}  {total.form}",
    )


def _roster_line(
    book: Book,
    sheet: Any,  # noqa: ANN401
    line: int,
    form: FormIndex,
    texts: Sequence[str],
    widths: Sequence[float],
) -> None:
    sheet.write_number(line, 0, int(texts[0]), book.styles.figure(0, align="center"))
    for n, field in enumerate(form.form.fields, 1):
        plain = book.styles.text()
        if field.type.numeric:
            put(sheet, line, n, texts[n], book.styles.figure(field.decimals), plain)
        else:
            sheet.write_string(line, n, texts[n], plain)
    sheet.write_string(line, len(texts) - 1, texts[-1], book.styles.text())
    sheet.set_row(line, row_height(list(zip(texts, widths, strict=True)), 18))


def _roster_sums(
    book: Book,
    sheet: Any,  # noqa: ANN401
    top: int,
    lines: int,
    form: FormIndex,
    total: FormTotal,
) -> None:
    end = top + lines
    sheet.write_string(end, 0, book.translator.text("Total"), book.styles.text(SUM_FILL, align="center"))
    for n, field in enumerate(form.form.fields, 1):
        value = total.fields.get(field.id)
        if value is not None and lines and is_figure(value):
            letters = letters_of(n)
            formula = f"=SUM({letters}{top + 1}:{letters}{end})"
            sheet.write_formula(end, n, formula, book.styles.figure(field.decimals, SUM_FILL), float(value))
        elif n == 1:
            said = book.translator.text("{count} lines", count=total.lines)
            sheet.write_string(end, n, said, book.styles.text(SUM_FILL))
        else:
            sheet.write_blank(end, n, None, book.styles.text(SUM_FILL))
    sheet.write_blank(end, len(form.form.fields) + 1, None, book.styles.text(SUM_FILL))

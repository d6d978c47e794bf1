"""The first and the last sheet: what the workbook holds, who is missing, and how to read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sync.desk.summary import FormTotal
from sync.outputs import official
from sync.outputs.printing import total_notes
from sync.outputs.sheets import page_setup, row_height
from sync.outputs.styles import HEAD_FILL
from sync.outputs.workbook import Book, counted

_NOTED = 30.0
"""The width of the forms a note is about."""
_WIDTHS = (14.0, 44.0, 12.0, 16.0, 60.0)


def write_cover(book: Book) -> None:
    """Title, node, pack, the four states of a cell, and every form with a link to its sheet."""
    text, styles = book.translator.text, book.styles
    pack = book.collected.index.pack
    sheet = book.sheet(text("Cover"))
    for n, width in enumerate(_WIDTHS):
        sheet.set_column(n, n, width)
    last = len(_WIDTHS) - 1
    sheet.set_row(1, 34)
    sheet.merge_range(
        1,
        0,
        1,
        last,
        book.translator.pick(pack.title, pack.title_en),
        styles.make(font_size=20, align="center", bold=True),
    )
    sheet.merge_range(
        2,
        0,
        2,
        last,
        official.period_text(book.summary.period, book.translator),
        styles.make(font_size=14, align="center"),
    )
    line = 4
    for label, value in _facts(book):
        sheet.write_string(line, 0, label, styles.text(HEAD_FILL))
        sheet.merge_range(line, 1, line, last, value, styles.text())
        sheet.set_row(line, row_height([(value, sum(_WIDTHS[1:]))], 18))
        line += 1
    top = line + 1
    heads = (text("Form no."), text("Title"), text("Kind of form"), text("Counted"), text("Missing units"))
    for n, head in enumerate(heads):
        sheet.write_string(top, n, head, styles.head)
    sheet.set_row(top, 22)
    above = ""
    for number, total in enumerate(book.summary.forms, top + 1):
        above = _entry(book, sheet, number, total, above)
    page_setup(sheet, landscape=True, repeat=(top, top), stem=0, footer=book.footer)
    sheet.freeze_panes(0, 0)  # the heads repeat on paper; on the screen the cover scrolls as one


def _facts(book: Book) -> Iterable[tuple[str, str]]:
    text = book.translator.text
    pack = book.collected.index.pack
    basis = "；".join(f"{b.document}{b.clause or ''}" for b in pack.basis)
    yield text("Total of"), book.node
    yield text("Issued by"), pack.authority
    yield text("Approval no.") if pack.approval else text("Kind"), pack.approval or text("Working report")
    yield text("Basis"), basis
    yield text("Form pack"), f"{pack.id} {pack.version}"
    yield (
        text("Four states"),
        text(
            "0 is zero; an empty cell is blank (not filled in); — is not applicable; other figures are values."
        ),
    )
    yield (
        text("Totals"),
        text(
            "Totals are live SUM formulas over the sheet of the units; figures inside other units' are listed apart and never added."
        ),
    )


def _entry(book: Book, sheet: Any, line: int, total: FormTotal, above: str) -> str:  # noqa: ANN401
    """One form; gives the names of those who are missing, which are not repeated where they were said just `above`."""
    text, styles = book.translator.text, book.styles
    form = book.collected.index.form(total.form)
    missing = official.names([book.collected.index.unit(code) for code in total.missing])
    kind = text("table") if form.is_table else text("roster")
    target = book.names[total.form].total.replace("'", "''")
    sheet.write_url(
        line,
        0,
        f"internal:'{target}'!A1",
        styles.make(border=1, font_color="#1F5A99", underline=1),
        total.form,
    )
    sheet.write_string(line, 1, official.heading(form.form, book.translator), styles.text())
    sheet.write_string(line, 2, kind, styles.text(align="center"))
    sheet.write_string(line, 3, counted(total, book.translator), styles.text(align="center"))
    said = text("as above") if missing and missing == above else missing
    sheet.write_string(line, 4, said, styles.text())
    sheet.set_row(line, row_height([(said, _WIDTHS[4])], 18))
    return missing


def write_notes(book: Book) -> None:
    """What a reader must know: who is missing and what stands inside, with the forms it holds for; the pack's own notes."""
    text, styles = book.translator.text, book.styles
    sheet = book.sheet(text("Notes"))
    width = 110.0
    sheet.set_column(0, 0, _NOTED)
    sheet.set_column(1, 1, width)
    sheet.set_row(0, 26)
    sheet.merge_range(0, 0, 0, 1, text("Notes"), styles.title)
    line = 2
    said: dict[str, list[str]] = {}
    for total in book.summary.forms:
        for note in total_notes(total, book.collected, book.translator):
            said.setdefault(note, []).append(total.form)
    said |= {note: [] for note in book.collected.index.pack.notes}
    for note, forms in said.items():
        label = "、".join(forms) if book.translator.language == "zh" else ", ".join(forms)
        sheet.write_string(line, 0, label, styles.text(align="center"))
        sheet.write_string(line, 1, note, styles.text())
        sheet.set_row(line, row_height([(note, width), (label, _NOTED)], 18))
        line += 1
    page_setup(sheet, landscape=True, repeat=None, stem=0, footer=book.footer)

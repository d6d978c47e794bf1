"""What stands above and below every form's table in the workbook: title, box, who is counted, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.desk.summary import Adjustment, FormTotal
from sync.outputs import official
from sync.outputs.printing import total_notes
from sync.outputs.sheets import put, row_height
from sync.outputs.workbook import Book, counted

HEAD_TOP = 7
LANDSCAPE_FROM = 100.0


def opening(
    book: Book,
    sheet: Any,  # noqa: ANN401
    total: FormTotal,
    widths: Sequence[float],
    title: str,
) -> None:
    """Title, period, who is counted at the left and the box at the right; heads follow at line 7."""
    styles, text = book.styles, book.translator.text
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    form = book.collected.index.form(total.form).form
    last = len(widths) - 1
    sheet.set_row(0, row_height([(title, sum(widths) / 1.7)], 28))
    sheet.merge_range(
        0, 0, 0, last, title, styles.make(font_size=16, align="center", bold=True, text_wrap=True)
    )
    sheet.merge_range(1, 0, 1, last, official.period_text(total.period, book.translator), styles.caption)
    colon = ": " if book.translator.language == "en" else "："
    box = [
        f"{label}{colon}{value}"
        for label, value in official.box(book.collected.index.pack, form, book.translator)
    ]
    left = [
        f"{text('Total of')}{colon}{book.node}",
        f"{text('Counted')}{colon}{counted(total, book.translator)}",
    ]
    right = _right_part(widths)
    for n, line in enumerate(box):
        if right < last:
            sheet.merge_range(2 + n, right, 2 + n, last, line, styles.plain)
        else:
            sheet.write_string(2 + n, right, line, styles.plain)
    for n, line in enumerate(left):
        sheet.write_string(2 + len(box) - len(left) + n, 0, line, styles.plain)


def _right_part(widths: Sequence[float], wanted: float = 44.0) -> int:
    """The first of the last columns that together hold the box."""
    first, room = len(widths) - 1, widths[-1]
    while first > 1 and room < wanted:
        first -= 1
        room += widths[first]
    return first


def write_adjustments(book: Book, sheet: Any, total: FormTotal, line: int) -> int:  # noqa: ANN401
    """原值 / 调整 / 理由 of every adjustment and the totals with them; gives the next free line."""
    if not total.adjustments:
        return line
    text, styles = book.translator.text, book.styles
    sheet.write_string(line, 0, text("Adjustments"), styles.make(bold=True))
    heads = ("unit", "Code", "Column", "Adjustment", "Total with adjustments", "Reason")
    for n, head in enumerate(heads):
        sheet.write_string(line + 1, n, text(head), styles.head)
    for number, adjustment in enumerate(total.adjustments, line + 2):
        _adjustment(book, sheet, number, total, adjustment)
    return line + 2 + len(total.adjustments) + 1


def _adjustment(book: Book, sheet: Any, line: int, total: FormTotal, adjustment: Adjustment) -> None:  # noqa: ANN401
    styles = book.styles
    form = book.collected.index.form(total.form).form
    column = next((c for c in form.columns if c.id == adjustment.column), None)
    title = book.translator.pick(column.title, column.title_en) if column else adjustment.column
    sheet.write_string(line, 0, book.collected.index.unit(adjustment.unit).name, styles.text())
    sheet.write_string(line, 1, adjustment.row, styles.text())
    sheet.write_string(line, 2, title, styles.text())
    put(sheet, line, 3, adjustment.difference, styles.figure(None), styles.text())
    adjusted = total.adjusted.get(adjustment.row, {}).get(adjustment.column)
    put(sheet, line, 4, adjusted, styles.figure(None), styles.text())
    sheet.write_string(line, 5, adjustment.reason, styles.text())


def write_remarks(book: Book, sheet: Any, total: FormTotal, line: int, widths: Sequence[float]) -> None:  # noqa: ANN401
    """Who is missing and what the form itself says, over the table's whole width."""
    form = book.collected.index.form(total.form).form
    width = sum(widths)
    for note in (*total_notes(total, book.collected, book.translator), *form.notes):
        sheet.merge_range(line, 0, line, len(widths) - 1, note, book.styles.note)
        sheet.set_row(line, row_height([(note, width * 1.1)], 14))
        line += 1


def letters_of(column: int) -> str:
    """A column's letters from its number (0 is A)."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

"""The sheets about the work itself: who reported, and the targets."""

from __future__ import annotations

from typing import Any

from forms.report import Status
from forms.targets import Judged, Verdict
from forms.values import to_text
from sync.desk.matrix import MISSING, UnitRow, matrix
from sync.desk.targets import VERDICT_WORDS, judged_targets
from sync.outputs import official
from sync.outputs.sheets import page_setup, put, row_height
from sync.outputs.styles import STATES
from sync.outputs.wording import status_text
from sync.outputs.workbook import Book

_TARGET_WIDTHS = (10.0, 30.0, 30.0, 12.0, 12.0, 12.0, 11.0, 11.0, 14.0, 40.0)
_COLOURS = {
    Verdict.MET: "good",
    Verdict.ON_TRACK: "good",
    Verdict.BEHIND: "warn",
    Verdict.MISSED: "bad",
}
SENT_BACK = "sent back"
_STATE_COLOURS = {
    Status.RECEIVED: "good",
    Status.ACCEPTED: "good",
    Status.LOCKED: "good",
    Status.SUBMITTED: "good",
    Status.RETURNED: "warn",
    Status.CONFLICT: "bad",
}


def write_matrix(book: Book) -> None:
    """Units by forms: the status by word and colour, delays and gaps."""
    text, styles = book.translator.text, book.styles
    found = matrix(book.collected.ws, book.summary.period)
    forms = list(dict.fromkeys(form for unit in found.units for form in unit.forms))
    sheet = book.sheet(text("Reporting"))
    last = len(forms) + 2
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, last, 9.5)
    sheet.set_row(0, 26)
    sheet.merge_range(
        0,
        0,
        0,
        last,
        text("Reporting {period}", period=official.period_text(found.period, book.translator)),
        styles.title,
    )
    said = text(
        "{expected} units owe a report, {reported} reported", expected=found.expected, reported=found.reported
    )
    sheet.merge_range(1, 0, 1, last, said, styles.caption)
    for n, head in enumerate((text("unit"), *forms, text("days late"), text("gaps"))):
        sheet.write_string(2, n, head, styles.head)
    sheet.set_row(2, 22)
    words = {str(status): text(status_text(status)) for status in Status}
    words |= {MISSING: text("missing"), SENT_BACK: text("sent back")}
    for line, unit in enumerate(found.units, 3):
        _unit(book, sheet, line, unit, forms, words)
    page_setup(sheet, landscape=True, repeat=(2, 2), stem=1, footer=book.footer)


def _unit(
    book: Book,
    sheet: Any,  # noqa: ANN401
    line: int,
    unit: UnitRow,
    forms: list[str],
    words: dict[str, str],
) -> None:
    styles = book.styles
    sheet.write_string(line, 0, unit.name, styles.text())
    for n, form in enumerate(forms, 1):
        state = unit.forms.get(form)
        if state is None:
            sheet.write_string(line, n, "—", styles.text(align="center", font_color="#999999"))
            continue
        colour = "bad" if state == MISSING else _STATE_COLOURS.get(Status(state), "plain")
        word = words[SENT_BACK] if form in unit.sent_back else words[state]
        sheet.write_string(line, n, word, styles.text(STATES[colour], align="center", font_size=9))
    put(
        sheet,
        line,
        len(forms) + 1,
        str(unit.late_days) if unit.late_days else None,
        styles.figure(0),
        styles.text(),
    )
    gaps = ", ".join(map(str, unit.gaps))
    put(sheet, line, len(forms) + 2, gaps or None, styles.text(align="center"), styles.text(align="center"))
    sheet.set_row(line, row_height([(unit.name, 34.0)], 18))


def write_targets(book: Book) -> None:
    """Every target with its source; those that contradict each other stand side by side."""
    text, styles = book.translator.text, book.styles
    sheet = book.sheet(text("Targets"))
    heads = (
        "target",
        "indicator",
        "source",
        "goal",
        "target year",
        "value",
        "completion %",
        "time %",
        "verdict",
        "remarks",
    )
    for n, width in enumerate(_TARGET_WIDTHS):
        sheet.set_column(n, n, width)
    sheet.set_row(0, 26)
    title = text("Targets at {period}", period=official.period_text(book.summary.period, book.translator))
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, styles.title)
    for n, head in enumerate(heads):
        sheet.write_string(2, n, text(head), styles.head)
    sheet.set_row(2, 22)
    for line, judged in enumerate(judged_targets(book.collected, book.summary.period), 3):
        _target(book, sheet, line, judged)
    page_setup(sheet, landscape=True, repeat=(2, 2), stem=2, footer=book.footer)


def _target(book: Book, sheet: Any, line: int, judged: Judged) -> None:  # noqa: ANN401
    styles, target = book.styles, judged.target
    goal = official.goal_text(target, book.translator)
    year = str(target.target_year) if target.target_year else ""
    source = f"{target.document}{target.clause}"
    for n, worded in enumerate((target.id, target.indicator, source, goal, year)):
        sheet.write_string(line, n, worded, styles.text(align="left" if n in (1, 2) else "center"))
    for n, value in enumerate((judged.value, judged.completion, judged.time_progress), 5):
        put(sheet, line, n, to_text(value), styles.figure(None if n == 5 else 1), styles.text())  # noqa: PLR2004
    colour = STATES[_COLOURS.get(judged.verdict, "plain")]
    verdict = book.translator.text(VERDICT_WORDS[judged.verdict])
    sheet.write_string(line, 8, verdict, styles.text(colour, align="center"))
    sheet.write_string(line, 9, target.note, styles.text(font_size=9))
    tall = [
        (target.indicator, _TARGET_WIDTHS[1]),
        (source, _TARGET_WIDTHS[2]),
        (target.note, _TARGET_WIDTHS[9] * 1.1),
    ]
    sheet.set_row(line, row_height(tall, 18))

"""The month's workbook: cover, reporting, every form summed and by unit with live totals, targets, trends, notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from forms.messages import Translator
from sync.desk.collected import Collected
from sync.desk.summary import FormTotal, Summary
from sync.outputs import official
from sync.outputs.sheets import sheet_name
from sync.outputs.styles import Styles
from sync.outputs.writing import whole


class FormSheets(Struct, frozen=True, kw_only=True):
    """The sheets of one form: of a table its totals and its units, of a roster only the lines."""

    total: str
    units: str | None


class Book(Struct, kw_only=True):
    """A workbook in the making with all that its sheets share."""

    book: Any
    styles: Styles
    translator: Translator
    collected: Collected
    summary: Summary
    columns: Sequence[str] | None
    names: dict[str, FormSheets] = {}

    def sheet(self, name: str) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """A new sheet under a name made by `name_for`."""
        from sync.outputs.plain_sheet import PlainSheet

        return self.book.add_worksheet(name, worksheet_class=PlainSheet)

    @property
    def node(self) -> str:
        """Whose figures it holds."""
        return official.node_of(self.summary, self.collected.index, self.translator)

    @property
    def footer(self) -> str:
        """Under every printed page: whose figures of when."""
        return f"{self.node} {official.period_text(self.summary.period, self.translator)}"


def write_workbook(
    path: Path,
    summary: Summary,
    collected: Collected,
    *,
    columns: Sequence[str] | None,
    translator: Translator,
) -> Path:
    """Write the workbook; totals are SUM formulas whose stored results are our own figures. `E-DISK`."""
    from xlsxwriter import Workbook

    with whole(path) as beside:
        book = Workbook(str(beside), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            _fill(book, summary, collected, columns, translator)
        finally:
            book.close()
    return path


def _fill(
    book: Any,  # noqa: ANN401
    summary: Summary,
    collected: Collected,
    columns: Sequence[str] | None,
    translator: Translator,
) -> None:
    from sync.outputs.book_cover import write_cover, write_notes
    from sync.outputs.book_desk import write_matrix, write_targets
    from sync.outputs.book_roster import write_roster
    from sync.outputs.book_table import write_table
    from sync.outputs.book_trends import write_trends

    made = Book(
        book=book,
        styles=Styles(book, translator),
        translator=translator,
        collected=collected,
        summary=summary,
        columns=columns,
    )
    made.names = _names(made)
    pack = collected.index.pack
    book.set_properties({"title": pack.title, "subject": made.footer, "company": pack.authority})
    write_cover(made)
    write_matrix(made)
    for total in summary.forms:
        write_table(made, total) if collected.index.form(total.form).is_table else write_roster(made, total)
    write_targets(made)
    write_trends(made)
    write_notes(made)


def _names(book: Book) -> dict[str, FormSheets]:
    """Sheet names by form, none twice and none too long."""
    text = book.translator.text
    taken = [text(name) for name in ("Cover", "Reporting", "Targets", "Trends", "Notes")]
    found = {}
    for total in book.summary.forms:
        table = book.collected.index.form(total.form).is_table
        kinds = ("Totals", "By unit") if table else ("Roster",)
        names = [sheet_name(f"{total.form} {text(kind)}", taken) for kind in kinds]
        taken += names
        found[total.form] = FormSheets(total=names[0], units=names[1] if table else None)
    return found


def counted(total: FormTotal, translator: Translator) -> str:
    """How many of the units that owe a form are in its total."""
    return translator.text("{counted} of {expected} units", counted=total.counted, expected=total.expected)

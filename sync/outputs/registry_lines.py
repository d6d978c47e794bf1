"""A register in words, a line an entry and a line a change; as a workbook, as CSV, on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from forms.definition import FormDef
from forms.errors import YuebaoError
from forms.index import FormIndex, PackIndex
from forms.messages import Translator
from sync import durable
from sync.desk.registry import Change, Entry, What
from sync.outputs import official
from sync.outputs.flat import csv_text
from sync.outputs.heads import field_title
from sync.outputs.sheets import columns_wide, page_setup, row_height
from sync.outputs.wording import field_text
from sync.outputs.writing import whole

WORDS = {
    What.FIRST: "in the first report",
    What.ADDED: "newly listed",
    What.UPGRADED: "upgraded",
    What.DOWNGRADED: "downgraded",
    What.CHANGED: "changed",
    What.GONE: "no longer listed",
    What.BACK: "listed again",
    What.EVENT: "event",
}
_WIDEST = 40.0
Lines = list[list[str]]


class Words:
    """Words an office's register in one language."""

    def __init__(self, index: PackIndex, form: FormIndex, translator: Translator) -> None:
        self.index = index
        self.form = form
        self.translator = translator

    def unit(self, code: str) -> str:
        """The unit's short name."""
        unit = self.index.units.get(code)
        return (unit.short_name or unit.name) if unit else code

    def state(self, entry: Entry) -> str:
        """Whether the entry stands."""
        return self.translator.text("listed") if entry.stands else self.translator.text("no longer listed")

    def what(self, change: Change) -> str:
        """What happened, in a word; of an event its kind."""
        if change.what is What.EVENT and change.field:
            return self._of_event(change, "event", change.field)
        return self.translator.text(WORDS[change.what])

    def said(self, change: Change) -> str:
        """What changed to what; blank where the whole line came or went."""
        if change.what is What.EVENT:
            levels = [
                self._of_event(change, name, level)
                for name, level in (("before", change.before), ("after", change.after))
                if level
            ]
            return " ".join(filter(None, (" → ".join(levels), change.date)))
        if not change.field:
            return ""
        field = self.form.fields[change.field]
        before, after = (
            field_text(self.index.pack, field, text, self.translator)
            for text in (change.before, change.after)
        )
        blank = self.translator.text("blank")
        return f"{field_title(field, self.translator)}: {before or blank} → {after or blank}"

    def _of_event(self, change: Change, name: str, text: str) -> str:
        field = self.index.form(change.form).fields.get(name)
        return field_text(self.index.pack, field, text, self.translator) if field else text

    def heads(self) -> list[str]:
        """Titles of an entry's line."""
        text = self.translator.text
        fields = [field_title(field, self.translator) for field in self.form.form.fields]
        return [text("unit"), *fields, text("seen since"), text("seen last"), text("state")]

    def fields_of(self, entry: Entry) -> dict[str, str]:
        """The last line as texts by field."""
        pack = self.index.pack
        return {
            field.id: field_text(pack, field, entry.line.get(field.id), self.translator)
            for field in self.form.form.fields
        }

    def line(self, entry: Entry) -> list[str]:
        """An entry as texts."""
        fields = self.fields_of(entry).values()
        return [self.unit(entry.unit), *fields, entry.since, entry.last, self.state(entry)]

    def change_heads(self) -> list[str]:
        """Titles of a change's line."""
        text = self.translator.text
        return [
            text(t) for t in ("period", "unit", "entry no.", "name", "change", "details", "form", "revision")
        ]

    def changes(self, entries: Sequence[Entry]) -> Iterator[list[str]]:
        """Every change of these entries in the order of time, with the report that tells it."""
        found = [(change, entry) for entry in entries for change in entry.changes]
        for change, entry in sorted(found, key=lambda pair: (pair[0].period, pair[1].unit, pair[1].key)):
            number = " ".join(entry.key)
            about = (self.what(change), self.said(change), change.form, change.revision)
            yield [change.period, self.unit(entry.unit), number, entry.name, *about]


def write_register(path: Path, words: Words, entries: Sequence[Entry]) -> Path:
    """By the ending: `.xlsx` with two sheets, `.csv` with the entries. `E-USAGE` for another ending, `E-DISK`."""
    lines = [words.line(entry) for entry in entries]
    match path.suffix.lower():
        case ".csv":
            return durable.replace_file(path, csv_text(words.heads(), lines).encode("utf-8-sig"))
        case ".xlsx":
            return _workbook(path, words, lines, list(words.changes(entries)))
        case _:
            raise YuebaoError("E-USAGE", detail=f"{path.name}: .xlsx .csv", where=str(path))


def _workbook(path: Path, words: Words, lines: Lines, changes: Lines) -> Path:
    from xlsxwriter import Workbook

    from sync.outputs.styles import Styles

    text, form = words.translator.text, words.form.form
    with whole(path) as beside:
        book = Workbook(str(beside), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            styles = Styles(book, words.translator)
            title = official.heading(form, words.translator)
            _sheet(
                book.add_worksheet(text("Register")), styles, title, (words.heads(), lines), _figures(form)
            )
            over = f"{title} · {text('What happened')}"
            _sheet(
                book.add_worksheet(text("What happened")), styles, over, (words.change_heads(), changes), ()
            )
        finally:
            book.close()
    return path


def _figures(form: FormDef) -> tuple[int, ...]:
    """Places of the columns that hold figures."""
    return tuple(n for n, field in enumerate(form.fields, 1) if field.type.numeric)


def _sheet(
    sheet: Any,  # noqa: ANN401 - XlsxWriter has no types
    styles: Any,  # noqa: ANN401
    title: str,
    table: tuple[list[str], Lines],
    figures: Sequence[int],
) -> None:
    from sync.outputs.sheets import put

    heads, lines = table
    widths = [
        min(max([columns_wide(head), *(columns_wide(line[n]) for line in lines)]) + 2.0, _WIDEST)
        for n, head in enumerate(heads)
    ]
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, styles.title)
    sheet.set_row(0, 28)
    for n, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(n, n, width)
        sheet.write_string(1, n, head, styles.head)
    for number, line in enumerate(lines, 2):
        for n, said in enumerate(line):
            look = styles.figure(None) if n in figures else styles.text()
            if n in figures:
                put(sheet, number, n, said, look, styles.text())
            else:
                sheet.write_string(number, n, said, look)
        sheet.set_row(number, row_height(list(zip(line, widths, strict=True)), 18))
    sheet.autofilter(1, 0, max(len(lines) + 1, 2), len(heads) - 1)
    page_setup(sheet, landscape=True, repeat=(1, 1), stem=1, footer=title)

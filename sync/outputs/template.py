"""A form as a workbook, blank or with its figures, for those who have no program: `fill` takes it back without loss.

Every cell that is asked is open and says what may stand in it; computed cells are formulas where the sheet alone
can know them, and locked like those that are not asked. The sheet is protected without a password.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.calendar import asked
from forms.definition import Derive, PackDef, UnitDef
from forms.ids import CellRef
from forms.index import FormIndex, Position
from forms.messages import Translator
from forms.period import Period
from forms.program import Calculation, Program
from forms.values import CellSpec
from sync.outputs import official
from sync.outputs.entry_rules import Lists, comment_on, rule_for
from sync.outputs.excel_formula import excel_formula
from sync.outputs.heads import Heads, field_title, heads_of, indent_of
from sync.outputs.sheets import column_widths, is_figure, page_setup, row_height, sheet_name, write_heads
from sync.outputs.styles import GREY, HEAD_FILL, SUM_FILL, Styles, places_of
from sync.outputs.wording import worded
from sync.outputs.writing import whole

_OPEN = {"locked": False}
_ROSTER_LINES = 200
_ROSTER_RULES = 5000
_HEAD_TOP = 7
_DASH = "—"
LANDSCAPE_FROM = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which form, for whom and when; without unit and period every cell that may be asked is open.

    `cells` and `lines` are texts that already stand in it: canonical, or as typed where that was not understood.
    """

    form: FormIndex
    unit: UnitDef | None = None
    period: Period | None = None
    cells: Mapping[Position, str | None] = field(default_factory=dict)
    lines: Sequence[Mapping[str, str | None]] = ()


def write_template(path: Path, pack: PackDef, program: Program, wish: Wish, translator: Translator) -> Path:
    """Write the form. `E-DISK`."""
    from xlsxwriter import Workbook

    with whole(path) as beside:
        book = Workbook(str(beside), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            made = _Template(
                book=book,
                pack=pack,
                program=program,
                wish=wish,
                translator=translator,
                styles=Styles(book, translator),
            )
            made.write()
        finally:
            book.close()
    return path


@dataclass(slots=True, kw_only=True)
class _Template:
    """One blank form in the making."""

    book: Any
    pack: PackDef
    program: Program
    wish: Wish
    translator: Translator
    styles: Styles
    lists: Lists = field(default_factory=Lists)

    def write(self) -> None:
        """The form's sheet, and behind it the lists its cells choose from."""
        form = self.wish.form.form
        sheet = self.book.add_worksheet(sheet_name(form.id, ()))
        if self.wish.form.is_table:
            self._table(sheet)
        else:
            self._roster(sheet)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
        self.lists.write(self.book)

    def _opening(self, sheet: Any, widths: list[float]) -> None:  # noqa: ANN401
        form, text = self.wish.form.form, self.translator.text
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width)
        last = max(len(widths) - 1, 1)
        sheet.set_row(0, 28)
        sheet.merge_range(0, 0, 0, last, official.heading(form, self.translator), self.styles.title)
        period = official.period_text(str(self.wish.period), self.translator) if self.wish.period else ""
        sheet.merge_range(1, 0, 1, last, period, self.styles.caption)
        colon = ": " if self.translator.language == "en" else "："
        left = official.reporter(self.wish.unit, self.translator) if self.wish.unit else ()
        lines = [*left, *official.box(self.pack, form, self.translator)]
        for n, (label, value) in enumerate(lines[:4]):
            sheet.write_string(
                2 + n // 2, 0 if n % 2 == 0 else min(2, last), f"{label}{colon}{value}", self.styles.plain
            )
        guide = text(
            "Fill in the white cells. Empty is blank, 0 is zero, — is not applicable; grey cells are not filled in here."
        )
        sheet.write_string(4, 0, guide, self.styles.make(font_color="#1F5A99"))

    # --- tables ------------------------------------------------------------------------------------

    def _table(self, sheet: Any) -> None:  # noqa: ANN401
        form = self.wish.form.form
        heads = heads_of(form, self.translator)
        titles = {0: [self.translator.pick(row.title, row.title_en) for row in form.rows]}
        widths = column_widths(heads, titles)
        self._opening(sheet, widths)
        below = _title_line(heads)
        if below is None:
            top = write_heads(sheet, self.styles, heads, _HEAD_TOP, widths=widths)
            self._ids(sheet, top, heads)
            top += 1
        else:
            top = write_heads(sheet, self.styles, heads, _HEAD_TOP, widths=widths, numbered=False)
        self._comments(sheet, heads, form.columns)
        for number, title in enumerate(titles[0]):
            self._line(sheet, top, number, heads)
            sheet.set_row(top + number, row_height([(title, widths[0])], 20))
        for number, note in enumerate(form.notes):
            sheet.write_string(top + len(form.rows) + 1 + number, 0, note, self.styles.make(font_size=9))
        page_setup(
            sheet,
            landscape=sum(widths) > LANDSCAPE_FROM,
            repeat=(_HEAD_TOP, top - 1),
            stem=heads.stem,
            footer=form.id,
        )

    def _ids(self, sheet: Any, line: int, heads: Heads) -> None:  # noqa: ANN401
        """Column ids for the program, where titles repeat or stand in two lines."""
        small = self.styles.make(border=1, font_size=7, font_color="#999999", align="center")
        for n, place in enumerate(heads.places):
            sheet.write_string(line, n, place.name, small)

    def _comments(self, sheet: Any, heads: Heads, described: Any) -> None:  # noqa: ANN401
        by_name = {item.id: item for item in described}
        leaf = {head.place: head.line for head in heads.cells if head.places == 1}
        for n, place in enumerate(heads.places):
            if place.name:
                said = comment_on(by_name[place.name], self.pack, self.translator)
                sheet.write_comment(_HEAD_TOP + leaf[n], n, said, {"x_scale": 2, "y_scale": 1.2})

    def _line(self, sheet: Any, top: int, number: int, heads: Heads) -> None:  # noqa: ANN401
        row = self.wish.form.form.rows[number]
        line = top + number
        depth = indent_of(self.wish.form.form, row.id)
        sheet.write_string(
            line, 0, self.translator.pick(row.title, row.title_en), self.styles.text(HEAD_FILL, depth)
        )
        for n, text in ((1, row.measure or ""), (2, row.id)):
            sheet.write_string(line, n, text, self.styles.text(HEAD_FILL, align="center"))
        for n, place in enumerate(heads.places[heads.stem :], heads.stem):
            self._cell(sheet, line, n, Position(row.id, place.name), top, heads)

    def _cell(self, sheet: Any, line: int, column: int, position: Position, top: int, heads: Heads) -> None:  # noqa: ANN401
        cell = self.wish.form.cells[position]
        if not self._asked(position):
            sheet.write_string(line, column, _DASH, self.styles.text(GREY, align="center"))
            return
        step = self.program.step_of.get(self.program.slots[CellRef(cell.form, *position)])
        if step is None or cell.derive is Derive.YEAR_TO_DATE:
            numeric = cell.spec.type.numeric
            look = self.styles.figure(places_of(cell), **_OPEN) if numeric else self.styles.text("", **_OPEN)
            self._put(sheet, (line, column), self.wish.cells.get(position), cell.spec, look)
            rule = rule_for(cell.spec, cell.min, cell.max, self.lists, (line, column), self.translator)
            if rule:
                sheet.data_validation(line, column, line, column, rule)
            return
        formula = self._formula(step, heads, top) if isinstance(step, Calculation) else None
        look = self.styles.figure(places_of(cell), SUM_FILL if formula else GREY)
        text = self.wish.cells.get(position)
        if formula:
            sheet.write_formula(line, column, formula, look, float(text) if text and is_figure(text) else "")
        else:
            self._put(sheet, (line, column), text, cell.spec, look)

    def _put(self, sheet: Any, place: tuple[int, int], text: str | None, spec: CellSpec, look: Any) -> None:  # noqa: ANN401
        """What stands in a cell, in the words its list of choices has."""
        if not text:
            sheet.write_blank(*place, None, look)
        elif spec.type.numeric and is_figure(text):
            sheet.write_number(*place, float(text), look)
        else:
            sheet.write_string(*place, worded(spec.type, spec.choices, text, self.translator), look)

    def _asked(self, position: Position) -> bool:
        cell = self.wish.form.cells[position]
        if self.wish.unit is None or self.wish.period is None:
            return cell.applies
        return asked(self.wish.form.form, cell.row, cell.column, self.wish.unit, self.wish.period)

    def _formula(self, step: Calculation, heads: Heads, top: int) -> str | None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        form = self.wish.form.form
        rows = {row.id: top + n for n, row in enumerate(form.rows)}
        columns = {place.name: n for n, place in enumerate(heads.places) if place.name}

        def address(position: Position) -> str:
            return str(xl_rowcol_to_cell(rows[position.row], columns[position.column]))

        places = self.program.cells[step.slot].spec.places
        return excel_formula(step.node, form.id, address, missing=step.missing, places=places)

    # --- rosters -----------------------------------------------------------------------------------

    def _roster(self, sheet: Any) -> None:  # noqa: ANN401
        form = self.wish.form.form
        widths = [max(12.0, min(len(field_title(f, self.translator)) * 2.0, 22.0)) for f in form.fields]
        self._opening(sheet, widths)
        line = 5
        for note in form.notes:
            sheet.write_string(line, 0, note, self.styles.make(font_size=9))
            line += 1
        line += 1
        sheet.set_row(line, 36)
        for n, item in enumerate(form.fields):
            sheet.write_string(line, n, field_title(item, self.translator), self.styles.head)
            sheet.write_comment(
                line, n, comment_on(item, self.pack, self.translator), {"x_scale": 2, "y_scale": 1.2}
            )
            self._field(sheet, line + 1, n)
        page_setup(sheet, landscape=sum(widths) > LANDSCAPE_FROM, repeat=(line, line), stem=0, footer=form.id)

    def _field(self, sheet: Any, top: int, column: int) -> None:  # noqa: ANN401
        item = self.wish.form.form.fields[column]
        spec = self.wish.form.field_specs[item.id]
        computed = any(
            c.form == self.wish.form.form.id and c.field == item.id for c in self.program.line_calculations
        )
        if spec.type.numeric:
            look = self.styles.figure(item.decimals, GREY if computed else "", locked=computed)
        else:
            look = self.styles.text(GREY if computed else "", locked=computed)
        for number, given in enumerate(self.wish.lines):
            self._put(sheet, (top + number, column), given.get(item.id), spec, look)
        for line in range(top + len(self.wish.lines), top + len(self.wish.lines) + _ROSTER_LINES):
            sheet.write_blank(line, column, None, look)
        rule = (
            None
            if computed
            else rule_for(spec, item.min, item.max, self.lists, (top, column), self.translator)
        )
        if rule:
            sheet.data_validation(top, column, top + _ROSTER_RULES - 1, column, rule)


def _title_line(heads: Heads) -> int | None:
    """The line of the head that names every column by a title of its own; `None` where none does."""
    titles = [head.text for head in heads.cells if head.places == 1 and head.place >= heads.stem]
    return 0 if heads.depth == 1 and len(set(titles)) == len(titles) else None

"""Totals over periods and unit by unit, as lines to show, copy, export and print. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.desk.words import unit_name
from desktop.desk_port import Total
from desktop.entry.display import grouped
from desktop.says import Says
from desktop.totals.state import ComparedLine, TotalsState, UnitLine, View
from forms.definition import FormDef, Kind
from forms.index import FormIndex, PackIndex
from forms.sheet import Sheet

if TYPE_CHECKING:
    from sync.desk.pivot import Compared, UnitFigures
    from sync.outputs.listing import Listing

TENTH = Decimal("0.1")
NOTHING = "—"


def growth_text(now: str | None, before: str | None) -> str:
    """Growth in percent with one decimal; — where there is nothing to compare with."""
    from sync.desk.pivot import growth

    found = growth(now, before)
    return f"{found.quantize(TENTH):+}%" if found is not None else NOTHING


def numeric_columns(form: FormIndex, says: Says) -> tuple[tuple[str, str], ...]:
    """The columns with figures, by id, with their groups' names before them."""
    numeric = {at.column for at, cell in form.cells.items() if cell.spec.type.numeric}
    found = []
    for column in form.form.columns:
        if column.id in numeric:
            title, group = (
                says.pick(column.title, column.title_en),
                says.pick(column.group or "", column.group_en),
            )
            found.append((column.id, f"{group} {title}".strip()))
    return tuple(found)


def compared_lines(
    form: FormDef, column: str, found: Sequence[Compared], says: Says
) -> tuple[ComparedLine, ...]:
    """The rows of the form in one column over periods."""
    titles = {row.id: says.pick(row.title, row.title_en) for row in form.rows}
    return tuple(
        ComparedLine(
            row=one.row,
            column=one.column,
            title=f"{one.row} {titles[one.row]}",
            now=_figure(one.now),
            previous=_figure(one.previous),
            growth=growth_text(one.now, one.previous),
            last_year=_figure(one.last_year),
            growth_year=growth_text(one.now, one.last_year),
            year=_figure(one.year),
        )
        for one in found
        if one.column == column
    )


def row_titles(form: FormIndex, column: str, says: Says) -> tuple[tuple[str, str], ...]:
    """The rows that have a figure in a column."""
    return tuple(
        (row.id, says.pick(row.title, row.title_en))
        for row in form.form.rows
        if (cell := form.cell(row.id, column)) is not None and cell.spec.type.numeric
    )


def unit_lines(
    index: PackIndex,
    column: str,
    total: Total,
    found: Sequence[UnitFigures],
    says: Says,
) -> tuple[UnitLine, ...]:
    """The line of totals, then the units; 其中 and missing ones say so in their names."""
    rows = [row for row, _ in row_titles(index.form(total.total.form), column, says)]
    own = total.total.cells
    first = UnitLine(
        unit="",
        name=says.text("Total"),
        figures=tuple(_figure(own.get(row, {}).get(column)) for row in rows),
    )
    return (first, *(_unit_line(index, one, column, rows, says) for one in found))


def _unit_line(index: PackIndex, one: UnitFigures, column: str, rows: Sequence[str], says: Says) -> UnitLine:
    name = unit_name(index, one.unit)
    if one.inside:
        name = says.text("of which {unit}", unit=name)
    if one.missing:
        name = says.text("{unit} (missing)", unit=name)
    figures = tuple("" if one.missing else _figure(one.cells.get((row, column))) for row in rows)
    return UnitLine(unit=one.unit, name=name, figures=figures, inside=one.inside, missing=one.missing)


def listing(state: TotalsState, says: Says, *, scope: str) -> Listing | None:
    """The table that is shown, for a file or for paper; `None` where the form itself is shown."""
    from sync.outputs.listing import FIGURE, STEM, Listing

    head = state.head
    if head is None or state.view is View.FORM:
        return None
    column = dict(state.columns).get(state.column, "")
    about = ((says.text("Total of"), scope), (says.text("Column"), column))
    notes = (says.text("Missing: {units}", units="、".join(state.missing)),) if state.missing else ()
    title = f"{head.form_id} {head.title}"
    if state.view is View.PERIODS:
        titles = tuple(says.text(name) for name in PERIOD_TITLES)
        lines = tuple(_period_texts(line) for line in state.compared)
    else:
        titles = (says.text("Office"), *(f"{row} {name}" for row, name in state.rows))
        lines = tuple((line.name, *line.figures) for line in state.units)
    kinds = (STEM, *[FIGURE] * (len(titles) - 1))
    return Listing(
        title=title, caption=head.period, titles=titles, kinds=kinds, lines=lines, about=about, notes=notes
    )


def form_block(sheet: Sheet, says: Says) -> list[list[str]]:
    """A form of totals as a block of texts with its heads, to be pasted into a sheet."""
    form = sheet.form
    if form.kind is Kind.ROSTER:
        heads = [says.pick(field.title, field.title_en) for field in form.fields]
        names = [field.id for field in form.fields]
        return [heads, *([line.values[name].text or "" for name in names] for line in sheet.lines)]
    titles = [says.pick(column.title, column.title_en) for column in form.columns]
    texts = {tuple(at): cell.text or "" for at, cell in sheet.cells.items()}
    lines = [
        [
            says.pick(row.title, row.title_en),
            row.measure or "",
            row.id,
            *(texts.get((row.id, column.id), "") for column in form.columns),
        ]
        for row in form.rows
    ]
    return [[says.text("Indicator"), says.text("Measure"), says.text("Code"), *titles], *lines]


PERIOD_TITLES = (
    "Indicator",
    "This period",
    "Year so far",
    "Period before",
    "Growth on it",
    "Last year",
    "Growth in a year",
)


def _period_texts(line: ComparedLine) -> tuple[str, ...]:
    return (
        line.title,
        line.now,
        line.year,
        line.previous,
        line.growth,
        line.last_year,
        line.growth_year,
    )


def _figure(text: str | None) -> str:
    return grouped(text) if text else ""

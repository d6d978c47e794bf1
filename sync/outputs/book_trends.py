"""The sheet of trends: key indicators by month and by year as tables, and a live line chart of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.desk.trends import Point, Trend, trends
from sync.outputs.heads import measured
from sync.outputs.sheets import page_setup, put, row_height
from sync.outputs.styles import HEAD_FILL
from sync.outputs.workbook import Book

_TITLE, _FIGURE = 34.0, 9.5
_ACROSS, _WIDTH, _HEIGHT, _LINES = 3, 400, 200, 11
"""Charts beside each other; one in pixels, and in lines of the sheet."""
_LINE_POINTS = 15
_ROWS_A_PAGE, _SCALE = 4, 60
"""So that no chart is cut at a page's end; a sheet fitted to a width ignores breaks set by hand."""
_INK = "#1F5A99"


def write_trends(book: Book) -> None:
    """Months first, year ends below, then the charts; nothing where fewer than two periods were reported."""
    text, styles = book.translator.text, book.styles
    found = trends(book.collected, book.summary.period, node=book.summary.node, kinds=book.summary.kinds)
    sheet = book.sheet(text("Trends"))
    months = _periods([trend.months for trend in found])
    years = _periods([trend.years for trend in found])
    last = max(len(months), len(years), 4)
    sheet.set_column(0, 0, _TITLE)
    sheet.set_column(1, last, _FIGURE)
    sheet.set_row(0, 26)
    sheet.merge_range(0, 0, 0, last, text("Key indicators over time"), styles.title)
    sheet.merge_range(1, 0, 1, last, book.footer, styles.caption)
    if not found:
        sheet.merge_range(3, 0, 3, last, text("Fewer than two periods were reported."), styles.note)
        page_setup(sheet, landscape=True, repeat=None, stem=0, footer=book.footer)
        return
    shown = [trend for trend in found if trend.months]
    below = _table(book, sheet, 3, text("By month"), months, [(t, t.months) for t in shown])
    at_years = [(t, t.years) for t in found if len(t.years) > 1]
    if len(years) > 1:
        below = _table(book, sheet, below + 1, text("Year ends and now"), years, at_years)
    page_setup(sheet, landscape=True, repeat=None, stem=1, footer=book.footer)
    _charts(book, sheet, below + 1, shown, months)


def _periods(series: Sequence[Sequence[Point]]) -> tuple[str, ...]:
    return tuple(sorted({point.period for points in series for point in points}))


def title_of(book: Book, trend: Trend) -> str:
    """The indicator with its code and measure."""
    cell = trend.cell(book.collected)
    title = measured(
        book.translator.pick(cell.row.title, cell.row.title_en), cell.spec.measure, book.translator
    )
    return f"{trend.row} {title}"


def _table(
    book: Book,
    sheet: Any,  # noqa: ANN401
    top: int,
    title: str,
    periods: Sequence[str],
    lines: Sequence[tuple[Trend, Sequence[Point]]],
) -> int:
    """One line an indicator, blank where nothing was reported; gives the line below."""
    styles = book.styles
    sheet.write_string(top, 0, title, styles.head)
    for n, period in enumerate(periods, 1):
        sheet.write_string(top, n, period, styles.head)
    for line, (trend, points) in enumerate(lines, top + 1):
        name = title_of(book, trend)
        sheet.write_string(line, 0, name, styles.text(HEAD_FILL))
        sheet.set_row(line, row_height([(name, _TITLE)], 18))
        by_period = {point.period: point.value for point in points}
        for n, period in enumerate(periods, 1):
            value = by_period.get(period)
            put(
                sheet,
                line,
                n,
                f"{value:f}" if value is not None else None,
                styles.figure(None),
                styles.text(),
            )
    return top + 1 + len(lines)


def _charts(
    book: Book,
    sheet: Any,  # noqa: ANN401
    top: int,
    shown: Sequence[Trend],
    months: Sequence[str],
) -> None:
    """A chart for every indicator that moved, reading the table above: it changes when a figure there is changed."""
    drawn = [(n, trend) for n, trend in enumerate(shown) if trend.moved]
    sheet.write_string(
        top, 0, book.translator.text("Indicators that did not change have no chart."), book.styles.plain
    )
    top += 1
    sheet.set_print_scale(_SCALE)
    sheet.set_h_pagebreaks([top + n * _LINES for n in range(0, len(drawn) // _ACROSS + 1, _ROWS_A_PAGE)])
    for line in range(top, top + (len(drawn) // _ACROSS + 1) * _LINES):
        sheet.set_row(line, _LINE_POINTS)
    for place, (number, trend) in enumerate(drawn):
        row, left = top + (place // _ACROSS) * _LINES, 4 + (place % _ACROSS) * (_WIDTH + 8)
        made = _chart(book, trend, 4 + number, len(months))
        sheet.insert_chart(row, 0, made, {"x_offset": left, "object_position": 2})


def _chart(book: Book, trend: Trend, line: int, months: int) -> Any:  # noqa: ANN401
    name = book.translator.text("Trends")
    chart = book.book.add_chart({"type": "line"})
    dot = {"type": "circle", "size": 5, "fill": {"color": _INK}, "border": {"color": _INK}}
    chart.add_series(
        {
            "name": [name, line, 0],
            "categories": [name, 3, 1, 3, months],
            "values": [name, line, 1, line, months],
            "line": {"color": _INK, "width": 1.75},
            "marker": dot,
        }
    )
    chart.set_title({"name": title_of(book, trend), "name_font": {"size": 9, "bold": False}})
    chart.set_legend({"none": True})
    chart.show_blanks_as("span")
    chart.set_x_axis({"num_font": {"size": 8}})
    grid = {"visible": True, "line": {"color": "#D0D6DC"}}
    least = {} if any(point.value < 0 for point in trend.months) else {"min": 0}
    chart.set_y_axis({"num_font": {"size": 8}, "major_gridlines": grid, **least})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    return chart

"""Writing cells: texts never become formulas, figures never lose digits, rows are high enough for their text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sync.outputs.heads import Heads
from sync.outputs.styles import Styles

MAX_EXACT = 15
"""A workbook keeps binary floats: figures of more digits are written as text."""

POINTS = 15.0
_TIBETAN_POINTS = 24.0
_TIBETAN = re.compile("[\u0f00-\u0fff]")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH = 31


def is_figure(text: str | None) -> bool:
    """Whether a canonical text is a figure that a workbook holds exactly."""
    return (
        text is not None
        and bool(_FIGURE.fullmatch(text))
        and (len(text) <= MAX_EXACT or digits_of(text) <= MAX_EXACT)
    )


def digits_of(text: str) -> int:
    """How many digits count."""
    return len(Decimal(text).as_tuple().digits) if _FIGURE.fullmatch(text) else 0


def put(sheet: Any, row: int, column: int, text: str | None, figure: Any, plain: Any) -> None:  # noqa: ANN401
    """A cell by its canonical text: a figure, a text, or blank."""
    if text is None or not text:
        sheet.write_blank(row, column, None, plain)
    elif is_figure(text):
        sheet.write_number(row, column, float(text), figure)
    else:
        sheet.write_string(row, column, text, plain)


@lru_cache(maxsize=4096)
def columns_wide(text: str) -> int:
    """How many Latin characters a text is wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def lines_needed(text: str, width: float) -> int:
    """Lines of a text wrapped in a column of that many characters."""
    usable = max(width - 1.5, 2.0)
    return sum(max(math.ceil(columns_wide(part) / usable), 1) for part in text.split("\n"))


def row_height(texts: Iterable[tuple[str, float]], least: float = POINTS) -> float:
    """Height in points for cells of (text, column width); Tibetan letters stack and need more."""
    highest = least
    for text, width in texts:
        line = _TIBETAN_POINTS if _TIBETAN.search(text) else POINTS - 1.5
        highest = max(highest, lines_needed(text, width) * line + 3)
    return min(highest, 400.0)


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name Excel accepts and no other sheet bears."""
    used = {name.casefold() for name in taken}
    base = _SHEET_NAME.sub(" ", text).strip("' ")[:_NAME_LENGTH] or "-"
    name, number = base, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = base[: _NAME_LENGTH - len(tail)] + tail, number + 1
    return name


def write_heads(
    sheet: Any,  # noqa: ANN401
    styles: Styles,
    heads: Heads,
    top: int,
    *,
    widths: Sequence[float],
    first: int = 0,
    numbered: bool = True,
) -> int:
    """Merged heads and the index line from line `top`; gives the line where the table's lines begin."""
    for head in heads.cells:
        here, left = top + head.line, first + head.place
        down, right = here + head.lines - 1, left + head.places - 1
        if (here, left) == (down, right):
            sheet.write_string(here, left, head.text, styles.head)
        else:
            sheet.merge_range(here, left, down, right, head.text, styles.head)
    for line in range(heads.depth):
        sheet.set_row(top + line, _head_height(heads, line, widths))
    bottom = top + heads.depth
    if not numbered:
        return bottom
    for n, place in enumerate(heads.places):
        sheet.write_string(bottom, first + n, place.index, styles.index)
    return bottom + 1


def _head_height(heads: Heads, line: int, widths: Sequence[float]) -> float:
    texts = [
        (head.text, sum(widths[head.place : head.place + head.places]) * head.lines)
        for head in heads.cells
        if head.line <= line < head.line + head.lines
    ]
    return row_height(texts, 20.0)


def column_widths(heads: Heads, texts: Mapping[int, Iterable[str]]) -> list[float]:
    """Widths in characters: titles wide, figures by their longest, texts in between."""
    limits = {"title": (22.0, 36.0), "measure": (8.0, 10.0), "code": (8.0, 14.0), "number": (6.0, 8.0)}
    widths = []
    leaf = {head.place: head.text for head in heads.cells if head.places == 1}
    for n, place in enumerate(heads.places):
        low, high = limits.get(place.kind, (9.0, 15.0) if place.kind == "figure" else (12.0, 26.0))
        longest = max((columns_wide(text) for text in texts.get(n, ())), default=0)
        wanted = max(longest + 2.0, columns_wide(leaf.get(n, "")) / 3 + 2.0)
        widths.append(min(max(wanted, low), high))
    return widths


def page_setup(
    sheet: Any,  # noqa: ANN401
    *,
    landscape: bool,
    repeat: tuple[int, int] | None,
    stem: int,
    footer: str,
) -> None:
    """A4, fitted to the page's width, heads repeated, frozen below them, pages numbered."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N")
    if repeat is not None:
        sheet.repeat_rows(*repeat)
        sheet.freeze_panes(repeat[1] + 1, stem)

"""Blocks of cells as WPS, Excel and LibreOffice put them on the clipboard: tabs, line ends, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Block = tuple[tuple[str, ...], ...]


def read_block(text: str) -> Block:
    """The cells of a clipboard text; all rows are made equally long.

    A cell that holds a tab, a line end or a quote arrives in quotes, inner quotes doubled.
    """
    rows: list[list[str]] = [[]]
    place, end = 0, len(text)
    while place <= end:
        cell, place, stop = _cell(text, place)
        rows[-1].append(cell)
        if stop == "\n":
            rows.append([])
        elif not stop:
            break
    if len(rows) > 1 and rows[-1] == [""]:
        rows.pop()
    width = max(len(row) for row in rows)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _cell(text: str, start: int) -> tuple[str, int, str]:
    """One cell, where the next begins, and what ended this one (tab, line end or nothing)."""
    if text.startswith('"', start):
        quoted = _quoted(text, start)
        if quoted is not None:
            return quoted
    place = start
    while place < len(text) and text[place] not in "\t\r\n":
        place += 1
    return text[start:place], *_stop(text, place)


def _quoted(text: str, start: int) -> tuple[str, int, str] | None:
    """A cell in quotes; `None` if the closing quote is missing or not at the cell's end."""
    parts: list[str] = []
    place = start + 1
    while True:
        close = text.find('"', place)
        if close < 0:
            return None
        parts.append(text[place:close])
        if text.startswith('""', close):
            parts.append('"')
            place = close + 2
            continue
        if close + 1 < len(text) and text[close + 1] not in "\t\r\n":
            return None
        return "".join(parts), *_stop(text, close + 1)


def _stop(text: str, place: int) -> tuple[int, str]:
    if place >= len(text):
        return place, ""
    if text[place] == "\t":
        return place + 1, "\t"
    return place + (2 if text.startswith("\r\n", place) else 1), "\n"


def write_block(rows: Iterable[Sequence[str]]) -> str:
    """A clipboard text that spreadsheets read back as the same cells."""
    return "\n".join("\t".join(_quote(cell) for cell in row) for row in rows)


def write_html(rows: Iterable[Sequence[str]]) -> str:
    """The same block as a table, for word processors and mail programs."""
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _quote(cell: str) -> str:
    if any(sign in cell for sign in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell

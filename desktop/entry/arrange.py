"""Which lines of a roster are shown, and in which order. The report itself keeps its order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from desktop.entry.grid import Mark, Marks
from forms.index import FormIndex
from forms.sheet import LineView, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Shown are lines with `text` in any field (and a finding, if `marked`), sorted by `field` if named.

    With `fresh` only those that are new or changed against the last period.
    """

    text: str = ""
    marked: bool = False
    fresh: bool = False
    field: str | None = None
    descending: bool = False

    @property
    def plain(self) -> bool:
        """Whether everything is shown in the report's order."""
        return self == Arrangement()


def arranged(
    index: FormIndex, sheet: Sheet, wanted: Arrangement, marks: Marks, fresh: Collection[int] = ()
) -> tuple[int, ...]:
    """The ids of the lines shown, in order; `fresh` are those new or changed. Blank fields come last either way."""
    needle = wanted.text.strip().casefold()
    lines = [line for line in sheet.lines if not needle or _holds(line, needle)]
    if wanted.marked:
        bad = {key[0] for key, mark in marks.items() if mark in (Mark.ERROR, Mark.WARNING)}
        lines = [line for line in lines if line.id in bad]
    if wanted.fresh:
        lines = [line for line in lines if line.id in fresh]
    if wanted.field:
        lines = _sorted(lines, index, wanted.field, wanted.descending)
    return tuple(line.id for line in lines)


def kept_order(shown: Sequence[int], before: Sheet, now: Sheet, wanted: Arrangement) -> tuple[int, ...]:
    """The order after an edit: nothing jumps while one types; lines that were added come last."""
    present = [line.id for line in now.lines]
    if wanted.plain:
        return tuple(present)
    alive, known = set(present), {line.id for line in before.lines}
    new = [line for line in present if line not in known]
    return (*(line for line in shown if line in alive), *new)


def _holds(line: LineView, needle: str) -> bool:
    return any(needle in (cell.text or cell.typed or "").casefold() for cell in line.values.values())


def _sorted(lines: Sequence[LineView], index: FormIndex, field: str, descending: bool) -> list[LineView]:
    numeric = index.field_specs[field].type.numeric
    filled = [line for line in lines if _text(line, field)]
    blank = [line for line in lines if not _text(line, field)]
    filled.sort(key=lambda line: _order(_text(line, field), numeric), reverse=descending)
    return filled + blank


def _text(line: LineView, field: str) -> str:
    cell = line.values.get(field)
    return (cell.text or cell.typed or "") if cell else ""


def _order(text: str, numeric: bool) -> tuple[int, Decimal, str]:
    """Figures by value, then what is no figure as text."""
    if numeric:
        try:
            return 0, Decimal(text), ""
        except InvalidOperation:
            pass
    return 1, Decimal(0), text

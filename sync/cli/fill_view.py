"""What a file gave when a form was filled from it, in lines for people: alike ones in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forms.intake.filling import Converted
from forms.messages import Translator
from sync.office.office import FillResult

_FIGURE = re.compile(r"[\d.,，\s+\-−()（）]+")
_LINE = re.compile(r"\d+$")


def fill_view(found: FillResult, translator: Translator) -> list[str]:
    """Counts, then what was not understood cell by cell, what was converted column by column, what was learnt."""
    text = translator.text
    return [
        text("{cells} cells and {rows} lines were taken.", cells=found.cells_set, rows=found.rows_set),
        *(
            text("Not understood: {where} “{text}” ({reason})", where=u.where, text=u.text, reason=text(u.reason))
            for u in found.unrecognised
        ),
        *(_conversion(alike, translator) for alike in _by_column(found.converted)),
        *(
            text("Taken as told: “{heading}” is {name}", heading=heading, name=name)
            for heading, name in found.mapped
        ),
    ]  # fmt: skip


def _by_column(converted: Sequence[Converted]) -> Iterator[list[Converted]]:
    """Figures of one column that went from one measure to another, in the order of the file."""
    groups: dict[tuple[str, str, str], list[Converted]] = {}
    for one in converted:
        alike = (_LINE.sub("", one.where), _FIGURE.sub("", one.typed), one.measure)
        groups.setdefault(alike, []).append(one)
    yield from groups.values()


def _conversion(alike: Sequence[Converted], translator: Translator) -> str:
    first = alike[0]
    said = translator.text(
        "Converted: {where} “{text}” to {measure}", where=first.where, text=first.typed, measure=first.measure
    )
    if len(alike) == 1:
        return said
    return said + translator.text(
        ", and {count} more alike down to {where}", count=len(alike) - 1, where=alike[-1].where
    )

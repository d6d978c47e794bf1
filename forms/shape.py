"""Whether received content has the shape its form prescribes; nothing about whether it is right.

Rules and explanations are judged elsewhere: a report with findings is still a report (bundles.md §5, step 8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from forms.definition import CellType
from forms.errors import Problem
from forms.index import FormIndex, PackIndex
from forms.report import Content
from forms.values import CellSpec, Invalid, from_text

MAX_LINES = 20_000


def content_problems(index: PackIndex, form_id: str, content: Content) -> tuple[Problem, ...]:
    """What does not fit the form: unknown rows, columns and fields, and texts that are no values there."""
    form = index.form(form_id)
    return tuple(_table(form, content) if form.is_table else _roster(form, content))


def _table(form: FormIndex, content: Content) -> Iterator[Problem]:
    if content.rows:
        yield _problem(form, "rows", "", "a table has no roster lines")
    for row, columns in content.cells.items():
        for column, text in columns.items():
            cell = form.cells.get((row, column))  # type: ignore[call-overload]  # a Position, made faster
            if cell is None:
                yield _problem(form, f"[{row}, {column}]", text, "no such cell")
            elif text is not None and not _glance(cell.spec.type, cell.spec.places)(text):
                yield from _value(form, f"[{row}, {column}]", text, cell.spec)


def _roster(form: FormIndex, content: Content) -> Iterator[Problem]:
    if content.cells:
        yield _problem(form, "cells", "", "a roster has no cells")
    if len(content.rows) > MAX_LINES:
        yield Problem(
            code="E-QUOTA", params={"detail": f"{len(content.rows)} > {MAX_LINES}"}, where=form.form.id
        )
        return
    glances = {name: _glance(spec.type, spec.places) for name, spec in form.field_specs.items()}
    for number, line in enumerate(content.rows, start=1):
        for field, text in line.items():
            good = glances.get(field)
            if good is None:
                yield _problem(form, f"#{number} {field}", text, "no such field")
            elif text is not None and not good(text):
                yield from _value(form, f"#{number} {field}", text, form.field_specs[field])


Glance = Callable[[str], object]
"""Says whether a text is good without reading it in full; what it does not know may still be good."""

_PLAIN_WORDS = re.compile(r"\w(?:[\w（）()·.、，。 -]{0,198}[\w）)。])?").fullmatch
_WORDS = frozenset({CellType.TEXT, CellType.LONGTEXT, CellType.PHONE})


def _unsure(text: str) -> object:  # noqa: ARG001 - whatever it is
    return None


@cache
def _glance(kind: CellType, places: int) -> Glance:
    """Most texts need no full reading, and a province's rosters hold millions of them."""
    if kind.numeric:
        fraction = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
        return re.compile(rf"(?:0|-?[1-9][0-9]{{0,11}}){fraction}").fullmatch
    return _PLAIN_WORDS if kind in _WORDS else _unsure


def _value(form: FormIndex, where: str, text: str, spec: CellSpec) -> Iterator[Problem]:
    value = from_text(text, spec)
    if isinstance(value, Invalid):
        yield _problem(form, where, text, value.reason.value)


def _problem(form: FormIndex, where: str, text: str | None, reason: str) -> Problem:
    place = f"{form.form.id}{where}" if where.startswith("[") else f"{form.form.id} {where}"
    return Problem(code="E-CELL", params={"text": text or "", "cell": place, "reason": reason}, where=place)

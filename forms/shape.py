"""Whether received content has the shape its form prescribes; nothing about whether it is right.

Rules and explanations are judged elsewhere: a report with findings is still a report (bundles.md §5, step 8).
"""

from __future__ import annotations

from collections.abc import Iterator

from forms.errors import Problem
from forms.index import FormIndex, PackIndex, Position
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
            cell = form.cells.get(Position(row, column))
            if cell is None:
                yield _problem(form, f"[{row}, {column}]", text, "no such cell")
            elif text is not None:
                yield from _value(form, f"[{row}, {column}]", text, cell.spec)


def _roster(form: FormIndex, content: Content) -> Iterator[Problem]:
    if content.cells:
        yield _problem(form, "cells", "", "a roster has no cells")
    if len(content.rows) > MAX_LINES:
        yield Problem(
            code="E-QUOTA", params={"detail": f"{len(content.rows)} > {MAX_LINES}"}, where=form.form.id
        )
        return
    for number, line in enumerate(content.rows, start=1):
        for field, text in line.items():
            spec = form.field_specs.get(field)
            if spec is None:
                yield _problem(form, f"#{number} {field}", text, "no such field")
            elif text is not None:
                yield from _value(form, f"#{number} {field}", text, spec)


def _value(form: FormIndex, where: str, text: str, spec: CellSpec) -> Iterator[Problem]:
    value = from_text(text, spec)
    if isinstance(value, Invalid):
        yield _problem(form, where, text, value.reason.value)


def _problem(form: FormIndex, where: str, text: str | None, reason: str) -> Problem:
    place = f"{form.form.id}{where}" if where.startswith("[") else f"{form.form.id} {where}"
    return Problem(code="E-CELL", params={"text": text or "", "cell": place, "reason": reason}, where=place)

"""Whether received content has the shape its form prescribes; nothing about whether it is right.

Rules and explanations are judged elsewhere: a report with findings is still a report (bundles.md §5, step 8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from forms.definition import CellType
from forms.errors import Problem
from forms.index import FormIndex, PackIndex, Position
from forms.plain_texts import PATTERNS, WHOLE, all_match, of_column
from forms.report import Content, Line
from forms.values import CellSpec, Invalid, from_text

MAX_LINES = 20_000


def content_problems(index: PackIndex, form_id: str, content: Content) -> tuple[Problem, ...]:
    """What does not fit the form: unknown rows, columns and fields, and texts that are no values there."""
    form = index.form(form_id)
    glances = index.memo.get(("shape", form_id))
    if glances is None:
        made = _TableGlance(form) if form.is_table else _RosterGlance(form)
        glances = index.memo.setdefault(("shape", form_id), made)
    if isinstance(glances, _TableGlance):
        return tuple(_table(form, content, glances))
    return tuple(_roster(form, content, glances))


def _table(form: FormIndex, content: Content, glances: _TableGlance) -> Iterator[Problem]:
    if content.rows:
        yield _problem(form, "rows", "", "a table has no roster lines")
    good_at = glances.cells
    for row, columns in content.cells.items():
        for column, text in columns.items():
            good = good_at.get((row, column))
            if good is None:
                yield _problem(form, f"[{row}, {column}]", text, "no such cell")
            elif text is not None and not good(text):
                yield from _value(form, f"[{row}, {column}]", text, form.cells[Position(row, column)].spec)


def _roster(form: FormIndex, content: Content, glances: _RosterGlance) -> Iterator[Problem]:
    if content.cells:
        yield _problem(form, "cells", "", "a roster has no cells")
    if len(content.rows) > MAX_LINES:
        yield Problem(
            code="E-QUOTA", params={"detail": f"{len(content.rows)} > {MAX_LINES}"}, where=form.form.id
        )
        return
    if not glances.good(content.rows):
        for number, line in enumerate(content.rows, start=1):
            yield from _line(form, number, line)


def _line(form: FormIndex, number: int, line: Line) -> Iterator[Problem]:
    for field, text in line.items():
        spec = form.field_specs.get(field)
        if spec is None:
            yield _problem(form, f"#{number} {field}", text, "no such field")
        elif text is not None:
            yield from _value(form, f"#{number} {field}", text, spec)


# --- at a glance -----------------------------------------------------------------------------------
# Nearly all texts are good, and a province's rosters hold millions of them. A pattern says so without reading
# them in full; what it does not match may still be good, and is read.

_NEVER = r"(?!)"


def _pattern(spec: CellSpec) -> str:
    if spec.type.numeric:
        fraction = rf"(?:\.[0-9]{{1,{spec.places}}})?" if spec.places else ""
        return f"{WHOLE}{fraction}"
    if spec.type is CellType.CHOICE:
        return "|".join(re.escape(choice.code) for choice in spec.choices if choice.code) or _NEVER
    return PATTERNS.get(spec.type, _NEVER)


class _TableGlance:
    """For every cell, what says that a text is good."""

    def __init__(self, form: FormIndex) -> None:
        patterns = {position: _pattern(cell.spec) for position, cell in form.cells.items()}
        compiled = {pattern: re.compile(pattern).fullmatch for pattern in set(patterns.values())}
        self.cells: dict[tuple[str, str], Callable[[str], object]] = {
            (position.row, position.column): compiled[pattern] for position, pattern in patterns.items()
        }


class _RosterGlance:
    """One pattern for every field's texts one after the other; canonical JSON has fields in order of their names."""

    def __init__(self, form: FormIndex) -> None:
        self.fields = sorted(form.field_specs)
        patterns = [_pattern(form.field_specs[name]) for name in self.fields]
        self.matches = [of_column(pattern) for pattern in patterns]

    def good(self, rows: Sequence[Line]) -> bool:
        """Whether every line has all fields, each with a good text."""
        if any(map(self.fields.__ne__, map(list, rows))):
            return False
        columns = zip(*(line.values() for line in rows), strict=True)
        return all(map(all_match, self.matches, columns))


def _value(form: FormIndex, where: str, text: str, spec: CellSpec) -> Iterator[Problem]:
    value = from_text(text, spec)
    if isinstance(value, Invalid):
        yield _problem(form, where, text, value.reason.value)


def _problem(form: FormIndex, where: str, text: str | None, reason: str) -> Problem:
    place = f"{form.form.id}{where}" if where.startswith("[") else f"{form.form.id} {where}"
    return Problem(code="E-CELL", params={"text": text or "", "cell": place, "reason": reason}, where=place)

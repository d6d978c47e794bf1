"""Roster lines between their texts and the values rules look at."""

from __future__ import annotations

from collections.abc import Mapping

from forms.definition import CellType
from forms.index import FormIndex
from forms.past import Figure
from forms.values import Invalid, NotApplicable, Value, from_text


def figure_of(value: Value | Invalid, kind: CellType) -> Figure:
    """A value as rules see it: what is no value is blank, yes/no is a truth value."""
    if value is None or isinstance(value, Invalid | NotApplicable):
        return None
    return value == "yes" if kind is CellType.YESNO else value


def figures_of(form: FormIndex, line: Mapping[str, str | None]) -> tuple[Figure, ...]:
    """A line's values in field order, from their canonical texts."""
    return tuple(
        figure_of(from_text(line.get(name), spec), spec.type) for name, spec in form.field_specs.items()
    )

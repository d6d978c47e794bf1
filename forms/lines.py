"""Roster lines between their texts and the values rules look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from forms.definition import CellType
from forms.index import FormIndex
from forms.past import Figure
from forms.plain_texts import PATTERNS, WHOLE, all_match, of_column
from forms.values import CellSpec, Invalid, NotApplicable, Value, from_text


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


def read_lines(
    form: FormIndex, lines: Sequence[Mapping[str, str | None]]
) -> list[tuple[Value | Invalid, ...]]:
    """Lines from their canonical texts, each in field order: as `from_text` reads them, but a column at once."""
    columns = (_column([line.get(name) for line in lines], spec) for name, spec in form.field_specs.items())
    return list(zip(*columns, strict=True))


def figures_in(form: FormIndex, lines: Sequence[Sequence[Value | Invalid]]) -> list[tuple[Figure, ...]]:
    """Lines as rules see them, see `figure_of`."""
    kinds = [spec.type for spec in form.field_specs.values()]
    seen = (_seen(column, kind) for column, kind in zip(zip(*lines, strict=True), kinds, strict=False))
    return list(zip(*seen, strict=True))


def _column(texts: Sequence[str | None], spec: CellSpec) -> Sequence[Value | Invalid]:
    pattern = _known(spec)
    if pattern is None or not all_match(of_column(pattern), texts):
        return [from_text(text, spec) for text in texts]
    if not spec.type.numeric:
        return texts
    if spec.decimals is None and spec.type is not CellType.INTEGER:
        return [None if text is None else _figure(text, spec) for text in texts]
    return [None if text is None else Decimal(text) for text in texts]


def _known(spec: CellSpec) -> str | None:
    """What `from_text` takes as it stands (see `_figure`): texts of a kind, figures with the decimals of their cell."""
    if not spec.type.numeric:
        return PATTERNS.get(spec.type)
    if spec.decimals is None and spec.type is not CellType.INTEGER:
        return rf"{WHOLE}(?:\.[0-9]{{1,6}})?"
    return rf"{WHOLE}\.[0-9]{{{spec.places}}}" if spec.places else WHOLE


def _figure(text: str, spec: CellSpec) -> Value | Invalid:
    """A figure of any number of decimals; one that ends in a needless zero is not taken as it stands."""
    return from_text(text, spec) if "." in text and text.endswith("0") else Decimal(text)


def _seen(column: Sequence[Value | Invalid], kind: CellType) -> Sequence[Figure]:
    if kind is CellType.YESNO or not {Invalid, NotApplicable}.isdisjoint(map(type, column)):
        return [figure_of(value, kind) for value in column]
    return column  # type: ignore[return-value]  # nothing but values, which rules see as they are

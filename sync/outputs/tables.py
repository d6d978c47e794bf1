"""The period's reports as plain tables: reports, observations, a table a roster, and the code lists they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from forms.definition import CellType, FieldDef
from forms.index import FormIndex
from forms.messages import Translator
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.heads import field_title
from sync.outputs.observations import Held, State, held_reports, observations


class Field(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column of a table: `type` is string, number, integer, date or yearmonth; `choices` limits it."""

    name: str
    title: str = ""
    type: str = "string"
    choices: tuple[str, ...] = ()
    required: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """A table; `links` are foreign keys: own columns, the other table, its columns."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    links: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


_TYPES = {
    CellType.NUMBER: "number",
    CellType.INTEGER: "integer",
    CellType.DATE: "date",
    CellType.MONTH: "yearmonth",
}
_TO_REPORT = (("unit", "form", "period"), "reports", ("unit", "form", "period"))
_HEAD = (
    Field(name="unit", required=True),
    Field(name="form", required=True),
    Field(name="period", required=True),
)


def tables(
    collected: Collected, period: str, translator: Translator, scope: Scope = EVERYTHING
) -> tuple[Table, ...]:
    """All tables of a period; rosters nobody filed are left out."""
    held = tuple(held_reports(collected, period, scope))
    forms = {report.form.form.id: report.form for report in held}
    rosters = [_roster(form, held, translator) for form in forms.values() if not form.is_table]
    return (
        _units(collected, held),
        _cells(forms.values(), translator),
        _reports(held),
        _observations(held),
        *rosters,
    )


def _units(collected: Collected, held: Iterable[Held]) -> Table:
    codes = {report.unit.code for report in held}
    return Table(
        name="units",
        title="Units that reported",
        fields=(
            Field(name="code", required=True),
            Field(name="name"),
            Field(name="kind"),
            Field(name="parent"),
            Field(name="inside", choices=("yes", "no")),
        ),
        key=("code",),
        rows=[
            (unit.code, unit.name, unit.kind, unit.parent or "", "yes" if unit.inside else "no")
            for unit in collected.index.pack.units
            if unit.code in codes
        ],
    )


def _cells(forms: Iterable[FormIndex], translator: Translator) -> Table:
    """What each row and column of a table form is."""
    rows = [
        (
            form.form.id,
            cell.row.id,
            cell.column.id,
            translator.pick(cell.row.title, cell.row.title_en),
            translator.pick(cell.column.title, cell.column.title_en),
            cell.spec.measure or "",
            str(cell.nature or ""),
            str(cell.spec.type),
            str(cell.derive or ""),
        )
        for form in forms
        for cell in form.cells.values()
    ]
    names = ("form", "row", "column", "row_title", "column_title", "measure", "nature", "type", "derived")
    return Table(
        name="cells",
        title="Cells of the forms",
        fields=tuple(Field(name=name) for name in names),
        key=("form", "row", "column"),
        rows=rows,
    )


def _reports(held: Iterable[Held]) -> Table:
    return Table(
        name="reports",
        title="Current reports",
        fields=(*_HEAD, Field(name="status"), Field(name="revision", required=True)),
        key=("unit", "form", "period"),
        rows=[(r.unit.code, r.form.form.id, r.period, r.state, r.revision) for r in held],
        links=((("unit",), "units", ("code",)),),
    )


def _observations(held: Iterable[Held]) -> Table:
    return Table(
        name="observations",
        title="Every cell in one of four states",
        fields=(
            *_HEAD,
            Field(name="row", required=True),
            Field(name="column", required=True),
            Field(name="state", choices=tuple(State), required=True),
            Field(name="figure", type="number"),
            Field(name="text"),
        ),
        key=("unit", "form", "period", "row", "column"),
        rows=[row for report in held if report.form.is_table for row in _observed(report)],
        links=(_TO_REPORT, (("form", "row", "column"), "cells", ("form", "row", "column"))),
    )


def _observed(held: Held) -> Iterator[tuple[str, ...]]:
    head = (held.unit.code, held.form.form.id, held.period)
    for seen in observations(held):
        numeric = seen.cell.spec.type.numeric
        text = seen.text or ""
        yield (*head, *seen.cell.position, str(seen.state), text if numeric else "", "" if numeric else text)


def _roster(form: FormIndex, held: Iterable[Held], translator: Translator) -> Table:
    """A roster's lines; — stays —, which the table's description calls a missing value beside the empty one."""
    fields = form.form.fields
    return Table(
        name=f"roster-{form.form.id.lower()}",
        title=translator.pick(form.form.title, form.form.title_en),
        fields=(
            *_HEAD,
            Field(name="line", type="integer", required=True),
            *(_field(f, translator) for f in fields),
        ),
        key=("unit", "form", "period", "line"),
        rows=[
            (r.unit.code, form.form.id, r.period, str(n), *(line.get(f.id) or "" for f in fields))
            for r in held
            if r.form is form
            for n, line in enumerate(r.content.rows, 1)
        ],
        links=(_TO_REPORT,),
    )


def _field(field: FieldDef, translator: Translator) -> Field:
    return Field(
        name=f"f_{field.id}",
        title=field_title(field, translator),
        type=_TYPES.get(field.type, "string"),
        choices=("yes", "no") if field.type is CellType.YESNO else (),
    )

"""The few rules the in-memory office keeps: totals and findings, written out by hand."""

from decimal import Decimal

from forms.definition import Level
from forms.findings import Finding, FindingKind, Operand
from forms.index import Position
from forms.sheet import CellState, CellView
from forms.values import Invalid, to_text

LEVEL_COLUMNS = ("national", "regional", "city", "other")
SUMMED = ("02.01", "02.02", "02.03", "02.04", "02.05", "02.06", "02.07", "02.08.6")
RIGHT = "right"
NONE = CellView(text=None, state=CellState.ENTERED)


def view(value):
    if isinstance(value, Invalid):
        return CellView(text=None, state=CellState.INVALID, typed=value.typed, reason=value.reason.value)
    return CellView(text=to_text(value), state=CellState.ENTERED) if value is not None else NONE


def totals(found):
    for row in {position.row for position in found}:
        put(
            found,
            row,
            "total",
            [(row, column) for column in LEVEL_COLUMNS],
            "[, national] + [, regional] + [, city] + [, other]",
        )
    for column in LEVEL_COLUMNS:
        put(found, "02.10", column, [(row, column) for row in SUMMED], "sum([02.01:02.08.6])")
    put(
        found,
        "02.10",
        "total",
        [("02.10", column) for column in LEVEL_COLUMNS],
        "[, national] + [, regional] + [, city] + [, other]",
    )


def put(found, row, column, parts, formula):
    values = [number(found, *part) for part in parts]
    known = [value for value in values if value is not None]
    text = str(sum(known)) if known else None
    found[Position(row, column)] = CellView(text=text, state=CellState.COMPUTED, formula=formula)


def number(found, row, column):
    cell = found.get(Position(row, column))
    return Decimal(cell.text) if cell and cell.text not in (None, "—") else None


def rules(form, cells):
    firms, carriers = number(cells, "02.12", "total"), number(cells, "02.10", "total")
    if firms is not None and carriers is not None and firms < carriers:
        yield Finding(
            id="CK-02-SC-02-1",
            level=Level.WARNING,
            form=form,
            cells=(("02.12", "national"), ("02.12", "total")),
            message="入驻企业少于载体数，请核对；确有空置载体的，请说明",
            message_en="Fewer enterprises than carriers; check, or explain",
            left=str(firms),
            operator="≥",
            right=str(carriers),
            difference=str(firms - carriers),
            left_text=f"02.12 {firms}",
            right_text=f"02.10 {carriers}",
            operands=(
                Operand(ref="[02.12, total]", title="入驻企业 合计", value=str(firms)),
                Operand(ref="[02.10, total]", title="“双创”载体合计", value=str(carriers)),
            ),
        )
    for column in LEVEL_COLUMNS:
        part, whole = number(cells, "02.14", column), number(cells, "02.13", column)
        if part is not None and whole is not None and part > whole:
            yield Finding(
                id="SC-02-auto-part_of",
                level=Level.ERROR,
                form=form,
                kind=FindingKind.PART_OF,
                cells=(("02.14", column), ("02.13", column)),
                title="其中：西藏籍高校毕业生",
                left=str(part),
                right=str(whole),
                right_text="期末在载体内就业人数",
                difference=str(part - whole),
            )


def entry(form, cell, index, view, line=None):
    found = index.form(form)
    named = found.cells[Position(*cell)].row if found.is_table else found.fields[cell[1]]
    title = named.title
    return Finding(
        id=f"{form}-auto-entry",
        level=Level.ERROR,
        form=form,
        kind=FindingKind.ENTRY,
        cells=(cell,),
        title=title,
        left=view.typed,
        right=view.reason,
        line=line,
    )


def explained(finding, draft):
    cell = finding.cells[0] if finding.cells else None
    text = next((e.text for e in draft.explanations if (e.check, e.cell) == (finding.id, cell)), None)
    if text is None:
        return finding
    from msgspec.structs import replace as changed

    return changed(finding, explanation=text)

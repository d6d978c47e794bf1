"""Words and shades that several pages of a collecting office use. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.says import STATUS_SHADES, STATUS_WORDS, Says
from forms.index import PackIndex
from forms.report import Status

MINUTE = 16
FEW = 3
MISSING = "missing"
SENT_BACK = "conflict-sent-back"
"""A conflict that went back to its office: no status of its own, but another thing to wait for."""
NOT_YET = "not-yet"
"""Nothing came, and the month is still running: nobody is late."""
OTHER_WORDS = {
    MISSING: ("Missing", "error"),
    NOT_YET: ("Not due yet", "neutral"),
    SENT_BACK: ("In conflict, sent back to the office", "warning"),
}
"""Word and shade of what is no status of a report."""


def unit_name(index: PackIndex, code: str) -> str:
    """The short name of a unit; its code where the pack does not know it."""
    unit = index.units.get(code)
    return (unit.short_name or unit.name) if unit else code


def form_name(index: PackIndex, form: str, says: Says) -> str:
    """Number and title of a form."""
    known = index.forms.get(form)
    return f"{form} {says.pick(known.form.title, known.form.title_en)}" if known else form


def state_word(says: Says, state: str) -> str:
    """A status as a word; `missing` is where nothing came."""
    return says.text(OTHER_WORDS[state][0] if state in OTHER_WORDS else STATUS_WORDS[Status(state)])


def state_shade(state: str) -> str:
    """The shade of a status."""
    return OTHER_WORDS[state][1] if state in OTHER_WORDS else STATUS_SHADES[Status(state)]


def place_parts(index: PackIndex, form: str, row: str, column: str, says: Says) -> tuple[str, str]:
    """A cell or a field of a roster line as people call it: the row or line, and the column or field."""
    known = index.forms.get(form)
    if known is None:
        return row, column
    if known.is_table:
        cell = known.cell(row, column)
        if cell is None:
            return row, column
        return f"{row} {says.pick(cell.row.title, cell.row.title_en)}", says.pick(
            cell.column.title, cell.column.title_en
        )
    field = known.fields.get(column)
    return row, says.pick(field.title, field.title_en) if field else column


def place_name(index: PackIndex, form: str, row: str, column: str, says: Says) -> str:
    """The same in one line."""
    known = index.forms.get(form)
    first, second = place_parts(index, form, row, column, says)
    unknown = known is None or (known.is_table and known.cell(row, column) is None)
    return f"{first} {second}" if unknown else f"{first} · {second}"


def listed(names: Sequence[str], says: Says) -> str:
    """A few names, and how many more."""
    few = "、".join(names[:FEW])
    rest = len(names) - FEW
    return f"{few} {says.text('and {count} more', count=rest)}" if rest > 0 else few


def moment(text: str) -> str:
    """A stored moment as people read it."""
    return text[:MINUTE].replace("T", " ")

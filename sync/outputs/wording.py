"""Canonical texts as people read them: choices by their title, yes and no in their language, statuses in words."""

from __future__ import annotations

from collections.abc import Sequence

from forms.definition import CellType, ChoiceDef, ColumnDef, FieldDef, PackDef, RowDef
from forms.index import choices_of
from forms.messages import Translator
from forms.report import Status

BLANK, NOT_ASKED = "", "—"


def cell_text(pack: PackDef, row: RowDef, column: ColumnDef, text: str | None, translator: Translator) -> str:
    """A table's cell."""
    if column.derive is not None:
        return text or BLANK
    return worded(column.type or row.type, choices_of(pack, column.list or row.list), text, translator)


def field_text(pack: PackDef, field: FieldDef, text: str | None, translator: Translator) -> str:
    """A roster line's field."""
    return worded(field.type, choices_of(pack, field.list), text, translator)


def worded(type_: CellType, choices: Sequence[ChoiceDef], text: str | None, translator: Translator) -> str:
    """The text for people; blank is empty, not applicable is —, zero is 0."""
    if text is None:
        return BLANK
    match type_:
        case CellType.YESNO:
            return translator.text(text) if text in ("yes", "no") else text
        case CellType.CHOICE:
            return _title(choices, text, translator)
        case CellType.CHOICES:
            return "；".join(_title(choices, part, translator) for part in text.split("；"))
        case _:
            return text


def _title(choices: Sequence[ChoiceDef], code: str, translator: Translator) -> str:
    found = next((choice for choice in choices if choice.code == code), None)
    return translator.pick(found.title, found.title_en) if found else code


_STATUS = {
    Status.EMPTY: "not begun",
    Status.DRAFT: "being filled in",
    Status.FAILED: "checks failed",
    Status.PASSED: "checks passed",
    Status.SUBMITTED: "submitted",
    Status.RECEIVED: "received",
    Status.RETURNED: "returned",
    Status.CORRECTING: "being corrected",
    Status.ACCEPTED: "accepted",
    Status.LOCKED: "locked",
    Status.CONFLICT: "in conflict",
    Status.WITHDRAWN: "withdrawn",
}


def status_text(status: Status) -> str:
    """The status as a text of the catalogue."""
    return _STATUS[status]

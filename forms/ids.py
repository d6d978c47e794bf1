"""Names of things. Kinds of id are kept apart by type, never by position in a tuple."""

from __future__ import annotations

import re
from typing import NamedTuple, NewType

FormId = NewType("FormId", str)
RowId = NewType("RowId", str)
ColumnId = NewType("ColumnId", str)
FieldId = NewType("FieldId", str)
UnitCode = NewType("UnitCode", str)
CheckId = NewType("CheckId", str)

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class CellRef(NamedTuple):
    """A cell of a table form, whatever unit and period."""

    form: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.form}[{self.row}, {self.column}]"


def is_id(text: str) -> bool:
    """Whether the text may name a form, row, column, field, list or rule."""
    return ID.fullmatch(text) is not None

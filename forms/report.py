"""One report: what a unit filled in for one form and period, as a frozen value.

`Content` is the part that people write and sign; it is the same in drafts, revisions and Report JSON
(contract.md). All values are canonical text (`forms.values.to_text`), so that equal content is equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

Line = Mapping[str, str | None]
Cells = Mapping[str, Mapping[str, str | None]]


class ReportKey(NamedTuple):
    """Which report: `period` is its text (`2026-10`)."""

    unit: str
    form: str
    period: str


class Status(StrEnum):
    """The life of a report in its order (product.md, Words)."""

    EMPTY = "empty"
    DRAFT = "draft"
    FAILED = "failed"
    PASSED = "passed"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    RETURNED = "returned"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common settings of what travels: immutable and strict."""


class Explanation(_Part, frozen=True, kw_only=True):
    """审核说明: why a warning stands. `cell` is the finding's first cell."""

    check: str
    cell: tuple[str, str] | None = None
    text: str


class Cover(_Part, frozen=True, kw_only=True):
    """The signatures' line of the printed form."""

    head: str = ""
    statistician: str = ""
    preparer: str = ""
    phone: str = ""
    date: str = ""


class Attachment(_Part, frozen=True, kw_only=True):
    """A file that belongs to the report, by hash; `row` and `field` where it stands in a roster."""

    name: str
    sha256: str
    bytes: int
    row: int | None = None
    field: str | None = None


class Content(_Part, frozen=True, kw_only=True):
    """What was filled in: every cell of a table or every line of a roster, with its explanations."""

    cells: Cells = {}
    rows: tuple[Line, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    cover: Cover = Cover()
    attachments: tuple[Attachment, ...] = ()

    def cell(self, row: str, column: str) -> str | None:
        """The canonical text of a cell, `None` where blank or absent."""
        return self.cells.get(row, {}).get(column)

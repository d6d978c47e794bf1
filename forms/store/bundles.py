"""Every file taken in or written out, with what became of it. The bytes are in the archive folder."""

from __future__ import annotations

import builtins

from forms.store.arrays import json_array, strings
from forms.store.database import Database, Param, Row
from forms.store.rows import BundleRow

_COLUMNS = """hash, kind, unit, origin, sequence, previous, manifest_hash, register_version, signers, file,
              received_at, outcome, code, parent"""
_SELECT = f"SELECT {_COLUMNS} FROM bundle"  # noqa: S608 - constant text


class Bundles:
    """Rows by hash, in the order of arrival."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: BundleRow) -> bool:
        """Note a file; false, and nothing changes, if its hash is known."""
        sql = f"""INSERT INTO bundle ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  ON CONFLICT (hash) DO NOTHING"""  # noqa: S608 - constant text
        return self._database.execute(sql, _values(row)).rowcount > 0

    def update(self, row: BundleRow) -> None:
        """Say anew what is known of a file, as when a pending one could be read at last."""
        names = [name.strip() for name in _COLUMNS.split(",")]
        sets = ", ".join(f"{name} = ?" for name in names)
        sql = f"UPDATE bundle SET {sets} WHERE hash = ?"  # noqa: S608 - constant text
        self._database.execute(sql, (*_values(row), row.hash))

    def set_outcome(self, name: str, outcome: str, code: str | None = None) -> None:
        """Change what became of a file; `code` says why it was refused or is pending."""
        sql = "UPDATE bundle SET outcome = ?, code = ? WHERE hash = ?"
        self._database.execute(sql, (outcome, code, name))

    def get(self, name: str) -> BundleRow | None:
        """The file of that hash."""
        found = self._database.row(f"{_SELECT} WHERE hash = ?", (name,))
        return _bundle(found) if found else None

    def known(self, name: str) -> bool:
        """Whether these bytes were taken in before, whatever became of them."""
        return self._database.row("SELECT 1 FROM bundle WHERE hash = ?", (name,)) is not None

    def of_origin(self, origin: str) -> tuple[BundleRow, ...]:
        """The files of one origin by sequence; two with the same one are a fork."""
        sql = f"{_SELECT} WHERE origin = ? ORDER BY sequence, hash"
        return self._found(sql, (origin,))

    def list(
        self,
        *,
        kind: str | None = None,
        unit: str | None = None,
        outcome: str | None = None,
        code: str | None = None,
        parent: str | None = None,
    ) -> tuple[BundleRow, ...]:
        """The files that fit, in the order of arrival."""
        filters = {"kind": kind, "unit": unit, "outcome": outcome, "code": code, "parent": parent}
        asked = {name: value for name, value in filters.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in asked) or "true"
        return self._found(f"{_SELECT} WHERE {where} ORDER BY seq", (*asked.values(),))

    def quarantine(self) -> tuple[BundleRow, ...]:
        """Refused files."""
        return self.list(outcome="refused")

    def pending(self) -> tuple[BundleRow, ...]:
        """Well-formed files that wait for a key, a pack or a register."""
        return self.list(outcome="pending")

    def remove(self, name: str) -> None:
        """Forget a file that was never merged, as when quarantine is emptied on request."""
        sql = "DELETE FROM bundle WHERE hash = ? AND outcome IN ('refused', 'pending')"
        self._database.execute(sql, (name,))

    def __len__(self) -> int:
        return self._database.number("SELECT count(*) FROM bundle")

    def _found(self, sql: str, params: tuple[Param, ...]) -> builtins.tuple[BundleRow, ...]:
        return tuple(_bundle(row) for row in self._database.rows(sql, params))


def _values(row: BundleRow) -> tuple[Param, ...]:
    return (
        row.hash,
        row.kind,
        row.unit,
        row.origin,
        row.sequence,
        row.previous,
        row.manifest_hash,
        row.register_version,
        json_array(row.signers),
        row.file,
        row.received_at,
        row.outcome,
        row.code,
        row.parent,
    )


def _bundle(row: Row) -> BundleRow:
    names = BundleRow.__struct_fields__
    return BundleRow(**{**dict(zip(names, row, strict=True)), "signers": strings(row[8])})

"""The set of revisions: it only grows. Heads and states are computed elsewhere, from what is given here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256

from forms.report import ReportKey
from forms.store.arrays import json_array, strings
from forms.store.database import Database, Param, Row
from forms.store.rows import Outline, StoredRevision

# Bundles are cumulative until receipted: of those that carry a revision, the one numbered first handed it over.
_BUNDLE = """(SELECT c.bundle FROM revision_bundle c LEFT JOIN bundle b ON b.hash = c.bundle
              WHERE c.revision = r.seq ORDER BY b.sequence IS NULL, b.sequence, c.bundle LIMIT 1)"""
_SELECT = f"SELECT r.id, r.unit, r.form, r.period, r.kind, r.origin, r.n, r.parents, {_BUNDLE}, r.blob FROM revision r"  # noqa: S608 - constant text
_REPORT = "WHERE r.unit = ? AND r.form = ? AND r.period = ? ORDER BY r.n, r.id"

_INSERT = """INSERT INTO revision (id, unit, form, period, kind, origin, n, parents, blob)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"""


class Revisions:
    """Immutable blobs by id; triggers refuse changes, whoever tries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, revision: StoredRevision) -> bool:
        """Add to the set; false if it was known. Either way it is noted which bundle carried it."""
        with self._database.transaction():
            new = self._database.execute(_INSERT, _values(revision)).rowcount > 0
            if revision.bundle is not None:
                self.carry(revision.bundle, (revision.id,))
        return new

    def add_all(self, bundle: str, revisions: Sequence[StoredRevision]) -> None:
        """Add what one bundle carried, in one go; those known stay as they are."""
        with self._database.transaction():
            self._database.many(_INSERT, [_values(revision) for revision in revisions])
            self.carry(bundle, [revision.id for revision in revisions])

    def carry(self, bundle: str, ids: Iterable[str]) -> None:
        """Note that the bundle carries these revisions, which are in the set already."""
        sql = """INSERT INTO revision_bundle SELECT seq, ? FROM revision WHERE id = ?
                 ON CONFLICT DO NOTHING"""
        self._database.many(sql, [(bundle, name) for name in ids])

    def get(self, name: str) -> StoredRevision | None:
        """The revision of that id."""
        found = self._database.row(f"{_SELECT} WHERE r.id = ?", (name,))
        return _revision(found) if found else None

    def has(self, ids: Collection[str]) -> frozenset[str]:
        """Which of these are in the set."""
        sql = "SELECT id FROM revision WHERE id IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._database.rows(sql, (json_array(ids),)))

    def of(self, unit: str, form: str, period: str) -> tuple[StoredRevision, ...]:
        """All revisions of one report, by number, then by id."""
        rows = self._database.rows(f"{_SELECT} {_REPORT}", (unit, form, period))
        return tuple(_revision(row) for row in rows)

    def outline(self, unit: str, form: str, period: str) -> tuple[Outline, ...]:
        """The same without their content, to find heads quickly."""
        sql = f"SELECT r.id, r.parents, r.kind, r.origin, r.n FROM revision r {_REPORT}"  # noqa: S608 - same
        rows = self._database.rows(sql, (unit, form, period))
        return tuple(Outline(row[0], strings(row[1]), *row[2:]) for row in rows)

    def keys(
        self,
        *,
        unit: str | None = None,
        form: str | None = None,
        period: str | None = None,
    ) -> tuple[ReportKey, ...]:
        """The reports that have revisions, in their order; arguments narrow the choice."""
        sql = """SELECT DISTINCT unit, form, period FROM revision
                 WHERE (?1 IS NULL OR unit = ?1) AND (?2 IS NULL OR form = ?2) AND (?3 IS NULL OR period = ?3)
                 ORDER BY unit, form, period"""
        return tuple(ReportKey(*row) for row in self._database.rows(sql, (unit, form, period)))

    def by_bundle(self, bundle: str) -> tuple[StoredRevision, ...]:
        """What a bundle carried, in the order of reports."""
        sql = f"""{_SELECT} JOIN revision_bundle c ON c.revision = r.seq WHERE c.bundle = ?
                  ORDER BY r.unit, r.form, r.period, r.n, r.id"""
        return tuple(_revision(row) for row in self._database.rows(sql, (bundle,)))

    def carried(self, bundle: str) -> tuple[tuple[str, ReportKey], ...]:
        """Ids and reports of what a bundle carried, without the content, in the order of reports."""
        sql = """SELECT r.id, r.unit, r.form, r.period FROM revision r JOIN revision_bundle c ON c.revision = r.seq
                 WHERE c.bundle = ? ORDER BY r.unit, r.form, r.period, r.n, r.id"""
        return tuple((row[0], ReportKey(*row[1:])) for row in self._database.rows(sql, (bundle,)))

    def carriers(self, name: str) -> tuple[str, ...]:
        """The bundles that carried a revision."""
        sql = """SELECT c.bundle FROM revision_bundle c JOIN revision r ON r.seq = c.revision
                 WHERE r.id = ? ORDER BY c.bundle"""
        return tuple(row[0] for row in self._database.rows(sql, (name,)))

    def carrying(self, bundles: Collection[str]) -> frozenset[str]:
        """Which of these bundles carried revisions that are in the set."""
        sql = "SELECT DISTINCT bundle FROM revision_bundle WHERE bundle IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._database.rows(sql, (json_array(bundles),)))

    def own_after(self, unit: str, n: int = 0, *, origin: str | None = None) -> tuple[StoredRevision, ...]:
        """The revisions of a unit with a number above `n`, of one origin or of all, by number."""
        sql = f"""{_SELECT} WHERE r.unit = ?1 AND r.n > ?2 AND (?3 IS NULL OR r.origin = ?3)
                  ORDER BY r.n, r.form, r.period, r.id"""
        return tuple(_revision(row) for row in self._database.rows(sql, (unit, n, origin)))

    def __iter__(self) -> Iterator[StoredRevision]:
        """Every revision in the order of reports, one at a time in memory."""
        order = "ORDER BY r.unit, r.form, r.period, r.n, r.id"
        return (_revision(row) for row in self._database.each(f"{_SELECT} {order}"))

    def __len__(self) -> int:
        return self._database.number("SELECT count(*) FROM revision")

    def damaged(self) -> tuple[str, ...]:
        """Ids whose bytes no longer give that SHA-256."""
        rows = self._database.each("SELECT id, blob FROM revision ORDER BY id")
        return tuple(row[0] for row in rows if sha256(row[1]).hexdigest() != row[0])


def _values(r: StoredRevision) -> tuple[Param, ...]:
    return (r.id, r.unit, r.form, r.period, r.kind, r.origin, r.n, json_array(r.parents), r.blob)


def _revision(row: Row) -> StoredRevision:
    name, unit, form, period, kind, origin, n, parents, bundle, blob = row
    return StoredRevision(
        id=name,
        unit=unit,
        form=form,
        period=period,
        kind=kind,
        origin=origin,
        n=n,
        parents=strings(parents),
        bundle=bundle,
        blob=blob,
    )

"""The set of signed events (receipts, returns, acceptances, locks …): it only grows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from forms.report import ReportKey
from forms.store.arrays import json_array
from forms.store.database import Database, Row
from forms.store.rows import StoredEvent

_BUNDLE = "(SELECT min(b.bundle) FROM event_bundle b WHERE b.event = e.seq)"
_SELECT = f"SELECT e.id, e.type, e.unit, e.form, e.period, {_BUNDLE}, e.blob, e.seq FROM event e"  # noqa: S608 - constant text


class Events:
    """Immutable blobs by id, like revisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, event: StoredEvent) -> bool:
        """Add to the set; false if it was known. Either way it is noted which bundle carried it."""
        e = event
        sql = """INSERT INTO event (id, type, unit, form, period, blob) VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (id) DO NOTHING"""
        with self._database.transaction():
            added = self._database.execute(sql, (e.id, e.type, e.unit, e.form, e.period, e.blob))
            if e.bundle is not None:
                self.carry(e.bundle, (e.id,))
        return added.rowcount > 0

    def carry(self, bundle: str, ids: Iterable[str]) -> None:
        """Note that the bundle carries these events, which are in the set already."""
        sql = "INSERT INTO event_bundle SELECT seq, ? FROM event WHERE id = ? ON CONFLICT DO NOTHING"
        self._database.many(sql, [(bundle, name) for name in ids])

    def get(self, name: str) -> StoredEvent | None:
        """The event of that id."""
        found = self._database.row(f"{_SELECT} WHERE e.id = ?", (name,))
        return _event(found) if found else None

    def has(self, ids: Collection[str]) -> frozenset[str]:
        """Which of these are in the set."""
        sql = "SELECT id FROM event WHERE id IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._database.rows(sql, (json_array(ids),)))

    def of(self, key: ReportKey) -> tuple[StoredEvent, ...]:
        """What speaks of one report: its own events and those of its whole unit, form or period, by id."""
        sql = f"""{_SELECT} WHERE (e.unit = ? OR e.unit IS NULL) AND (e.form IS NULL OR e.form = ?)
                  AND (e.period IS NULL OR e.period = ?) ORDER BY e.id"""
        return tuple(_event(row) for row in self._database.rows(sql, key))

    def all(self, type: str | None = None) -> tuple[StoredEvent, ...]:  # noqa: A002 - the event's own word
        """Every event, or those of one type, by id: the order they came in has no meaning."""
        sql = f"{_SELECT} WHERE ?1 IS NULL OR e.type = ?1 ORDER BY e.id"
        return tuple(_event(row) for row in self._database.rows(sql, (type,)))

    def by_bundle(self, bundle: str) -> tuple[StoredEvent, ...]:
        """What a bundle carried, by id."""
        sql = f"{_SELECT} JOIN event_bundle c ON c.event = e.seq WHERE c.bundle = ? ORDER BY e.id"
        return tuple(_event(row) for row in self._database.rows(sql, (bundle,)))

    def since(self, position: int) -> tuple[int, tuple[StoredEvent, ...]]:
        """What was added here after a position, in that order, and the new position (0 at first)."""
        rows = self._database.rows(f"{_SELECT} WHERE e.seq > ? ORDER BY e.seq", (position,))
        return (rows[-1][7] if rows else position), tuple(_event(row) for row in rows)

    def __len__(self) -> int:
        return self._database.number("SELECT count(*) FROM event")


def _event(row: Row) -> StoredEvent:
    name, kind, unit, form, period, bundle, blob, _ = row
    return StoredEvent(
        id=name,
        type=kind,
        unit=unit,
        form=form,
        period=period,
        bundle=bundle,
        blob=blob,
    )

"""Settings of the workspace, and documents kept by kind and name."""

from __future__ import annotations

from forms.store.database import Database


class Settings:
    """Named texts: which unit this is, which origin, which register version was seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: str | None = None) -> str | None:
        """The text, or `default` where it was never set."""
        found = self._database.row("SELECT text FROM setting WHERE name = ?", (name,))
        return str(found[0]) if found else default

    def set(self, name: str, text: str | None) -> None:
        """Set a text; `None` removes it."""
        if text is None:
            self._database.execute("DELETE FROM setting WHERE name = ?", (name,))
            return
        sql = "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text"
        self._database.execute(sql, (name, text))

    def all(self) -> dict[str, str]:
        """Every setting by name."""
        return dict(self._database.rows("SELECT name, text FROM setting ORDER BY name"))


class Documents:
    """Packs (`pack`, hash), registers (`register:<unit>`, number), mappings, attachments …: bytes by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, name: str, blob: bytes) -> None:
        """Keep the bytes, in place of those kept under the same name."""
        sql = (
            "INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET blob = excluded.blob"
        )
        self._database.execute(sql, (kind, name, blob))

    def get(self, kind: str, name: str) -> bytes | None:
        """The bytes, or `None`."""
        found = self._database.row("SELECT blob FROM document WHERE kind = ? AND id = ?", (kind, name))
        return bytes(found[0]) if found else None

    def list(self, kind: str) -> tuple[str, ...]:
        """The names of a kind; numbers come in their order, 9 before 10."""
        sql = "SELECT id FROM document WHERE kind = ? ORDER BY length(id), id"
        return tuple(row[0] for row in self._database.rows(sql, (kind,)))

    def kinds(self) -> tuple[str, ...]:
        """The kinds of which something is kept."""
        return tuple(
            row[0] for row in self._database.rows("SELECT DISTINCT kind FROM document ORDER BY kind")
        )

    def remove(self, kind: str, name: str) -> None:
        """Forget a document; nothing happens where there is none."""
        self._database.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, name))

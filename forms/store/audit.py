"""The append-only audit journal: each line's hash covers the line before, so nothing can be changed unseen.

Lines cut off at the end leave a shorter, valid chain; who wants to notice that compares `head` with an earlier
one kept elsewhere (in a reply, on paper).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from forms.store.database import Database
from forms.store.rows import AuditLine

_START: Final = "0" * 64
_SELECT: Final = "SELECT n, at, kind, text, hash FROM audit"


class Audit:
    """Numbered lines, written in the transaction of what they tell of."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def append(self, kind: str, text: str | Mapping[str, object]) -> AuditLine:
        """Add a line; a mapping is written as JSON with sorted keys."""
        if not isinstance(text, str):
            text = msgspec.json.encode(text, order="sorted").decode()
        with self._database.transaction():
            n, before = self.head()
            at = self._now().isoformat(timespec="seconds")
            line = AuditLine(
                n=n + 1, at=at, kind=kind, text=text, hash=_hash(before, (n + 1, at, kind, text))
            )
            values = (line.n, line.at, line.kind, line.text, line.hash)
            self._database.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", values)
        return line

    def head(self) -> tuple[int, str]:
        """Number and hash of the last line; `0` and zeros before the first."""
        found = self._database.row("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")
        return (int(found[0]), str(found[1])) if found else (0, _START)

    def lines(self, kind: str | None = None) -> Iterator[AuditLine]:
        """All lines, or those of a kind, in order."""
        sql = f"{_SELECT} WHERE ?1 IS NULL OR kind = ?1 ORDER BY n"
        for n, at, name, text, digest in self._database.each(sql, (kind,)):
            yield AuditLine(n=n, at=at, kind=name, text=text, hash=digest)

    def verify(self) -> int | None:
        """The number of the first line that does not follow from the one before; `None` if all do."""
        before = _START
        for expected, line in enumerate(self.lines(), 1):
            if line.n != expected or line.hash != _hash(before, (line.n, line.at, line.kind, line.text)):
                return expected
            before = line.hash
        return None


def _hash(before: str, line: tuple[int, str, str, str]) -> str:
    """SHA-256 over the JSON array of the hash before and the line's own four values."""
    return sha256(msgspec.json.encode((before, *line))).hexdigest()

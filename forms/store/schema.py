"""The tables of `yuebao.db`, version 1 (docs/formats/database.md describes them for people).

Tables whose name begins with `figures_` or `sum_` are not here: `forms.store.figures` makes them from the pack.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x59424144  # "YBAD": SQLite's header field that tells our files from others

_KEPT: Final = """
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE document (
    kind TEXT NOT NULL, id TEXT NOT NULL, blob BLOB NOT NULL, PRIMARY KEY (kind, id)) STRICT;
CREATE TABLE revision (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL,
    origin TEXT NOT NULL, n INTEGER NOT NULL, parents TEXT NOT NULL, blob BLOB NOT NULL) STRICT;
CREATE INDEX revision_report ON revision (unit, form, period);
CREATE TABLE revision_bundle (
    revision INTEGER NOT NULL REFERENCES revision (seq), bundle TEXT NOT NULL,
    PRIMARY KEY (revision, bundle)) STRICT, WITHOUT ROWID;
CREATE INDEX revision_bundle_bundle ON revision_bundle (bundle);
CREATE TABLE event (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    unit TEXT, form TEXT, period TEXT, blob BLOB NOT NULL) STRICT;
CREATE INDEX event_unit ON event (unit);
CREATE TABLE event_bundle (
    event INTEGER NOT NULL REFERENCES event (seq), bundle TEXT NOT NULL,
    PRIMARY KEY (event, bundle)) STRICT, WITHOUT ROWID;
CREATE INDEX event_bundle_bundle ON event_bundle (bundle);
CREATE TABLE bundle (
    seq INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, kind TEXT, unit TEXT, origin TEXT, sequence INTEGER,
    previous TEXT, manifest_hash TEXT, register_version INTEGER, signers TEXT NOT NULL, file TEXT NOT NULL,
    received_at TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, parent TEXT) STRICT;
CREATE INDEX bundle_origin ON bundle (origin, sequence);
CREATE INDEX bundle_outcome ON bundle (outcome);
CREATE TABLE report (
    period INTEGER NOT NULL, unit TEXT NOT NULL, form TEXT NOT NULL, state TEXT NOT NULL, revision TEXT,
    heads TEXT, kind TEXT, received_at TEXT, flags TEXT,
    PRIMARY KEY (period, unit, form)) STRICT, WITHOUT ROWID;
"""

_DRAFTS: Final = """
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT, form TEXT NOT NULL, period TEXT NOT NULL, pack TEXT NOT NULL,
    base TEXT NOT NULL, cover TEXT NOT NULL, attachments TEXT NOT NULL, note TEXT NOT NULL,
    next_line INTEGER NOT NULL, opened_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (form, period)) STRICT;
CREATE TABLE draft_cell (
    draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE, row TEXT NOT NULL, col TEXT NOT NULL,
    text TEXT, typed TEXT, reason TEXT, PRIMARY KEY (draft, row, col)) STRICT, WITHOUT ROWID;
CREATE TABLE draft_line (
    draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE, line INTEGER NOT NULL,
    position INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (draft, line)) STRICT;
CREATE INDEX draft_line_position ON draft_line (draft, position);
CREATE TABLE draft_explanation (
    draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE, rule TEXT NOT NULL, row TEXT NOT NULL,
    col TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (draft, rule, row, col)) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, form TEXT NOT NULL, period TEXT NOT NULL, at TEXT NOT NULL,
    action TEXT NOT NULL, step TEXT, state TEXT NOT NULL, changes TEXT NOT NULL) STRICT;
CREATE INDEX journal_state ON journal (form, period, state);
"""

_FIGURES: Final = """
CREATE TABLE figure_table (
    form TEXT NOT NULL, part INTEGER NOT NULL, figures TEXT NOT NULL UNIQUE, sums TEXT NOT NULL UNIQUE,
    PRIMARY KEY (form, part)) STRICT, WITHOUT ROWID;
CREATE TABLE figure_column (
    form TEXT NOT NULL, row TEXT NOT NULL, col TEXT NOT NULL, part INTEGER NOT NULL, number INTEGER NOT NULL,
    scale INTEGER NOT NULL, PRIMARY KEY (form, row, col)) STRICT, WITHOUT ROWID;
CREATE TABLE unit_node (
    unit TEXT NOT NULL, node TEXT NOT NULL, inside INTEGER NOT NULL, PRIMARY KEY (unit, node))
    STRICT, WITHOUT ROWID;
"""

_AUDIT: Final = """
CREATE TABLE audit (
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
"""

IMMUTABLE: Final = ("revision", "event", "audit")


def _guards(table: str) -> tuple[str, str]:
    """Triggers that make a table append-only even for someone with another SQLite program."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
    )


def first_version() -> tuple[str, ...]:
    """The statements that make version 1, one by one."""
    tables = (_KEPT + _DRAFTS + _FIGURES + _AUDIT).split(";\n")
    guards = [guard for table in IMMUTABLE for guard in _guards(table)]
    return (*(text.strip() for text in tables if text.strip()), *guards)

"""The local store; the only place with SQL. `open_store` gives a `Store`, whose parts speak in frozen rows."""

from forms.store.draft_rows import Draft, DraftContent, DraftInfo, DraftLine, JournalLine, StoredEntry
from forms.store.figures import FigureRow, Series, SumRow
from forms.store.rows import AuditLine, BundleRow, Outline, ReportRow, StoredEvent, StoredRevision
from forms.store.store import Store, open_store

__all__ = [
    "AuditLine",
    "BundleRow",
    "Draft",
    "DraftContent",
    "DraftInfo",
    "DraftLine",
    "FigureRow",
    "JournalLine",
    "Outline",
    "ReportRow",
    "Series",
    "Store",
    "StoredEntry",
    "StoredEvent",
    "StoredRevision",
    "SumRow",
    "open_store",
]

"""The local store; the only place with SQL. `open_store` gives a `Store`, whose parts speak in frozen rows."""

from forms.store.rows import AuditLine, BundleRow, Outline, ReportRow, StoredEvent, StoredRevision
from forms.store.store import Store, open_store

__all__ = [
    "AuditLine",
    "BundleRow",
    "Outline",
    "ReportRow",
    "Store",
    "StoredEvent",
    "StoredRevision",
    "open_store",
]

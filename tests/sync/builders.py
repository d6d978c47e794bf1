"""Small revisions and events for tests of the pure part."""

from __future__ import annotations

from forms.report import Content, ReportKey
from sync import events, revisions
from sync.events import Event, EventType
from sync.manifest import PackRef
from sync.revisions import Authorship, Revision, RevisionKind

PACK = PackRef(id="toy", version="1", hash="a" * 64)
KEY = ReportKey("540100", "F1", "2026-10")


def revision(
    cells: dict[str, dict[str, str | None]] | None = None,
    *,
    key: ReportKey = KEY,
    n: int = 1,
    origin: str = "a1",
    parents: tuple[str, ...] = (),
    kind: RevisionKind = RevisionKind.SUBMIT,
    content: Content | None = None,
) -> Revision:
    by = Authorship(origin=origin, n=n, author="t", saved_at="2026-11-01T00:00:00Z", app="t/1")
    what = content or Content(cells=cells or {})
    return revisions.make(key, what, kind=kind, parents=parents, pack=PACK, by=by)


def id_of(value: Revision | Event) -> str:
    return (
        revisions.revision_id(revisions.encode(value))
        if isinstance(value, Revision)
        else events.event_id(events.encode(value))
    )


def event(type_: EventType, *, n: int = 1, parents: tuple[str, ...] = (), **fields) -> Event:
    given = {"unit": KEY.unit, "form": KEY.form, "period": KEY.period} | fields
    return Event(
        type=type_,
        by="540000",
        origin="r1",
        n=n,
        parents=tuple(sorted(parents)),
        at="2026-11-05",
        app="t/1",
        **given,
    )

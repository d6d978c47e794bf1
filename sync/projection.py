"""From the sets of revisions and events to what the store shows: one row a report, and the figures that count.

Everything written here can be made again from the sets alone, and any order of refreshing gives the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from forms.calendar import exists
from forms.index import PackIndex
from forms.period import parse_period
from forms.report import Content, ReportKey, Status
from forms.store import Outline, ReportRow, Store
from sync import conflicts, events, revisions, status
from sync.contents import Packs
from sync.events import Event, EventType
from sync.revisions import Revision, RevisionKind
from sync.status import History, Node, Outcome

DEAD = ("refused", "pending")
"""Outcomes of bundles whose revisions do not count on their account: their key was revoked later."""

_KEPT_EVENTS = 20_000
_KEPT_REVISIONS = 256


class Projection:
    """Reads the sets of one store and keeps its projection; `me` is the unit whose store it is."""

    def __init__(self, store: Store, me: str, packs: Packs) -> None:
        self.store = store
        self.me = me
        self.packs = packs
        self._events: dict[str, Event] = {}
        self._revisions: dict[str, Revision] = {}
        self._no_events = True
        self._dead: frozenset[str] | None = None
        self._taken_back: tuple[Event, ...] | None = None
        self._arrivals: dict[str, str] = {}
        self._receipts: dict[str, Event] | None = None

    # --- reading -----------------------------------------------------------------------------------

    def remember(self, found: Iterable[tuple[str, Revision]]) -> None:
        """Revisions just decoded, so that they need not be decoded again."""
        if len(self._revisions) > _KEPT_REVISIONS:
            self._revisions.clear()
        self._revisions.update(found)

    def forget_dead(self) -> None:
        """Bundles were withdrawn, or refused after they had been merged."""
        self._dead = None
        self._taken_back = None
        self.forget_receipts()

    def forget_receipts(self) -> None:
        """Events were added."""
        self._receipts = None

    def revision(self, name: str) -> Revision:
        """A revision of the set; one that is not in it is our mistake (`LookupError`)."""
        found = self._revisions.get(name)
        if found is None:
            stored = self.store.revisions.get(name)
            if stored is None:
                raise LookupError(name)
            found = revisions.decode(stored.blob)
            self.remember([(name, found)])
        return found

    def events_of(self, key: ReportKey) -> dict[str, Event]:
        """The events that speak of this report, by id; receipts only where they are for this office."""
        if self._no_events:
            self._no_events = not len(self.store.events)
        if self._no_events:
            return {}
        found = {row.id: self.event(row.id, row.blob) for row in self.store.events.of(key)}
        if key.unit == self.me:
            found |= self.receipts()
        return found

    def receipts(self) -> dict[str, Event]:
        """All receipts for this office."""
        if self._receipts is None:
            rows = self.store.events.all(EventType.RECEIPT)
            self._receipts = {row.id: self.event(row.id, row.blob) for row in rows if row.unit == self.me}
        return self._receipts

    def event(self, name: str, blob: bytes) -> Event:
        """An event of the set, decoded once."""
        found = self._events.get(name)
        if found is None:
            if len(self._events) > _KEPT_EVENTS:
                self._events.clear()
            found = self._events[name] = events.decode(blob)
        return found

    def history(self, key: ReportKey) -> History:
        """All that is known of one report."""
        outline = self.store.revisions.outline(*key)
        return History(
            key=key,
            nodes={o.id: Node(parents=o.parents, kind=RevisionKind(o.kind)) for o in outline},
            counting=self._counting(outline),
            events=self.events_of(key),
            own=key.unit == self.me,
        )

    def _counting(self, outline: Iterable[Outline]) -> frozenset[str]:
        """Revisions that some bundle still carries validly, or that have not left this store yet."""
        gone = self._withdrawn()
        names = [o.id for o in outline if o.id not in gone]
        dead = self._dead_bundles()
        if not dead:
            return frozenset(names)
        return frozenset(n for n in names if not self._all_dead(self.store.revisions.carriers(n), dead))

    def _withdrawals(self) -> tuple[Event, ...]:
        if self._taken_back is None:
            rows = self.store.events.all(EventType.WITHDRAW)
            self._taken_back = tuple(self.event(row.id, row.blob) for row in rows)
        return self._taken_back

    def _withdrawn(self) -> frozenset[str]:
        """Revisions that a withdrawal of their import names; another bundle with them does not revive them."""
        return frozenset(name for event in self._withdrawals() for name in event.covers)

    def withdrawn_bundles(self) -> frozenset[str]:
        """Bundles whose import was withdrawn."""
        return frozenset(event.bundle for event in self._withdrawals() if event.bundle)

    def reached(self, event: Event) -> tuple[ReportKey, ...]:
        """The reports that an event speaks of, as far as something is known of them."""
        if event.type is EventType.WITHDRAW:
            found = (self.store.revisions.get(name) for name in event.covers)
            return tuple({ReportKey(r.unit, r.form, r.period) for r in found if r is not None})
        if event.receipt is not None:
            if event.unit != self.me:
                return ()
            found = (self.store.revisions.get(name) for name in event.receipt.revisions)
            return tuple({ReportKey(r.unit, r.form, r.period) for r in found if r is not None})
        if event.unit and event.form and event.period:
            return (ReportKey(event.unit, event.form, event.period),)
        keys = self.store.revisions.keys(unit=event.unit, form=event.form)
        return tuple(key for key in keys if status.covers(event, key))

    @staticmethod
    def _all_dead(carriers: tuple[str, ...], dead: frozenset[str]) -> bool:
        return bool(carriers) and dead.issuperset(carriers)

    def _dead_bundles(self) -> frozenset[str]:
        if self._dead is None:
            bundles = self.store.bundles
            dead = [row.hash for outcome in DEAD for row in bundles.list(outcome=outcome)]
            self._dead = self.store.revisions.carrying(dead)  # most were never merged
        return self._dead

    def outcome(self, key: ReportKey) -> Outcome:
        """What holds for a report now."""
        return status.outcome(self.history(key), self._digest)

    def _digest(self, name: str) -> str:
        return conflicts.content_digest(self.revision(name))

    # --- writing -----------------------------------------------------------------------------------

    def refresh(self, key: ReportKey) -> Outcome:
        """Bring row and figures of one report up to date."""
        history = self.history(key)
        found = status.outcome(history, self._digest)
        before = self.store.reports.get(key)
        row = self._row(key, found)
        if row is None:
            if before is not None:
                self.store.reports.remove(key)
        elif row != before:
            self.store.reports.put(row)
        counted = before.revision if before else None
        if counted != found.current:
            self._project(key, found.current, counted)
        return found

    def _row(self, key: ReportKey, found: Outcome) -> ReportRow | None:
        flags = tuple(self._flags(key, found))
        if found.state is Status.EMPTY and not flags:
            return None
        return ReportRow(
            unit=key.unit,
            form=key.form,
            period=key.period,
            heads=found.heads,
            state=found.state.value,
            revision=found.current,
            kind=self._kind(found),
            received_at=self._received_at(found.heads),
            flags=flags,
        )

    def _received_at(self, heads: tuple[str, ...]) -> str | None:
        """When what stands now was complete here: each head came with the first bundle that still carries it."""
        dead = self._dead_bundles()
        came = []
        for head in heads:
            carriers = self.store.revisions.carriers(head)
            alive = [name for name in carriers if name not in dead] or carriers
            times = [at for name in alive if (at := self._arrived(name)) is not None]
            came += [min(times)] if times else []
        return max(came, default=None)

    def _arrived(self, bundle: str) -> str | None:
        found = self._arrivals.get(bundle)
        if found is None and (row := self.store.bundles.get(bundle)) is not None:
            found = self._arrivals[bundle] = row.received_at
        return found

    def _kind(self, found: Outcome) -> str | None:
        return self.revision(found.current).kind.value if found.current else None

    def _flags(self, key: ReportKey, found: Outcome) -> Iterable[str]:
        if found.incomplete:
            yield "incomplete"
        if found.locked_out:
            yield "locked-out"
        if found.exempt:
            yield "exempt"
        if found.current and not self._active(key, found.current):
            yield "inactive"

    def _active(self, key: ReportKey, current: str) -> bool:
        """Whether the unit exists in that period; a report of one that does not is kept and flagged."""
        index = self.packs(self.revision(current).pack.hash)
        unit = index.units.get(key.unit) if index else None
        return unit is None or exists(unit, parse_period(key.period))

    def _project(self, key: ReportKey, current: str | None, counted: str | None) -> None:
        name = current or counted
        index = self.packs(self.revision(name).pack.hash) if name else None
        if index is not None:
            content = self.revision(current).content if current else None
            self.store.figures.project(index.pack, key, content)


def key_fields(index: PackIndex | None, form: str) -> tuple[str, ...]:
    """The key fields of a roster; none for tables and unknown forms."""
    found = index.forms.get(form) if index else None
    return found.form.key if found else ()


def current_content(projection: Projection, key: ReportKey) -> Content | None:
    """The content that counts for a report now."""
    current = projection.outcome(key).current
    return projection.revision(current).content if current else None

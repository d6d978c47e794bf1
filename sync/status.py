"""What holds for one report, as a pure function of the revisions and events known (bundles.md §6, 3).

Nothing here is stored as truth: the store keeps the result only as a projection that can be made again.
Order, time and repetition have no effect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from forms.period import parse_period
from forms.report import ReportKey, Status
from sync import merge
from sync.events import Event, EventType
from sync.revisions import RevisionKind

Digest = Callable[[str], str]
"""The content digest of a revision by its id; asked only where several heads must be compared."""


class Node(Struct, frozen=True, kw_only=True):
    """What the graph needs to know of one revision."""

    parents: tuple[str, ...]
    kind: RevisionKind


class History(Struct, frozen=True, kw_only=True):
    """All that is known of one report.

    `counting` are the revisions some bundle still carries validly: not those of a withdrawn import or of a
    revoked key. `events` by id, including the locks of the period. `own` is true where the report is this
    office's, which must wait for a receipt; where it is collected, having it is receiving it.
    """

    key: ReportKey
    nodes: Mapping[str, Node]
    counting: Collection[str]
    events: Mapping[str, Event]
    own: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """What follows from a history.

    `current` is the revision whose figures hold: the head, or the first of several that agree; none in a
    conflict and for a report that was withdrawn. `locked_out` arrived after the period was locked.
    `reviews` are the ids of the events in force for `current`.
    """

    heads: tuple[str, ...] = ()
    current: str | None = None
    state: Status = Status.EMPTY
    locked_out: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    locked: bool = False
    exempt: bool = False


def outcome(history: History, digest: Digest) -> Outcome:
    """The heads, the figure that holds and the status of one report."""
    graph = {node: facts.parents for node, facts in history.nodes.items()}
    locks = locks_in_force(history.events, history.key)
    counting, locked_out = _inside_locks(graph, history, locks)
    visible = merge.restricted(graph, counting)
    heads = merge.heads(visible)
    agreed = len(heads) == 1 or (len(heads) > 1 and len({digest(head) for head in heads}) == 1)
    withdrawn = agreed and history.nodes[heads[0]].kind is RevisionKind.WITHDRAW
    reviews = reviews_in_force(history.events, history.key, heads)
    return Outcome(
        heads=heads,
        current=heads[0] if agreed and not withdrawn else None,
        state=_state(history, heads, agreed, withdrawn, locked=bool(locks), reviews=reviews),
        locked_out=locked_out,
        incomplete=merge.absent_parents(graph),
        reviews=tuple(reviews),
        locked=bool(locks),
        exempt=is_exempt(history.events, history.key),
    )


def _inside_locks(
    graph: merge.Graph, history: History, locks: Mapping[str, Event]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """What still counts, and what came too late for a lock in force (it counts once that is lifted)."""
    counting = frozenset(history.counting) & graph.keys()
    if not locks:
        return counting, ()
    covered = merge.ancestors(graph, (head for lock in locks.values() for head in lock.covers))
    return counting & covered, tuple(sorted(counting - covered))


def _state(
    history: History,
    heads: Sequence[str],
    agreed: bool,
    withdrawn: bool,
    *,
    locked: bool,
    reviews: Mapping[str, Event],
) -> Status:
    if not heads:
        return _without_heads(history, locked=locked)
    if not agreed:
        return Status.CONFLICT
    if withdrawn:
        return Status.WITHDRAWN
    return Status.LOCKED if locked else _reviewed(history, heads, reviews)


def _reviewed(history: History, heads: Sequence[str], reviews: Mapping[str, Event]) -> Status:
    """A return beats an acceptance: where two rulings do not know each other, caution decides."""
    kinds = {event.type for event in reviews.values()}
    if EventType.RETURN in kinds:
        return Status.RETURNED
    if EventType.ACCEPT in kinds:
        return Status.ACCEPTED
    waiting = history.own and not kinds and not receipted(history.events, heads)
    return Status.SUBMITTED if waiting else Status.RECEIVED


def _without_heads(history: History, *, locked: bool) -> Status:
    if locked:
        return Status.LOCKED
    return Status.WITHDRAWN if history.nodes else Status.EMPTY


# --- events --------------------------------------------------------------------------------------


def covers(event: Event, key: ReportKey) -> bool:
    """Whether an event of a period (lock, exemption) reaches this report.

    A period reaches every report whose own period ends with it: locking December locks the fourth quarter. What an
    office says of all units it says of those below it: its own report is ruled upon by the office above.
    """
    if event.unit is None and event.by == key.unit:
        return False
    if event.unit not in (None, key.unit) or event.form not in (None, key.form) or event.period is None:
        return False
    return event.period == key.period or parse_period(event.period).end == parse_period(key.period).end


def locks_in_force(events: Mapping[str, Event], key: ReportKey) -> dict[str, Event]:
    """Locks that reach the report and that no unlocking of it names."""
    locks = {i: e for i, e in events.items() if e.type is EventType.LOCK and covers(e, key)}
    if not locks:
        return {}
    lifted = {
        parent
        for event in events.values()
        if event.type is EventType.UNLOCK and covers(event, key)
        for parent in event.parents
    }
    return {i: e for i, e in locks.items() if i not in lifted}


def reviews_in_force(events: Mapping[str, Event], key: ReportKey, heads: Collection[str]) -> dict[str, Event]:
    """Returns, acceptances, adjustments and verdicts on these heads that no later one replaces."""
    about = {
        i: e
        for i, e in sorted(events.items())
        if e.revision in heads
        and e.type in (EventType.RETURN, EventType.ACCEPT, EventType.ADJUST, EventType.VERDICT)
        and (e.unit, e.form, e.period) == key
    }
    replaced = {parent for event in about.values() for parent in event.parents}
    return {i: e for i, e in about.items() if i not in replaced}


def receipted(events: Mapping[str, Event], revisions: Collection[str]) -> bool:
    """Whether a receipt names one of these revisions."""
    return any(
        event.receipt is not None and not set(revisions).isdisjoint(event.receipt.revisions)
        for event in events.values()
    )


def is_exempt(events: Mapping[str, Event], key: ReportKey) -> bool:
    """Whether the collecting office said that this report need not be filed (免报)."""
    found = {i: e for i, e in events.items() if e.type is EventType.EXEMPT and covers(e, key)}
    replaced = {parent for event in found.values() for parent in event.parents}
    return any(i not in replaced and event.accepted is not False for i, event in found.items())


def with_draft(state: Status, *, correcting: bool, errors: int, checked: bool) -> Status:
    """The status an office sees while it has a draft open: the draft's, not that of what was handed over.

    `correcting` means that the draft stands on a submitted revision; `errors` counts findings that block.
    """
    if state is Status.LOCKED:
        return state
    if correcting:
        return Status.CORRECTING
    if not checked:
        return Status.DRAFT
    return Status.FAILED if errors else Status.PASSED
